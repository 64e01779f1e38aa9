-- name: list_approved
-- Needs the keeper's role: with keys.
SELECT q.code, v.content, k.correct, k.explanation
FROM bank_questions q JOIN bank_versions v ON v.id = q.in_force_id JOIN bank_version_keys k ON k.version_id = v.id
WHERE q.authority_id = $1 AND ($2::text[] IS NULL OR q.bank = ANY ($2)) ORDER BY q.code COLLATE "C"

-- name: list_approved_shapes
SELECT q.code, q.topic, q.difficulty, q.kind, q.practice, v.content->>'validFrom' AS "validFrom",
  v.content->>'validTo' AS "validTo"
FROM bank_questions q JOIN bank_versions v ON v.id = q.in_force_id
WHERE q.authority_id = $1 AND ($2::text[] IS NULL OR q.bank = ANY ($2)) ORDER BY q.code COLLATE "C"

-- name: list_banks
SELECT bank, count(*)::int AS questions, count(in_force_id)::int AS approved FROM bank_questions
WHERE authority_id = $1 GROUP BY bank ORDER BY bank

-- name: replace_loaded
UPDATE bank_versions v SET state = 'replaced', ended_at = $3 FROM bank_questions q
WHERE v.question_id = q.id AND v.state = 'approved' AND q.authority_id = $1 AND q.code = ANY ($2::text[])

-- name: enter_loaded
-- The question shows its newest version: one that somebody is writing stays it.
WITH given AS (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS g (id uuid, "questionId" uuid, code text, "versionNo" integer, content jsonb,
    "documentKey" text, "searchKey" text, "nearKey" text)
), entered AS (
  INSERT INTO bank_questions AS known (id, authority_id, code, bank, state, topic, difficulty, kind, practice, text, document_key,
    search_key, near_key, newest_id, in_force_id, changed_at)
  SELECT "questionId", $1, code, $3, 'approved', content->>'topic', content->>'difficulty', content->>'kind',
    (content->>'practice')::boolean, content->>'text', "documentKey", "searchKey", "nearKey", id, id, $4
  FROM given
  ON CONFLICT (authority_id, code) DO UPDATE SET
    in_force_id = excluded.in_force_id, version = known.version + 1, changed_at = excluded.changed_at,
    state = CASE WHEN known.state IN ('draft', 'in-review') THEN known.state ELSE 'approved' END,
    newest_id = CASE WHEN known.state IN ('draft', 'in-review') THEN known.newest_id ELSE excluded.newest_id END,
    topic = excluded.topic, difficulty = excluded.difficulty, kind = excluded.kind, practice = excluded.practice,
    text = excluded.text, document_key = excluded.document_key, search_key = excluded.search_key, near_key = excluded.near_key
  RETURNING id, code
)
INSERT INTO bank_versions (id, authority_id, question_id, version_no, state, content, writers, written_at, submitted_at,
  approved_by, approved_at)
SELECT g.id, $1, e.id, g."versionNo", 'approved', g.content, ARRAY[$5::text], $4, $4, $5, $4
FROM given g JOIN entered e ON e.code = g.code

-- name: insert_keys
INSERT INTO bank_version_keys (version_id, authority_id, correct, explanation)
SELECT k.id, $1, k.correct, k.explanation
FROM jsonb_to_recordset($2::jsonb) AS k (id uuid, correct jsonb, explanation text)

-- name: ensure_sources
INSERT INTO legal_sources (id, authority_id, document, document_key, issued_on)
SELECT DISTINCT ON (s."documentKey") s.id, $1, s.document, s."documentKey", s."issuedOn"
FROM jsonb_to_recordset($2::jsonb) AS s (id uuid, document text, "documentKey" text, "issuedOn" date)
ON CONFLICT (authority_id, document_key) DO NOTHING
