-- name: find_candidates
-- Pairs worth weighing: one unit and alike in name with the same given name or the same other names, or one birth date and alike
-- in name, or one person of the roster. Compared within these blocks alone: nobody is held against a whole province.
WITH named AS MATERIALIZED (
  SELECT c.id, c.full_name, c.name_key, c.birth_on, c.unit_id, k.person_id,
    regexp_replace(normalize(replace(c.name_key, 'đ', 'd'), NFD), '[\u0300-\u036f]', '', 'g') AS plain
  FROM contestants c LEFT JOIN roster_links k ON k.contest_id = c.contest_id AND k.contestant_id = c.id
  WHERE c.contest_id = $1 AND c.merged_into IS NULL
), worded AS MATERIALIZED (
  SELECT *, regexp_replace(plain, '^.* ', '') AS given, regexp_replace(plain, ' [^ ]*$', '') AS others FROM named
), slice AS (
  SELECT * FROM worded WHERE right(id::text, 1) = $3
), pairs AS (
  SELECT a.id AS one, b.id AS other FROM slice a JOIN worded b ON b.unit_id = a.unit_id AND b.given = a.given AND a.id < b.id
    WHERE similarity(a.plain, b.plain) >= 0.6
  UNION SELECT a.id, b.id FROM slice a JOIN worded b ON b.unit_id = a.unit_id AND b.others = a.others AND a.id < b.id
    WHERE similarity(a.plain, b.plain) >= 0.6
  UNION SELECT a.id, b.id FROM slice a JOIN worded b ON b.birth_on = a.birth_on AND a.id < b.id
    WHERE similarity(a.plain, b.plain) >= 0.6
  UNION SELECT a.id, b.id FROM slice a JOIN worded b ON b.person_id = a.person_id AND a.id < b.id
)
SELECT a.id AS "oneId", b.id AS "otherId", a.full_name AS "oneName", b.full_name AS "otherName",
  similarity(a.plain, b.plain)::float8 AS likeness, a.birth_on AS "oneBirth", b.birth_on AS "otherBirth",
  a.unit_id = b.unit_id AS "isSameUnit", a.person_id AS "onePerson", b.person_id AS "otherPerson",
  EXISTS (
    SELECT FROM rounds r
    JOIN attempts x ON x.round_id = r.id AND x.contestant_id = a.id
    JOIN attempts y ON y.round_id = r.id AND y.contestant_id = b.id
    WHERE r.contest_id = $1 AND x.started_at < coalesce(y.submitted_at, y.deadline_at) AND y.started_at < coalesce(x.submitted_at, x.deadline_at)
  ) AS "isAtTheSameTime"
FROM pairs p JOIN worded a ON a.id = p.one JOIN worded b ON b.id = p.other
WHERE NOT EXISTS (SELECT FROM duplicate_pairs d WHERE d.contest_id = $1 AND d.one_id = p.one AND d.other_id = p.other AND d.verdict IS NOT NULL)
ORDER BY similarity(a.plain, b.plain) DESC LIMIT $2

