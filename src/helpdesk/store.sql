-- name: insert_enquiry
INSERT INTO enquiries (id, authority_id, contest_id, reference, token_hash, topic, text, asker_name, contestant_id, unit_id,
  attempt_id, context, search_key, state, asked_at, last_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, 'open', $14, $14)

-- name: lock_bucket
-- Made empty-handed where there is none, so that two at once wait for each other here.
INSERT INTO enquiry_buckets (bucket, filled_ms, at) VALUES ($1, $2, $3)
ON CONFLICT (bucket) DO UPDATE SET filled_ms = enquiry_buckets.filled_ms
RETURNING filled_ms AS "filledMs", at

-- name: write_bucket
UPDATE enquiry_buckets SET filled_ms = $2, at = $3 WHERE bucket = $1

-- name: find_enquiry
SELECT e.id, e.authority_id AS "authorityId", e.contest_id AS "contestId", c.slug AS "contestSlug", e.reference, e.topic, e.text,
  e.asker_name AS "askerName", u.code AS "unitCode", u.name AS "unitName", e.contestant_id IS NOT NULL AS "isContestant",
  e.context, e.state, e.held_by AS "heldBy", s.full_name AS "holderName", e.merged_into AS "mergedInto",
  e.asked_at AS "askedAt", e.last_at AS "lastAt", e.version, e.erased_at AS "erasedAt"
FROM enquiries e JOIN contests c ON c.id = e.contest_id LEFT JOIN contest_unit_tree u USING (contest_id, unit_id) LEFT JOIN staff s ON s.id = e.held_by
WHERE e.id = $1

-- name: find_enquiry_by_token
SELECT id FROM enquiries WHERE token_hash = $1

-- name: find_enquiry_by_reference
SELECT id FROM enquiries WHERE reference = $1

-- name: lock_enquiry
SELECT id FROM enquiries WHERE id = $1 FOR UPDATE

-- name: lock_enquiry_by_token
SELECT id FROM enquiries WHERE token_hash = $1 FOR UPDATE

-- name: list_enquiries
-- A page of the queue: those that wait, from the one that has waited longest; the others, from the latest. $1 whose authority,
-- $2 the root of a coordinator's units, $3 states, $4 held by, $5 contest, $6 the words searched for (each with its %), $7 all
-- of them, $8 the last of the page before, $9 oldest first, $10 how many.
WITH RECURSIVE below AS (
  SELECT contest_id, unit_id FROM contest_unit_tree WHERE code = $2 AND ($1::uuid IS NULL OR authority_id = $1)
  UNION
  SELECT u.contest_id, u.unit_id FROM contest_unit_tree u
    JOIN below b ON u.contest_id = b.contest_id AND u.parent_id = b.unit_id WHERE $2::text IS NOT NULL
)
SELECT e.id, e.authority_id AS "authorityId", e.contest_id AS "contestId", c.slug AS "contestSlug", e.reference, e.topic, e.text,
  e.asker_name AS "askerName", u.code AS "unitCode", u.name AS "unitName", e.contestant_id IS NOT NULL AS "isContestant",
  e.context, e.state, e.held_by AS "heldBy", s.full_name AS "holderName", e.merged_into AS "mergedInto",
  e.asked_at AS "askedAt", e.last_at AS "lastAt", e.version, e.erased_at AS "erasedAt"
FROM (
  SELECT * FROM enquiries e
  WHERE ($1::uuid IS NULL OR e.authority_id = $1)
    AND ($2::text IS NULL OR (e.contest_id, e.unit_id) IN (SELECT contest_id, unit_id FROM below))
    AND e.state = ANY ($3::text[]) AND ($4::uuid IS NULL OR e.held_by = $4) AND ($5::uuid IS NULL OR e.contest_id = $5)
    AND e.search_key LIKE $11 AND e.search_key LIKE ALL ($6::text[])
    AND ($7 <> '' OR e.merged_into IS NULL)
    AND ($8::uuid IS NULL OR CASE WHEN $9::boolean THEN e.id > $8 ELSE e.id < $8 END)
  ORDER BY CASE WHEN $9 THEN e.id END, CASE WHEN NOT $9 THEN e.id END DESC
  LIMIT $10
) e
JOIN contests c ON c.id = e.contest_id LEFT JOIN contest_unit_tree u USING (contest_id, unit_id) LEFT JOIN staff s ON s.id = e.held_by
ORDER BY CASE WHEN $9 THEN e.id END, CASE WHEN NOT $9 THEN e.id END DESC

-- name: is_below
-- Whether the unit of an enquiry is this one or stands below it.
WITH RECURSIVE above AS (
  SELECT u.contest_id, u.parent_id, u.code FROM enquiries e JOIN contest_unit_tree u USING (contest_id, unit_id) WHERE e.id = $1
  UNION
  SELECT u.contest_id, u.parent_id, u.code FROM contest_unit_tree u
    JOIN above a ON u.contest_id = a.contest_id AND u.unit_id = a.parent_id
)
SELECT FROM above WHERE code = $2

