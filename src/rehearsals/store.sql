-- name: give_up_silent
-- The process that does it says every second that it is alive; by the clock of the database, on both sides.
UPDATE rehearsals SET state = 'failed', ended_at = greatest($1, asked_at), fault = 'silent'
WHERE state = 'running' AND seen_at < now() - interval '30 seconds'

-- name: insert_rehearsal
-- Nothing where another is running.
INSERT INTO rehearsals (id, authority_id, contest_id, rule_version, people, seed, asked_by, asked_at, state, seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'running', now())
ON CONFLICT ((true)) WHERE state = 'running' DO NOTHING RETURNING id

-- name: say_alive
-- Nothing where somebody has given it up.
UPDATE rehearsals SET seen_at = now(), progress = coalesce($2, progress) WHERE id = $1 AND state = 'running'
RETURNING cancel_asked_at IS NOT NULL AS "isCancelled"

-- name: find_order
SELECT contest_id AS "contestId", authority_id AS "authorityId", people, seed FROM rehearsals WHERE id = $1 AND state = 'running'

-- name: ask_to_cancel
UPDATE rehearsals SET cancel_asked_at = $2 WHERE id = $1 AND state = 'running' AND cancel_asked_at IS NULL RETURNING id

-- name: end_rehearsal
UPDATE rehearsals SET state = $2, ended_at = greatest($3, asked_at), result = $4, pages = $5, fault = $6, progress = NULL,
  load = $4::jsonb -> 'load'
WHERE id = $1 AND state = 'running' RETURNING id

-- name: list_rehearsals
SELECT r.id, r.rule_version AS "ruleVersion", r.people, r.seed, s.full_name AS "askedByName", r.asked_at AS "askedAt",
  CASE WHEN l.silent THEN 'failed' ELSE r.state END AS state, r.progress::jsonb AS progress, r.ended_at AS "endedAt",
  CASE WHEN $4 THEN r.result END AS result,
  CASE WHEN l.silent THEN 'silent' ELSE r.fault END AS fault,
  coalesce((SELECT array_agg(p ORDER BY p) FROM jsonb_object_keys(r.pages) p), '{}') AS pages
FROM rehearsals r JOIN staff s ON s.id = r.asked_by,
  LATERAL (SELECT r.state = 'running' AND r.seen_at < now() - interval '30 seconds' AS silent) l
WHERE r.contest_id = $1 AND ($2::uuid IS NULL OR r.id < $2) AND ($5::uuid IS NULL OR r.id = $5)
ORDER BY r.id DESC LIMIT $3

-- name: find_page
SELECT pages ->> $3 AS html FROM rehearsals WHERE id = $2 AND contest_id = $1 AND pages ? $3

-- name: forget_results
UPDATE rehearsals SET result = NULL, pages = NULL WHERE ended_at < $1 AND (result IS NOT NULL OR pages IS NOT NULL)
