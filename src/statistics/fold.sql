-- name: find_horizon
-- Every transaction before `settled` has ended; none from `unborn` on has begun, so a line of one that seems to have is
-- from another PostgreSQL. All in one statement: a moment later one of ours may have begun and ended.
SELECT pg_snapshot_xmin(here)::text AS settled, pg_snapshot_xmax(here)::text AS unborn,
  (SELECT system_identifier::text FROM pg_control_system()) AS cluster,
  EXISTS (SELECT FROM participation_ledger WHERE round_id = $1 AND written_in >= pg_snapshot_xmax(here)) AS "hasForeignLines"
FROM pg_current_snapshot() AS here

-- name: find_fold
-- What is known of a round, and whether its numbers of transactions can be those of this PostgreSQL.
SELECT f.folded_below::text AS "foldedBelow", f.lines, f.voids, f.cluster, f.has_foreign_lines AS "hasForeignLines", f.checked,
  (SELECT count(*)::int FROM participation_voided v WHERE v.round_id = f.round_id) AS "voidsNow"
FROM statistics_folds f WHERE f.round_id = $1

-- name: find_part
-- Where a part of so many lines ends; null: all that is settled is one part.
SELECT written_in::text AS until FROM participation_ledger
WHERE round_id = $1 AND written_in >= $2::xid8 AND written_in < $3::xid8 ORDER BY written_in OFFSET $4 LIMIT 1

-- name: list_part_persons
SELECT DISTINCT contestant_id AS id FROM participation_counted
WHERE round_id = $1 AND written_in >= $2::xid8 AND written_in < $3::xid8 AND participated

-- name: fold_persons
INSERT INTO statistics_persons AS p
  (round_id, authority_id, contestant_id, unit_id, took_at, attempt_id, last_unit_id, last_at, last_attempt_id)
SELECT round_id, authority_id, contestant_id, first_units[1], first_at, first_attempts[1], last_units[1], last_at, last_attempts[1]
FROM (
  SELECT round_id, authority_id, contestant_id, min(finished_at) AS first_at, max(finished_at) AS last_at,
    array_agg(unit_id ORDER BY finished_at, attempt_id) AS first_units,
    array_agg(attempt_id ORDER BY finished_at, attempt_id) AS first_attempts,
    array_agg(unit_id ORDER BY finished_at DESC, attempt_id DESC) AS last_units,
    array_agg(attempt_id ORDER BY finished_at DESC, attempt_id DESC) AS last_attempts
  FROM participation_counted
  WHERE round_id = $1 AND written_in >= $2::xid8 AND written_in < $3::xid8 AND participated
  GROUP BY round_id, authority_id, contestant_id
) AS part
ON CONFLICT (round_id, contestant_id) DO UPDATE SET
  (unit_id, took_at, attempt_id) = (
    SELECT EXCLUDED.unit_id, EXCLUDED.took_at, EXCLUDED.attempt_id
    WHERE p.unit_id IS NULL OR (EXCLUDED.took_at, EXCLUDED.attempt_id) < (p.took_at, p.attempt_id)
    UNION ALL SELECT p.unit_id, p.took_at, p.attempt_id
    WHERE NOT (p.unit_id IS NULL OR (EXCLUDED.took_at, EXCLUDED.attempt_id) < (p.took_at, p.attempt_id))
  ),
  (last_unit_id, last_at, last_attempt_id) = (
    SELECT EXCLUDED.last_unit_id, EXCLUDED.last_at, EXCLUDED.last_attempt_id
    WHERE p.unit_id IS NULL OR (EXCLUDED.last_at, EXCLUDED.last_attempt_id) > (p.last_at, p.last_attempt_id)
    UNION ALL SELECT p.last_unit_id, p.last_at, p.last_attempt_id
    WHERE NOT (p.unit_id IS NULL OR (EXCLUDED.last_at, EXCLUDED.last_attempt_id) > (p.last_at, p.last_attempt_id))
  )

-- name: count_part
-- By unit, and (unit null) all lines, those of void attempts too.
SELECT unit_id AS "unitId", count(*)::int AS attempts FROM participation_counted
WHERE round_id = $1 AND written_in >= $2::xid8 AND written_in < $3::xid8 GROUP BY unit_id
UNION ALL
SELECT NULL, count(*)::int FROM participation_ledger
WHERE round_id = $1 AND written_in >= $2::xid8 AND written_in < $3::xid8

