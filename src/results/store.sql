-- name: find_attempt_place
SELECT a.round_id AS "roundId",
  (SELECT coalesce(v.ruling_id::text, '') FROM voids v WHERE v.attempt_id = a.id AND v.lifted_at IS NULL) AS "voidedBy"
FROM attempts a WHERE a.id = $1

-- name: count_papers
-- Of each round: attempts there are, those that are void, and those that were graded again.
SELECT r.id AS "roundId",
  (SELECT count(*)::int FROM attempts a WHERE a.round_id = r.id) AS papers,
  (SELECT count(*)::int FROM voids v JOIN attempts a ON a.id = v.attempt_id WHERE a.round_id = r.id AND v.lifted_at IS NULL) AS voided,
  (SELECT count(*)::int FROM regrades c JOIN regradings g ON g.regrade_id = c.id WHERE c.round_id = r.id AND c.in_force) AS regraded
FROM rounds r WHERE r.contest_id = $1

-- name: list_standing_rows
-- Everybody of one version, placed or not, with the score that their paper was sealed with.
SELECT s.position, s.place, n.full_name AS name, u.name AS unit, s.attempt_id AS "attemptId", s.score, s.total,
  a.score AS "sealedScore", a.total AS "sealedTotal", s.prediction, s.duration_ms AS "durationMs"
FROM standings s
JOIN attempts a ON a.id = s.attempt_id
JOIN contestant_names n ON n.contestant_id = s.contestant_id
JOIN unit_names u ON u.unit_id = s.unit_id AND u.contest_id = a.contest_id
WHERE s.ranking_id = $1 AND s.position > $2 ORDER BY s.position LIMIT $3

-- name: list_asked_questions
-- Questions that papers of this contest may hold, by code. The key is not among them.
SELECT q.id, q.code, q.version_no AS version, q.kind, q.text, q.rows, q.options,
  (SELECT array_agg(r.no ORDER BY r.no) FROM round_questions p JOIN rounds r ON r.id = p.round_id
    WHERE p.question_id = q.id AND r.contest_id = $1) AS "roundNos",
  (SELECT d.id FROM rulings d WHERE d.contest_id = $1 AND d.question_id = q.id AND d.kind = 'question'
    AND d.decided_at IS NOT NULL AND d.lifted_at IS NULL) AS "rulingId"
FROM questions q
WHERE q.id IN (SELECT p.question_id FROM round_questions p JOIN rounds r ON r.id = p.round_id WHERE r.contest_id = $1 AND r.opens_at <= $5)
  AND (q.code, q.id::text) > ($2, $3)
  AND ($4 = '' OR q.code ILIKE '%' || $4 || '%' OR q.text ILIKE '%' || $4 || '%')
ORDER BY q.code, q.id::text LIMIT $6

-- name: find_question
SELECT id, code, text FROM questions WHERE id = $1

-- name: list_few_named
-- Who in a contest has these words in their name, where they are not many.
SELECT id FROM contestants WHERE contest_id = $1 AND plain_key(name_key) LIKE $2 AND plain_key(name_key) LIKE ALL ($3::text[]) LIMIT $4

-- name: list_attempts
-- Attempts of a contest, the latest first: one by its id ($2), those of a few people ($3), or of whoever has the words in their name,
-- met on the way back from the last ones. Ids sort by time: $4 and $5 are from before the first round and from after the last.
SELECT a.id AS "attemptId", n.full_name AS name, u.name AS unit, r.no AS round, a.attempt_no AS "attemptNo",
  a.started_at AS "startedAt", a.submitted_at AS "submittedAt", a.score, a.total,
  (SELECT jsonb_build_object('score', g.score, 'total', g.total) FROM regrades c JOIN regradings g ON g.regrade_id = c.id
    WHERE c.in_force AND c.round_id = a.round_id AND g.attempt_id = a.id) AS regraded,
  v.attempt_id IS NOT NULL AS voided, v.ruling_id AS "voidRulingId"
FROM (
  SELECT a.* FROM attempts a
  WHERE a.contest_id = $1 AND ($2::uuid IS NULL OR a.id = $2) AND ($2::uuid IS NOT NULL OR a.id > $4 AND a.id < $5)
    AND ($3::uuid[] IS NULL OR a.contestant_id = ANY ($3) AND a.round_id IN (SELECT id FROM rounds WHERE contest_id = $1))
    AND ($3::uuid[] IS NOT NULL OR $6 = '%' OR EXISTS (
      SELECT FROM contestants c WHERE c.id = a.contestant_id AND plain_key(c.name_key) LIKE $6 AND plain_key(c.name_key) LIKE ALL ($7::text[])))
  ORDER BY a.id DESC LIMIT $8
) a
JOIN rounds r ON r.id = a.round_id
JOIN contestant_names n ON n.contestant_id = a.contestant_id
JOIN unit_names u ON u.unit_id = a.unit_id AND u.contest_id = a.contest_id
LEFT JOIN voids v ON v.attempt_id = a.id AND v.lifted_at IS NULL
ORDER BY a.id DESC
