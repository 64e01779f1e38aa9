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

-- name: list_nodes
-- One level of the tree on a day: below $4, or the top. From the places to what stands there, unit by unit.
SELECT p.key, p.code, p.name, p.kind, pu.code AS "parentCode", NULL AS "parentName", p.choosable,
  (SELECT count(*)::int FROM unit_places c WHERE c.parent_id = p.unit_id AND c.hierarchy = $3 AND NOT c.undone
    AND daterange(c.valid_from, c.valid_to) @> $2::date) AS children,
  CASE WHEN p.valid_to IS NOT NULL AND NOT EXISTS (
    SELECT FROM unit_periods n WHERE n.unit_id = p.unit_id AND n.valid_from = p.valid_to AND NOT n.undone) THEN p.valid_to END AS "endsOn"
FROM (
  SELECT lpad(f.position::text, 8, '0') || u.code AS key, u.code, l.unit_id, l.parent_id, f.name, f.kind, f.choosable, f.valid_to
  FROM (
    SELECT unit_id, parent_id FROM unit_places WHERE $4 = '' AND authority_id = $1 AND hierarchy = $3 AND parent_id IS NULL AND NOT undone
      AND daterange(valid_from, valid_to) @> $2::date
    UNION ALL
    SELECT unit_id, parent_id FROM unit_places WHERE $4 <> '' AND hierarchy = $3 AND NOT undone
      AND parent_id = (SELECT id FROM units WHERE authority_id = $1 AND code = $4) AND daterange(valid_from, valid_to) @> $2::date
  ) l
  CROSS JOIN LATERAL (SELECT code FROM units WHERE id = l.unit_id LIMIT 1) u
  CROSS JOIN LATERAL (
    SELECT * FROM unit_periods WHERE unit_id = l.unit_id AND NOT undone AND daterange(valid_from, valid_to) @> $2::date LIMIT 1
  ) f
  WHERE $5 = '' OR lpad(f.position::text, 8, '0') || u.code > $5
  ORDER BY 1 LIMIT $6
) p LEFT JOIN units pu ON pu.id = p.parent_id
ORDER BY p.key

-- name: search_nodes
-- What the units are called on that day; those that resemble the words most come first, so there is one page of them. By the
-- indexes of words and of codes first, whatever stands in the tree of that day then; what only resembles the words is asked for
-- where too little has them.
WITH worded AS MATERIALIZED (
  SELECT * FROM unit_periods WHERE authority_id = $1 AND NOT undone AND search_key LIKE $8 AND search_key LIKE ALL ($5::text[])
    AND daterange(valid_from, valid_to) @> $2::date
), found AS MATERIALIZED (
  SELECT * FROM worded
  UNION ALL
  SELECT * FROM unit_periods WHERE authority_id = $1 AND NOT undone AND search_key % $4 AND NOT search_key LIKE ALL ($5::text[])
    AND daterange(valid_from, valid_to) @> $2::date AND (SELECT count(*) FROM worded) < $6
  UNION ALL
  SELECT f.* FROM unit_periods f WHERE f.unit_id IN (SELECT id FROM units WHERE authority_id = $1 AND upper(code) = upper($7)) AND NOT f.undone
    AND daterange(f.valid_from, f.valid_to) @> $2::date AND NOT f.search_key LIKE ALL ($5::text[])
    AND NOT (f.search_key % $4 AND (SELECT count(*) FROM worded) < $6)
)
SELECT p.key, p.code, p.name, p.kind, pu.code AS "parentCode", pf.name AS "parentName", p.choosable,
  (SELECT count(*)::int FROM unit_places c WHERE c.parent_id = p.unit_id AND c.hierarchy = $3 AND NOT c.undone
    AND daterange(c.valid_from, c.valid_to) @> $2::date) AS children,
  CASE WHEN p.valid_to IS NOT NULL AND NOT EXISTS (
    SELECT FROM unit_periods n WHERE n.unit_id = p.unit_id AND n.valid_from = p.valid_to AND NOT n.undone) THEN p.valid_to END AS "endsOn"
FROM (
  SELECT lpad(f.position::text, 8, '0') || u.code AS key, u.code, f.unit_id, l.parent_id, f.name, f.kind, f.choosable, f.valid_to, f.search_key
  FROM found f
  CROSS JOIN LATERAL (SELECT code FROM units WHERE id = f.unit_id LIMIT 1) u
  CROSS JOIN LATERAL (
    SELECT parent_id FROM unit_places WHERE unit_id = f.unit_id AND hierarchy = $3 AND NOT undone
      AND daterange(valid_from, valid_to) @> $2::date LIMIT 1
  ) l
  ORDER BY upper(u.code) = upper($7) DESC, f.search_key LIKE ALL ($5::text[]) DESC, similarity(f.search_key, $4) DESC, 1 LIMIT $6
) p
LEFT JOIN units pu ON pu.id = p.parent_id
LEFT JOIN LATERAL (
  SELECT name FROM unit_periods WHERE unit_id = p.parent_id AND NOT undone AND daterange(valid_from, valid_to) @> $2::date LIMIT 1
) pf ON true
ORDER BY upper(p.code) = upper($7) DESC, p.search_key LIKE ALL ($5::text[]) DESC, similarity(p.search_key, $4) DESC, p.key

-- name: find_unit
SELECT id FROM units WHERE authority_id = $1 AND code = $2

-- name: list_names_of
SELECT name, kind, valid_from AS "validFrom", valid_to AS "validTo" FROM unit_periods
WHERE unit_id = $1 AND NOT undone ORDER BY valid_from NULLS FIRST

-- name: list_places_of
SELECT p.hierarchy, u.code AS "parentCode", f.name AS "parentName", p.valid_from AS "validFrom", p.valid_to AS "validTo"
FROM unit_places p LEFT JOIN units u ON u.id = p.parent_id
LEFT JOIN LATERAL (SELECT name FROM unit_periods f WHERE f.unit_id = p.parent_id AND NOT f.undone
  AND daterange(f.valid_from, f.valid_to) && daterange(p.valid_from, p.valid_to) ORDER BY f.valid_from DESC NULLS LAST LIMIT 1) f ON true
WHERE p.unit_id = $1 AND NOT p.undone ORDER BY p.hierarchy, p.valid_from NULLS FIRST

-- name: list_successions_of
-- $2: 'out', to whom it went; 'in', from whom it came.
SELECT u.code, f.name, s.share::float8 AS share, s.takes_effect_on AS "on"
FROM unit_successions s JOIN units u ON u.id = CASE WHEN $2 = 'out' THEN s.successor_id ELSE s.unit_id END
LEFT JOIN LATERAL (SELECT name FROM unit_periods f WHERE f.unit_id = u.id AND NOT f.undone
  ORDER BY f.valid_from DESC NULLS LAST LIMIT 1) f ON true
WHERE NOT s.undone AND s.unit_id <> s.successor_id AND CASE WHEN $2 = 'out' THEN s.unit_id ELSE s.successor_id END = $1
ORDER BY s.takes_effect_on, u.code

-- name: find_authority_of_officer
-- An officer of the whole installation names one, unless there is only one.
SELECT id FROM authorities WHERE CASE WHEN $1 <> '' THEN code = $1 ELSE id = sole_authority() END
