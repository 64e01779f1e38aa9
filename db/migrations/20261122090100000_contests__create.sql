SET lock_timeout = '5s';

-- One installation, many authorities: every row below belongs to one of them.
CREATE TABLE authorities (
  id uuid PRIMARY KEY,
  code text NOT NULL CONSTRAINT authority_code_once UNIQUE,
  name text NOT NULL
);

CREATE TABLE contests (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  slug text NOT NULL CONSTRAINT contest_slug_once UNIQUE,
  name text NOT NULL,
  sample boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL
);

-- Rule B-20: the rulebook is never edited in place; a change is a new version with its reason.
CREATE TABLE rule_versions (
  contest_id uuid NOT NULL REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  version_no integer NOT NULL,
  rules jsonb NOT NULL,
  digest text NOT NULL,
  effective_at timestamptz NOT NULL,
  reason text,
  approved_by text,
  PRIMARY KEY (contest_id, version_no),
  CONSTRAINT later_versions_have_a_reason_and_a_second_person
    CHECK (version_no = 1 OR (reason IS NOT NULL AND approved_by IS NOT NULL) OR reason = 'before opening')
);

CREATE TABLE rounds (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  no smallint NOT NULL,
  opens_at timestamptz NOT NULL,
  closes_at timestamptz NOT NULL,
  -- When the last expired paper was written down and the standings were fixed.
  books_closed_at timestamptz,
  standings_published_at timestamptz,
  CONSTRAINT round_number_once UNIQUE (contest_id, no),
  CONSTRAINT round_opens_before_it_closes CHECK (opens_at < closes_at),
  CONSTRAINT books_close_after_the_round CHECK (books_closed_at >= closes_at)
);

-- The secret that papers are drawn with, and the seed of the draw that breaks the last tie.
CREATE TABLE round_secrets (
  round_id uuid PRIMARY KEY REFERENCES rounds,
  authority_id uuid NOT NULL REFERENCES authorities,
  draw_secret bytea NOT NULL CHECK (length(draw_secret) = 32),
  tie_seed bytea NOT NULL CHECK (length(tie_seed) = 32)
);

GRANT SELECT ON authorities, contests, rule_versions, rounds TO hoithi_web, hoithi_keeper;
GRANT SELECT ON round_secrets TO hoithi_keeper;
GRANT UPDATE (books_closed_at, standings_published_at) ON rounds TO hoithi_keeper;
