-- Files that officers send in, part by part, until somebody has looked at what is in them. In the database, so that every
-- process and machine has them; unlogged, because whoever sent one still has it.
SET lock_timeout = '5s';

CREATE UNLOGGED TABLE uploads (
  id uuid PRIMARY KEY,
  authority_id uuid REFERENCES authorities,
  staff_id uuid NOT NULL REFERENCES staff,
  name text NOT NULL,
  size integer NOT NULL CHECK (size BETWEEN 1 AND 50000000),
  made_at timestamptz NOT NULL
);
CREATE INDEX uploads_by_staff ON uploads (staff_id, made_at);

CREATE UNLOGGED TABLE upload_parts (
  upload_id uuid NOT NULL REFERENCES uploads ON DELETE CASCADE,
  no smallint NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (upload_id, no)
);
-- What comes in is compressed already.
ALTER TABLE upload_parts ALTER COLUMN bytes SET STORAGE EXTERNAL;

GRANT SELECT, INSERT, DELETE ON uploads TO hoithi_keeper;
GRANT SELECT, INSERT ON upload_parts TO hoithi_keeper;
GRANT UPDATE (bytes) ON upload_parts TO hoithi_keeper;
