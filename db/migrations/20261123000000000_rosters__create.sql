-- Rosters (danh sách cán bộ, docs/rules/people.md): the people of an authority's units, by period. What tells them apart is
-- kept as keyed hashes with their last three digits, of which an officer may see those and no more.
SET lock_timeout = '5s';

CREATE TABLE roster_people (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  full_name text NOT NULL,
  name_key text NOT NULL,
  -- The name without case, diacritics and the place of the tone: what a search is compared with, and what pages go by.
  search_key text NOT NULL,
  birth_on date,
  -- What two officers may edit at once.
  version integer NOT NULL DEFAULT 1
);
CREATE INDEX people_by_name ON roster_people (authority_id, search_key, id);
CREATE INDEX people_by_words ON roster_people USING gin (search_key gin_trgm_ops);

-- Where somebody was, as what, from when until when: half-open. A transfer ends one and begins the next; nothing is moved.
CREATE TABLE roster_spells (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  person_id uuid NOT NULL REFERENCES roster_people,
  unit_id uuid NOT NULL REFERENCES units,
  position text,
  standing text NOT NULL CHECK (standing IN ('serving', 'leave')),
  valid_from date NOT NULL,
  valid_to date,
  -- Why it ended: a transfer or a leave has the next one behind it, who retired or left has none.
  ending text CHECK (ending IN ('transfer', 'leave', 'return', 'retired', 'left')),
  CONSTRAINT spell_begins_once UNIQUE (person_id, valid_from),
  CONSTRAINT spell_from_before_to CHECK (valid_from < valid_to),
  CONSTRAINT spell_ends_for_a_reason CHECK ((valid_to IS NULL) = (ending IS NULL))
);
CREATE UNIQUE INDEX one_open_spell ON roster_spells (person_id) WHERE valid_to IS NULL;
CREATE INDEX spells_by_unit ON roster_spells (unit_id);

CREATE TABLE roster_identities (
  authority_id uuid NOT NULL REFERENCES authorities,
  kind text NOT NULL CHECK (kind IN ('staffCode', 'citizenId', 'phone')),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  person_id uuid NOT NULL REFERENCES roster_people,
  ending text NOT NULL CHECK (length(ending) <= 3),
  PRIMARY KEY (authority_id, kind, hash, person_id)
);
-- A telephone may be an office's own; a code or a citizen number is one person's.
CREATE UNIQUE INDEX number_of_one_person ON roster_identities (authority_id, kind, hash) WHERE kind <> 'phone';
CREATE INDEX roster_identities_by_person ON roster_identities (person_id);

-- Which contestant is which person: made where their number is at hand, at registration or at an import.
CREATE TABLE roster_links (
  contest_id uuid NOT NULL REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  contestant_id uuid NOT NULL REFERENCES contestants,
  person_id uuid NOT NULL REFERENCES roster_people,
  PRIMARY KEY (contest_id, contestant_id)
);
CREATE INDEX links_by_person ON roster_links (person_id, contest_id);

CREATE TABLE roster_imports (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  made_by text NOT NULL,
  file_name text NOT NULL,
  digest text NOT NULL,
  -- The file itself, as long as it is kept: what is wrong goes back in it.
  upload_id uuid,
  -- Rows without a unit, and who may be in it at all: this unit and those below. Null: the whole tree.
  unit_id uuid REFERENCES units,
  as_of date NOT NULL,
  columns jsonb NOT NULL DEFAULT '{}',
  state text NOT NULL CHECK (state IN ('reading', 'ready', 'refused', 'confirmed', 'dropped')),
  problem jsonb,
  headings text[] NOT NULL DEFAULT '{}',
  recognised jsonb NOT NULL DEFAULT '{}',
  rows_read integer NOT NULL DEFAULT 0,
  counts jsonb NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1,
  made_at timestamptz NOT NULL,
  confirmed_at timestamptz
);
CREATE INDEX imports_newest_first ON roster_imports (authority_id, made_at DESC);

