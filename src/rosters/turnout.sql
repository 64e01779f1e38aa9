-- name: list_turnout
-- Who serves on the day below a unit, and whether they took part in any of the rounds: for sure where a number joined the two,
-- by name where somebody of that name in that unit did whom no number joins to anybody. Person by person: for everybody, of whom
-- a page is found first, and for units of few people ($11).
SELECT p.id, p.full_name AS "fullName", p.search_key AS "searchKey", p.birth_on AS "birthOn", u.code AS "unitCode", unit_name_on(u.id, $5) AS "unitName",
  p.position, t.status
FROM (
  SELECT p.*, s.unit_id, s.position FROM roster_people p
  CROSS JOIN LATERAL (
    SELECT * FROM roster_spells s WHERE s.person_id = p.id AND s.standing = 'serving' AND s.valid_from <= $5 AND (s.valid_to IS NULL OR s.valid_to > $5) LIMIT 1
  ) s
  WHERE p.authority_id = $1 AND ($3::uuid IS NULL OR s.unit_id IN (SELECT b.unit_id FROM units_below($1, $3, $5) b))
    AND ($11::uuid[] IS NULL OR p.id = ANY ($11))
    AND p.search_key LIKE $12 AND p.search_key LIKE ALL ($6::text[]) AND (p.search_key, p.id) > ($8, $9::uuid)
  ORDER BY p.search_key, p.id LIMIT CASE WHEN $7 = 'all' THEN $10::bigint END
) p
JOIN units u ON u.id = p.unit_id
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN EXISTS (
      SELECT FROM roster_links k JOIN people_taken_part t ON t.contestant_id = k.contestant_id AND t.round_id = ANY ($4::uuid[])
      WHERE k.person_id = p.id AND k.contest_id = $2
    ) THEN 'took-part'
    WHEN EXISTS (
      SELECT FROM contestants c JOIN people_taken_part t ON t.contestant_id = c.id AND t.round_id = ANY ($4::uuid[])
      WHERE c.unit_id = p.unit_id AND c.name_key = p.name_key AND c.contest_id = $2
        AND NOT EXISTS (SELECT FROM roster_links k WHERE k.contest_id = $2 AND k.contestant_id = c.id)
    ) THEN 'by-name'
    ELSE 'missing' END AS status
) t
WHERE $7 = 'all' OR t.status = $7
ORDER BY p.search_key, p.id LIMIT $10

-- name: list_turnout_of
-- The same where one answer is asked for among many people, who may be few or nearly all: who took part is put together once,
-- and each person of the list is looked up in it.
SELECT p.id, p.full_name AS "fullName", p.search_key AS "searchKey", p.birth_on AS "birthOn", u.code AS "unitCode", unit_name_on(u.id, $5) AS "unitName",
  s.position, $7 AS status
FROM roster_people p
JOIN roster_spells s ON s.person_id = p.id AND s.standing = 'serving' AND s.valid_from <= $5 AND (s.valid_to IS NULL OR s.valid_to > $5)
JOIN units u ON u.id = s.unit_id
WHERE p.authority_id = $1 AND ($3::uuid IS NULL OR s.unit_id IN (SELECT b.unit_id FROM units_below($1, $3, $5) b))
  AND p.search_key LIKE $11 AND p.search_key LIKE ALL ($6::text[]) AND (p.search_key, p.id) > ($8, $9::uuid)
  AND ($7 = 'took-part') = (p.id IN (
    SELECT k.person_id FROM roster_links k WHERE k.contest_id = $2
      AND k.contestant_id IN (SELECT t.contestant_id FROM people_taken_part t WHERE t.round_id = ANY ($4::uuid[]))
  ))
  AND ($7 = 'took-part' OR ($7 = 'by-name') = ((s.unit_id, p.name_key) IN (
    SELECT c.unit_id, c.name_key FROM contestants c WHERE c.contest_id = $2
      AND c.id IN (SELECT t.contestant_id FROM people_taken_part t WHERE t.round_id = ANY ($4::uuid[]))
      AND NOT EXISTS (SELECT FROM roster_links k WHERE k.contest_id = $2 AND k.contestant_id = c.id)
  )))
ORDER BY p.search_key, p.id LIMIT $10

-- name: widen_memory
-- For putting together who took part: a hundred thousand ids are 10 MB.
SELECT set_config('work_mem', '64MB', true)

-- name: list_turnout_units
-- A page of units that have people, by their names from the top; only these units are counted.
WITH present AS MATERIALIZED (
  SELECT DISTINCT s.unit_id FROM roster_spells s
  WHERE s.authority_id = $1 AND s.standing = 'serving' AND s.valid_from <= $5 AND (s.valid_to IS NULL OR s.valid_to > $5)
    AND ($3::uuid IS NULL OR s.unit_id IN (SELECT b.unit_id FROM units_below($1, $3, $5) b))
), named AS MATERIALIZED (
  SELECT u.id, u.code, unit_name_on(u.id, $5) AS name, unit_path_on(u.id, $5) AS path FROM present JOIN units u ON u.id = present.unit_id
), page AS MATERIALIZED (
  SELECT * FROM named WHERE (path, id) > ($6, $7::uuid) ORDER BY path, id LIMIT $8
), people AS MATERIALIZED (
  SELECT s.unit_id, p.id, p.name_key FROM page g
  JOIN roster_spells s ON s.unit_id = g.id AND s.standing = 'serving' AND s.valid_from <= $5 AND (s.valid_to IS NULL OR s.valid_to > $5)
  JOIN roster_people p ON p.id = s.person_id
), told AS MATERIALIZED (
  SELECT unit_id, CASE
    WHEN id IN (
      SELECT k.person_id FROM roster_links k WHERE k.contest_id = $2
        AND k.contestant_id IN (SELECT t.contestant_id FROM people_taken_part t WHERE t.round_id = ANY ($4::uuid[]))
    ) THEN 'took-part'
    WHEN (unit_id, name_key) IN (
      SELECT c.unit_id, c.name_key FROM contestants c WHERE c.contest_id = $2
        AND c.id IN (SELECT t.contestant_id FROM people_taken_part t WHERE t.round_id = ANY ($4::uuid[]))
        AND NOT EXISTS (SELECT FROM roster_links k WHERE k.contest_id = $2 AND k.contestant_id = c.id)
    ) THEN 'by-name' END AS status
  FROM people
)
SELECT g.id, g.code, g.name, g.path, t.people, t."tookPart", t."byName"
FROM page g JOIN (
  SELECT unit_id, count(*)::int AS people, count(*) FILTER (WHERE status = 'took-part')::int AS "tookPart",
    count(*) FILTER (WHERE status = 'by-name')::int AS "byName"
  FROM told GROUP BY unit_id
) t ON t.unit_id = g.id ORDER BY g.path, g.id
