SET lock_timeout = '5s';

CREATE TABLE units (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  code text NOT NULL,
  parent_id uuid REFERENCES units,
  kind text NOT NULL,
  name text NOT NULL,
  path text NOT NULL,
  choosable boolean NOT NULL,
  valid_from date,
  valid_to date,
  note text,
  position integer NOT NULL,
  -- The name without case, diacritics and the place of the tone: what a search is compared with.
  search_key text NOT NULL,
  CONSTRAINT unit_code_once UNIQUE (authority_id, code),
  CONSTRAINT unit_is_not_its_own_parent CHECK (parent_id <> id),
  CONSTRAINT unit_valid_from_before_to CHECK (valid_from < valid_to)
);
CREATE INDEX units_by_parent ON units (parent_id);
CREATE INDEX units_by_words ON units USING gin (search_key gin_trgm_ops);

-- The tree a contest shows: units belong to the authority, and each contest has its own choice of them.
CREATE TABLE contest_units (
  contest_id uuid NOT NULL REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  unit_id uuid NOT NULL REFERENCES units,
  PRIMARY KEY (contest_id, unit_id)
);

-- The headcount (biên chế, quân số) that a contest's rates are computed over, as of its named date.
CREATE TABLE headcounts (
  contest_id uuid NOT NULL REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  unit_id uuid NOT NULL REFERENCES units,
  as_of date NOT NULL,
  people integer NOT NULL CHECK (people >= 0),
  PRIMARY KEY (contest_id, unit_id)
);

GRANT SELECT ON units, contest_units, headcounts TO hoithi_web, hoithi_keeper;
