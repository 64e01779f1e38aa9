-- name: list_approved
-- Needs the keeper's role: with keys.
SELECT q.code, v.content, k.correct, k.explanation
FROM bank_questions q JOIN bank_versions v ON v.id = q.in_force_id JOIN bank_version_keys k ON k.version_id = v.id
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

-- name: list_questions
-- Of the whole bank never more than a page; the words stand in any order.
SELECT q.id, q.authority_id AS "authorityId", q.code, q.bank, q.state, q.topic, q.difficulty, q.kind, q.practice,
  left(q.text, 300) AS text, q.newest_id AS "newestId", q.in_force_id AS "inForceId", q.version, q.changed_at AS "changedAt",
  v.content->>'replacedBy' AS "replacedBy", v.writers, v.submitted_at AS "submittedAt",
  s.valid_from AS "sourceFrom", s.valid_to AS "sourceTo", s.replaced_by AS "sourceReplacedBy"
FROM bank_questions q JOIN bank_versions v ON v.id = q.newest_id
LEFT JOIN legal_sources s ON s.authority_id = q.authority_id AND s.document_key = q.document_key
WHERE q.authority_id = $1 AND q.code > $2 AND q.search_key LIKE $12 AND q.search_key LIKE ALL ($3::text[])
  AND ($4::text IS NULL OR q.state = $4) AND ($5::text IS NULL OR q.topic = $5) AND ($6::text IS NULL OR q.difficulty = $6)
  AND ($7::text IS NULL OR q.kind = $7) AND ($8::text IS NULL OR q.bank = $8) AND ($9::text IS NULL OR q.document_key = $9)
  AND ($10::date IS NULL OR v.content ? 'replacedBy' OR s.replaced_by IS NOT NULL OR s.valid_to <= $10 OR s.valid_from > $10)
ORDER BY q.code LIMIT $11

-- name: count_states
SELECT state, count(*)::int AS questions FROM bank_questions WHERE authority_id = $1 GROUP BY state

-- name: list_topics
SELECT topic, count(*)::int AS questions FROM bank_questions WHERE authority_id = $1 AND topic <> '' GROUP BY topic ORDER BY topic

-- name: find_question
SELECT id, authority_id AS "authorityId", code, bank, state, newest_id AS "newestId", in_force_id AS "inForceId", version,
  changed_at AS "changedAt"
FROM bank_questions WHERE id = $1

-- name: lock_question
SELECT id, authority_id AS "authorityId", code, bank, state, newest_id AS "newestId", in_force_id AS "inForceId", version,
  changed_at AS "changedAt"
FROM bank_questions WHERE id = $1 FOR NO KEY UPDATE

-- name: find_version
SELECT id, question_id AS "questionId", version_no AS "versionNo", state, content, writers, written_at AS "writtenAt", why,
  submitted_at AS "submittedAt", returned_by AS "returnedBy", returned_because AS "returnedBecause",
  approved_by AS "approvedBy", approved_at AS "approvedAt", ended_at AS "endedAt"
FROM bank_versions WHERE id = $1

-- name: list_versions
SELECT id, question_id AS "questionId", version_no AS "versionNo", state, content, writers, written_at AS "writtenAt", why,
  submitted_at AS "submittedAt", returned_by AS "returnedBy", returned_because AS "returnedBecause",
  approved_by AS "approvedBy", approved_at AS "approvedAt", ended_at AS "endedAt"
FROM bank_versions WHERE question_id = $1
ORDER BY state IN ('draft', 'in-review') DESC, written_at DESC, version_no DESC NULLS LAST, id DESC LIMIT 100

