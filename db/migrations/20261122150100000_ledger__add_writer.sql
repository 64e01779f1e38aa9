SET lock_timeout = '5s';

-- Which transaction wrote a line: whoever folds the ledger into totals takes lines of transactions that have all ended,
-- so that one that commits late is not passed over (docs/decisions/0020). The lines that are there get this one.
ALTER TABLE participation_ledger ADD COLUMN written_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX ledger_by_round_and_writer ON participation_ledger (round_id, written_in);
-- The new index begins with the round, so a paper still pays for one index beside the primary key.
DROP INDEX ledger_by_round;

CREATE OR REPLACE VIEW participation_counted AS
  SELECT l.* FROM participation_ledger l WHERE NOT EXISTS (SELECT FROM voids v WHERE v.attempt_id = l.attempt_id);
