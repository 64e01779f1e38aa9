-- U-12: who declared which headcount (biên chế), as of which day, by which document. Every declaration stays; the newest of
-- a contest is what its rates are computed over.
SET lock_timeout = '5s';

CREATE TABLE headcount_declarations (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  -- Null: the authority's own register, from which a contest's tree takes its first figures.
  contest_id uuid REFERENCES contests,
  unit_id uuid NOT NULL REFERENCES units,
  as_of date NOT NULL,
  people integer NOT NULL CHECK (people >= 0),
  document text,
  declared_by text NOT NULL,
  declared_at timestamptz NOT NULL,
  version integer NOT NULL CHECK (version >= 1),
  CONSTRAINT declaration_follows_one UNIQUE NULLS NOT DISTINCT (contest_id, unit_id, version)
);
CREATE INDEX headcount_declarations_by_authority ON headcount_declarations (authority_id, unit_id) WHERE contest_id IS NULL;

ALTER TABLE headcounts ADD COLUMN declaration_id uuid REFERENCES headcount_declarations;

GRANT SELECT ON headcount_declarations TO hoithi_web, hoithi_keeper;
GRANT INSERT ON headcount_declarations, headcounts TO hoithi_keeper;
GRANT UPDATE (as_of, people, declaration_id) ON headcounts TO hoithi_keeper;
