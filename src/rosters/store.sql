-- name: lock_roster
SELECT pg_advisory_xact_lock(hashtextextended('roster/' || $1::text, 0))

-- name: find_unit_by_code
SELECT id, code, unit_name_on(id, $3) AS name FROM units WHERE authority_id = $1 AND code = $2

-- name: find_sole_authority
SELECT id FROM authorities WHERE id = sole_authority()

-- name: list_subtree
SELECT unit_id AS id FROM units_below($1, $2, $3)

-- name: is_below
SELECT CASE WHEN $3::uuid IS NULL THEN EXISTS (SELECT FROM units WHERE id = $1 AND authority_id = $2)
  ELSE $1 IN (SELECT unit_id FROM units_below($2, $3, $4)) END AS "is"

-- name: list_few
-- Everybody who is or was in these units, where they are not many.
SELECT DISTINCT person_id AS id FROM (
  SELECT s.person_id FROM units_below($1, $2, $3) b JOIN roster_spells s ON s.unit_id = b.unit_id WHERE s.valid_from <= $3 LIMIT $4
) few

-- name: list_people
-- One page by name; of each person the time that holds on the day, or the last one before it. $2: below this unit, $9: where that
-- has few people, who they are.
SELECT p.id, p.full_name AS "fullName", p.search_key AS "searchKey", p.birth_on AS "birthOn", u.code AS "unitCode",
  unit_name_on(u.id, $5) AS "unitName", s.position, s.standing, s.valid_from AS "validFrom", s.valid_to AS "validTo", s.ending,
  ARRAY(SELECT i.kind || ' ' || i.ending FROM roster_identities i WHERE i.person_id = p.id ORDER BY i.kind) AS numbers
FROM roster_people p
JOIN LATERAL (
  SELECT * FROM roster_spells s WHERE s.person_id = p.id AND s.valid_from <= $5 ORDER BY s.valid_from DESC LIMIT 1
) s ON true
JOIN units u ON u.id = s.unit_id
WHERE p.authority_id = $1 AND ($2::uuid IS NULL OR s.unit_id IN (SELECT b.unit_id FROM units_below($1, $2, $5) b))
  AND ($9::uuid[] IS NULL OR p.id = ANY ($9))
  AND p.search_key LIKE $10 AND p.search_key LIKE ALL ($3::text[])
  AND ($4 <> 'left' OR p.id IN (SELECT o.person_id FROM roster_spells o WHERE o.authority_id = $1 AND o.valid_to <= $5))
  AND ($4 <> 'leave' OR p.id IN (SELECT o.person_id FROM roster_spells o WHERE o.authority_id = $1 AND o.standing = 'leave'))
  AND CASE $4 WHEN 'serving' THEN s.standing = 'serving' AND (s.valid_to IS NULL OR s.valid_to > $5)
    WHEN 'leave' THEN s.standing = 'leave' AND (s.valid_to IS NULL OR s.valid_to > $5)
    WHEN 'left' THEN s.valid_to <= $5 ELSE true END
  AND (p.search_key, p.id) > ($6, $7::uuid)
ORDER BY p.search_key, p.id LIMIT $8

-- name: count_people
-- By standing on the day, below a unit.
SELECT count(*) FILTER (WHERE standing = 'serving')::int AS serving, count(*) FILTER (WHERE standing = 'leave')::int AS leave
FROM roster_spells WHERE authority_id = $1 AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $3)
  AND ($2::uuid IS NULL OR unit_id IN (SELECT b.unit_id FROM units_below($1, $2, $3) b))

-- name: find_person
SELECT p.id, p.authority_id AS "authorityId", p.full_name AS "fullName", p.name_key AS "nameKey", p.birth_on AS "birthOn", p.version
FROM roster_people p WHERE p.id = $1 AND p.authority_id = $2

-- name: lock_person
SELECT p.id, p.authority_id AS "authorityId", p.full_name AS "fullName", p.name_key AS "nameKey", p.birth_on AS "birthOn", p.version
FROM roster_people p WHERE p.id = $1 AND p.authority_id = $2 FOR UPDATE

-- name: list_spells
SELECT s.id, s.unit_id AS "unitId", u.code AS "unitCode", unit_name_on(u.id, s.valid_from) AS "unitName", s.position, s.standing,
  s.valid_from AS "validFrom", s.valid_to AS "validTo", s.ending
FROM roster_spells s JOIN units u ON u.id = s.unit_id WHERE s.person_id = $1 ORDER BY s.valid_from

-- name: list_numbers
SELECT kind, ending FROM roster_identities WHERE person_id = $1 ORDER BY kind

-- name: list_taken_part
-- In which contests they are known, and in how many rounds they took part.
SELECT c.slug, count(t.round_id)::int AS rounds
FROM roster_links k JOIN contests c ON c.id = k.contest_id
LEFT JOIN rounds r ON r.contest_id = k.contest_id
LEFT JOIN people_taken_part t ON t.round_id = r.id AND t.contestant_id = k.contestant_id
WHERE k.person_id = $1 GROUP BY c.slug ORDER BY c.slug

-- name: insert_person
INSERT INTO roster_people (id, authority_id, full_name, name_key, search_key, birth_on) VALUES ($1, $2, $3, $4, $5, $6)

-- name: write_person
UPDATE roster_people SET full_name = $2, name_key = $3, search_key = $4, birth_on = $5, version = version + 1 WHERE id = $1

-- name: raise_version
UPDATE roster_people SET version = version + 1 WHERE id = $1

-- name: insert_spell
INSERT INTO roster_spells (id, authority_id, person_id, unit_id, position, standing, valid_from, valid_to, ending)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: end_spell
UPDATE roster_spells SET valid_to = $2, ending = $3 WHERE id = $1

-- name: insert_number
INSERT INTO roster_identities (authority_id, kind, hash, person_id, ending) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING kind

-- name: link_contestant
-- At registration: whose number this is, if exactly one person has it. A second registration finds the line there.
WITH found AS (
  SELECT DISTINCT i.person_id FROM unnest($4::text[], $5::bytea[]) AS given (kind, hash)
  CROSS JOIN LATERAL (
    SELECT k.person_id FROM roster_identities k
    WHERE k.authority_id = $1 AND k.kind = given.kind AND k.hash = given.hash LIMIT 2
  ) i
)
INSERT INTO roster_links (contest_id, authority_id, contestant_id, person_id)
SELECT $2, $1, $3, person_id FROM found WHERE (SELECT count(*) FROM found) = 1
ON CONFLICT DO NOTHING RETURNING person_id

-- name: find_unit_code
SELECT code FROM units WHERE id = $1
