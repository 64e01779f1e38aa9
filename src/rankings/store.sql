-- name: has_tried_twice
-- Also where two contestants are one person.
SELECT EXISTS (SELECT FROM attempts WHERE round_id = $1 AND attempt_no > 1)
  OR EXISTS (SELECT FROM merged_contestants m JOIN rounds r ON r.contest_id = m.contest_id WHERE r.id = $1) AS "is"

-- name: insert_ranking
INSERT INTO rankings (id, authority_id, contest_id, round_no, version_no, rule_version, keys, actual, draw_seed, placed,
  closed_at, reason, published_at, notice, ruling_id, diff)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::jsonb)

-- name: find_newest_ranking
SELECT id, authority_id AS "authorityId", contest_id AS "contestId", round_no AS "roundNo", version_no AS version,
  rule_version AS "ruleVersion", keys, actual, draw_seed AS "drawSeed", placed, closed_at AS "closedAt",
  published_at AS "publishedAt"
FROM rankings WHERE contest_id = $1 AND coalesce(round_no, 0) = coalesce($2, 0) ORDER BY version_no DESC LIMIT 1

-- name: find_published_ranking
-- Of the newest that was published: where that was withdrawn nothing is shown, least of all what it had replaced.
SELECT * FROM (SELECT id, authority_id AS "authorityId", contest_id AS "contestId", round_no AS "roundNo", version_no AS version,
  rule_version AS "ruleVersion", keys, actual, draw_seed AS "drawSeed", placed, closed_at AS "closedAt",
  published_at AS "publishedAt", reason, notice, diff, withdrawn_at
FROM rankings WHERE contest_id = $1 AND coalesce(round_no, 0) = coalesce($2, 0) AND published_at IS NOT NULL
ORDER BY version_no DESC LIMIT 1) AS newest WHERE withdrawn_at IS NULL

-- name: publish_ranking
UPDATE rankings SET published_at = $2 WHERE id = $1

-- name: withdraw_ranking
UPDATE rankings SET withdrawn_at = $2 WHERE id = $1

-- name: list_versions
SELECT id, round_no AS "roundNo", version_no AS version, placed, actual, closed_at AS "closedAt", published_at AS "publishedAt",
  withdrawn_at AS "withdrawnAt", reason, notice, diff, ruling_id AS "rulingId"
FROM rankings WHERE contest_id = $1 AND coalesce(round_no, 0) = coalesce($2, 0) ORDER BY version_no DESC

-- name: list_rows
SELECT s.place, n.full_name AS "fullName", u.name AS unit, s.score, s.prediction, s.duration_ms AS "durationMs",
  s.submitted_at AS "submittedAt", s.attempt_id AS "attemptId", s.decided_by AS "decidedBy", s.trace
FROM standings s
JOIN contestant_names n ON n.contestant_id = s.contestant_id
JOIN rankings r ON r.id = s.ranking_id
JOIN unit_names u ON u.contest_id = r.contest_id AND u.unit_id = s.unit_id
WHERE s.ranking_id = $1 AND s.place IS NOT NULL AND s.position >= $2 AND s.position < $3
ORDER BY s.position

-- name: list_places_of
-- Where one person stands in the newest published standings of each round, and of the contest.
SELECT r.round_no AS "roundNo", r.placed, r.keys, s.place, s.decided_by AS "decidedBy", s.trace, s.attempt_id AS "attemptId"
FROM (
  SELECT DISTINCT ON (round_no) id, round_no, placed, keys, withdrawn_at FROM rankings
  WHERE contest_id = $1 AND published_at IS NOT NULL ORDER BY round_no, version_no DESC
) r
JOIN standings s ON s.ranking_id = r.id AND s.contestant_id = $2
WHERE r.withdrawn_at IS NULL