-- name: list_similar
-- Of the same contest, those whose words resemble it most; merged ones are found at the one they went into.
SELECT e.id, e.reference, e.text, e.state, e.asked_at AS "askedAt"
FROM enquiries e JOIN enquiries given ON given.id = $1
WHERE e.contest_id = given.contest_id AND e.id <> given.id AND e.merged_into IS NULL AND e.erased_at IS NULL
  AND e.search_key % given.search_key
ORDER BY similarity(e.search_key, given.search_key) DESC, e.id DESC LIMIT 5

-- name: count_merged
SELECT count(*)::int AS count FROM enquiries WHERE merged_into = $1

-- name: list_said
-- What whoever asked may see: their own words after the first, and the answers, also those given at the enquiry theirs is part of.
SELECT 'follow-up' AS kind, f.text, f.at, NULL::text AS by FROM enquiry_follow_ups f WHERE f.enquiry_id = $1
UNION ALL
SELECT 'answer', a.text, a.at, s.full_name FROM enquiry_answers a JOIN staff s ON s.id = a.answered_by
WHERE a.enquiry_id IN ($1, $2)
ORDER BY at

-- name: list_notes
SELECT 'note' AS kind, n.text, n.at, s.full_name AS by FROM enquiry_notes n JOIN staff s ON s.id = n.noted_by
WHERE n.enquiry_id = $1 ORDER BY n.id

-- name: insert_follow_up
INSERT INTO enquiry_follow_ups (enquiry_id, authority_id, text, at) VALUES ($1, $2, $3, $4)

-- name: count_follow_ups
SELECT count(*)::int AS count FROM enquiry_follow_ups WHERE enquiry_id = $1

-- name: open_again
UPDATE enquiries SET state = 'open', last_at = $2, version = version + 1 WHERE id = $1

-- name: insert_answer
INSERT INTO enquiry_answers (enquiry_id, authority_id, text, answered_by, at) VALUES ($1, $2, $3, $4, $5)

-- name: insert_note
INSERT INTO enquiry_notes (enquiry_id, authority_id, text, noted_by, at) VALUES ($1, $2, $3, $4, $5)

-- name: change_enquiry
UPDATE enquiries SET state = $2, held_by = $3, merged_into = $4, last_at = $5, version = version + 1 WHERE id = $1

-- name: move_merged
-- Those that went into one that now goes into another.
UPDATE enquiries SET merged_into = $2, version = version + 1 WHERE merged_into = $1

-- name: answer_merged
UPDATE enquiries SET state = 'answered', last_at = $2, version = version + 1 WHERE merged_into = $1 RETURNING id

-- name: list_desk_officers
-- Whom an enquiry may be handed to.
SELECT DISTINCT s.id, s.full_name AS "fullName" FROM staff s JOIN staff_roles r ON r.staff_id = s.id AND r.revoked_at IS NULL
WHERE r.role IN ('help-desk', 'organiser') AND s.disabled_at IS NULL
  AND ($1::uuid IS NULL OR s.authority_id IS NULL OR s.authority_id = $1)
ORDER BY s.full_name, s.id LIMIT 500

-- name: list_ready_answers
SELECT id, title, text, version FROM ready_answers WHERE authority_id = $1 AND removed_at IS NULL ORDER BY title, id LIMIT 500

-- name: insert_ready_answer
INSERT INTO ready_answers (id, authority_id, title, text) VALUES ($1, $2, $3, $4)

-- name: lock_ready_answer
SELECT id, authority_id AS "authorityId", title, text, version FROM ready_answers WHERE id = $1 AND removed_at IS NULL FOR UPDATE

-- name: change_ready_answer
UPDATE ready_answers SET title = $2, text = $3, removed_at = $4, version = version + 1 WHERE id = $1

-- name: list_due_erasures
-- H-9: 180 days after the last word, and after the last round of its contest.
SELECT e.id FROM enquiries e
WHERE e.erased_at IS NULL AND e.last_at < $1
  AND NOT EXISTS (SELECT FROM rounds r WHERE r.contest_id = e.contest_id AND r.closes_at >= $1)
ORDER BY e.id LIMIT $2

-- name: erase_enquiries
UPDATE enquiries SET text = NULL, asker_name = NULL, contestant_id = NULL, unit_id = NULL, attempt_id = NULL, context = '{}',
  search_key = '', state = 'closed', version = version + 1, erased_at = $2
WHERE id = ANY ($1::uuid[])

-- name: erase_follow_ups
UPDATE enquiry_follow_ups SET text = NULL WHERE enquiry_id = ANY ($1::uuid[])

-- name: erase_answers
UPDATE enquiry_answers SET text = NULL WHERE enquiry_id = ANY ($1::uuid[])

-- name: erase_notes
UPDATE enquiry_notes SET text = NULL WHERE enquiry_id = ANY ($1::uuid[])

-- name: drop_full_buckets
SELECT drop_full_buckets($1)
