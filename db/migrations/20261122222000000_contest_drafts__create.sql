-- Rulebooks that are being written in the console (docs/rules/setup.md), and what the keeper needs to make contests of them.
SET lock_timeout = '5s';

CREATE TABLE contest_drafts (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  -- The contest that it is to be, or is: known from the first moment, so that identities are hashed as they are typed (E-5).
  contest_id uuid NOT NULL,
  rules jsonb NOT NULL,
  -- Codes at the top of what takes part; null: every unit of the authority.
  unit_roots text[],
  version integer NOT NULL DEFAULT 1,
  -- The version of the rules that it was made of, or last made into; null: there is no such contest yet.
  rule_version integer,
  created_by uuid NOT NULL REFERENCES staff,
  created_at timestamptz NOT NULL,
  changed_by uuid NOT NULL REFERENCES staff,
  changed_at timestamptz NOT NULL,
  discarded_at timestamptz,
  -- What is thrown away keeps nothing of what was typed.
  CONSTRAINT discarded_drafts_are_empty CHECK (discarded_at IS NULL OR rules = '{}'::jsonb)
);
CREATE UNIQUE INDEX one_draft_of_a_contest ON contest_drafts (contest_id) WHERE discarded_at IS NULL;
CREATE INDEX drafts_by_authority ON contest_drafts (authority_id, id DESC) WHERE discarded_at IS NULL;

-- E-5. Who may not take part, as keyed hashes from the moment they are typed; list_no is the place of the list in the rules.
CREATE TABLE draft_exclusions (
  draft_id uuid NOT NULL REFERENCES contest_drafts,
  authority_id uuid NOT NULL REFERENCES authorities,
  list_no integer NOT NULL,
  field text NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (draft_id, list_no, field, hash)
);

GRANT SELECT, INSERT ON contest_drafts TO hoithi_keeper;
GRANT UPDATE (rules, unit_roots, version, rule_version, changed_by, changed_at, discarded_at) ON contest_drafts TO hoithi_keeper;
GRANT SELECT, INSERT, DELETE ON draft_exclusions TO hoithi_keeper;
