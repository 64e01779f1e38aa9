-- name: insert_staff
-- No row comes back where the e-mail is somebody's already.
INSERT INTO staff (id, authority_id, email, full_name, created_at, search_key) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (email) DO NOTHING RETURNING id

-- name: find_staff
SELECT s.id, s.authority_id AS "authorityId", s.email, s.full_name AS "fullName", s.disabled_at AS "disabledAt",
  s.created_at AS "createdAt", s.sso_allowed AS "ssoAllowed", s.sso_subject IS NOT NULL AS "ssoLinked", s.version,
  f.totp, f.passkeys, f.recovery_codes AS "recoveryCodes",
  coalesce((SELECT jsonb_agg(jsonb_build_object('role', r.role, 'unit', r.unit_code) ORDER BY r.role)
    FROM staff_roles r WHERE r.staff_id = s.id AND r.revoked_at IS NULL), '[]') AS roles
FROM staff s JOIN staff_factors f ON f.staff_id = s.id WHERE s.id = $1

-- name: list_staff
-- A page by key: after whom, and how many. Null as the authority is everybody.
SELECT s.id, s.authority_id AS "authorityId", s.email, s.full_name AS "fullName", s.disabled_at AS "disabledAt",
  s.created_at AS "createdAt", s.sso_allowed AS "ssoAllowed", s.sso_subject IS NOT NULL AS "ssoLinked", s.version,
  f.totp, f.passkeys, f.recovery_codes AS "recoveryCodes",
  coalesce((SELECT jsonb_agg(jsonb_build_object('role', r.role, 'unit', r.unit_code) ORDER BY r.role)
    FROM staff_roles r WHERE r.staff_id = s.id AND r.revoked_at IS NULL), '[]') AS roles
FROM (
  SELECT * FROM staff known
  WHERE ($1::uuid IS NULL OR known.authority_id = $1) AND ($2::text IS NULL OR known.email > $2)
    AND known.search_key LIKE ALL ($4::text[])
  ORDER BY known.email LIMIT $3
) s JOIN staff_factors f ON f.staff_id = s.id ORDER BY s.email

-- name: find_staff_id
SELECT id FROM staff WHERE email = $1

-- name: find_staff_by_subject
SELECT id FROM staff WHERE sso_issuer = $1 AND sso_subject = $2

-- name: find_passphrase
SELECT hash FROM staff_passphrases WHERE staff_id = $1

