-- name: list_shown
-- What the public of one contest reads: its own first, then those of every contest of the authority.
SELECT id, authority_id AS "authorityId", NULL AS "contestSlug", jsonb_build_object('vi', question_vi, 'en', question_en) AS question,
  jsonb_build_object('vi', answer_vi, 'en', answer_en) AS answer, version, changed_at AS "changedAt"
FROM faqs
WHERE authority_id = $1 AND (contest_id = $2 OR contest_id IS NULL) AND withdrawn_at IS NULL
  AND ($4 = '' OR search_key LIKE ALL ($3::text[]) OR word_similarity($4, search_key) > 0.5)
ORDER BY contest_id IS NULL, position, id LIMIT 200

-- name: list_faqs
SELECT f.id, f.authority_id AS "authorityId", c.slug AS "contestSlug",
  jsonb_build_object('vi', f.question_vi, 'en', f.question_en) AS question,
  jsonb_build_object('vi', f.answer_vi, 'en', f.answer_en) AS answer, f.version, f.changed_at AS "changedAt"
FROM faqs f LEFT JOIN contests c ON c.id = f.contest_id
WHERE f.authority_id = $1 AND f.contest_id IS NOT DISTINCT FROM $2 AND f.withdrawn_at IS NULL
ORDER BY f.position, f.id LIMIT 200

-- name: insert_faq
-- The last of its list.
INSERT INTO faqs (id, authority_id, contest_id, question_vi, question_en, answer_vi, answer_en, search_key, published_at, changed_at,
  position)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $9, coalesce(max(position), 0) + 1
FROM faqs WHERE authority_id = $2 AND contest_id IS NOT DISTINCT FROM $3

-- name: lock_faq
SELECT f.id, f.authority_id AS "authorityId", (SELECT slug FROM contests WHERE id = f.contest_id) AS "contestSlug",
  jsonb_build_object('vi', f.question_vi, 'en', f.question_en) AS question,
  jsonb_build_object('vi', f.answer_vi, 'en', f.answer_en) AS answer, f.version, f.changed_at AS "changedAt"
FROM faqs f WHERE f.id = $1 AND f.withdrawn_at IS NULL FOR UPDATE OF f

-- name: change_faq
UPDATE faqs SET question_vi = $2, question_en = $3, answer_vi = $4, answer_en = $5, search_key = $6, changed_at = $7,
  version = version + 1
WHERE id = $1

-- name: withdraw_faq
UPDATE faqs SET withdrawn_at = $2, version = version + 1 WHERE id = $1

-- name: lock_order
SELECT id FROM faqs WHERE authority_id = $1 AND contest_id IS NOT DISTINCT FROM $2 AND withdrawn_at IS NULL
ORDER BY position, id FOR UPDATE

-- name: write_order
UPDATE faqs SET position = given.position FROM unnest($1::uuid[], $2::integer[]) AS given (id, position) WHERE faqs.id = given.id
