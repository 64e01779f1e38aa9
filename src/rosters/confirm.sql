-- name: name_new
UPDATE roster_import_rows SET person_id = gen_random_uuid() WHERE import_id = $1 AND verdict = 'new'

-- name: insert_new_people
INSERT INTO roster_people (id, authority_id, full_name, name_key, search_key, birth_on)
SELECT person_id, $2, full_name, name_key, search_key, birth_on FROM roster_import_rows WHERE import_id = $1 AND verdict = 'new'

-- name: insert_new_spells
-- A day that only says when it ended leaves one day for its beginning.
INSERT INTO roster_spells (id, authority_id, person_id, unit_id, position, standing, valid_from, valid_to, ending)
SELECT gen_random_uuid(), $2, person_id, unit_id, position, CASE WHEN ending = 'leave' THEN 'leave' ELSE 'serving' END,
  least(coalesce(valid_from, $3::date), coalesce(valid_to, CASE WHEN ending IN ('retired', 'left', 'transfer') THEN $3::date END, 'infinity') - 1),
  CASE WHEN ending = 'leave' THEN NULL ELSE coalesce(valid_to, CASE WHEN ending IN ('retired', 'left', 'transfer') THEN $3::date END) END,
  CASE WHEN ending = 'leave' THEN NULL
    WHEN ending IN ('retired', 'left') THEN ending WHEN ending = 'transfer' OR valid_to IS NOT NULL THEN 'left' END
FROM roster_import_rows WHERE import_id = $1 AND verdict = 'new'

-- name: change_people
UPDATE roster_people p SET full_name = r.full_name, name_key = r.name_key, search_key = r.search_key,
  birth_on = coalesce(r.birth_on, p.birth_on), version = p.version + 1
FROM roster_import_rows r WHERE r.import_id = $1 AND r.verdict = 'changed' AND p.id = r.person_id

-- name: drop_old_numbers
-- Of each kind that the row gives, the number that it no longer gives.
DELETE FROM roster_identities i USING roster_import_rows r
WHERE r.import_id = $1 AND r.verdict = 'changed' AND i.person_id = r.person_id AND i.kind = ANY (r.kinds) AND NOT i.hash = ANY (r.hashes)

-- name: insert_numbers
INSERT INTO roster_identities (authority_id, kind, hash, person_id, ending)
SELECT $2, n.kind, n.hash, r.person_id, n.ending
FROM roster_import_rows r CROSS JOIN LATERAL unnest(r.kinds, r.hashes, r.endings) AS n (kind, hash, ending)
WHERE r.import_id = $1 AND r.verdict IN ('new', 'changed')
ON CONFLICT DO NOTHING

-- name: change_positions
UPDATE roster_spells s SET position = r.position FROM roster_import_rows r
WHERE r.import_id = $1 AND r.verdict = 'changed' AND 'position' = ANY (r.changes) AND NOT 'unit' = ANY (r.changes)
  AND s.person_id = r.person_id AND s.valid_to IS NULL

-- name: correct_units
-- Somebody whose time began on that very day, or later, was never where the roster said.
UPDATE roster_spells s SET unit_id = r.unit_id, position = coalesce(r.position, s.position) FROM roster_import_rows r
WHERE r.import_id = $1 AND r.verdict = 'changed' AND 'unit' = ANY (r.changes)
  AND s.person_id = r.person_id AND s.valid_to IS NULL AND s.valid_from >= coalesce(r.valid_from, $2::date)

-- name: end_for_transfer
UPDATE roster_spells s SET valid_to = coalesce(r.valid_from, $2::date), ending = 'transfer' FROM roster_import_rows r
WHERE r.import_id = $1 AND r.verdict = 'changed' AND 'unit' = ANY (r.changes)
  AND s.person_id = r.person_id AND s.valid_to IS NULL AND s.valid_from < coalesce(r.valid_from, $2::date)

-- name: begin_after_transfer
-- Also for whoever had left and is there again.
INSERT INTO roster_spells (id, authority_id, person_id, unit_id, position, standing, valid_from)
SELECT gen_random_uuid(), $3, r.person_id, r.unit_id, r.position, 'serving', greatest(coalesce(r.valid_from, $2::date), last.until)
FROM roster_import_rows r
CROSS JOIN LATERAL (SELECT max(s.valid_to) AS until FROM roster_spells s WHERE s.person_id = r.person_id) AS last
WHERE r.import_id = $1 AND r.verdict = 'changed' AND 'unit' = ANY (r.changes)
  AND NOT EXISTS (SELECT FROM roster_spells s WHERE s.person_id = r.person_id AND s.valid_to IS NULL)

-- name: end_spells
UPDATE roster_spells s SET valid_to = greatest(coalesce(r.valid_to, $2::date), s.valid_from + 1),
  ending = CASE WHEN r.ending = 'transfer' THEN 'left' ELSE r.ending END
FROM roster_import_rows r
WHERE r.import_id = $1 AND r.verdict = 'changed' AND 'ending' = ANY (r.changes) AND s.person_id = r.person_id AND s.valid_to IS NULL
  AND NOT (r.ending = 'leave' AND s.standing = 'leave')

-- name: begin_leaves
INSERT INTO roster_spells (id, authority_id, person_id, unit_id, position, standing, valid_from)
SELECT gen_random_uuid(), $2, r.person_id, s.unit_id, s.position, 'leave', s.valid_to
FROM roster_import_rows r
CROSS JOIN LATERAL (
  SELECT * FROM roster_spells s WHERE s.person_id = r.person_id ORDER BY s.valid_from DESC LIMIT 1
) AS s
WHERE r.import_id = $1 AND r.verdict = 'changed' AND r.ending = 'leave' AND 'ending' = ANY (r.changes) AND s.ending = 'leave'

-- name: end_missing
UPDATE roster_spells s SET valid_to = greatest($3::date, s.valid_from + 1), ending = 'left'
WHERE s.valid_to IS NULL AND s.person_id IN (
  SELECT o.person_id FROM roster_spells o WHERE o.authority_id = $2 AND o.valid_to IS NULL
    AND o.unit_id = ANY (ARRAY(SELECT DISTINCT unit_id FROM roster_import_rows WHERE import_id = $1))
  EXCEPT SELECT person_id FROM roster_import_rows WHERE import_id = $1
)
RETURNING s.person_id

-- name: link_contestants
INSERT INTO roster_links (contest_id, authority_id, contestant_id, person_id)
SELECT i.contest_id, i.authority_id, i.contestant_id, r.person_id
FROM roster_import_rows r
CROSS JOIN LATERAL unnest(r.contest_ids, r.contest_fields, r.contest_hashes) AS n (contest_id, field, hash)
JOIN contestant_identities i ON i.contest_id = n.contest_id AND i.field = n.field AND i.hash = n.hash
WHERE r.import_id = $1 AND r.verdict IN ('new', 'changed', 'unchanged') AND r.person_id IS NOT NULL
ON CONFLICT DO NOTHING RETURNING contestant_id
