-- name: search_units
-- The unit of that very code comes first (a unit's own link names it so); then the words a person typed, in any order;
-- then what merely resembles them ("UBND xã Đồng Tâm").
WITH RECURSIVE below AS (
  SELECT unit_id FROM contest_units WHERE contest_id = $1 AND $4 <> '' AND (unit_id::text = $4 OR code = $4)
  UNION
  SELECT c.unit_id FROM contest_units c JOIN below b ON c.parent_id = b.unit_id WHERE c.contest_id = $1
)
SELECT u.unit_id AS id, u.code, u.name, u.path
FROM contest_units u
WHERE u.contest_id = $1 AND u.choosable
  AND ($4 = '' OR (u.unit_id IN (SELECT unit_id FROM below) AND u.unit_id::text <> $4 AND u.code <> $4))
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
SELECT u.unit_id AS id, u.code, u.kind, u.name, u.path FROM contest_units u
WHERE u.contest_id = $1 AND u.unit_id = $2 AND u.choosable
  AND coalesce(u.valid_from <= $3, true) AND coalesce(u.valid_to > $3, true)

-- name: list_units
SELECT unit_id AS id, code, parent_id AS "parentId", kind, name, path, choosable
FROM contest_units WHERE contest_id = $1 ORDER BY position

-- name: find_authority
SELECT id FROM authorities WHERE code = $1

-- name: find_unit_code
SELECT id FROM units WHERE code = $2 AND ($1::uuid IS NULL OR authority_id = $1) LIMIT 1

-- name: list_unit_codes
SELECT id, code FROM units WHERE authority_id = $1

-- name: enter_units
INSERT INTO units (id, authority_id, code) SELECT u.id, $1, u.code FROM unnest($2::uuid[], $3::text[]) AS u (id, code)
ON CONFLICT (authority_id, code) DO NOTHING

-- name: leave_out
-- U-10: what is no longer in the contest's file goes, but for units at which somebody stands, and those above them.
WITH RECURSIVE gone AS (
  SELECT unit_id, parent_id FROM contest_units WHERE contest_id = $1 AND unit_id <> ALL ($2::uuid[])
), needed AS (
  SELECT unit_id, parent_id FROM gone WHERE unit_id IN (
    SELECT unit_id FROM contestants WHERE contest_id = $1
    UNION ALL SELECT unit_id FROM attempts a JOIN rounds r ON r.id = a.round_id WHERE r.contest_id = $1)
  UNION
  SELECT g.unit_id, g.parent_id FROM gone g JOIN needed n ON n.parent_id = g.unit_id
), kept AS (
  UPDATE contest_units SET choosable = false WHERE contest_id = $1 AND unit_id IN (SELECT unit_id FROM needed)
)
DELETE FROM contest_units WHERE contest_id = $1 AND unit_id <> ALL ($2::uuid[])
  AND unit_id NOT IN (SELECT unit_id FROM needed)

-- name: upsert_tree
INSERT INTO contest_units (contest_id, authority_id, unit_id, code, parent_id, kind, name, path, choosable, valid_from,
  valid_to, note, position, search_key)
SELECT $2, $1, u.id, u.code, u."parentId", u.kind, u.name, u.path, u.choosable, u."validFrom", u."validTo", u.note,
  u.position, u."searchKey"
FROM jsonb_to_recordset($3::jsonb) AS u (id uuid, code text, "parentId" uuid, kind text, name text, path text,
  choosable boolean, "validFrom" date, "validTo" date, note text, position integer, "searchKey" text)
ON CONFLICT (contest_id, unit_id) DO UPDATE SET parent_id = excluded.parent_id, kind = excluded.kind,
  name = excluded.name, path = excluded.path, choosable = excluded.choosable, valid_from = excluded.valid_from,
  valid_to = excluded.valid_to, note = excluded.note, position = excluded.position, search_key = excluded.search_key

-- name: clear_headcounts
-- What an officer declared stays: it is younger than the file.
DELETE FROM headcounts WHERE contest_id = $1 AND declaration_id IS NULL

-- name: list_headcounts
SELECT unit_id AS "unitId", people FROM headcounts WHERE contest_id = $1

-- name: insert_headcounts
INSERT INTO headcounts (contest_id, authority_id, unit_id, as_of, people)
SELECT $2, $1, h.unit_id, $3, h.people FROM unnest($4::uuid[], $5::integer[]) AS h (unit_id, people)
ON CONFLICT DO NOTHING
