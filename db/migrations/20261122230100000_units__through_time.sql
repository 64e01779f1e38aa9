-- An authority's units through time (docs/rules/units.md). A unit is its id and its code; what it is called and where it
-- stands are rows with half-open civil dates [from, to), null being open. A deed begins rows and ends others; nothing is
-- deleted, and what is undone before it took effect stays as an undone row.
SET lock_timeout = '5s';
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE unit_deeds (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  no bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  kind text NOT NULL CHECK (kind IN ('import', 'create', 'rename', 'move', 'merge', 'split', 'abolish')),
  -- Null: an import, whose rows have days of their own.
  effective_on date,
  document_no text,
  document_on date,
  reason text NOT NULL,
  plan jsonb NOT NULL,
  done_by text NOT NULL,
  done_at timestamptz NOT NULL,
  undone_by text,
  undone_at timestamptz,
  CONSTRAINT deed_has_its_day CHECK ((kind = 'import') = (effective_on IS NULL)),
  CONSTRAINT deed_undone_by_somebody CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
CREATE INDEX unit_deeds_newest_first ON unit_deeds (authority_id, no DESC);

CREATE TABLE unit_periods (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  unit_id uuid NOT NULL REFERENCES units,
  valid_from date,
  valid_to date,
  kind text NOT NULL,
  name text NOT NULL,
  choosable boolean NOT NULL,
  note text,
  position integer NOT NULL,
  search_key text NOT NULL,
  begun_by uuid NOT NULL REFERENCES unit_deeds,
  ended_by uuid REFERENCES unit_deeds,
  undone boolean NOT NULL DEFAULT false,
  CONSTRAINT period_from_before_to CHECK (valid_from < valid_to),
  -- U-2: a unit has one name and one kind on any day.
  CONSTRAINT unit_is_one_thing_a_day EXCLUDE USING gist
    (unit_id WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (NOT undone)
);
CREATE INDEX unit_periods_by_unit ON unit_periods (unit_id) WHERE NOT undone;
CREATE INDEX unit_periods_by_words ON unit_periods USING gin (search_key gin_trgm_ops);

CREATE TABLE unit_places (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  unit_id uuid NOT NULL REFERENCES units,
  hierarchy text NOT NULL CHECK (hierarchy IN ('administrative', 'sector', 'block')),
  parent_id uuid REFERENCES units, -- null: at the top
  valid_from date,
  valid_to date,
  begun_by uuid NOT NULL REFERENCES unit_deeds,
  ended_by uuid REFERENCES unit_deeds,
  undone boolean NOT NULL DEFAULT false,
  CONSTRAINT place_from_before_to CHECK (valid_from < valid_to),
  CONSTRAINT unit_is_not_below_itself CHECK (parent_id <> unit_id),
  -- U-3: in each hierarchy a unit stands in one place on any day.
  CONSTRAINT unit_stands_once_a_day EXCLUDE USING gist
    (unit_id WITH =, hierarchy WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (NOT undone)
);
CREATE INDEX unit_places_by_unit ON unit_places (unit_id, hierarchy) WHERE NOT undone;
CREATE INDEX unit_places_by_parent ON unit_places (parent_id, hierarchy) WHERE NOT undone;
CREATE INDEX unit_places_at_the_top ON unit_places (authority_id, hierarchy) WHERE parent_id IS NULL AND NOT undone;

-- U-6: who follows whom, with which share of the people.
CREATE TABLE unit_successions (
  deed_id uuid NOT NULL REFERENCES unit_deeds,
  authority_id uuid NOT NULL REFERENCES authorities,
  unit_id uuid NOT NULL REFERENCES units,
  successor_id uuid NOT NULL REFERENCES units,
  share numeric(7, 6) NOT NULL CHECK (share > 0 AND share <= 1),
  takes_effect_on date NOT NULL,
  undone boolean NOT NULL DEFAULT false,
  PRIMARY KEY (deed_id, unit_id, successor_id)
);
CREATE INDEX unit_successions_by_unit ON unit_successions (unit_id) WHERE NOT undone;
CREATE INDEX unit_successions_by_successor ON unit_successions (successor_id) WHERE NOT undone;

-- U-4, U-5: what no single row can say. At the end of the transaction, when the whole deed is written.
CREATE FUNCTION check_unit_through_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  unit_code text := (SELECT code FROM units WHERE id = NEW.unit_id);
  life datemultirange;
  stands datemultirange;
BEGIN
  SELECT range_agg(daterange(valid_from, valid_to)) INTO life FROM unit_periods WHERE unit_id = NEW.unit_id AND NOT undone;
  SELECT range_agg(daterange(valid_from, valid_to)) INTO stands FROM unit_places
    WHERE unit_id = NEW.unit_id AND hierarchy = 'administrative' AND NOT undone;
  IF life <> multirange(range_merge(life)) THEN
    RAISE EXCEPTION 'unit % has a gap in its life', unit_code USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_life_has_no_gap';
  END IF;
  IF stands IS DISTINCT FROM life THEN
    RAISE EXCEPTION 'unit % does not stand in the administrative tree for as long as it lives', unit_code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_stands_as_long_as_it_lives';
  END IF;
  IF EXISTS (SELECT FROM unit_places WHERE unit_id = NEW.unit_id AND NOT undone AND NOT daterange(valid_from, valid_to) <@ life) THEN
    RAISE EXCEPTION 'unit % stands somewhere without being there', unit_code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_stands_as_long_as_it_lives';
  END IF;
  -- Its own parents, and itself as the parent of others.
  IF EXISTS (
    SELECT FROM unit_places p
    WHERE (p.unit_id = NEW.unit_id OR p.parent_id = NEW.unit_id) AND p.parent_id IS NOT NULL AND NOT p.undone
      AND NOT daterange(p.valid_from, p.valid_to) <@ coalesce((
        SELECT range_agg(daterange(q.valid_from, q.valid_to)) FROM unit_places q
        WHERE q.unit_id = p.parent_id AND q.hierarchy = p.hierarchy AND NOT q.undone), '{}')
  ) THEN
    RAISE EXCEPTION 'unit %, or one below it, stands below a unit that is not there', unit_code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'parent_is_there_throughout';
  END IF;
  -- Upwards, keeping the days on which every step holds: whoever comes back to the beginning stands in a circle on them.
  IF EXISTS (
    WITH RECURSIVE way (hierarchy, unit_id, days) AS (
      SELECT hierarchy, parent_id, daterange(valid_from, valid_to) FROM unit_places
      WHERE unit_id = NEW.unit_id AND parent_id IS NOT NULL AND NOT undone
      UNION
      SELECT p.hierarchy, p.parent_id, way.days * daterange(p.valid_from, p.valid_to)
      FROM way JOIN unit_places p ON p.unit_id = way.unit_id AND p.hierarchy = way.hierarchy
        AND daterange(p.valid_from, p.valid_to) && way.days
      WHERE p.parent_id IS NOT NULL AND NOT p.undone AND way.unit_id <> NEW.unit_id
    ) SELECT FROM way WHERE unit_id = NEW.unit_id
  ) THEN
    RAISE EXCEPTION 'unit % would stand below itself', unit_code USING ERRCODE = 'check_violation', CONSTRAINT = 'units_make_no_circle';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER unit_period_fits AFTER INSERT OR UPDATE ON unit_periods
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_unit_through_time();
CREATE CONSTRAINT TRIGGER unit_place_fits AFTER INSERT OR UPDATE ON unit_places
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_unit_through_time();

CREATE FUNCTION check_unit_shares() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT sum(share) FROM unit_successions WHERE deed_id = NEW.deed_id AND unit_id = NEW.unit_id) <> 1 THEN
    RAISE EXCEPTION 'the shares of a unit do not add up to the whole' USING ERRCODE = 'check_violation', CONSTRAINT = 'shares_make_a_whole';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER unit_shares_make_a_whole AFTER INSERT ON unit_successions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_unit_shares();

-- What is begun keeps its words: a deed may only end a row, or undo it.
CREATE FUNCTION keep_unit_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.undone OR (to_jsonb(OLD) - ARRAY['valid_to', 'ended_by', 'undone']) <> (to_jsonb(NEW) - ARRAY['valid_to', 'ended_by', 'undone']) THEN
    RAISE EXCEPTION 'what a unit was is not rewritten' USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_history_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER unit_period_stays BEFORE UPDATE ON unit_periods FOR EACH ROW EXECUTE FUNCTION keep_unit_history();
CREATE TRIGGER unit_place_stays BEFORE UPDATE ON unit_places FOR EACH ROW EXECUTE FUNCTION keep_unit_history();

-- What there was: one row of each unit, true for as long as it says.
INSERT INTO unit_deeds (id, authority_id, kind, reason, plan, done_by, done_at)
SELECT gen_random_uuid(), id, 'import', 'carried over', '{}', 'system', now() FROM authorities a
WHERE EXISTS (SELECT FROM units u WHERE u.authority_id = a.id);
INSERT INTO unit_periods (authority_id, unit_id, valid_from, valid_to, kind, name, choosable, note, position, search_key, begun_by)
SELECT u.authority_id, u.id, u.valid_from, u.valid_to, u.kind, u.name, u.choosable, u.note, u.position, u.search_key, d.id
FROM units u JOIN unit_deeds d USING (authority_id);
INSERT INTO unit_places (authority_id, unit_id, hierarchy, parent_id, valid_from, valid_to, begun_by)
SELECT u.authority_id, u.id, 'administrative',
  -- Until now a unit could stand below one that had gone, or was not there yet: then it stands at the top.
  CASE WHEN daterange(u.valid_from, u.valid_to) <@ daterange(p.valid_from, p.valid_to) THEN u.parent_id END,
  u.valid_from, u.valid_to, d.id
FROM units u JOIN unit_deeds d USING (authority_id) LEFT JOIN units p ON p.id = u.parent_id;
SET CONSTRAINTS ALL IMMEDIATE;

ALTER TABLE units DROP COLUMN parent_id, DROP COLUMN kind, DROP COLUMN name, DROP COLUMN path, DROP COLUMN choosable,
  DROP COLUMN valid_from, DROP COLUMN valid_to, DROP COLUMN note, DROP COLUMN position, DROP COLUMN search_key;

GRANT SELECT ON unit_deeds, unit_periods, unit_places, unit_successions TO hoithi_web, hoithi_keeper;
GRANT INSERT ON units, unit_deeds, unit_periods, unit_places, unit_successions TO hoithi_keeper;
GRANT UPDATE (undone_by, undone_at) ON unit_deeds TO hoithi_keeper;
GRANT UPDATE (valid_to, ended_by, undone) ON unit_periods, unit_places TO hoithi_keeper;
GRANT UPDATE (undone) ON unit_successions TO hoithi_keeper;
