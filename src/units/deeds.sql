-- name: tree_version
-- Grows with every deed and every undoing.
SELECT (count(*) + count(undone_at))::int AS version FROM unit_deeds WHERE authority_id = $1

-- name: enter_deed_units
INSERT INTO units (id, authority_id, code) SELECT u.id, $1, u.code FROM unnest($2::uuid[], $3::text[]) AS u (id, code)
ON CONFLICT (authority_id, code) DO NOTHING

-- name: list_codes
SELECT id, code FROM units WHERE authority_id = $1

-- name: end_periods
-- What began on that very day was true on no day: it is undone, and the deed is its end.
UPDATE unit_periods SET ended_by = $1, undone = (valid_from IS NOT DISTINCT FROM $2::date),
  valid_to = CASE WHEN valid_from IS DISTINCT FROM $2::date THEN $2::date END
WHERE unit_id = ANY ($3::uuid[]) AND NOT undone AND valid_to IS NULL

-- name: end_places
UPDATE unit_places p SET ended_by = $1, undone = (valid_from IS NOT DISTINCT FROM $2::date),
  valid_to = CASE WHEN valid_from IS DISTINCT FROM $2::date THEN $2::date END
FROM unnest($3::uuid[], $4::text[]) AS e (unit_id, hierarchy)
WHERE p.unit_id = e.unit_id AND p.hierarchy = e.hierarchy AND NOT p.undone AND p.valid_to IS NULL

-- name: check_now
SET CONSTRAINTS ALL IMMEDIATE

-- name: list_effect
-- Each unit that the deed touches, as it was until then and as it is from then on.
WITH touched AS (
  SELECT unit_id FROM unit_periods WHERE begun_by = $1 OR ended_by = $1
  UNION SELECT unit_id FROM unit_places WHERE begun_by = $1 OR ended_by = $1
  UNION SELECT unit_id FROM unit_successions WHERE deed_id = $1
  UNION SELECT successor_id FROM unit_successions WHERE deed_id = $1
)
SELECT u.id AS "unitId", u.code, bf.name AS "nameBefore", bf.kind AS "kindBefore", bp.unit_id IS NOT NULL AS "stoodBefore",
  pb.code AS "parentBefore", pbf.name AS "parentNameBefore",
  af.name AS "nameAfter", af.kind AS "kindAfter", ap.unit_id IS NOT NULL AS "standsAfter",
  pa.code AS "parentAfter", paf.name AS "parentNameAfter"
FROM touched t JOIN units u ON u.id = t.unit_id
LEFT JOIN unit_periods bf ON bf.unit_id = t.unit_id AND (bf.ended_by = $1
  OR (NOT bf.undone AND bf.begun_by <> $1 AND daterange(bf.valid_from, bf.valid_to) @> $2::date))
LEFT JOIN unit_places bp ON bp.unit_id = t.unit_id AND bp.hierarchy = $3 AND (bp.ended_by = $1
  OR (NOT bp.undone AND bp.begun_by <> $1 AND daterange(bp.valid_from, bp.valid_to) @> $2::date))
LEFT JOIN units pb ON pb.id = bp.parent_id
LEFT JOIN LATERAL (SELECT name FROM unit_periods f WHERE f.unit_id = bp.parent_id AND (f.ended_by = $1
  OR (NOT f.undone AND daterange(f.valid_from, f.valid_to) @> ($2::date - 1)))
  ORDER BY f.ended_by = $1 DESC LIMIT 1) pbf ON true
LEFT JOIN unit_periods af ON af.unit_id = t.unit_id AND NOT af.undone AND daterange(af.valid_from, af.valid_to) @> $2::date
LEFT JOIN unit_places ap ON ap.unit_id = t.unit_id AND ap.hierarchy = $3 AND NOT ap.undone
  AND daterange(ap.valid_from, ap.valid_to) @> $2::date
LEFT JOIN units pa ON pa.id = ap.parent_id
LEFT JOIN unit_periods paf ON paf.unit_id = ap.parent_id AND NOT paf.undone AND daterange(paf.valid_from, paf.valid_to) @> $2::date
ORDER BY coalesce(bf.position, af.position), u.code

-- name: list_contests_touched
SELECT c.slug, c.name, r.opens_at AS "opensAt", r.closes_at AS "closesAt", t.units, t.headcounts, t.contestants
FROM contests c
JOIN (SELECT contest_id, min(opens_at) AS opens_at, max(closes_at) AS closes_at FROM rounds GROUP BY contest_id) r ON r.contest_id = c.id
JOIN LATERAL (
  SELECT count(*)::int AS units,
    (SELECT count(*)::int FROM headcounts h WHERE h.contest_id = c.id AND h.unit_id = ANY ($2::uuid[])) AS headcounts,
    (SELECT count(*)::int FROM contestants p WHERE p.contest_id = c.id AND p.unit_id = ANY ($2::uuid[])) AS contestants
  FROM contest_units u WHERE u.contest_id = c.id AND u.unit_id = ANY ($2::uuid[])
) t ON t.units > 0
WHERE c.authority_id = $1 ORDER BY r.opens_at DESC, c.slug

