-- name: list_newest_questions
SELECT DISTINCT ON (code) id, code, version_no AS "versionNo", digest FROM questions WHERE authority_id = $1
ORDER BY code, version_no DESC

-- name: insert_questions
INSERT INTO questions (id, authority_id, code, version_no, digest, topic, difficulty, kind, text, rows, options, source,
  valid_from, valid_to, practice)
SELECT q.id, $1, q.code, q."versionNo", q.digest, q.topic, q.difficulty, q.kind, q.text, q.rows, q.options, q.source,
  q."validFrom", q."validTo", q.practice
FROM jsonb_to_recordset($2::jsonb) AS q (id uuid, code text, "versionNo" integer, digest text, topic text,
  difficulty text, kind text, text text, rows jsonb, options jsonb, source jsonb, "validFrom" date, "validTo" date,
  practice boolean)

-- name: insert_question_keys
INSERT INTO question_keys (question_id, authority_id, correct, explanation)
SELECT k.id, $1, k.correct, k.explanation
FROM jsonb_to_recordset($2::jsonb) AS k (id uuid, correct jsonb, explanation text)

-- name: insert_round_questions
INSERT INTO round_questions (round_id, authority_id, position, question_id)
SELECT $2, $1, q.position, q.id FROM unnest($3::uuid[]) WITH ORDINALITY AS q (id, position)

-- name: insert_practice_questions
INSERT INTO practice_questions (contest_id, authority_id, position, question_id)
SELECT $2, $1, q.position, q.id FROM unnest($3::uuid[]) WITH ORDINALITY AS q (id, position)

-- name: list_round_pool
SELECT q.id, q.topic, q.difficulty, q.kind, q.text, q.rows, q.options, q.source,
  jsonb_build_object('correct', k.correct, 'explanation', k.explanation) AS key
FROM round_questions r JOIN questions q ON q.id = r.question_id JOIN question_keys k ON k.question_id = q.id
WHERE r.round_id = $1 ORDER BY r.position

-- name: list_practice_pool
SELECT q.id, q.topic, q.difficulty, q.kind, q.text, q.rows, q.options, q.source,
  jsonb_build_object('correct', k.correct, 'explanation', k.explanation) AS key
FROM practice_questions p JOIN questions q ON q.id = p.question_id JOIN question_keys k ON k.question_id = q.id
WHERE p.contest_id = $1 ORDER BY p.position
