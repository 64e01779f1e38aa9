-- The people of the console (docs/rules/staff.md). The role that takes requests may see who somebody is and whether their
-- session stands; it can make nobody, raise nobody and read nothing that proves anybody. That is the keeper's.
SET lock_timeout = '5s';

CREATE TABLE staff (
  id uuid PRIMARY KEY,
  -- Null: of the whole installation.
  authority_id uuid REFERENCES authorities,
  email text NOT NULL CONSTRAINT staff_email_once UNIQUE CONSTRAINT staff_email_in_one_form CHECK (email = lower(email)),
  full_name text NOT NULL,
  created_at timestamptz NOT NULL,
  disabled_at timestamptz,
  -- P-17: an administrator allowed that the authority's own sign-in is linked, once, by its verified e-mail.
  sso_allowed boolean NOT NULL DEFAULT false,
  sso_issuer text,
  sso_subject text,
  CONSTRAINT sso_person_once UNIQUE (sso_issuer, sso_subject),
  CONSTRAINT sso_is_whole CHECK ((sso_issuer IS NULL) = (sso_subject IS NULL))
);

-- A role that was taken away stays as a row: who was what, and when.
CREATE TABLE staff_roles (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff,
  authority_id uuid REFERENCES authorities,
  role text NOT NULL CHECK (role IN ('administrator', 'organiser', 'question-writer', 'question-reviewer',
    'unit-coordinator', 'help-desk', 'judge', 'auditor')),
  -- P-2: the code at the top of what a unit coordinator sees.
  unit_code text,
  granted_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CONSTRAINT coordinators_have_a_unit CHECK ((role = 'unit-coordinator') = (unit_code IS NOT NULL))
);
CREATE UNIQUE INDEX role_held_once ON staff_roles (staff_id, role) WHERE revoked_at IS NULL;

CREATE TABLE staff_passphrases (
  staff_id uuid PRIMARY KEY REFERENCES staff,
  hash text NOT NULL CHECK (hash LIKE '$argon2id$%'),
  set_at timestamptz NOT NULL
);

CREATE TABLE staff_totp (
  staff_id uuid PRIMARY KEY REFERENCES staff,
  -- AES-256-GCM under a key that is not in the database, bound to the person.
  secret bytea NOT NULL,
  made_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  -- P-8: a step is taken once; the next one must be later.
  last_step bigint NOT NULL DEFAULT 0,
  removed_at timestamptz
);

CREATE TABLE staff_passkeys (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff,
  credential_id text NOT NULL CONSTRAINT passkey_of_one_person UNIQUE,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL,
  name text NOT NULL,
  made_at timestamptz NOT NULL,
  used_at timestamptz,
  removed_at timestamptz
);
CREATE INDEX passkeys_by_staff ON staff_passkeys (staff_id);

CREATE TABLE staff_recovery_codes (
  staff_id uuid NOT NULL REFERENCES staff,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  made_at timestamptz NOT NULL,
  used_at timestamptz,
  replaced_at timestamptz,
  PRIMARY KEY (staff_id, hash)
);

CREATE TABLE staff_sessions (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff,
  -- P-10: of the random token only its SHA-256 is kept.
  token_hash bytea NOT NULL CONSTRAINT session_token_once UNIQUE CHECK (length(token_hash) = 32),
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  -- When a second factor was shown, and when the person was last proven anew.
  proven_at timestamptz,
  step_up_at timestamptz NOT NULL,
  agent text NOT NULL,
  ended_at timestamptz,
  CONSTRAINT session_ends_after_it_starts CHECK (ends_at > started_at)
);
CREATE INDEX open_sessions_by_staff ON staff_sessions (staff_id) WHERE ended_at IS NULL;

