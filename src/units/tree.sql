-- name: has_tree
SELECT EXISTS (SELECT FROM unit_periods WHERE authority_id = $1 AND NOT undone) AS "is"

-- name: lock_tree
-- The deeds of one authority take turns: each is judged by the tree that the one before left.
SELECT pg_advisory_xact_lock(hashtextextended('units/' || $1::text, 0))

-- name: insert_deed
INSERT INTO unit_deeds (id, authority_id, kind, effective_on, document_no, document_on, reason, plan, done_by, done_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10)

-- name: begin_periods
INSERT INTO unit_periods (authority_id, unit_id, valid_from, valid_to, kind, name, choosable, note, position, search_key, begun_by)
SELECT $1, p."unitId", p."validFrom", p."validTo", p.kind, p.name, p.choosable, p.note, p.position, p."searchKey", $2
FROM jsonb_to_recordset($3::jsonb) AS p ("unitId" uuid, "validFrom" date, "validTo" date, kind text, name text,
  choosable boolean, note text, position integer, "searchKey" text)

-- name: begin_places
INSERT INTO unit_places (authority_id, unit_id, hierarchy, parent_id, valid_from, valid_to, begun_by)
SELECT $1, p."unitId", p.hierarchy, p."parentId", p."validFrom", p."validTo", $2
FROM jsonb_to_recordset($3::jsonb) AS p ("unitId" uuid, hierarchy text, "parentId" uuid, "validFrom" date, "validTo" date)

-- name: insert_successions
INSERT INTO unit_successions (deed_id, authority_id, unit_id, successor_id, share, takes_effect_on)
SELECT $2, $1, s."unitId", s."successorId", s.share, s."takesEffectOn"
FROM jsonb_to_recordset($3::jsonb) AS s ("unitId" uuid, "successorId" uuid, share numeric, "takesEffectOn" date)

-- name: list_units_as_of
-- Depth first, as a file of units is written; $4: only what stands at and below the unit of this code.
WITH RECURSIVE standing AS (
  SELECT p.unit_id, p.parent_id, u.code, f.kind, f.name, f.choosable, f.note, lpad(f.position::text, 8, '0') || u.code AS turn
  FROM unit_places p JOIN units u ON u.id = p.unit_id JOIN unit_periods f ON f.unit_id = p.unit_id
  WHERE p.authority_id = $1 AND p.hierarchy = $3 AND NOT p.undone AND NOT f.undone
    AND daterange(p.valid_from, p.valid_to) @> $2::date AND daterange(f.valid_from, f.valid_to) @> $2::date
), below AS (
  SELECT s.*, NULL::text AS parent_code, ARRAY[turn] AS way FROM standing s
  WHERE CASE WHEN $4 = '' THEN parent_id IS NULL ELSE code = $4 END
  UNION ALL
  SELECT s.*, b.code, b.way || s.turn FROM standing s JOIN below b ON s.parent_id = b.unit_id
), lives AS (
  SELECT unit_id, nullif(min(coalesce(valid_from, '-infinity')), '-infinity') AS valid_from,
    nullif(max(coalesce(valid_to, 'infinity')), 'infinity') AS valid_to
  FROM unit_periods WHERE authority_id = $1 AND NOT undone GROUP BY unit_id
)
SELECT b.unit_id AS "unitId", b.code, b.parent_code AS "parentCode", b.kind, b.name, b.choosable, b.note,
  l.valid_from AS "validFrom", l.valid_to AS "validTo"
FROM below b JOIN lives l USING (unit_id) ORDER BY b.way

-- name: list_register
-- What was declared apart from any contest, the newest first.
SELECT unit_id AS "unitId", as_of AS "asOf", people FROM headcount_declarations
WHERE authority_id = $1 AND contest_id IS NULL AND as_of <= $2 ORDER BY as_of DESC, version DESC

-- name: list_successions
SELECT unit_id AS "unitId", successor_id AS "successorId", share::float8 AS share, takes_effect_on AS "takesEffectOn"
FROM unit_successions WHERE authority_id = $1 AND NOT undone ORDER BY takes_effect_on

-- name: list_periods
SELECT f.unit_id AS "unitId", u.code, f.valid_from AS "validFrom", f.valid_to AS "validTo", f.kind, f.name, f.choosable,
  f.note, f.position
FROM unit_periods f JOIN units u ON u.id = f.unit_id WHERE f.authority_id = $1 AND NOT f.undone
ORDER BY f.position, f.unit_id, f.valid_from NULLS FIRST

-- name: list_places
SELECT unit_id AS "unitId", hierarchy, parent_id AS "parentId", valid_from AS "validFrom", valid_to AS "validTo"
FROM unit_places WHERE authority_id = $1 AND NOT undone ORDER BY unit_id, hierarchy, valid_from NULLS FIRST
