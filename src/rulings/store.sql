-- name: insert_ruling
INSERT INTO rulings (id, authority_id, contest_id, kind, question_id, way, lifts, scope, may_retake, made_by, made_at, seen_at, papers)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11, $11, $12)

-- name: insert_ruling_key
INSERT INTO ruling_keys (ruling_id, authority_id, correct) VALUES ($1, $2, $3::jsonb)

-- name: find_ruling
SELECT id, authority_id AS "authorityId", contest_id AS "contestId", kind, question_id AS "questionId", way, lifts, scope,
  may_retake AS "mayRetake", made_by AS "madeBy", made_at AS "madeAt", papers, papers_done AS "papersDone", seen_at AS "seenAt",
  basis, ready_at AS "readyAt", failed, reason, notice, decided_at AS "decidedAt", lifted_at AS "liftedAt"
FROM rulings WHERE id = $1

-- name: list_rulings
-- Decided ones, the newest first.
SELECT id, authority_id AS "authorityId", contest_id AS "contestId", kind, question_id AS "questionId", way, lifts, scope,
  may_retake AS "mayRetake", made_by AS "madeBy", made_at AS "madeAt", papers, papers_done AS "papersDone", seen_at AS "seenAt",
  basis, ready_at AS "readyAt", failed, reason, notice, decided_at AS "decidedAt", lifted_at AS "liftedAt"
FROM rulings WHERE contest_id = $1 AND decided_at IS NOT NULL AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3

-- name: list_question_rulings
-- The rulings on questions of a contest that stand.
SELECT r.id, r.question_id AS "questionId", r.way, k.correct FROM rulings r LEFT JOIN ruling_keys k ON k.ruling_id = r.id
WHERE r.contest_id = $1 AND r.kind = 'question' AND r.decided_at IS NOT NULL AND r.lifted_at IS NULL ORDER BY r.id

-- name: find_ruling_key
SELECT correct FROM ruling_keys WHERE ruling_id = $1

-- name: note_progress
UPDATE rulings SET papers_done = least(papers, papers_done + $2), seen_at = $3 WHERE id = $1

-- name: mark_ready
UPDATE rulings SET basis = $2, ready_at = $3, seen_at = $3, papers_done = papers WHERE id = $1

-- name: mark_failed
UPDATE rulings SET failed = $2 WHERE id = $1 AND decided_at IS NULL

-- name: word_ruling
UPDATE rulings SET reason = $2, notice = $3 WHERE id = $1

-- name: decide_ruling
UPDATE rulings SET decided_at = $2 WHERE id = $1

-- name: lift_ruling
UPDATE rulings SET lifted_at = $2 WHERE id = $1

-- name: carry_out_voids
SELECT carry_out_voids($1) AS changed

-- name: drop_draft
SELECT drop_ruling_draft($1)

-- name: list_stale_drafts
SELECT id FROM rulings WHERE contest_id = $1 AND decided_at IS NULL AND failed IS DISTINCT FROM 'dropped' AND made_at < $2

-- name: insert_void_period
-- Attempts that began, or were handed in, in a period, and are not void.
INSERT INTO ruling_attempts (ruling_id, authority_id, attempt_id, lifts)
SELECT $1, a.authority_id, a.id, false FROM attempts a
WHERE a.round_id = $2 AND (CASE $5 WHEN 'started' THEN a.started_at ELSE a.submitted_at END) >= $3
  AND (CASE $5 WHEN 'started' THEN a.started_at ELSE a.submitted_at END) < $4
  AND NOT EXISTS (SELECT FROM voids v WHERE v.attempt_id = a.id AND v.lifted_at IS NULL)

-- name: count_void_period
SELECT count(*)::int AS count FROM attempts a
WHERE a.round_id = $1 AND (CASE $4 WHEN 'started' THEN a.started_at ELSE a.submitted_at END) >= $2
  AND (CASE $4 WHEN 'started' THEN a.started_at ELSE a.submitted_at END) < $3
  AND NOT EXISTS (SELECT FROM voids v WHERE v.attempt_id = a.id AND v.lifted_at IS NULL)

-- name: insert_void_one
INSERT INTO ruling_attempts (ruling_id, authority_id, attempt_id, lifts)
SELECT $1, a.authority_id, a.id, false FROM attempts a
WHERE a.id = $2 AND NOT EXISTS (SELECT FROM voids v WHERE v.attempt_id = a.id AND v.lifted_at IS NULL)

