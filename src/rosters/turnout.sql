-- name: list_turnout
-- Who serves on the day below a unit, and whether they took part in any of the rounds: for sure where a number joined the two,
-- by name where somebody of that name in that unit did whom no number joins to anybody.
SELECT p.id, p.full_name AS "fullName", p.search_key AS "searchKey", p.birth_on AS "birthOn", u.code AS "unitCode", unit_name_on(u.id, $5) AS "unitName",
  s.position, t.status
FROM roster_people p
JOIN roster_spells s ON s.person_id = p.id AND s.standing = 'serving' AND s.valid_from <= $5 AND (s.valid_to IS NULL OR s.valid_to > $5)
JOIN units u ON u.id = s.unit_id
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN EXISTS (
      SELECT FROM roster_links k JOIN people_taken_part t ON t.contestant_id = k.contestant_id AND t.round_id = ANY ($4::uuid[])
      WHERE k.person_id = p.id AND k.contest_id = $2
    ) THEN 'took-part'
    WHEN EXISTS (
      SELECT FROM contestants c JOIN people_taken_part t ON t.contestant_id = c.id AND t.round_id = ANY ($4::uuid[])
      WHERE c.unit_id = s.unit_id AND c.name_key = p.name_key AND c.contest_id = $2
        AND NOT EXISTS (SELECT FROM roster_links k WHERE k.contest_id = $2 AND k.contestant_id = c.id)
    ) THEN 'by-name'
    ELSE 'missing' END AS status
) t
WHERE p.authority_id = $1 AND ($3::uuid IS NULL OR s.unit_id IN (SELECT b.unit_id FROM units_below($1, $3, $5) b))
  AND (cardinality($6::text[]) = 0 OR p.search_key LIKE ALL ($6::text[]))
  AND ($7 = 'all' OR t.status = $7) AND (p.search_key, p.id) > ($8, $9::uuid)
ORDER BY p.search_key, p.id LIMIT $10

-- name: list_turnout_units
-- A page of units that have people, by their names from the top; only these units are counted.
WITH RECURSIVE standing AS MATERIALIZED (
  SELECT * FROM units_on($1, $5)
), named AS (
  SELECT unit_id, code, name, name AS path FROM standing WHERE parent_id IS NULL
  UNION ALL SELECT s.unit_id, s.code, s.name, n.path || ' › ' || s.name FROM standing s JOIN named n ON s.parent_id = n.unit_id
), page AS MATERIALIZED (
  SELECT u.unit_id AS id, u.code, u.name, u.path FROM named u
  WHERE ($3::uuid IS NULL OR u.unit_id IN (SELECT b.unit_id FROM units_below($1, $3, $5) b)) AND (u.path, u.unit_id) > ($6, $7::uuid)
    AND EXISTS (SELECT FROM roster_spells s WHERE s.unit_id = u.unit_id AND s.standing = 'serving' AND s.valid_from <= $5
      AND (s.valid_to IS NULL OR s.valid_to > $5))
  ORDER BY u.path, u.unit_id LIMIT $8
)
SELECT g.id, g.code, g.name, g.path, count(*)::int AS people, count(*) FILTER (WHERE t.status = 'took-part')::int AS "tookPart",
  count(*) FILTER (WHERE t.status = 'by-name')::int AS "byName"
FROM page g
JOIN roster_spells s ON s.unit_id = g.id AND s.standing = 'serving' AND s.valid_from <= $5 AND (s.valid_to IS NULL OR s.valid_to > $5)
JOIN roster_people p ON p.id = s.person_id
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN EXISTS (
      SELECT FROM roster_links k JOIN people_taken_part t ON t.contestant_id = k.contestant_id AND t.round_id = ANY ($4::uuid[])
      WHERE k.person_id = p.id AND k.contest_id = $2
    ) THEN 'took-part'
    WHEN EXISTS (
      SELECT FROM contestants c JOIN people_taken_part t ON t.contestant_id = c.id AND t.round_id = ANY ($4::uuid[])
      WHERE c.unit_id = s.unit_id AND c.name_key = p.name_key AND c.contest_id = $2
        AND NOT EXISTS (SELECT FROM roster_links k WHERE k.contest_id = $2 AND k.contestant_id = c.id)
    ) THEN 'by-name'
    ELSE 'missing' END AS status
) t
GROUP BY g.id, g.code, g.name, g.path ORDER BY g.path, g.id
