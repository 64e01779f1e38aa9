-- name: list_newest_questions
SELECT DISTINCT ON (code) id, code, version_no AS "versionNo", digest FROM questions WHERE authority_id = $1
ORDER BY code, version_no DESC

-- name: insert_questions
INSERT INTO questions (id, authority_id, code, version_no, digest, topic, difficulty, kind, text, rows, options, images,
  source, valid_from, valid_to, practice)
SELECT q.id, $1, q.code, q."versionNo", q.digest, q.topic, q.difficulty, q.kind, q.text, q.rows, q.options, q.images,
  q.source, q."validFrom", q."validTo", q.practice
FROM jsonb_to_recordset($2::jsonb) AS q (id uuid, code text, "versionNo" integer, digest text, topic text,
  difficulty text, kind text, text text, rows jsonb, options jsonb, images jsonb, source jsonb, "validFrom" date,
  "validTo" date, practice boolean)

-- name: insert_question_keys
INSERT INTO question_keys (question_id, authority_id, correct, explanation)
SELECT k.id, $1, k.correct, k.explanation
FROM jsonb_to_recordset($2::jsonb) AS k (id uuid, correct jsonb, explanation text)

-- name: insert_round_questions
-- Behind those that are in the pool already.
INSERT INTO round_questions (round_id, authority_id, position, question_id)
SELECT $2, $1, q.position + (SELECT coalesce(max(position), 0) FROM round_questions WHERE round_id = $2), q.id
FROM unnest($3::uuid[]) WITH ORDINALITY AS q (id, position)

-- name: insert_practice_questions
INSERT INTO practice_questions (contest_id, authority_id, position, question_id)
SELECT $2, $1, q.position, q.id FROM unnest($3::uuid[]) WITH ORDINALITY AS q (id, position)

-- name: list_round_pool
SELECT q.id, q.topic, q.difficulty, q.kind, q.text, q.rows, q.options, q.images, q.source,
  jsonb_build_object('correct', k.correct, 'explanation', k.explanation) AS key
FROM round_questions r JOIN questions q ON q.id = r.question_id JOIN question_keys k ON k.question_id = q.id
WHERE r.round_id = $1 ORDER BY r.position

-- name: list_practice_pool
SELECT q.id, q.topic, q.difficulty, q.kind, q.text, q.rows, q.options, q.images, q.source,
  jsonb_build_object('correct', k.correct, 'explanation', k.explanation) AS key
FROM practice_questions p JOIN questions q ON q.id = p.question_id JOIN question_keys k ON k.question_id = q.id
WHERE p.contest_id = $1 ORDER BY p.position

-- name: list_contest_bank
-- The questions of all rounds of a contest, of its practice, and those that were added to its bank, in their newest version.
SELECT DISTINCT ON (q.code) q.id, q.code, q.topic, q.difficulty, q.kind, q.text, q.rows, q.options, q.images, q.source,
  jsonb_build_object('correct', k.correct, 'explanation', k.explanation) AS key
FROM questions q JOIN question_keys k ON k.question_id = q.id
WHERE q.id IN (
  SELECT p.question_id FROM round_questions p JOIN rounds r ON r.id = p.round_id WHERE r.contest_id = $1
  UNION SELECT p.question_id FROM practice_questions p WHERE p.contest_id = $1
  UNION SELECT a.question_id FROM bank_additions a WHERE a.contest_id = $1
)
ORDER BY q.code, q.version_no DESC

-- name: list_bank_additions
-- As a file of the bank would have them; keys stay where they are.
SELECT q.id, q.code, q.topic, q.difficulty, q.kind, q.valid_from AS "validFrom", q.valid_to AS "validTo", q.practice
FROM bank_additions a JOIN questions q ON q.id = a.question_id WHERE a.contest_id = $1 ORDER BY q.code

-- name: insert_bank_additions
INSERT INTO bank_additions (contest_id, authority_id, question_id, added_at)
SELECT $2, $1, a.id, $4 FROM unnest($3::uuid[]) AS a (id)