-- P-9: what a passkey has to sign; each is used once.
CREATE TABLE staff_challenges (
  challenge text PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES staff_sessions,
  purpose text NOT NULL CHECK (purpose IN ('enrolment', 'assertion')),
  made_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE TABLE staff_invitations (
  id uuid PRIMARY KEY,
  authority_id uuid REFERENCES authorities,
  token_hash bytea NOT NULL CONSTRAINT invitation_token_once UNIQUE CHECK (length(token_hash) = 32),
  email text NOT NULL,
  role text NOT NULL,
  unit_code text,
  invited_by text NOT NULL,
  made_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  CONSTRAINT invited_coordinators_have_a_unit CHECK ((role = 'unit-coordinator') = (unit_code IS NOT NULL))
);

-- P-6: guesses, by account, by address and by device, each as a keyed hash; for all processes and nodes together.
CREATE TABLE staff_guesses (
  bucket bytea PRIMARY KEY CHECK (length(bucket) = 32),
  guessed integer NOT NULL CHECK (guessed >= 0),
  counted_until timestamptz NOT NULL
);

-- P-20: what needs a second person.
CREATE TABLE staff_proposals (
  id uuid PRIMARY KEY,
  authority_id uuid REFERENCES authorities,
  kind text NOT NULL,
  subject text NOT NULL,
  details jsonb NOT NULL,
  reason text NOT NULL,
  proposed_by uuid NOT NULL REFERENCES staff,
  proposed_at timestamptz NOT NULL,
  confirmed_by uuid REFERENCES staff,
  confirmed_at timestamptz,
  withdrawn_at timestamptz,
  CONSTRAINT four_eyes CHECK (confirmed_by <> proposed_by),
  CONSTRAINT confirmed_by_somebody CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
  CONSTRAINT confirmed_or_withdrawn CHECK (confirmed_at IS NULL OR withdrawn_at IS NULL)
);
CREATE INDEX proposals_by_subject ON staff_proposals (kind, subject);

-- Which factors somebody has: not one of them can be read from this.
CREATE VIEW staff_factors AS
SELECT s.id AS staff_id,
  EXISTS (SELECT FROM staff_totp t WHERE t.staff_id = s.id AND t.confirmed_at IS NOT NULL AND t.removed_at IS NULL) AS totp,
  (SELECT count(*)::int FROM staff_passkeys k WHERE k.staff_id = s.id AND k.removed_at IS NULL) AS passkeys,
  (SELECT count(*)::int FROM staff_recovery_codes c
    WHERE c.staff_id = s.id AND c.used_at IS NULL AND c.replaced_at IS NULL) AS recovery_codes
FROM staff s;

GRANT SELECT ON staff, staff_roles, staff_sessions, staff_factors, staff_proposals TO hoithi_web, hoithi_keeper;
GRANT UPDATE (seen_at) ON staff_sessions TO hoithi_web;
GRANT INSERT ON staff, staff_roles, staff_sessions, staff_proposals TO hoithi_keeper;
GRANT UPDATE (full_name, disabled_at, sso_allowed, sso_issuer, sso_subject) ON staff TO hoithi_keeper;
GRANT UPDATE (revoked_at) ON staff_roles TO hoithi_keeper;
GRANT UPDATE (token_hash, seen_at, proven_at, step_up_at, ended_at) ON staff_sessions TO hoithi_keeper;
GRANT UPDATE (confirmed_by, confirmed_at, withdrawn_at) ON staff_proposals TO hoithi_keeper;
GRANT SELECT, INSERT ON staff_passphrases, staff_totp, staff_passkeys, staff_recovery_codes, staff_challenges,
  staff_invitations, staff_guesses TO hoithi_keeper;
GRANT UPDATE (hash, set_at) ON staff_passphrases TO hoithi_keeper;
GRANT UPDATE (secret, made_at, confirmed_at, last_step, removed_at) ON staff_totp TO hoithi_keeper;
GRANT UPDATE (counter, used_at, removed_at) ON staff_passkeys TO hoithi_keeper;
GRANT UPDATE (used_at, replaced_at) ON staff_recovery_codes TO hoithi_keeper;
GRANT UPDATE (used_at) ON staff_challenges TO hoithi_keeper;
GRANT UPDATE (accepted_at, withdrawn_at) ON staff_invitations TO hoithi_keeper;
GRANT UPDATE (guessed, counted_until) ON staff_guesses TO hoithi_keeper;
