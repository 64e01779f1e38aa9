-- name: find_totp
SELECT secret, confirmed_at IS NOT NULL AS "isConfirmed" FROM staff_totp WHERE staff_id = $1 AND removed_at IS NULL

-- name: write_totp
-- What was begun and never confirmed is replaced; what is confirmed stays until it is removed.
INSERT INTO staff_totp (staff_id, secret, made_at) VALUES ($1, $2, $3)
ON CONFLICT (staff_id) DO UPDATE SET secret = excluded.secret, made_at = excluded.made_at, confirmed_at = NULL, removed_at = NULL
WHERE staff_totp.confirmed_at IS NULL OR staff_totp.removed_at IS NOT NULL
RETURNING staff_id

-- name: take_totp_step
-- A step is taken once: of two at the same instant one finds no row.
UPDATE staff_totp SET last_step = $2, confirmed_at = coalesce(confirmed_at, $3)
WHERE staff_id = $1 AND removed_at IS NULL AND last_step < $2 RETURNING staff_id

-- name: remove_totp
UPDATE staff_totp SET removed_at = $2 WHERE staff_id = $1 AND removed_at IS NULL AND confirmed_at IS NOT NULL RETURNING staff_id

-- name: list_passkeys
SELECT id, credential_id AS "credentialId", public_key AS "publicKey", counter, transports, name, made_at AS "madeAt",
  used_at AS "usedAt"
FROM staff_passkeys WHERE staff_id = $1 AND removed_at IS NULL ORDER BY made_at

-- name: insert_passkey
INSERT INTO staff_passkeys (id, staff_id, credential_id, public_key, counter, transports, name, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (credential_id) DO NOTHING RETURNING id

-- name: use_passkey
-- A counter that does not grow is a copy at work, unless the authenticator has none and always says 0.
UPDATE staff_passkeys SET counter = $2, used_at = $3
WHERE id = $1 AND removed_at IS NULL AND (counter < $2 OR (counter = 0 AND $2 = 0)) RETURNING id

-- name: remove_passkeys
UPDATE staff_passkeys SET removed_at = $2 WHERE staff_id = $1 AND removed_at IS NULL AND ($3::uuid IS NULL OR id = $3) RETURNING id

-- name: insert_challenge
INSERT INTO staff_challenges (challenge, session_id, purpose, made_at) VALUES ($1, $2, $3, $4)

-- name: use_challenge
UPDATE staff_challenges SET used_at = $4
WHERE challenge = $1 AND session_id = $2 AND purpose = $3 AND used_at IS NULL AND made_at > $5 RETURNING challenge

-- name: replace_recovery_codes
UPDATE staff_recovery_codes SET replaced_at = $2 WHERE staff_id = $1 AND replaced_at IS NULL

-- name: insert_recovery_codes
INSERT INTO staff_recovery_codes (staff_id, hash, made_at) SELECT $1, given.hash, $3 FROM unnest($2::bytea[]) AS given (hash)

-- name: use_recovery_code
UPDATE staff_recovery_codes SET used_at = $3
WHERE staff_id = $1 AND hash = $2 AND used_at IS NULL AND replaced_at IS NULL RETURNING staff_id