-- name: refold_persons
-- The whole round again. Lines from $3 on (where it is not null) came from another PostgreSQL: they are settled as well.
WITH firsts AS (
  SELECT DISTINCT ON (contestant_id) authority_id, contestant_id, unit_id, finished_at, attempt_id FROM participation_counted
  WHERE round_id = $1 AND (written_in < $2::xid8 OR written_in >= $3::xid8) AND participated
  ORDER BY contestant_id, finished_at, attempt_id
), lasts AS (
  SELECT DISTINCT ON (contestant_id) contestant_id, unit_id, finished_at, attempt_id FROM participation_counted
  WHERE round_id = $1 AND (written_in < $2::xid8 OR written_in >= $3::xid8) AND participated
  ORDER BY contestant_id, finished_at DESC, attempt_id DESC
), counted AS (
  SELECT f.authority_id, contestant_id, f.unit_id, f.finished_at, f.attempt_id, l.unit_id AS last_unit_id,
    l.finished_at AS last_at, l.attempt_id AS last_attempt_id
  FROM firsts f JOIN lasts l USING (contestant_id)
), gone AS (
  UPDATE statistics_persons p SET unit_id = NULL, took_at = NULL, attempt_id = NULL, last_unit_id = NULL, last_at = NULL,
    last_attempt_id = NULL
  WHERE p.round_id = $1 AND p.unit_id IS NOT NULL AND p.contestant_id NOT IN (SELECT contestant_id FROM counted)
)
INSERT INTO statistics_persons
  (round_id, authority_id, contestant_id, unit_id, took_at, attempt_id, last_unit_id, last_at, last_attempt_id)
SELECT $1, authority_id, contestant_id, unit_id, finished_at, attempt_id, last_unit_id, last_at, last_attempt_id FROM counted
ON CONFLICT (round_id, contestant_id) DO UPDATE SET unit_id = EXCLUDED.unit_id, took_at = EXCLUDED.took_at,
  attempt_id = EXCLUDED.attempt_id, last_unit_id = EXCLUDED.last_unit_id, last_at = EXCLUDED.last_at,
  last_attempt_id = EXCLUDED.last_attempt_id

-- name: count_settled
SELECT unit_id AS "unitId", count(*)::int AS attempts FROM participation_counted
WHERE round_id = $1 AND (written_in < $2::xid8 OR written_in >= $3::xid8) GROUP BY unit_id
UNION ALL
SELECT NULL, count(*)::int FROM participation_ledger
WHERE round_id = $1 AND (written_in < $2::xid8 OR written_in >= $3::xid8)

-- name: write_fold
INSERT INTO statistics_folds (round_id, authority_id, folded_below, lines, voids, cluster, has_foreign_lines)
VALUES ($1, $2, $3::xid8, $4, $5, $6, $7)
ON CONFLICT (round_id) DO UPDATE SET folded_below = EXCLUDED.folded_below, lines = EXCLUDED.lines, voids = EXCLUDED.voids,
  cluster = EXCLUDED.cluster, has_foreign_lines = EXCLUDED.has_foreign_lines,
  checked = statistics_folds.checked AND statistics_folds.lines = EXCLUDED.lines AND statistics_folds.voids = EXCLUDED.voids

-- name: mark_checked
UPDATE statistics_folds SET checked = true WHERE round_id = $1

-- name: count_voids_of
SELECT count(*)::int AS voids FROM participation_voided WHERE round_id = $1

-- name: list_tallies
SELECT round_no AS "roundNo", rounds, full_rounds AS "fullRounds" FROM statistics_tallies WHERE contest_id = $1

-- name: write_tally
INSERT INTO statistics_tallies (contest_id, authority_id, round_no, rounds, full_rounds) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (contest_id, round_no) DO UPDATE SET rounds = EXCLUDED.rounds, full_rounds = EXCLUDED.full_rounds

