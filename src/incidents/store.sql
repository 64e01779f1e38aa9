-- name: insert_incident
INSERT INTO incidents (id, authority_id, contest_id, round_id, contestant_id, kind, reason, decided_by, decided_at, in_force_at,
  until, closes_at, closed_before, percent, extra_seconds, text_vi, text_en, notice_vi, notice_en)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)

-- name: extend_round
SELECT extend_round($1) AS extended

-- name: find_person
SELECT full_name AS "fullName" FROM contestants WHERE id = $1 AND contest_id = $2

-- name: list_incidents
-- The newest first; before the number $2, where there is one.
SELECT i.id, i.no, i.kind, r.no AS "roundNo", i.contestant_id AS "contestantId", c.full_name AS "contestantName", i.reason,
  i.decided_by AS "decidedBy", s.full_name AS "decidedByName", i.decided_at AS "decidedAt", i.in_force_at AS "inForceAt",
  i.until, i.closes_at AS "closesAt", i.closed_before AS "closedBefore", i.percent, i.extra_seconds AS "extraSeconds",
  i.text_vi AS "textVi", i.text_en AS "textEn", i.notice_vi AS "noticeVi", i.notice_en AS "noticeEn",
  t.full_name AS "confirmedByName", i.confirmed_at AS "confirmedAt"
FROM incidents i JOIN staff s ON s.id = i.decided_by LEFT JOIN staff t ON t.id = i.confirmed_by
LEFT JOIN rounds r ON r.id = i.round_id LEFT JOIN contestants c ON c.id = i.contestant_id
WHERE i.contest_id = $1 AND ($2::bigint IS NULL OR i.no < $2) ORDER BY i.no DESC LIMIT $3

-- name: confirm_incident
UPDATE incidents SET confirmed_by = $2, confirmed_at = $3 WHERE id = $1 AND confirmed_at IS NULL RETURNING id

-- name: list_persons
-- Who takes part in the contest, by name, for granting one of them more time. Of thousands that the words fit, the first by
-- name of those met first: whoever looks for somebody types on.
SELECT c.id, c.full_name AS "fullName", u.name AS "unitName", c.birth_on AS "birthOn"
FROM (
  SELECT * FROM contestants WHERE contest_id = $1 AND plain_key(name_key) LIKE $2 AND plain_key(name_key) LIKE ALL ($3::text[]) LIMIT 2000
) c JOIN unit_names u ON u.unit_id = c.unit_id AND u.contest_id = c.contest_id
ORDER BY c.name_key, c.id LIMIT $4

-- name: count_incidents
SELECT count(*)::int AS incidents FROM incidents

-- name: list_heard
-- How much each process that was seen in the last 15 seconds has heard of.
SELECT heard FROM live_nodes WHERE seen_at > clock_timestamp() - interval '15 seconds'
