SET lock_timeout = '5s';

CREATE TABLE contestants (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  stream text NOT NULL,
  full_name text NOT NULL,
  -- The name as it is compared: NFC, one case, single spaces, tones where the new rules put them.
  name_key text NOT NULL,
  birth_on date,
  -- Fields of the rulebook that are no identity; an identity is kept only as a keyed hash.
  details jsonb NOT NULL,
  unit_id uuid NOT NULL REFERENCES units,
  guardian boolean NOT NULL,
  consented_at timestamptz NOT NULL,
  registered_at timestamptz NOT NULL
);
CREATE INDEX contestants_by_contest ON contestants (contest_id);

-- Rule C-1: one person, one contestant per contest, refereed by the database.
CREATE TABLE contestant_identities (
  contest_id uuid NOT NULL REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  field text NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  contestant_id uuid NOT NULL REFERENCES contestants,
  CONSTRAINT one_person_one_contestant PRIMARY KEY (contest_id, field, hash)
);
CREATE INDEX identities_by_contestant ON contestant_identities (contestant_id);

CREATE TABLE exclusions (
  contest_id uuid NOT NULL REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  field text NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  reason jsonb NOT NULL,
  PRIMARY KEY (contest_id, field, hash)
);

GRANT SELECT, INSERT ON contestants, contestant_identities TO hoithi_web;
GRANT UPDATE (unit_id) ON contestants TO hoithi_web;
GRANT SELECT ON exclusions TO hoithi_web, hoithi_keeper;
GRANT SELECT ON contestants, contestant_identities TO hoithi_keeper;
