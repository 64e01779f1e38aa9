-- Who looks for duplicates has the queue compare everybody with everybody like them, and sees how far it is (docs/rules/people.md, N-12).
SET lock_timeout = '5s';

CREATE TABLE duplicate_searches (
  contest_id uuid PRIMARY KEY REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL,
  percent smallint NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
  -- Of the machine's own clock: a search that says nothing any more has died. Null: it has failed, and said so.
  heard_at timestamptz,
  -- Null: it is not over.
  found integer
);
GRANT SELECT, INSERT ON duplicate_searches TO hoithi_keeper;
GRANT UPDATE (asked_by, asked_at, percent, heard_at, found) ON duplicate_searches TO hoithi_keeper;
