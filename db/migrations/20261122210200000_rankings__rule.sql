SET lock_timeout = '5s';

-- Which ruling made a version, what the public is told of it, and whether its publication was withdrawn again.
ALTER TABLE rankings
  ADD COLUMN ruling_id uuid REFERENCES rulings,
  ADD COLUMN notice text,
  ADD COLUMN diff jsonb,
  ADD COLUMN withdrawn_at timestamptz,
  ADD CONSTRAINT withdrawn_after_published CHECK (withdrawn_at IS NULL OR published_at IS NOT NULL);
GRANT UPDATE (withdrawn_at) ON rankings TO hoithi_keeper;