-- name: write_pairs
INSERT INTO duplicate_pairs (id, authority_id, contest_id, one_id, other_id, score, reasons, found_at)
SELECT gen_random_uuid(), $1, $2, p."oneId", p."otherId", p.score, p.reasons, $4
FROM jsonb_to_recordset($3::jsonb) AS p ("oneId" uuid, "otherId" uuid, score smallint, reasons text[])
ON CONFLICT (contest_id, one_id, other_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons

-- name: list_pairs
SELECT d.id, d.score, d.reasons, d.verdict, d.verdict_reason AS "verdictReason", d.decided_at AS "decidedAt", d.version,
  a.full_name AS "oneName", b.full_name AS "otherName", unit_name_on(a.unit_id, $6) AS "oneUnit", unit_name_on(b.unit_id, $6) AS "otherUnit"
FROM duplicate_pairs d JOIN contestants a ON a.id = d.one_id JOIN contestants b ON b.id = d.other_id
WHERE d.contest_id = $1 AND CASE $2 WHEN 'open' THEN d.verdict IS NULL WHEN 'all' THEN true ELSE d.verdict = $2 END
  AND (-d.score, d.id) > ($3, $4::uuid) ORDER BY -d.score, d.id LIMIT $5

-- name: find_pair
SELECT id, authority_id AS "authorityId", contest_id AS "contestId", one_id AS "oneId", other_id AS "otherId", score, reasons, verdict,
  verdict_reason AS "verdictReason", decided_at AS "decidedAt", version
FROM duplicate_pairs WHERE id = $1 AND contest_id = $2

-- name: lock_pair
SELECT id, authority_id AS "authorityId", contest_id AS "contestId", one_id AS "oneId", other_id AS "otherId", score, reasons, verdict,
  verdict_reason AS "verdictReason", decided_at AS "decidedAt", version
FROM duplicate_pairs WHERE id = $1 AND contest_id = $2 FOR UPDATE

-- name: write_verdict
UPDATE duplicate_pairs SET verdict = $2, verdict_reason = $3, decided_by = $4, decided_at = $5, version = version + 1 WHERE id = $1

-- name: list_sides
SELECT c.id, c.full_name AS "fullName", c.birth_on AS "birthOn", c.stream, unit_name_on(c.unit_id, $2) AS "unitName",
  c.registered_at AS "registeredAt", c.guardian, p.full_name AS "rosterName", c.merged_into AS "mergedInto",
  ARRAY(SELECT i.kind || ' ' || i.ending FROM roster_identities i WHERE i.person_id = p.id ORDER BY i.kind) AS "rosterNumbers"
FROM contestants c
LEFT JOIN roster_links k ON k.contest_id = c.contest_id AND k.contestant_id = c.id
LEFT JOIN roster_people p ON p.id = k.person_id
WHERE c.id = ANY ($1::uuid[])

-- name: list_papers
SELECT a.contestant_id AS "contestantId", r.no AS round, a.started_at AS "startedAt", a.submitted_at AS "submittedAt", a.ending, a.score, a.total
FROM rounds r JOIN attempts a ON a.round_id = r.id AND a.contestant_id = ANY ($2::uuid[])
WHERE r.contest_id = $1 ORDER BY a.started_at

-- name: lock_both
SELECT id, merged_into AS "mergedInto",
  EXISTS (SELECT FROM contestant_merges m WHERE m.survivor_id = c.id AND m.undone_at IS NULL) AS "hasMerged"
FROM contestants c WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE

-- name: insert_merge
INSERT INTO contestant_merges (id, authority_id, contest_id, survivor_id, merged_id, reason, decided_by, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: point_to
UPDATE contestants SET merged_into = $2 WHERE id = $1

-- name: undo_merge
UPDATE contestant_merges SET undone_by = $3, undone_at = $4, undo_reason = $5
WHERE undone_at IS NULL AND ((survivor_id = $1 AND merged_id = $2) OR (survivor_id = $2 AND merged_id = $1))
RETURNING survivor_id AS "survivorId", merged_id AS "mergedId"

-- name: list_rounds_touched
-- Closed rounds in which whoever is merged has a paper, and whether standings of them, or of the contest, are out.
SELECT r.no, EXISTS (
    SELECT FROM rankings k WHERE k.contest_id = r.contest_id AND (k.round_no = r.no OR k.round_no IS NULL) AND k.published_at IS NOT NULL
  ) AS "isPublished"
FROM rounds r WHERE r.contest_id = $1 AND r.books_closed_at IS NOT NULL
  AND EXISTS (SELECT FROM attempts a WHERE a.round_id = r.id AND a.contestant_id = ANY ($2::uuid[])) ORDER BY r.no

-- name: insert_search
-- A search that has been silent for so long has died with its process.
INSERT INTO duplicate_searches (contest_id, authority_id, asked_by, asked_at, heard_at) VALUES ($1, $2, $3, $4, clock_timestamp())
ON CONFLICT (contest_id) DO UPDATE SET asked_by = excluded.asked_by, asked_at = excluded.asked_at, percent = 0, found = NULL,
  heard_at = excluded.heard_at
WHERE duplicate_searches.found IS NOT NULL OR coalesce(duplicate_searches.heard_at < clock_timestamp() - interval '10 minutes', true)
RETURNING contest_id

-- name: find_search
SELECT asked_at AS "askedAt", percent, found, CASE
  WHEN found IS NOT NULL THEN 'done'
  WHEN heard_at > clock_timestamp() - interval '10 minutes' THEN 'running'
  ELSE 'stopped' END AS state
FROM duplicate_searches WHERE contest_id = $1

-- name: tell_search
UPDATE duplicate_searches SET percent = $2, heard_at = clock_timestamp() WHERE contest_id = $1

-- name: end_search
UPDATE duplicate_searches SET percent = 100, found = $2 WHERE contest_id = $1

-- name: give_up_search
UPDATE duplicate_searches SET heard_at = NULL WHERE contest_id = $1
