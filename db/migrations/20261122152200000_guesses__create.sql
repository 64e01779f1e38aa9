-- C-4: guesses at who somebody is, counted for all processes and nodes together. Only of identities that are taken, and the
-- identity only as its keyed hash.
SET lock_timeout = '5s';
CREATE TABLE guesses (
  contest_id uuid NOT NULL REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  guessed smallint NOT NULL CHECK (guessed > 0),
  counted_until timestamptz NOT NULL,
  PRIMARY KEY (contest_id, hash)
);
GRANT SELECT, INSERT ON guesses TO hoithi_web;
GRANT UPDATE (guessed, counted_until) ON guesses TO hoithi_web;
