-- name: list_declared
-- Units of a contest's tree with what was declared for them; $2: only at and below the unit of this code.
WITH RECURSIVE seen AS (
  SELECT unit_id FROM contest_units WHERE contest_id = $1 AND $2::text IS NOT NULL AND code = $2
  UNION
  SELECT c.unit_id FROM contest_units c JOIN seen s ON c.parent_id = s.unit_id WHERE c.contest_id = $1
)
SELECT lpad(u.position::text, 8, '0') || u.code AS key, u.code, u.name, u.path, h.people, h.as_of AS "asOf", d.document,
  coalesce(s.full_name, d.declared_by) AS "declaredBy", d.declared_at AS "declaredAt", coalesce(d.version, 0) AS version
FROM contest_units u
LEFT JOIN headcounts h ON h.contest_id = u.contest_id AND h.unit_id = u.unit_id
LEFT JOIN headcount_declarations d ON d.id = h.declaration_id
LEFT JOIN staff s ON s.id = CASE WHEN d.declared_by ~ '^[0-9a-f-]{36}$' THEN d.declared_by::uuid END
WHERE u.contest_id = $1 AND ($2::text IS NULL OR u.unit_id IN (SELECT unit_id FROM seen))
  AND ($3::text[] IS NULL OR u.search_key LIKE ALL ($3::text[]) OR upper(u.code) = upper($4))
  AND (NOT $5::boolean OR (h.people IS NULL AND u.choosable))
  AND ($6 = '' OR lpad(u.position::text, 8, '0') || u.code > $6)
ORDER BY key LIMIT $7

-- name: find_declared_unit
-- A unit of the contest's tree, where it is the one of code $3 or below it.
WITH RECURSIVE way AS (
  SELECT unit_id, parent_id, code FROM contest_units WHERE contest_id = $1 AND code = $2
  UNION
  SELECT c.unit_id, c.parent_id, c.code FROM contest_units c JOIN way w ON c.unit_id = w.parent_id WHERE c.contest_id = $1
)
SELECT (SELECT unit_id FROM contest_units WHERE contest_id = $1 AND code = $2) AS "unitId"
WHERE EXISTS (SELECT FROM way WHERE $3::text IS NULL OR code = $3)

-- name: newest_version
SELECT coalesce(max(version), 0) AS version FROM headcount_declarations WHERE contest_id = $1 AND unit_id = $2

-- name: lock_headcount
-- Two who declare for one unit take turns; the later one is told.
SELECT pg_advisory_xact_lock(hashtextextended('headcount/' || $1::text || $2::text, 0))

-- name: insert_declaration
INSERT INTO headcount_declarations (id, authority_id, contest_id, unit_id, as_of, people, document, declared_by, declared_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: put_headcount
INSERT INTO headcounts (contest_id, authority_id, unit_id, as_of, people, declaration_id) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (contest_id, unit_id) DO UPDATE SET as_of = excluded.as_of, people = excluded.people,
  declaration_id = excluded.declaration_id
