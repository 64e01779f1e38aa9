-- name: list_attempts
SELECT * FROM attempts_whole WHERE id = ANY ($1::uuid[])

-- name: list_attempts_of
SELECT * FROM attempts_whole WHERE "contestantId" = $1 AND "roundId" = ANY ($2::uuid[]) ORDER BY "startedAt"

-- name: read_standing
-- What decides whether a person may start: where they are, whether they are excluded, and their latest attempt in the round,
-- whose number is how many there have been. LATERAL with its LIMIT keeps each look-up one step into the index, whatever
-- plan was made while the table was small.
SELECT c.id AS "contestantId", wanted.round_id AS "roundId", c.unit_id AS "unitId", EXISTS (
    SELECT FROM contestant_identities i JOIN exclusions e USING (contest_id, field, hash) WHERE i.contestant_id = c.id
  ) AS excluded,
  last.id AS "lastId", last.attempt_no AS "lastNo", last.ending IS NULL AS "lastIsOpen", last.deadline_at AS "lastDeadlineAt"
FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[]) AS each (round_id, contestant_id)) wanted
CROSS JOIN LATERAL (
  SELECT * FROM contestants known WHERE known.id = wanted.contestant_id AND known.merged_into IS NULL LIMIT 1
) c
LEFT JOIN LATERAL (
  SELECT a.id, a.attempt_no, a.ending, a.deadline_at FROM attempts a
  WHERE a.round_id = wanted.round_id AND a.contestant_id = c.id ORDER BY a.attempt_no DESC LIMIT 1
) last ON true

-- name: count_slots
-- How many attempts there were in the contest and on the day, for rulebooks that cap them. DISTINCT: two taps of one
-- person in a batch must not count what came before twice.
SELECT wanted.contest_id AS "contestId", wanted.contestant_id AS "contestantId", wanted.day,
  count(a.id)::int AS "inContest", (count(a.id) FILTER (WHERE a.day = wanted.day))::int AS "onDay"
FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS each (contest_id, contestant_id, day)) wanted
LEFT JOIN attempts a ON a.round_id IN (SELECT r.id FROM rounds r WHERE r.contest_id = wanted.contest_id)
  AND a.contestant_id = wanted.contestant_id
GROUP BY wanted.contest_id, wanted.contestant_id, wanted.day

-- name: list_retakes
SELECT v.round_id AS "roundId", v.contestant_id AS "contestantId", count(*)::int AS "inRound", array_agg(v.day::text) AS days
FROM voids v
JOIN (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[]) AS each (round_id, contestant_id)) wanted
  USING (round_id, contestant_id)
WHERE v.may_retake AND v.lifted_at IS NULL GROUP BY v.round_id, v.contestant_id

-- name: insert_attempts
-- A slot that somebody else took meanwhile is not taken twice: its row does not come back. The numbered slots and the one
-- open attempt are unique, so this holds without a lock.
INSERT INTO attempts (id, authority_id, contest_id, round_id, contestant_id, unit_id, attempt_no, attempts_allowed, day,
  day_no, day_allowed, contest_no, contest_allowed, rule_version, nonce, nonce_by, started_at, deadline_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::smallint[],
  $8::smallint[], $9::date[], $10::smallint[], $11::smallint[], $12::smallint[], $13::smallint[], $14::integer[],
  $15::bytea[], $16::text[], $17::timestamptz[], $18::timestamptz[])
ON CONFLICT DO NOTHING RETURNING id

-- name: write_papers
-- Papers as they now stand, each only where it still stands as it was judged (the saved sequence only grows, a seal is
-- final, and organisers may have moved the deadline). The ledger line of a paper that ends goes in with it: a crash leaves both or neither.
WITH written AS (
  UPDATE attempts a SET saved_sequence = p.saved_sequence, saved_at = p.saved_at, answers = p.answers,
    prediction = p.prediction, ending = p.ending, arrived_at = p.arrived_at, submitted_at = p.submitted_at,
    duration_ms = p.duration_ms, score = p.score, total = p.total, paper_hash = p.paper_hash,
    receipt_key = p.receipt_key, receipt_signature = p.receipt_signature
  FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::jsonb[], $6::numeric[], $7::text[],
    $8::timestamptz[], $9::timestamptz[], $10::bigint[], $11::smallint[], $12::smallint[], $13::bytea[], $14::text[],
    $15::bytea[], $16::boolean[], $17::timestamptz[])
    AS p (id, was, saved_sequence, saved_at, answers, prediction, ending, arrived_at, submitted_at, duration_ms, score,
      total, paper_hash, receipt_key, receipt_signature, participated, deadline_at)
  -- Not `ending IS NULL`, by which a plan could walk the index of open attempts instead of stepping into that of the ids.
  WHERE a.id = p.id AND a.saved_sequence = p.was AND a.deadline_at = p.deadline_at AND coalesce(a.ending, '') = ''
  RETURNING a.id, a.authority_id, a.contest_id, a.round_id, a.unit_id, a.contestant_id, a.ending, a.submitted_at,
    p.participated
), counted AS (
  INSERT INTO participation_ledger
    (attempt_id, authority_id, contest_id, round_id, unit_id, contestant_id, participated, finished_at)
  SELECT id, authority_id, contest_id, round_id, unit_id, contestant_id, participated, submitted_at FROM written
  WHERE ending IS NOT NULL
)
SELECT id FROM written

-- name: list_expired
SELECT id FROM attempts WHERE round_id = $1 AND ending IS NULL AND deadline_at <= $2 LIMIT $3

-- name: list_open_attempts
-- Those whose time had not run out at $2, a page at a time.
SELECT id, contestant_id AS "contestantId", rule_version AS "ruleVersion", started_at AS "startedAt",
  deadline_at AS "deadlineAt"
FROM attempts WHERE round_id = $1 AND ending IS NULL AND deadline_at > $2 AND contestant_id > $3
ORDER BY contestant_id LIMIT $4

-- name: move_deadlines
SELECT moved AS id FROM move_deadlines($1, $2, $3) AS moved

-- name: insert_receipt_key
INSERT INTO receipt_keys (key_id, public_key, used_from) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: list_receipt_keys
SELECT key_id AS "keyId", public_key AS "publicKey", used_from AS "from", used_until AS "until" FROM receipt_keys
ORDER BY used_from
