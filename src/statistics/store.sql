-- name: record_participation
-- A line that is there already is the same line: writing a batch down again counts nobody twice.
INSERT INTO participation_ledger
  (attempt_id, authority_id, contest_id, round_id, unit_id, contestant_id, participated, finished_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::boolean[], $8::timestamptz[])
ON CONFLICT (attempt_id) DO NOTHING
