-- name: insert_mail
INSERT INTO mails (id, authority_id, kind, about, recipient, message_id, sealed, made_at, useless_at, state, next_try_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $8)

-- name: drop_unwanted
UPDATE mails SET state = 'dropped', sealed = NULL, next_try_at = NULL, settled_at = $1
WHERE state = 'waiting' AND (useless_at <= $1 OR (kind = 'invitation'
  AND NOT EXISTS (SELECT FROM invitations_in_force f WHERE f.id = mails.about AND f.ends_at > $1)))

-- name: take_due
UPDATE mails SET attempts = attempts + 1, next_try_at = $2, via = $3
WHERE id = (SELECT id FROM mails WHERE state = 'waiting' AND next_try_at <= $1
  ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, recipient, message_id AS "messageId", sealed, attempts, useless_at AS "uselessAt"

-- name: write_sent
UPDATE mails SET state = 'sent', sealed = NULL, next_try_at = NULL, settled_at = $2, fault = NULL, server_said = $3
WHERE id = $1 AND state = 'waiting'

-- name: write_failed
UPDATE mails SET fault = $2, server_said = $3, next_try_at = $4::timestamptz,
  state = CASE WHEN $4::timestamptz IS NULL THEN 'given-up' ELSE 'waiting' END,
  sealed = CASE WHEN $4::timestamptz IS NULL THEN NULL ELSE sealed END,
  settled_at = CASE WHEN $4::timestamptz IS NULL THEN $5::timestamptz END
WHERE id = $1 AND state = 'waiting'

-- name: list_mails
SELECT id, kind, recipient, state, attempts, made_at AS "madeAt", next_try_at AS "nextTryAt", settled_at AS "settledAt",
  fault, server_said AS "serverSaid"
FROM mails WHERE ($1::uuid IS NULL OR authority_id = $1) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3

-- name: find_mail
SELECT id, kind, recipient, state, attempts, made_at AS "madeAt", next_try_at AS "nextTryAt", settled_at AS "settledAt",
  fault, server_said AS "serverSaid"
FROM mails WHERE id = $1

-- name: find_proof
SELECT max(settled_at) AS at FROM mails WHERE kind = 'test' AND state = 'sent' AND via = $1
