-- name: insert_draft
INSERT INTO contest_drafts (id, authority_id, contest_id, rules, unit_roots, rule_version, created_by, created_at, changed_by, changed_at)
VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $7, $8) ON CONFLICT DO NOTHING RETURNING id

-- name: find_draft
SELECT id, authority_id AS "authorityId", contest_id AS "contestId", rules, unit_roots AS "unitRoots", version,
  rule_version AS "ruleVersion", changed_by AS "changedBy", changed_at AS "changedAt"
FROM contest_drafts WHERE id = $1 AND discarded_at IS NULL

-- name: lock_draft
SELECT id, authority_id AS "authorityId", contest_id AS "contestId", rules, unit_roots AS "unitRoots", version,
  rule_version AS "ruleVersion", changed_by AS "changedBy", changed_at AS "changedAt"
FROM contest_drafts WHERE id = $1 AND discarded_at IS NULL FOR UPDATE

-- name: find_draft_of_contest
SELECT id FROM contest_drafts WHERE contest_id = $1 AND discarded_at IS NULL

-- name: list_drafts
SELECT d.id, d.rules ->> 'name' AS name, d.rules ->> 'slug' AS slug, d.version, d.rule_version AS "ruleVersion",
  d.changed_at AS "changedAt", s.full_name AS "changedBy", a.name AS authority, c.slug AS contest
FROM contest_drafts d JOIN staff s ON s.id = d.changed_by JOIN authorities a ON a.id = d.authority_id
LEFT JOIN contests c ON c.id = d.contest_id
WHERE d.discarded_at IS NULL AND ($1::uuid IS NULL OR d.authority_id = $1) AND ($2::uuid IS NULL OR d.id < $2)
ORDER BY d.id DESC LIMIT $3

-- name: write_draft
UPDATE contest_drafts SET rules = $2::jsonb, unit_roots = $3, version = version + 1, changed_by = $4, changed_at = $5
WHERE id = $1 RETURNING version

-- name: discard_draft
UPDATE contest_drafts SET rules = '{}', unit_roots = NULL, version = version + 1, changed_by = $2, changed_at = $3, discarded_at = $3
WHERE id = $1

-- name: mark_made
UPDATE contest_drafts SET rule_version = $2 WHERE id = $1

-- name: list_people
SELECT list_no AS "listNo", field, hash FROM draft_exclusions WHERE draft_id = $1 ORDER BY list_no, field, hash

-- name: clear_people
DELETE FROM draft_exclusions WHERE draft_id = $1

-- name: insert_people
INSERT INTO draft_exclusions (draft_id, authority_id, list_no, field, hash)
SELECT $1, $2, p.list_no, p.field, p.hash FROM unnest($3::integer[], $4::text[], $5::bytea[]) AS p (list_no, field, hash)
ON CONFLICT DO NOTHING

-- name: find_contest_by_slug
SELECT id, authority_id AS "authorityId" FROM contests WHERE slug = $1

-- name: find_made
SELECT c.slug, v.version_no AS "versionNo", v.effective_at AS "effectiveAt", coalesce((
  SELECT jsonb_agg(jsonb_build_object('id', r.id, 'no', r.no, 'opensAt', r.opens_at, 'closesAt', r.closes_at,
    'booksClosedAt', r.books_closed_at) ORDER BY r.no) FROM rounds r WHERE r.contest_id = c.id), '[]') AS rounds
FROM contests c JOIN rule_versions v ON v.contest_id = c.id
WHERE c.id = $1 ORDER BY v.version_no DESC LIMIT 1

-- name: list_excluded
SELECT field, hash, reason FROM exclusions WHERE contest_id = $1

-- name: list_round_shapes
-- What an opened round draws from: its pool does not change any more.
SELECT q.topic, q.difficulty, q.kind, q.practice, q.valid_from AS "validFrom"
FROM round_questions r JOIN questions q ON q.id = r.question_id WHERE r.round_id = $1

-- name: list_in_force
-- The questions that two people have approved and nobody has taken back, of the banks that the rules name.
SELECT q.in_force_id AS id, q.code, q.topic, q.difficulty, q.kind, q.practice, v.content ->> 'validFrom' AS "validFrom",
  v.content ->> 'validTo' AS "validTo"
FROM bank_questions q JOIN bank_versions v ON v.id = q.in_force_id
WHERE q.authority_id = $1 AND q.bank = ANY ($2::text[]) ORDER BY q.code COLLATE "C"

-- name: find_authority
SELECT code, name FROM authorities WHERE id = $1

-- name: ensure_authority
INSERT INTO authorities (id, code, name) VALUES ($1, $2, $3)
ON CONFLICT (code) DO UPDATE SET name = authorities.name RETURNING id
