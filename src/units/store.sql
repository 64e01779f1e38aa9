-- name: search_units
-- The unit of that very code comes first (a unit's own link names it so); then the words a person typed, in any order;
-- then what merely resembles them ("UBND xã Đồng Tâm").
WITH RECURSIVE tree AS (
  SELECT u.* FROM contest_units c JOIN units u ON u.id = c.unit_id WHERE c.contest_id = $1
), below AS (
  SELECT id FROM tree WHERE $4 = '' OR id::text = $4 OR code = $4
  UNION
  SELECT t.id FROM tree t JOIN below b ON t.parent_id = b.id WHERE $4 <> ''
)
SELECT u.id, u.code, u.name, u.path
FROM tree u JOIN below ON below.id = u.id
WHERE u.choosable AND ($4 = '' OR (u.id::text <> $4 AND u.code <> $4))
  AND coalesce(u.valid_from <= $5, true) AND coalesce(u.valid_to > $5, true)
  AND ($6::text[] IS NULL OR u.kind = ANY ($6))
  AND ($2 = '' OR u.search_key LIKE ALL ($3::text[]) OR word_similarity($2, u.search_key) > 0.5
    OR word_similarity(u.search_key, $2) > 0.7 OR upper(u.code) = upper($7))
ORDER BY
  upper(u.code) = upper($7) DESC,
  CASE WHEN $2 = '' THEN 0 ELSE
    (u.search_key = $2)::int * 8 + (u.search_key LIKE ALL ($3::text[]))::int * 4 + (u.search_key LIKE $2 || '%')::int * 2
  END DESC,
  CASE WHEN $2 = '' THEN 0 ELSE greatest(similarity(u.search_key, $2), word_similarity(u.search_key, $2)) END DESC,
  u.position
LIMIT 50

-- name: find_choosable_unit
SELECT u.id, u.code, u.kind, u.name, u.path FROM contest_units c JOIN units u ON u.id = c.unit_id
WHERE c.contest_id = $1 AND c.unit_id = $2 AND u.choosable
  AND coalesce(u.valid_from <= $3, true) AND coalesce(u.valid_to > $3, true)

-- name: list_units
SELECT u.id, u.code, u.parent_id AS "parentId", u.kind, u.name, u.path, u.choosable
FROM contest_units c JOIN units u ON u.id = c.unit_id WHERE c.contest_id = $1 ORDER BY u.position

-- name: find_authority
SELECT id FROM authorities WHERE code = $1

-- name: find_unit_code
SELECT id FROM units WHERE code = $2 AND ($1::uuid IS NULL OR authority_id = $1) LIMIT 1

-- name: list_unit_codes
SELECT id, code FROM units WHERE authority_id = $1

-- name: clear_tree
DELETE FROM contest_units WHERE contest_id = $1

-- name: insert_tree
INSERT INTO contest_units (contest_id, authority_id, unit_id) SELECT $2, $1, id FROM unnest($3::uuid[]) AS id

-- name: clear_headcounts
DELETE FROM headcounts WHERE contest_id = $1

-- name: list_headcounts
SELECT unit_id AS "unitId", people FROM headcounts WHERE contest_id = $1

-- name: upsert_units
INSERT INTO units (id, authority_id, code, parent_id, kind, name, path, choosable, valid_from, valid_to, note, position, search_key)
SELECT u.id, $1, u.code, u."parentId", u.kind, u.name, u.path, u.choosable, u."validFrom", u."validTo", u.note, u.position, u."searchKey"
FROM jsonb_to_recordset($2::jsonb) AS u (id uuid, code text, "parentId" uuid, kind text, name text, path text,
  choosable boolean, "validFrom" date, "validTo" date, note text, position integer, "searchKey" text)
ORDER BY u.position
ON CONFLICT (authority_id, code) DO UPDATE SET parent_id = excluded.parent_id, kind = excluded.kind,
  name = excluded.name, path = excluded.path, choosable = excluded.choosable, valid_from = excluded.valid_from,
  valid_to = excluded.valid_to, note = excluded.note, position = excluded.position, search_key = excluded.search_key

-- name: insert_headcounts
INSERT INTO headcounts (contest_id, authority_id, unit_id, as_of, people)
SELECT $2, $1, h.unit_id, $3, h.people FROM unnest($4::uuid[], $5::integer[]) AS h (unit_id, people)
