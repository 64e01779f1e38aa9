-- name: lock_attempts
-- Ordered by id, so that two batches never wait for each other. The columns of attempts_whole, but from the table: after
-- a wait for the lock PostgreSQL reads the row again, which it does not do through a view.
SELECT a.id, a.authority_id AS "authorityId", a.contest_id AS "contestId", a.round_id AS "roundId",
  a.contestant_id AS "contestantId", a.unit_id AS "unitId", a.attempt_no AS "attemptNo", a.rule_version AS "ruleVersion",
  a.nonce, a.started_at AS "startedAt", a.deadline_at AS "deadlineAt", a.saved_sequence AS "savedSequence",
  a.saved_at AS "savedAt", a.answers, a.prediction, a.ending, a.arrived_at AS "arrivedAt",
  a.submitted_at AS "submittedAt", a.duration_ms AS "durationMs", a.score, a.total, a.paper_hash AS "paperHash",
  a.receipt_key AS "receiptKey", a.receipt_signature AS "receiptSignature",
  EXISTS (SELECT FROM voids v WHERE v.attempt_id = a.id) AS voided
FROM attempts a WHERE a.id = ANY ($1::uuid[]) ORDER BY a.id FOR NO KEY UPDATE OF a

-- name: list_attempts
SELECT * FROM attempts_whole WHERE id = ANY ($1::uuid[])

-- name: list_attempts_of
SELECT * FROM attempts_whole WHERE "contestantId" = $1 AND "roundId" = ANY ($2::uuid[]) ORDER BY "startedAt"

-- name: list_last_attempts
-- The latest attempt of each (round, contestant) pair: its number is how many there have been.
SELECT DISTINCT ON (a.round_id, a.contestant_id) a.id, a.round_id AS "roundId", a.contestant_id AS "contestantId",
  a.attempt_no AS "attemptNo", a.ending IS NULL AS "isOpen", a.deadline_at AS "deadlineAt"
FROM unnest($1::uuid[], $2::uuid[]) AS wanted (round_id, contestant_id)
JOIN attempts a ON a.round_id = wanted.round_id AND a.contestant_id = wanted.contestant_id
ORDER BY a.round_id, a.contestant_id, a.attempt_no DESC

-- name: count_slots
-- How many attempts there were in the contest and on the day, for rulebooks that cap them. DISTINCT: two taps of one
-- person in a batch must not count what came before twice.
SELECT wanted.contest_id AS "contestId", wanted.contestant_id AS "contestantId", wanted.day,
  count(a.id)::int AS "inContest", (count(a.id) FILTER (WHERE a.day = wanted.day))::int AS "onDay"
FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS each (contest_id, contestant_id, day)) wanted
LEFT JOIN attempts a ON a.round_id IN (SELECT r.id FROM rounds r WHERE r.contest_id = wanted.contest_id)
  AND a.contestant_id = wanted.contestant_id
GROUP BY wanted.contest_id, wanted.contestant_id, wanted.day

-- name: insert_attempts
INSERT INTO attempts (id, authority_id, contest_id, round_id, contestant_id, unit_id, attempt_no, attempts_allowed, day,
  day_no, day_allowed, contest_no, contest_allowed, rule_version, nonce, nonce_by, started_at, deadline_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::smallint[],
  $8::smallint[], $9::date[], $10::smallint[], $11::smallint[], $12::smallint[], $13::smallint[], $14::integer[],
  $15::bytea[], $16::text[], $17::timestamptz[], $18::timestamptz[])

-- name: write_papers
UPDATE attempts a SET saved_sequence = p.saved_sequence, saved_at = p.saved_at, answers = p.answers,
  prediction = p.prediction, ending = p.ending, arrived_at = p.arrived_at, submitted_at = p.submitted_at,
  duration_ms = p.duration_ms, score = p.score, total = p.total, paper_hash = p.paper_hash, receipt_key = p.receipt_key,
  receipt_signature = p.receipt_signature
FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::jsonb[], $5::numeric[], $6::text[], $7::timestamptz[],
  $8::timestamptz[], $9::bigint[], $10::smallint[], $11::smallint[], $12::bytea[], $13::text[], $14::bytea[])
  AS p (id, saved_sequence, saved_at, answers, prediction, ending, arrived_at, submitted_at, duration_ms, score, total,
    paper_hash, receipt_key, receipt_signature)
WHERE a.id = p.id

-- name: list_expired
SELECT id FROM attempts WHERE round_id = $1 AND ending IS NULL AND deadline_at <= $2 LIMIT $3

-- name: insert_receipt_key
INSERT INTO receipt_keys (key_id, public_key, used_from) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: list_receipt_keys
SELECT key_id AS "keyId", public_key AS "publicKey", used_from AS "from", used_until AS "until" FROM receipt_keys
ORDER BY used_from