-- name: tally_round_of
-- What these people add to the figures of a round: each at one unit, and whether they took part in all of its full rounds.
SELECT unit_id AS "unitId", count(*)::int AS persons, (count(*) FILTER (WHERE cardinality($2::uuid[]) > 0 AND (
  SELECT count(*) FROM statistics_persons f
  WHERE f.round_id = ANY ($2::uuid[]) AND f.contestant_id = p.contestant_id AND f.unit_id IS NOT NULL
) = cardinality($2::uuid[])))::int AS "full"
FROM statistics_persons p
WHERE round_id = ANY ($1::uuid[]) AND contestant_id = ANY ($3::uuid[]) AND unit_id IS NOT NULL GROUP BY unit_id

-- name: tally_round
SELECT unit_id AS "unitId", count(*)::int AS persons, (count(*) FILTER (WHERE cardinality($2::uuid[]) > 0 AND (
  SELECT count(*) FROM statistics_persons f
  WHERE f.round_id = ANY ($2::uuid[]) AND f.contestant_id = p.contestant_id AND f.unit_id IS NOT NULL
) = cardinality($2::uuid[])))::int AS "full"
FROM statistics_persons p WHERE round_id = ANY ($1::uuid[]) AND unit_id IS NOT NULL GROUP BY unit_id

-- name: tally_contest_of
SELECT last_unit_id AS "unitId", count(*)::int AS persons, (count(*) FILTER (WHERE cardinality($2::uuid[]) > 0 AND (
  SELECT count(*) FROM statistics_persons f
  WHERE f.round_id = ANY ($2::uuid[]) AND f.contestant_id = p.contestant_id AND f.unit_id IS NOT NULL
) = cardinality($2::uuid[])))::int AS "full"
FROM (
  SELECT DISTINCT ON (contestant_id) contestant_id, last_unit_id FROM statistics_persons
  WHERE round_id = ANY ($1::uuid[]) AND contestant_id = ANY ($3::uuid[]) AND unit_id IS NOT NULL
  ORDER BY contestant_id, last_at DESC, last_attempt_id DESC
) AS p GROUP BY last_unit_id

-- name: tally_contest
SELECT last_unit_id AS "unitId", count(*)::int AS persons, (count(*) FILTER (WHERE cardinality($2::uuid[]) > 0 AND (
  SELECT count(*) FROM statistics_persons f
  WHERE f.round_id = ANY ($2::uuid[]) AND f.contestant_id = p.contestant_id AND f.unit_id IS NOT NULL
) = cardinality($2::uuid[])))::int AS "full"
FROM (
  SELECT DISTINCT ON (contestant_id) contestant_id, last_unit_id FROM statistics_persons
  WHERE round_id = ANY ($1::uuid[]) AND unit_id IS NOT NULL
  ORDER BY contestant_id, last_at DESC, last_attempt_id DESC
) AS p GROUP BY last_unit_id

-- name: add_to_totals
INSERT INTO statistics_totals AS t (contest_id, authority_id, round_no, unit_id) SELECT $1, $2, $3, unnest($4::uuid[])
ON CONFLICT DO NOTHING

-- name: change_totals
UPDATE statistics_totals t SET persons = t.persons + d.persons, "full" = t."full" + d."full", attempts = t.attempts + d.attempts
FROM unnest($3::uuid[], $4::integer[], $5::integer[], $6::integer[]) AS d (unit_id, persons, "full", attempts)
WHERE t.contest_id = $1 AND t.round_no = $2 AND t.unit_id = d.unit_id

-- name: list_totals
SELECT unit_id AS "unitId", persons, attempts, "full" FROM statistics_totals WHERE contest_id = $1 AND round_no = $2

-- name: find_lag
-- How long the oldest line that is not folded has been waiting, over all rounds whose books are open.
SELECT coalesce(max(extract(epoch FROM $1::timestamptz - oldest.finished_at)), 0)::float8 AS seconds
FROM rounds r LEFT JOIN statistics_folds f ON f.round_id = r.id
CROSS JOIN LATERAL (
  SELECT l.finished_at FROM participation_ledger l
  WHERE l.round_id = r.id AND l.written_in >= coalesce(f.folded_below, '0'::xid8) ORDER BY l.written_in LIMIT 1
) AS oldest
WHERE r.opens_at <= $1 AND r.books_closed_at IS NULL
