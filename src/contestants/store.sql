-- name: find_known
-- Who is known by any of these identities, and by how many of them. LATERAL with its LIMIT keeps each look-up one step into
-- the index: joined freely, a plan made while the table was small reads every identity of the contest, and is kept.
SELECT c.id, c.stream, c.name_key AS "nameKey", c.birth_on AS "birthOn", c.guardian, c.unit_id AS "unitId",
  c.merged_into AS "mergedInto", count(*)::int AS matched, (SELECT count(*)::int FROM contestant_identities a WHERE a.contestant_id = c.id) AS identities
FROM unnest($2::text[], $3::bytea[]) AS given (field, hash)
CROSS JOIN LATERAL (
  SELECT i.contestant_id FROM contestant_identities i
  WHERE i.contest_id = $1 AND i.field = given.field AND i.hash = given.hash LIMIT 1
) AS known
JOIN contestants c ON c.id = known.contestant_id
GROUP BY c.id

-- name: insert_contestant
-- The id follows from person and instant: a second tap in the same millisecond has the same one, and no row comes back.
INSERT INTO contestants (id, authority_id, contest_id, stream, full_name, name_key, birth_on, details, unit_id, guardian,
  consented_at, registered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
ON CONFLICT (id) DO NOTHING RETURNING id

-- name: insert_identities
-- Another request of the same person may have been quicker: fewer rows than identities come back then.
INSERT INTO contestant_identities (contest_id, authority_id, field, hash, contestant_id)
SELECT $2, $1, given.field, given.hash, $3 FROM unnest($4::text[], $5::bytea[]) AS given (field, hash)
ON CONFLICT DO NOTHING RETURNING field

-- name: move_contestant
UPDATE contestants SET unit_id = $2 WHERE id = $1

-- name: insert_exclusions
INSERT INTO exclusions (contest_id, authority_id, field, hash, reason)
SELECT $2, $1, e.field, e.hash, e.reason FROM unnest($3::text[], $4::bytea[], $5::jsonb[]) AS e (field, hash, reason)
ON CONFLICT DO NOTHING

-- name: is_excluded
SELECT EXISTS (
  SELECT FROM exclusions e JOIN unnest($2::text[], $3::bytea[]) AS given (field, hash) USING (field, hash)
  WHERE e.contest_id = $1
) AS excluded

-- name: lock_contestants
-- Ordered, so that two batches never wait for each other; NO KEY, so that foreign keys do not wait at all.
SELECT c.id, c.unit_id AS "unitId", EXISTS (
  SELECT FROM contestant_identities i JOIN exclusions e USING (contest_id, field, hash) WHERE i.contestant_id = c.id
) AS excluded
FROM contestants c WHERE c.id = ANY ($1::uuid[]) ORDER BY c.id FOR NO KEY UPDATE OF c

-- name: find_contestant
SELECT c.id, c.stream, c.full_name AS "fullName", u.unit_id AS "unitId", u.name AS "unitName", u.path AS "unitPath"
FROM contestants c JOIN unit_names u ON u.contest_id = c.contest_id AND u.unit_id = c.unit_id WHERE c.id = $1

-- name: find_guesses
SELECT max(counted_until) AS until FROM guesses
WHERE contest_id = $1 AND hash = ANY ($2::bytea[]) AND guessed >= $3 AND counted_until > $4

-- name: count_guesses
-- Ordered, so that two who guess at the same identities never wait for each other.
INSERT INTO guesses (contest_id, authority_id, hash, guessed, counted_until)
SELECT $1, $2, given.hash, 1, $5 FROM (SELECT DISTINCT unnest($3::bytea[]) AS hash ORDER BY 1) AS given
ON CONFLICT (contest_id, hash) DO UPDATE SET
  guessed = CASE WHEN guesses.counted_until <= $4 THEN 1 ELSE guesses.guessed + 1 END,
  counted_until = CASE WHEN guesses.counted_until <= $4 THEN excluded.counted_until ELSE guesses.counted_until END
