SET lock_timeout = '5s';

-- One line per finished attempt, written in the paper's own transaction; the primary key counts none twice.
CREATE TABLE participation_ledger (
  attempt_id uuid PRIMARY KEY REFERENCES attempts,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  round_id uuid NOT NULL REFERENCES rounds,
  unit_id uuid NOT NULL REFERENCES units,
  contestant_id uuid NOT NULL REFERENCES contestants,
  -- False: the time ran out with nothing saved. It counts as an attempt (lượt), not as a person (người).
  participated boolean NOT NULL,
  finished_at timestamptz NOT NULL
);
CREATE INDEX ledger_by_round ON participation_ledger (round_id);

-- Published figures. Immutable: a later count is a new snapshot.
CREATE TABLE statistics_snapshots (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  round_no smallint, -- null: the whole contest
  as_of timestamptz NOT NULL,
  digest text NOT NULL,
  body jsonb NOT NULL
);
CREATE INDEX snapshots_newest_first ON statistics_snapshots (contest_id, round_no, id DESC);

GRANT SELECT, INSERT ON participation_ledger TO hoithi_web, hoithi_keeper;
GRANT SELECT ON statistics_snapshots TO hoithi_web;
GRANT SELECT, INSERT ON statistics_snapshots TO hoithi_keeper;