-- name: insert_lifted
-- What a void declared and is still void by it; all of it, or one attempt.
INSERT INTO ruling_attempts (ruling_id, authority_id, attempt_id, lifts)
SELECT $1, v.authority_id, v.attempt_id, true FROM voids v
WHERE v.ruling_id = $2 AND v.lifted_at IS NULL AND ($3::uuid IS NULL OR v.attempt_id = $3)

-- name: count_ruled_attempts
SELECT count(*)::int AS count FROM ruling_attempts WHERE ruling_id = $1

-- name: count_standing_voids
SELECT count(*)::int AS count FROM voids WHERE ruling_id = $1 AND lifted_at IS NULL

-- name: list_ruled_rounds
SELECT DISTINCT a.round_id AS id FROM ruling_attempts w JOIN attempts a ON a.id = w.attempt_id WHERE w.ruling_id = $1

-- name: insert_ruling_round
INSERT INTO ruling_rounds (ruling_id, authority_id, round_no, round_id, regrade_id, ranking_id, previous_id, drawn)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)

-- name: list_ruling_rounds
SELECT round_no AS "roundNo", round_id AS "roundId", regrade_id AS "regradeId", ranking_id AS "rankingId",
  previous_id AS "previousId", drawn
FROM ruling_rounds WHERE ruling_id = $1 ORDER BY round_no = 0, round_no

-- name: insert_regrade
INSERT INTO regrades (id, authority_id, round_id, made_at) VALUES ($1, $2, $3, $4)

-- name: insert_regradings
INSERT INTO regradings (regrade_id, authority_id, attempt_id, score, total)
SELECT $1, $2, g.attempt_id, g.score, g.total FROM unnest($3::uuid[], $4::smallint[], $5::smallint[]) AS g (attempt_id, score, total)

-- name: list_sealed_papers
-- By the index of the numbered slots, whose columns these are: a page is read where the one before ended.
SELECT id, contestant_id AS "contestantId", attempt_no AS "attemptNo", rule_version AS "ruleVersion", nonce, answers, score, total
FROM attempts WHERE round_id = $1 AND (contestant_id, attempt_no) > ($2::uuid, $3::smallint) AND ending IS NOT NULL
ORDER BY contestant_id, attempt_no LIMIT $4

-- name: count_sealed_papers
SELECT count(*)::int AS count FROM attempts WHERE round_id = ANY ($1::uuid[]) AND ending IS NOT NULL

-- name: find_regrade_in_force
SELECT id FROM regrades WHERE round_id = $1 AND in_force

-- name: end_regrade
UPDATE regrades SET in_force = false WHERE round_id = $1 AND in_force

-- name: put_regrade_in_force
UPDATE regrades SET in_force = true WHERE id = $1

-- name: list_regradings
SELECT g.attempt_id AS "attemptId", g.score, g.total FROM regrades c JOIN regradings g ON g.regrade_id = c.id
WHERE c.in_force AND c.round_id = ANY ($1::uuid[]) AND g.attempt_id = ANY ($2::uuid[])

-- name: find_basis
-- Changes with whatever a ruling is drawn up from: books, versions of the standings, rulings, voids, rules in force.
SELECT md5(concat_ws('|',
  (SELECT string_agg(concat_ws('/', r.no, r.books_closed_at), ',' ORDER BY r.no) FROM rounds r WHERE r.contest_id = $1),
  (SELECT string_agg(concat_ws('/', k.id, k.published_at, k.withdrawn_at), ',' ORDER BY k.id) FROM rankings k WHERE k.contest_id = $1),
  (SELECT string_agg(concat_ws('/', d.id, d.lifted_at), ',' ORDER BY d.id) FROM rulings d WHERE d.contest_id = $1 AND d.decided_at IS NOT NULL),
  (SELECT count(*) + count(v.lifted_at) FROM voids v JOIN attempts a ON a.id = v.attempt_id WHERE a.contest_id = $1),
  (SELECT max(v.version_no) FROM rule_versions v WHERE v.contest_id = $1 AND v.effective_at <= $2)
)) AS basis

-- name: list_pool_rounds
-- The rounds whose papers may hold a question.
SELECT p.round_id AS id FROM round_questions p JOIN rounds r ON r.id = p.round_id
WHERE r.contest_id = $1 AND p.question_id = $2 ORDER BY r.no
