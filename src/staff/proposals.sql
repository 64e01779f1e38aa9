-- name: insert_proposal
INSERT INTO staff_proposals (id, authority_id, kind, subject, details, reason, proposed_by, proposed_at)
VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)

-- name: lock_proposal
SELECT id, authority_id AS "authorityId", kind, subject, details, reason, proposed_by AS "proposedBy",
  proposed_at AS "proposedAt", confirmed_by AS "confirmedBy", confirmed_at AS "confirmedAt", withdrawn_at AS "withdrawnAt"
FROM staff_proposals WHERE id = $1 FOR NO KEY UPDATE

-- name: list_proposals
-- The newest first, before one that is named; null as the authority is everybody's.
SELECT id, authority_id AS "authorityId", kind, subject, details, reason, proposed_by AS "proposedBy",
  proposed_at AS "proposedAt", confirmed_by AS "confirmedBy", confirmed_at AS "confirmedAt", withdrawn_at AS "withdrawnAt",
  (SELECT s.full_name FROM staff s WHERE s.id = proposed_by) AS "proposerName"
FROM staff_proposals
WHERE ($1::uuid IS NULL OR authority_id = $1) AND ($2::uuid IS NULL OR id < $2)
  AND ($4::boolean IS FALSE OR (confirmed_at IS NULL AND withdrawn_at IS NULL AND proposed_at > $5))
ORDER BY id DESC LIMIT $3

-- name: confirm_proposal
UPDATE staff_proposals SET confirmed_by = $2, confirmed_at = $3 WHERE id = $1

-- name: withdraw_proposal
UPDATE staff_proposals SET withdrawn_at = $2 WHERE id = $1

-- name: find_open_proposal
SELECT id FROM staff_proposals
WHERE kind = $1 AND subject = $2 AND confirmed_at IS NULL AND withdrawn_at IS NULL AND proposed_at > $3 LIMIT 1
