-- name: find_contest
SELECT c.id, c.authority_id AS "authorityId", a.code AS "authorityCode", v.version_no AS "versionNo", v.digest
FROM contests c JOIN authorities a ON a.id = c.authority_id JOIN rule_versions v ON v.contest_id = c.id WHERE c.slug = $1 ORDER BY v.version_no DESC LIMIT 1

-- name: lock_loading
-- Two that load at once take turns.
SELECT pg_advisory_xact_lock(4867844844)

-- name: ensure_authority
INSERT INTO authorities (id, code, name) VALUES ($1, $2, $3)
ON CONFLICT (code) DO UPDATE SET name = excluded.name RETURNING id

-- name: insert_contest
-- Public from opened_at on (O-11).
INSERT INTO contests (id, authority_id, slug, name, sample, created_at, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: rename_contest
UPDATE contests SET slug = $2 WHERE id = $1

-- name: insert_rule_version
INSERT INTO rule_versions (contest_id, authority_id, version_no, rules, digest, effective_at, reason, approved_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: list_round_windows
SELECT id, no, opens_at AS "opensAt", closes_at AS "closesAt" FROM rounds_as_laid WHERE contest_id = $1 ORDER BY no

-- name: move_round
UPDATE rounds SET opens_at = $2, closes_at = $3 WHERE id = $1

-- name: clear_round_pool
-- Only of a round that has not opened: a pool that papers were drawn from never changes.
DELETE FROM round_questions WHERE round_id = $1

-- name: clear_practice_pool
DELETE FROM practice_questions WHERE contest_id = $1

-- name: remove_round
DELETE FROM rounds WHERE id = $1

-- name: remove_round_secret
DELETE FROM round_secrets WHERE round_id = $1

-- name: say_when
SELECT set_config('hoithi.at', $1::timestamptz::text, true)

-- name: list_exclusions
SELECT field, hash, reason FROM exclusions WHERE contest_id = $1

-- name: clear_exclusions
-- Those that officers ordered stay.
DELETE FROM exclusions WHERE contest_id = $1 AND order_id IS NULL

-- name: load_rules
SELECT rules FROM rule_versions WHERE contest_id = $1 ORDER BY version_no DESC LIMIT 1

-- name: list_units_back
-- As a file of units would have them.
SELECT u.code, p.code AS "parentCode", u.kind, u.name, u.choosable, h.people AS headcount, u.valid_from AS "validFrom",
  u.valid_to AS "validTo", u.note
FROM contest_units u LEFT JOIN contest_units p ON p.contest_id = u.contest_id AND p.unit_id = u.parent_id
LEFT JOIN headcounts h ON h.contest_id = u.contest_id AND h.unit_id = u.unit_id
WHERE u.contest_id = $1 ORDER BY u.position

-- name: list_bank_back
-- As a file of the bank would have them, keys included: what rounds and practice draw from, and what was added. Needs the
-- keeper's role. Pictures stay where they are.
SELECT q.code, q.topic, q.difficulty, q.kind, q.text, q.rows, q.options, k.correct, k.explanation, q.source,
  q.valid_from AS "validFrom", q.valid_to AS "validTo", q.practice
FROM questions q JOIN question_keys k ON k.question_id = q.id
WHERE q.id IN (
  SELECT DISTINCT ON (i.code) i.id FROM questions i
  WHERE i.id IN (
    SELECT p.question_id FROM round_questions p JOIN rounds r ON r.id = p.round_id WHERE r.contest_id = $1
    UNION SELECT p.question_id FROM practice_questions p WHERE p.contest_id = $1
    UNION SELECT a.question_id FROM bank_additions a WHERE a.contest_id = $1
  )
  ORDER BY i.code, i.version_no DESC
)
ORDER BY q.code COLLATE "C"
