-- name: count_keys
-- Questions in the pools of the contest's rounds, by how their keys came to be approved.
SELECT count(*)::int AS "inPools",
  (count(*) FILTER (WHERE v.approved_by IS NOT NULL AND v.approved_by <> 'operator'))::int AS approved,
  (count(*) FILTER (WHERE v.approved_by IS NULL OR v.approved_by = 'operator'))::int AS "fromFile"
FROM (SELECT DISTINCT p.question_id FROM round_questions p JOIN rounds r ON r.id = p.round_id WHERE r.contest_id = $1) asked
LEFT JOIN bank_versions v ON v.id = asked.question_id

-- name: count_officers
-- Who may decide on the day, in this authority or everywhere, and how many of them have no second factor.
SELECT count(*)::int AS deciding,
  (count(*) FILTER (WHERE NOT f.totp AND f.passkeys = 0))::int AS "withoutFactor"
FROM staff s JOIN staff_factors f ON f.staff_id = s.id
WHERE s.disabled_at IS NULL AND (s.authority_id IS NULL OR s.authority_id = $1)
  AND EXISTS (SELECT FROM staff_roles r WHERE r.staff_id = s.id AND r.role IN ('organiser', 'judge') AND r.revoked_at IS NULL)

-- name: find_rehearsal
SELECT people, ended_at AS "endedAt", rule_version = $2 AS "isOfTheseRules", (load ->> 'perSecond')::int AS "perSecond",
  (load -> 'busiestMinute' ->> 'requests')::int AS "busiestMinute"
FROM rehearsals
WHERE contest_id = $1 AND state = 'done' ORDER BY rule_version = $2 DESC, people DESC LIMIT 1

-- name: find_backup
SELECT at FROM deeds WHERE deed = 'backup.taken' ORDER BY id DESC LIMIT 1

-- name: lock_contest
SELECT id FROM contests WHERE id = $1 FOR NO KEY UPDATE

-- name: is_decided
SELECT EXISTS (SELECT FROM contest_openings WHERE contest_id = $1) AS decided

-- name: open_contest
UPDATE contests SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL

-- name: insert_opening
INSERT INTO contest_openings (contest_id, authority_id, decided_by, decided_at, reason, preflight)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: find_opening
SELECT coalesce(o.decided_at, c.opened_at) AS "openedAt", o.reason, o.preflight, s.full_name AS "decidedByName"
FROM contests c LEFT JOIN contest_openings o ON o.contest_id = c.id LEFT JOIN staff s ON s.id = o.decided_by WHERE c.id = $1
