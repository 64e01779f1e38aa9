-- People whom officers exclude from a contest, beside those of the rulebook (docs/rules/people.md, N-11). What takes effect stays
-- where it was: a row of hashes that a start asks for anyhow. The order says who, why, by whom, and whether it was lifted.
SET lock_timeout = '5s';

CREATE TABLE exclusion_orders (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  full_name text NOT NULL,
  -- "phone 042": the field and the last three signs.
  numbers text[] NOT NULL,
  reason text NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  lifted_by text,
  lifted_at timestamptz,
  lift_reason text,
  CONSTRAINT lifted_by_somebody CHECK (num_nulls(lifted_by, lifted_at, lift_reason) IN (0, 3))
);
CREATE INDEX exclusion_orders_newest_first ON exclusion_orders (contest_id, id DESC);
ALTER TABLE exclusions ADD COLUMN order_id uuid REFERENCES exclusion_orders;

GRANT SELECT, INSERT ON exclusion_orders TO hoithi_keeper;
GRANT UPDATE (lifted_by, lifted_at, lift_reason) ON exclusion_orders TO hoithi_keeper;
GRANT INSERT, DELETE ON exclusions TO hoithi_keeper;