-- The rows of a file until somebody has said yes or no. In clear only what a roster keeps in clear; unlogged, since whoever
-- sent the file still has it.
CREATE UNLOGGED TABLE roster_import_rows (
  import_id uuid NOT NULL,
  no integer NOT NULL,
  full_name text NOT NULL,
  name_key text NOT NULL,
  search_key text NOT NULL,
  birth_on date,
  unit_text text NOT NULL,
  unit_id uuid,
  position text,
  valid_from date,
  valid_to date,
  ending text,
  kinds text[] NOT NULL,
  hashes bytea[] NOT NULL,
  endings text[] NOT NULL,
  contest_ids uuid[] NOT NULL,
  contest_fields text[] NOT NULL,
  contest_hashes bytea[] NOT NULL,
  faults jsonb NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('new', 'changed', 'unchanged', 'repeat', 'unit', 'error')),
  person_id uuid,
  changes text[] NOT NULL,
  PRIMARY KEY (import_id, no)
);
CREATE INDEX import_rows_by_verdict ON roster_import_rows (import_id, verdict, no);
CREATE INDEX import_rows_by_unit_text ON roster_import_rows (import_id, unit_text);

-- What somebody chose for a unit's name that resembled several: known the next time.
CREATE TABLE roster_unit_names (
  authority_id uuid NOT NULL REFERENCES authorities,
  name_key text NOT NULL,
  unit_id uuid NOT NULL REFERENCES units,
  chosen_by text NOT NULL,
  chosen_at timestamptz NOT NULL,
  PRIMARY KEY (authority_id, name_key)
);

GRANT SELECT ON roster_people, roster_spells, roster_identities, roster_links, roster_imports, roster_import_rows,
  roster_unit_names TO hoithi_keeper;
GRANT INSERT ON roster_people, roster_spells, roster_identities, roster_links, roster_imports, roster_import_rows,
  roster_unit_names TO hoithi_keeper;
GRANT UPDATE (full_name, name_key, search_key, birth_on, version) ON roster_people TO hoithi_keeper;
GRANT UPDATE (unit_id, position, standing, valid_from, valid_to, ending) ON roster_spells TO hoithi_keeper;
GRANT UPDATE (person_id) ON roster_links TO hoithi_keeper;
GRANT UPDATE (columns, state, problem, headings, recognised, rows_read, counts, version, confirmed_at) ON roster_imports
  TO hoithi_keeper;
GRANT UPDATE (unit_id, faults, verdict, person_id, changes) ON roster_import_rows TO hoithi_keeper;
GRANT UPDATE (unit_id, chosen_by, chosen_at) ON roster_unit_names TO hoithi_keeper;
-- A number that was corrected goes; the rows of a file go when it is decided. Nothing published hangs on either.
GRANT DELETE ON roster_identities, roster_import_rows TO hoithi_keeper;
-- Registration asks whether somebody is on a roster that the rulebook names, and by nothing but the hash.
GRANT SELECT (authority_id, kind, hash, person_id) ON roster_identities TO hoithi_web;
GRANT SELECT, INSERT ON roster_links TO hoithi_web;

-- The units of an authority as they are on a day, or were last before it: a roster may still name one that is gone.
CREATE FUNCTION units_on(authority uuid, day date)
RETURNS TABLE (unit_id uuid, code text, parent_id uuid, name text) LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (u.id) u.id, u.code, p.parent_id, f.name
  FROM units u
  JOIN unit_periods f ON f.unit_id = u.id AND NOT f.undone AND coalesce(f.valid_from <= day, true)
  JOIN unit_places p ON p.unit_id = u.id AND p.hierarchy = 'administrative' AND NOT p.undone AND coalesce(p.valid_from <= day, true)
  WHERE u.authority_id = authority ORDER BY u.id, f.valid_from DESC NULLS LAST, p.valid_from DESC NULLS LAST
$$;
CREATE FUNCTION units_below(authority uuid, root uuid, day date) RETURNS TABLE (unit_id uuid) LANGUAGE sql STABLE AS $$
  WITH RECURSIVE standing AS MATERIALIZED (
    SELECT * FROM units_on(authority, day)
  ), below AS (
    SELECT s.unit_id FROM standing s WHERE s.unit_id = root
    UNION SELECT s.unit_id FROM standing s JOIN below b ON s.parent_id = b.unit_id
  ) SELECT below.unit_id FROM below
$$;
CREATE FUNCTION unit_name_on(unit uuid, day date) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT f.name FROM unit_periods f WHERE f.unit_id = unit AND NOT f.undone
  ORDER BY coalesce(f.valid_from <= day, true) DESC, f.valid_from DESC NULLS LAST LIMIT 1
$$;

-- Who took part in which round, as far as the ledger is folded.
CREATE VIEW people_taken_part AS SELECT round_id, contestant_id FROM statistics_persons WHERE unit_id IS NOT NULL;
GRANT SELECT ON people_taken_part TO hoithi_keeper;
-- Whom a roster does not know by number is looked for by name in the unit.
CREATE INDEX contestants_by_unit ON contestants (unit_id, name_key);
