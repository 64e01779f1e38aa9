-- name: search_units
-- The words a person typed, in any order, come first; then what merely resembles them ("UBND xã Đồng Tâm").
WITH RECURSIVE below AS (
  SELECT id FROM units WHERE authority_id = $1 AND ($4 = '' OR id::text = $4 OR code = $4)
  UNION
  SELECT u.id FROM units u JOIN below b ON u.parent_id = b.id WHERE $4 <> ''
)
SELECT u.id, u.code, u.name, u.path
FROM units u JOIN below ON below.id = u.id
WHERE u.choosable AND ($4 = '' OR (u.id::text <> $4 AND u.code <> $4))
  AND coalesce(u.valid_from <= $5, true) AND coalesce(u.valid_to > $5, true)
  AND ($6::text[] IS NULL OR u.kind = ANY ($6))
  AND ($2 = '' OR u.search_key LIKE ALL ($3::text[]) OR word_similarity($2, u.search_key) > 0.5
    OR word_similarity(u.search_key, $2) > 0.7 OR upper(u.code) = upper($2))
ORDER BY
  CASE WHEN $2 = '' THEN 0 ELSE
    (u.search_key = $2)::int * 8 + (u.search_key LIKE ALL ($3::text[]))::int * 4 + (u.search_key LIKE $2 || '%')::int * 2
  END DESC,
  CASE WHEN $2 = '' THEN 0 ELSE greatest(similarity(u.search_key, $2), word_similarity(u.search_key, $2)) END DESC,
  u.position
LIMIT 50

-- name: find_choosable_unit
SELECT id, code, kind, name, path FROM units
WHERE id = $2 AND authority_id = $1 AND choosable
  AND coalesce(valid_from <= $3, true) AND coalesce(valid_to > $3, true)

-- name: list_units
SELECT id, code, parent_id AS "parentId", kind, name, path, choosable FROM units WHERE authority_id = $1 ORDER BY position

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

-- name: upsert_headcounts
INSERT INTO headcounts (contest_id, authority_id, unit_id, as_of, people)
SELECT $2, $1, h.unit_id, $3, h.people FROM unnest($4::uuid[], $5::integer[]) AS h (unit_id, people)
ON CONFLICT (contest_id, unit_id) DO UPDATE SET as_of = excluded.as_of, people = excluded.people
