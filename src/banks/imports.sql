-- name: insert_import
INSERT INTO bank_imports (id, authority_id, staff_id, file_name, state, made_at) VALUES ($1, $2, $3, $4, 'reading', $5)

-- name: find_import
SELECT id, authority_id AS "authorityId", staff_id AS "staffId", file_name AS "fileName", digest, format, state, counted, fault,
  warnings, headings, made_at AS "madeAt", ended_at AS "endedAt",
  (SELECT jsonb_object_agg(verdict, n) FROM (
    SELECT verdict, count(*)::int AS n FROM bank_import_items i WHERE i.import_id = b.id GROUP BY verdict) c) AS verdicts
FROM bank_imports b WHERE id = $1

-- name: list_imports
SELECT id, authority_id AS "authorityId", staff_id AS "staffId", file_name AS "fileName", digest, format, state, counted, fault,
  '[]'::jsonb AS warnings, NULL AS headings, made_at AS "madeAt", ended_at AS "endedAt",
  (SELECT jsonb_object_agg(verdict, n) FROM (
    SELECT verdict, count(*)::int AS n FROM bank_import_items i WHERE i.import_id = b.id GROUP BY verdict) c) AS verdicts
FROM bank_imports b WHERE authority_id = $1 ORDER BY id DESC LIMIT 20

-- name: lock_import
SELECT id, authority_id AS "authorityId", state FROM bank_imports WHERE id = $1 FOR NO KEY UPDATE

-- name: write_count
UPDATE bank_imports SET counted = $2 WHERE id = $1 AND state = 'reading'

-- name: end_reading
UPDATE bank_imports SET state = $2, digest = $3, format = $4, counted = $5, fault = $6, warnings = $7, headings = $8
WHERE id = $1 AND state = 'reading' RETURNING id

-- name: write_state
UPDATE bank_imports SET state = $2, ended_at = $3 WHERE id = $1

-- name: insert_items
INSERT INTO bank_import_items (import_id, no, place, verdict, content, correct, explanation, faults, near)
SELECT $1, i.no, i.place, i.verdict, i.content, i.correct, i.explanation, i.faults, nullif(i.near, 'null'::jsonb)
FROM jsonb_to_recordset($2::jsonb) AS i (no integer, place text, verdict text, content jsonb, correct jsonb, explanation text,
  faults jsonb, near jsonb)

-- name: list_items
SELECT no, place, verdict, content, correct, explanation, faults, near, version FROM bank_import_items
WHERE import_id = $1 AND no > $2 AND ($3::text IS NULL OR verdict = $3) ORDER BY no LIMIT $4

-- name: lock_item
SELECT no, place, verdict, content, correct, explanation, faults, near, version FROM bank_import_items
WHERE import_id = $1 AND no = $2 FOR NO KEY UPDATE

-- name: write_item
UPDATE bank_import_items SET verdict = $3, content = $4, correct = $5, faults = $6, near = $7, version = version + 1
WHERE import_id = $1 AND no = $2

-- name: list_texts
SELECT q.code AS name, v.content->>'text' AS text, v.content->'options' AS options
FROM bank_questions q JOIN bank_versions v ON v.id = q.newest_id WHERE q.authority_id = $1 AND q.state <> 'retired'

-- name: list_columns
SELECT name, ours FROM bank_column_names WHERE authority_id = $1 ORDER BY name

-- name: write_column
INSERT INTO bank_column_names (authority_id, name_key, name, ours) VALUES ($1, $2, $3, $4)
ON CONFLICT (authority_id, name_key) DO UPDATE SET name = excluded.name, ours = excluded.ours

-- name: lock_codes
-- Two who count codes at once take turns.
SELECT pg_advisory_xact_lock(hashtextextended('bank codes ' || $1::text, 0))

-- name: enter_drafts
WITH given AS (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS g (id uuid, "questionId" uuid, code text, state text, content jsonb, correct jsonb,
    explanation text, "documentKey" text, "searchKey" text, "nearKey" text)
), entered AS (
  INSERT INTO bank_questions (id, authority_id, code, bank, state, topic, difficulty, kind, practice, text, document_key,
    search_key, near_key, newest_id, changed_at)
  SELECT "questionId", $1, code, $3, state, content->>'topic', content->>'difficulty', content->>'kind',
    (content->>'practice')::boolean, content->>'text', "documentKey", "searchKey", "nearKey", id, $5
  FROM given
), versions AS (
  INSERT INTO bank_versions (id, authority_id, question_id, state, content, writers, written_at, submitted_at)
  SELECT id, $1, "questionId", state, content, ARRAY[$4::text], $5, CASE state WHEN 'in-review' THEN $5 END FROM given
)
INSERT INTO bank_version_keys (version_id, authority_id, correct, explanation)
SELECT id, $1, correct, explanation FROM given