-- name: write_passphrase
INSERT INTO staff_passphrases (staff_id, hash, set_at) VALUES ($1, $2, $3)
ON CONFLICT (staff_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at

-- name: lock_administrators
-- Held in one order by whoever changes an account: two administrators who take the role from each other at once do it one
-- after the other, and the second finds out that there would be none left.
SELECT s.id, s.authority_id AS "authorityId" FROM staff s
WHERE s.disabled_at IS NULL
  AND EXISTS (SELECT FROM staff_roles r WHERE r.staff_id = s.id AND r.role = 'administrator' AND r.revoked_at IS NULL)
ORDER BY s.id FOR NO KEY UPDATE OF s

-- name: lock_staff
SELECT id FROM staff WHERE id = $1 FOR NO KEY UPDATE

-- name: change_staff
UPDATE staff SET full_name = $2, disabled_at = $3, sso_allowed = $4, search_key = $5, version = version + 1 WHERE id = $1

-- name: link_staff
-- The first link is the last: it is not moved to another subject.
UPDATE staff SET sso_issuer = $2, sso_subject = $3 WHERE id = $1 AND sso_allowed AND sso_subject IS NULL RETURNING id

-- name: unlink_staff
UPDATE staff SET sso_allowed = false, sso_issuer = NULL, sso_subject = NULL WHERE id = $1

-- name: revoke_roles
UPDATE staff_roles SET revoked_at = $2 WHERE staff_id = $1 AND revoked_at IS NULL

-- name: insert_roles
INSERT INTO staff_roles (id, staff_id, authority_id, role, unit_code, granted_at)
SELECT given.id, $1, $2, given.role, given.unit, $6 FROM unnest($3::uuid[], $4::text[], $5::text[]) AS given (id, role, unit)

-- name: insert_session
INSERT INTO staff_sessions (id, staff_id, token_hash, started_at, seen_at, ends_at, proven_at, step_up_at, agent)
VALUES ($1, $2, $3, $4, $4, $5, $6, $4, $7)

-- name: find_session
-- One step into the index by the hash of the token; who was disabled has no session, whatever their browser holds.
SELECT e.id, e.started_at AS "startedAt", e.seen_at AS "seenAt", e.ends_at AS "endsAt", e.proven_at AS "provenAt",
  e.step_up_at AS "stepUpAt", s.id AS "staffId", s.authority_id AS "authorityId", s.email, s.full_name AS "fullName",
  f.totp, f.passkeys, f.recovery_codes AS "recoveryCodes",
  coalesce((SELECT jsonb_agg(jsonb_build_object('role', r.role, 'unit', r.unit_code) ORDER BY r.role)
    FROM staff_roles r WHERE r.staff_id = s.id AND r.revoked_at IS NULL), '[]') AS roles
FROM staff_sessions e JOIN staff s ON s.id = e.staff_id JOIN staff_factors f ON f.staff_id = s.id
WHERE e.token_hash = $1 AND e.ended_at IS NULL AND s.disabled_at IS NULL

-- name: see_session
UPDATE staff_sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2

-- name: list_sessions
SELECT id, started_at AS "startedAt", seen_at AS "seenAt", ends_at AS "endsAt", agent FROM staff_sessions
WHERE staff_id = $1 AND ended_at IS NULL AND ends_at > $2 AND seen_at > $3 ORDER BY started_at DESC LIMIT 100

-- name: end_sessions
-- One of somebody's sessions, all of them, or all but one.
UPDATE staff_sessions SET ended_at = $2
WHERE staff_id = $1 AND ended_at IS NULL AND ($3::uuid IS NULL OR id = $3) AND ($4::uuid IS NULL OR id <> $4)
RETURNING id

-- name: raise_session
-- Another token from here on: whoever had seen the old one has nothing.
UPDATE staff_sessions SET token_hash = $2, seen_at = $3, step_up_at = $3,
  proven_at = CASE WHEN $4::boolean THEN $3::timestamptz ELSE proven_at END
WHERE id = $1 AND ended_at IS NULL
RETURNING id, started_at AS "startedAt", seen_at AS "seenAt", ends_at AS "endsAt", proven_at AS "provenAt", step_up_at AS "stepUpAt"

-- name: count_staff_guess
-- The count with this one in it. Whoever is past the bound is told so before anything is evaluated.
INSERT INTO staff_guesses (bucket, guessed, counted_until) VALUES ($1, 1, $3)
ON CONFLICT (bucket) DO UPDATE SET
  guessed = CASE WHEN staff_guesses.counted_until <= $2 THEN 1 ELSE staff_guesses.guessed + 1 END,
  counted_until = CASE WHEN staff_guesses.counted_until <= $2 THEN excluded.counted_until ELSE staff_guesses.counted_until END
RETURNING guessed, counted_until AS "until"

-- name: forgive_staff_guess
UPDATE staff_guesses SET guessed = greatest(guessed - 1, 0) WHERE bucket = ANY ($1::bytea[])

-- name: insert_invitation
INSERT INTO staff_invitations (id, authority_id, token_hash, email, role, unit_code, invited_by, made_at, ends_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: lock_invitation
SELECT id, authority_id AS "authorityId", email, role, unit_code AS unit, made_at AS "madeAt", ends_at AS "endsAt",
  accepted_at AS "acceptedAt", withdrawn_at AS "withdrawnAt"
FROM staff_invitations WHERE token_hash = $1 FOR UPDATE

-- name: list_invitations
SELECT id, email, role, unit_code AS unit, made_at AS "madeAt", ends_at AS "endsAt",
  accepted_at AS "acceptedAt", withdrawn_at AS "withdrawnAt"
FROM staff_invitations
WHERE ($1::uuid IS NULL OR authority_id = $1) AND accepted_at IS NULL AND withdrawn_at IS NULL AND ends_at > $2
ORDER BY id DESC LIMIT 200

-- name: accept_invitation
UPDATE staff_invitations SET accepted_at = $2 WHERE id = $1

-- name: withdraw_invitation
UPDATE staff_invitations SET withdrawn_at = $2
WHERE id = $1 AND ($3::uuid IS NULL OR authority_id = $3) AND accepted_at IS NULL AND withdrawn_at IS NULL RETURNING id

-- name: withdraw_setup
UPDATE staff_invitations SET withdrawn_at = $1 WHERE invited_by = 'setup' AND accepted_at IS NULL AND withdrawn_at IS NULL

-- name: list_names
SELECT id, full_name AS "fullName", email FROM staff WHERE id = ANY ($1::uuid[])

-- name: find_ids_by_words
SELECT id FROM staff WHERE search_key LIKE ALL ($1::text[]) LIMIT 100

-- name: drop_old_rows
SELECT drop_old_staff_rows($1)

-- name: drop_old_sessions
SELECT drop_old_staff_sessions($1)
