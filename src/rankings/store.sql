-- name: list_finished
SELECT id AS "attemptId", contestant_id AS "contestantId", unit_id AS "unitId", attempt_no AS "attemptNo",
  counts_as_participant AS participated, score, total, prediction, started_at AS "startedAt",
  submitted_at AS "submittedAt", duration_ms AS "durationMs"
FROM attempts_final($2) WHERE round_id = $1

-- name: insert_ranking
INSERT INTO rankings (id, authority_id, contest_id, round_no, version_no, rule_version, keys, actual, draw_seed, placed,
  closed_at, reason, published_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- name: insert_standings
-- A trace comes as one text with a mark before each value: arrays of arrays cannot be unnested.
INSERT INTO standings (ranking_id, authority_id, position, place, attempt_id, contestant_id, unit_id, participated, score,
  total, prediction, distance, started_at, submitted_at, duration_ms, perfect_attempts, decided_by, trace)
SELECT $1, $2, s.position, s.place, s.attempt_id, s.contestant_id, s.unit_id, s.participated, s.score, s.total,
  s.prediction, s.distance, s.started_at, s.submitted_at, s.duration_ms, s.perfect_attempts, s.decided_by,
  (string_to_array(s.trace, '|'))[2:]
FROM unnest($3::integer[], $4::integer[], $5::uuid[], $6::uuid[], $7::uuid[], $8::boolean[], $9::integer[], $10::integer[],
  $11::numeric[], $12::numeric[], $13::timestamptz[], $14::timestamptz[], $15::bigint[], $16::integer[], $17::text[],
  $18::text[])
  AS s (position, place, attempt_id, contestant_id, unit_id, participated, score, total, prediction, distance, started_at,
    submitted_at, duration_ms, perfect_attempts, decided_by, trace)

-- name: find_newest_ranking
SELECT id, authority_id AS "authorityId", contest_id AS "contestId", round_no AS "roundNo", version_no AS version,
  rule_version AS "ruleVersion", keys, actual, draw_seed AS "drawSeed", placed, closed_at AS "closedAt",
  published_at AS "publishedAt"
FROM rankings WHERE contest_id = $1 AND coalesce(round_no, 0) = coalesce($2, 0) ORDER BY version_no DESC LIMIT 1

-- name: find_published_ranking
SELECT id, authority_id AS "authorityId", contest_id AS "contestId", round_no AS "roundNo", version_no AS version,
  rule_version AS "ruleVersion", keys, actual, draw_seed AS "drawSeed", placed, closed_at AS "closedAt",
  published_at AS "publishedAt"
FROM rankings WHERE contest_id = $1 AND coalesce(round_no, 0) = coalesce($2, 0) AND published_at IS NOT NULL
ORDER BY version_no DESC LIMIT 1

-- name: list_entries
SELECT attempt_id AS "attemptId", contestant_id AS "contestantId", unit_id AS "unitId", participated, score, total,
  prediction, distance, started_at AS "startedAt", submitted_at AS "submittedAt", duration_ms AS "durationMs",
  perfect_attempts AS "perfectAttempts"
FROM standings WHERE ranking_id = $1

-- name: publish_ranking
UPDATE rankings SET published_at = $2 WHERE id = $1

-- name: list_rows
SELECT s.place, n.full_name AS "fullName", u.name AS unit, s.score, s.prediction, s.duration_ms AS "durationMs",
  s.submitted_at AS "submittedAt", s.attempt_id AS "attemptId", s.decided_by AS "decidedBy", s.trace
FROM standings s
JOIN contestant_names n ON n.contestant_id = s.contestant_id
JOIN unit_names u ON u.unit_id = s.unit_id
WHERE s.ranking_id = $1 AND s.place IS NOT NULL AND s.position >= $2 AND s.position < $3
ORDER BY s.position

-- name: list_places_of
-- Where one person stands in the newest published standings of each round, and of the contest.
SELECT r.round_no AS "roundNo", r.placed, r.keys, s.place, s.decided_by AS "decidedBy", s.trace, s.attempt_id AS "attemptId"
FROM (
  SELECT DISTINCT ON (round_no) id, round_no, placed, keys FROM rankings
  WHERE contest_id = $1 AND published_at IS NOT NULL ORDER BY round_no, version_no DESC
) r
JOIN standings s ON s.ranking_id = r.id AND s.contestant_id = $2