-- name: insert_question
INSERT INTO bank_questions (id, authority_id, code, bank, state, topic, difficulty, kind, practice, text, document_key,
  search_key, near_key, newest_id, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (authority_id, code) DO NOTHING RETURNING id

-- name: insert_version
INSERT INTO bank_versions (id, authority_id, question_id, state, content, writers, written_at, why, submitted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: insert_key
INSERT INTO bank_version_keys (version_id, authority_id, correct, explanation) VALUES ($1, $2, $3, $4)

-- name: copy_key
INSERT INTO bank_version_keys (version_id, authority_id, correct, explanation)
SELECT $2, authority_id, correct, explanation FROM bank_version_keys WHERE version_id = $1

-- name: write_content
UPDATE bank_versions SET content = $2, written_at = $4,
  writers = CASE WHEN $3 = ANY (writers) THEN writers ELSE writers || $3::text END
WHERE id = $1

-- name: write_key
UPDATE bank_version_keys SET correct = $2, explanation = $3 WHERE version_id = $1

-- name: find_key
SELECT correct, explanation FROM bank_version_keys WHERE version_id = $1

-- name: submit_version
UPDATE bank_versions SET state = 'in-review', submitted_at = $2, returned_by = NULL, returned_because = NULL WHERE id = $1

-- name: return_version
UPDATE bank_versions SET state = 'draft', returned_by = $2, returned_because = $3 WHERE id = $1

-- name: approve_version
UPDATE bank_versions SET state = 'approved', approved_by = $2, approved_at = $3, version_no = $4 WHERE id = $1

-- name: end_version
UPDATE bank_versions SET state = $2, ended_at = $3, returned_by = coalesce($4, returned_by),
  returned_because = coalesce($5, returned_because)
WHERE id = $1

-- name: show_version
UPDATE bank_questions SET state = $2, newest_id = $3, in_force_id = $4, topic = $5, difficulty = $6, kind = $7, practice = $8,
  text = $9, document_key = $10, search_key = $11, near_key = $12, version = version + 1, changed_at = $13
WHERE id = $1

-- name: list_codes
SELECT code FROM bank_questions WHERE authority_id = $1 AND code LIKE $2

-- name: list_uses
SELECT u.slug, u.contest, u.no AS "roundNo", u.round_id AS "roundId", u.opens_at AS "opensAt", u.closes_at AS "closesAt",
  v.version_no AS "versionNo", f.drawn, f.correct, f.blank, f.discrimination, f.choices, m.papers, m.measured_at AS "measuredAt"
FROM bank_versions v JOIN question_uses u ON u.question_id = v.id
LEFT JOIN question_figures f ON f.question_id = v.id AND f.round_id = u.round_id
LEFT JOIN round_measurements m ON m.round_id = u.round_id
WHERE v.question_id = $1 ORDER BY u.opens_at DESC, u.no DESC

-- name: list_near
-- Needs the threshold of pg_trgm to be set in the transaction: the index works by it.
SELECT id, code, state, newest_id AS "newestId", similarity(near_key, $2)::float AS share FROM bank_questions
WHERE authority_id = $1 AND near_key % $2 AND id IS DISTINCT FROM $3::uuid AND state <> 'retired'
ORDER BY share DESC, code LIMIT 5

-- name: set_nearness
SELECT set_config('pg_trgm.similarity_threshold', $1, true)

-- name: list_names
SELECT staff_id::text AS id, full_name AS name FROM staff_names WHERE staff_id = ANY ($1::uuid[])

-- name: list_key_looks
SELECT l.id, l.actor, s.full_name AS name, l.deed, l.subject, l.details, l.at FROM key_looks l
LEFT JOIN staff_names s ON s.staff_id = CASE WHEN l.actor ~ '^[0-9a-f-]{36}$' THEN l.actor::uuid END
WHERE l.authority_id = $1 AND ($2::bigint IS NULL OR l.id < $2) AND ($3::text IS NULL OR l.subject = $3)
ORDER BY l.id DESC LIMIT $4

-- name: list_sources
SELECT s.id, s.document, s.document_key AS "documentKey", s.issued_on AS "issuedOn", s.valid_from AS "validFrom",
  s.valid_to AS "validTo", s.replaced_by AS "replacedBy", s.version,
  (SELECT count(*)::int FROM bank_questions q WHERE q.authority_id = s.authority_id AND q.document_key = s.document_key
    AND q.state <> 'retired') AS questions
FROM legal_sources s
WHERE s.authority_id = $1 AND s.document_key > $2 AND s.document_key LIKE ALL ($3::text[])
ORDER BY s.document_key LIMIT $4

-- name: find_source
SELECT s.id, s.authority_id AS "authorityId", s.document, s.document_key AS "documentKey", s.issued_on AS "issuedOn",
  s.valid_from AS "validFrom", s.valid_to AS "validTo", s.replaced_by AS "replacedBy", s.version,
  (SELECT count(*)::int FROM bank_questions q WHERE q.authority_id = s.authority_id AND q.document_key = s.document_key
    AND q.state <> 'retired') AS questions
FROM legal_sources s WHERE s.id = $1

-- name: find_source_by_key
SELECT valid_from AS "validFrom", valid_to AS "validTo", replaced_by AS "replacedBy" FROM legal_sources
WHERE authority_id = $1 AND document_key = $2

-- name: write_source
UPDATE legal_sources SET issued_on = $3, valid_from = $4, valid_to = $5, replaced_by = $6, version = version + 1
WHERE id = $1 AND version = $2 RETURNING id

-- name: insert_image
INSERT INTO question_images (digest, authority_id, type, width, height, bytes, added_by, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (digest) DO NOTHING

-- name: list_image_sizes
SELECT digest, width, height FROM question_images WHERE digest = ANY ($1::text[])

-- name: find_image
SELECT type, bytes FROM question_images WHERE digest = $1

-- name: find_named_authority
SELECT id FROM authorities WHERE CASE WHEN $1::text IS NULL THEN id = sole_authority() ELSE code = $1 END

-- name: number_version
SELECT coalesce(max(version_no), 0)::int + 1 AS "versionNo" FROM bank_versions WHERE question_id = $1

-- name: list_images
SELECT digest, type, bytes FROM question_images WHERE digest = ANY ($1::text[])
