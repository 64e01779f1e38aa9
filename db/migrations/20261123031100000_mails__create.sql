-- Mails that go out (docs/rules/mail.md). What a letter says lies here sealed, under a key that is not in the database, and
-- only until it was sent or given up: an invitation's link is in it. The role that takes requests sees nothing of this.
SET lock_timeout = '5s';

CREATE TABLE mails (
  id uuid PRIMARY KEY,
  -- Null: of the whole installation.
  authority_id uuid REFERENCES authorities,
  kind text NOT NULL CHECK (kind IN ('invitation', 'test')),
  -- The invitation, or the officer who tries the mail.
  about uuid NOT NULL,
  recipient text NOT NULL CONSTRAINT one_recipient CHECK (recipient !~ '[[:space:][:cntrl:]<>,;]'),
  message_id text NOT NULL CONSTRAINT mail_named_once UNIQUE,
  sealed bytea,
  made_at timestamptz NOT NULL,
  useless_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'sent', 'given-up', 'dropped')),
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_try_at timestamptz,
  settled_at timestamptz,
  -- Of the last try: through which server and sender, why it failed, and what the server said.
  via text,
  fault text,
  server_said text,
  CONSTRAINT sealed_while_it_waits CHECK ((sealed IS NOT NULL) = (state = 'waiting')),
  CONSTRAINT next_try_while_it_waits CHECK ((next_try_at IS NOT NULL) = (state = 'waiting')),
  CONSTRAINT settled_once CHECK ((settled_at IS NULL) = (state = 'waiting'))
);
CREATE INDEX mails_waiting ON mails (next_try_at) WHERE state = 'waiting';
CREATE INDEX mails_of_authority ON mails (authority_id, id);
CREATE INDEX tests_that_went_out ON mails (via, settled_at) WHERE kind = 'test' AND state = 'sent';

-- Which invitations may still be followed: the mail of another is not sent any more.
CREATE VIEW invitations_in_force AS
SELECT id, ends_at FROM staff_invitations WHERE accepted_at IS NULL AND withdrawn_at IS NULL;

GRANT SELECT ON invitations_in_force TO hoithi_keeper;
GRANT SELECT, INSERT ON mails TO hoithi_keeper;
GRANT UPDATE (sealed, state, attempts, next_try_at, settled_at, via, fault, server_said) ON mails TO hoithi_keeper;
