SET lock_timeout = '5s';

-- What was done, by whom, to what. Written in the transaction of the deed; nobody may change or remove a line.
CREATE TABLE deeds (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  authority_id uuid REFERENCES authorities,
  actor text NOT NULL,
  deed text NOT NULL,
  subject text NOT NULL,
  details jsonb NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX deeds_by_subject ON deeds (subject);

CREATE TABLE receipt_keys (
  key_id text PRIMARY KEY,
  public_key text NOT NULL,
  used_from timestamptz NOT NULL,
  used_until timestamptz
);

-- By which keys identities are hashed and tokens signed: only enough to notice that it is another key now.
CREATE TABLE key_fingerprints (
  purpose text PRIMARY KEY,
  fingerprint text NOT NULL
);
GRANT SELECT, INSERT ON key_fingerprints TO hoithi_keeper;

GRANT SELECT, INSERT ON deeds TO hoithi_web, hoithi_keeper;
GRANT SELECT ON receipt_keys TO hoithi_web, hoithi_keeper;
GRANT INSERT ON receipt_keys TO hoithi_keeper;
