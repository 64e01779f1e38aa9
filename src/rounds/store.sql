-- name: calendar_token
-- Changes whenever a contest, its rules in force or one of its rounds does; cheap enough to ask every second.
SELECT md5(
  coalesce((SELECT string_agg(c.id || c.slug, ',' ORDER BY c.id) FROM contests c), '')
  || coalesce((SELECT string_agg(v.contest_id || v.version_no::text || (v.effective_at <= $1), ','
    ORDER BY v.contest_id, v.version_no) FROM rule_versions v), '')
  || coalesce((SELECT string_agg(concat_ws('/', r.id, r.opens_at, r.closes_at, r.books_closed_at, r.standings_published_at), ','
    ORDER BY r.id) FROM rounds r), '')
  || coalesce((SELECT string_agg(DISTINCT v.round_id::text, ',') FROM voids v WHERE v.may_retake AND v.lifted_at IS NULL), '')
  || coalesce((SELECT string_agg(c.opened_at::text, ',' ORDER BY c.id) FROM contests c), '')
  || (SELECT count(*) FROM incidents)
) AS token, (SELECT count(*) FROM incidents) AS incidents

-- name: list_contests
SELECT c.id, c.authority_id AS "authorityId", c.slug, c.opened_at AS "openedAt", v.rules, v.version_no AS "ruleVersion", v.effective_at AS "rulesEffectiveAt",
  (SELECT jsonb_object_agg(p.version_no, p.rules -> 'paper') FROM rule_versions p WHERE p.contest_id = c.id) AS "paperRules",
  -- What was changed after the opening, announced or in force.
  coalesce((
    SELECT jsonb_agg(jsonb_build_object('no', n.version_no, 'effectiveAt', n.effective_at, 'reason', n.reason,
      'rules', n.rules, 'before', o.rules) ORDER BY n.version_no DESC)
    FROM rule_versions n JOIN rule_versions o ON o.contest_id = n.contest_id AND o.version_no = n.version_no - 1
    WHERE n.contest_id = c.id AND n.approved_by IS NOT NULL), '[]') AS "laterVersions"
FROM contests c
CROSS JOIN LATERAL (
  SELECT * FROM rule_versions v WHERE v.contest_id = c.id AND v.effective_at <= $1 ORDER BY v.version_no DESC LIMIT 1
) v
ORDER BY c.slug

-- name: list_rounds
SELECT id, contest_id AS "contestId", no, opens_at AS "opensAt", closes_at AS "closesAt",
  books_closed_at AS "booksClosedAt", standings_published_at AS "publishedAt",
  EXISTS (SELECT FROM voids v WHERE v.round_id = rounds.id AND v.may_retake AND v.lifted_at IS NULL) AS "hasRetakes"
FROM rounds ORDER BY contest_id, no

-- name: list_incidents
SELECT id, contest_id AS "contestId", round_id AS "roundId", contestant_id AS "contestantId", kind, decided_at AS "decidedAt",
  in_force_at AS "inForceAt", until, percent, extra_seconds AS "extraSeconds", text_vi AS "textVi", text_en AS "textEn",
  notice_vi AS "noticeVi", notice_en AS "noticeEn"
FROM incidents ORDER BY no

-- name: insert_rounds
INSERT INTO rounds (id, authority_id, contest_id, no, opens_at, closes_at)
SELECT r.id, $1, $2, r.no, r.opens_at, r.closes_at
FROM unnest($3::uuid[], $4::smallint[], $5::timestamptz[], $6::timestamptz[]) AS r (id, no, opens_at, closes_at)

-- name: insert_round_secrets
INSERT INTO round_secrets (round_id, authority_id, draw_secret, tie_seed)
SELECT s.round_id, $1, s.draw_secret, s.tie_seed
FROM unnest($2::uuid[], $3::bytea[], $4::bytea[]) AS s (round_id, draw_secret, tie_seed)

-- name: find_round_secret
SELECT draw_secret AS "drawSecret", tie_seed AS "tieSeed" FROM round_secrets WHERE round_id = $1

-- name: claim_books
-- The row lock makes a second worker wait here, and then find the books closed.
SELECT id, books_closed_at AS "booksClosedAt" FROM rounds WHERE id = $1 FOR NO KEY UPDATE

-- name: close_books
UPDATE rounds SET books_closed_at = $2 WHERE id = $1

-- name: publish_standings
UPDATE rounds SET standings_published_at = $2 WHERE id = $1

-- name: list_due_rounds
SELECT id FROM rounds WHERE closes_at <= $1 AND books_closed_at IS NULL ORDER BY closes_at