-- name: list_coordinators
SELECT s.full_name AS "fullName", r.unit_code AS code FROM staff_roles r JOIN staff s ON s.id = r.staff_id
WHERE r.role = 'unit-coordinator' AND r.revoked_at IS NULL AND s.disabled_at IS NULL
  AND (s.authority_id = $1 OR s.authority_id IS NULL) AND r.unit_code = ANY ($2::text[])
ORDER BY r.unit_code, s.full_name

-- name: list_deeds
SELECT d.id, d.no, d.kind, d.effective_on AS "effectiveOn", d.document_no AS "documentNo", d.document_on AS "documentOn", d.reason,
  d.plan, coalesce(s.full_name, d.done_by) AS "doneBy", d.done_at AS "doneAt", d.undone_at AS "undoneAt"
FROM unit_deeds d LEFT JOIN staff s ON s.id = CASE WHEN d.done_by ~ '^[0-9a-f-]{36}$' THEN d.done_by::uuid END
WHERE d.authority_id = $1 AND ($2::bigint IS NULL OR d.no < $2) ORDER BY d.no DESC LIMIT $3

-- name: lock_deed
SELECT id, authority_id AS "authorityId", kind, effective_on AS "effectiveOn", undone_at AS "undoneAt"
FROM unit_deeds WHERE id = $1 AND authority_id = $2 FOR NO KEY UPDATE

-- name: depends_on
-- Whether a later deed built on this one: ended what it began, or put something below what it began.
SELECT EXISTS (
  SELECT FROM unit_periods WHERE begun_by = $1 AND ended_by IS NOT NULL AND ended_by <> $1
  UNION ALL SELECT FROM unit_places WHERE begun_by = $1 AND ended_by IS NOT NULL AND ended_by <> $1
  UNION ALL SELECT FROM unit_places p JOIN unit_periods f ON f.unit_id = p.parent_id
    WHERE f.begun_by = $1 AND NOT f.undone AND NOT p.undone AND p.begun_by <> $1
      AND NOT EXISTS (SELECT FROM unit_periods e WHERE e.unit_id = f.unit_id AND e.ended_by = $1)
  UNION ALL SELECT FROM unit_successions s JOIN unit_periods f ON f.unit_id = s.successor_id
    WHERE f.begun_by = $1 AND NOT f.undone AND NOT s.undone AND s.deed_id <> $1
      AND NOT EXISTS (SELECT FROM unit_periods e WHERE e.unit_id = f.unit_id AND e.ended_by = $1)
) AS "is"

-- name: undo_periods
UPDATE unit_periods SET undone = true WHERE begun_by = $1 AND NOT undone

-- name: undo_places
UPDATE unit_places SET undone = true WHERE begun_by = $1 AND NOT undone

-- name: reopen_periods
UPDATE unit_periods SET valid_to = NULL, ended_by = NULL, undone = false WHERE ended_by = $1

-- name: reopen_places
UPDATE unit_places SET valid_to = NULL, ended_by = NULL, undone = false WHERE ended_by = $1

-- name: undo_successions
UPDATE unit_successions SET undone = true WHERE deed_id = $1

-- name: undo_deed
UPDATE unit_deeds SET undone_by = $2, undone_at = $3 WHERE id = $1

-- name: end_periods_each
UPDATE unit_periods p SET ended_by = $1, valid_to = e.at FROM unnest($2::uuid[], $3::date[]) AS e (unit_id, at)
WHERE p.unit_id = e.unit_id AND NOT p.undone AND p.valid_to IS NULL

-- name: end_places_each
UPDATE unit_places p SET ended_by = $1, valid_to = e.at
FROM unnest($2::uuid[], $3::text[], $4::date[]) AS e (unit_id, hierarchy, at)
WHERE p.unit_id = e.unit_id AND p.hierarchy = e.hierarchy AND NOT p.undone AND p.valid_to IS NULL

-- name: insert_register
INSERT INTO headcount_declarations (id, authority_id, unit_id, as_of, people, document, declared_by, declared_at, version)
SELECT gen_random_uuid(), $1, r.unit_id, $2, r.people, $3, $4, $5, coalesce((
  SELECT max(version) FROM headcount_declarations d WHERE d.unit_id = r.unit_id AND d.contest_id IS NULL), 0) + 1
FROM unnest($6::uuid[], $7::integer[]) AS r (unit_id, people)

-- name: list_newest_register
SELECT DISTINCT ON (unit_id) unit_id AS "unitId", people FROM headcount_declarations
WHERE authority_id = $1 AND contest_id IS NULL ORDER BY unit_id, as_of DESC, version DESC

-- name: count_roster
-- Who is on the roster of one of these units on that day or later.
SELECT count(DISTINCT person_id)::int AS people FROM roster_spells
WHERE unit_id = ANY ($1::uuid[]) AND (valid_to IS NULL OR valid_to > $2::date)
