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

-- What counts: a void takes its line away, and nothing else does.
CREATE VIEW participation_counted AS
  SELECT l.* FROM participation_ledger l WHERE NOT EXISTS (SELECT FROM voids v WHERE v.attempt_id = l.attempt_id);
CREATE VIEW participation_voided AS
  SELECT l.round_id, l.attempt_id FROM voids v JOIN participation_ledger l ON l.attempt_id = v.attempt_id;

-- The units that figures stand beside: names, tree and headcounts as they were when it was counted. Kept once,
-- so that a snapshot holds numbers only.
CREATE TABLE statistics_frames (
  digest text PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  units jsonb NOT NULL
);

-- Published figures. Immutable: a later count is a new snapshot.
CREATE TABLE statistics_snapshots (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  round_no smallint, -- null: the whole contest
  as_of timestamptz NOT NULL,
  digest text NOT NULL,
  basis text NOT NULL, -- what it was counted from: the same basis needs no new count
  frame text NOT NULL REFERENCES statistics_frames,
  figures jsonb NOT NULL
);
CREATE INDEX snapshots_newest_first ON statistics_snapshots (contest_id, coalesce(round_no, 0), id DESC);

GRANT SELECT, INSERT ON participation_ledger TO hoithi_web, hoithi_keeper;
GRANT SELECT ON participation_counted, participation_voided TO hoithi_keeper;
GRANT SELECT ON statistics_frames, statistics_snapshots TO hoithi_web;
GRANT SELECT, INSERT ON statistics_frames, statistics_snapshots TO hoithi_keeper;
