-- Rehearsals that were started from the console (docs/rules/preflight.md, F-5). The rehearsal itself is in a database of its own,
-- which is dropped at its end; here is what came of it.
SET lock_timeout = '5s';

CREATE TABLE rehearsals (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  rule_version integer NOT NULL,
  people integer NOT NULL CHECK (people BETWEEN 1 AND 20000),
  seed integer NOT NULL CHECK (seed >= 0),
  asked_by uuid NOT NULL REFERENCES staff,
  asked_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  -- The process that does it says so every second; one that is silent has died.
  seen_at timestamptz NOT NULL,
  cancel_asked_at timestamptz,
  progress text,
  ended_at timestamptz,
  -- Both are emptied after seven days; that there was a rehearsal stays.
  result jsonb,
  pages jsonb,
  fault text,
  CONSTRAINT rehearsal_ends CHECK ((state = 'running') = (ended_at IS NULL))
);
CREATE INDEX rehearsals_by_contest ON rehearsals (contest_id, asked_at DESC);
-- One at a time: each is given what the machine has left.
CREATE UNIQUE INDEX one_rehearsal_at_a_time ON rehearsals ((true)) WHERE state = 'running';

GRANT SELECT, INSERT ON rehearsals TO hoithi_keeper;
GRANT UPDATE (state, seen_at, cancel_asked_at, progress, ended_at, result, pages, fault) ON rehearsals TO hoithi_keeper;
