-- The check at the end of a transaction runs once for each row written: it goes by the indexes, whatever the planner thinks of
-- tables that were filled a moment ago, and asks for own parents and for those below apart.
SET lock_timeout = '5s';

CREATE OR REPLACE FUNCTION check_unit_through_time() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  unit_code text;
  life datemultirange;
  stands datemultirange;
BEGIN
  SELECT range_agg(daterange(valid_from, valid_to)) INTO life FROM unit_periods WHERE unit_id = NEW.unit_id AND NOT undone;
  SELECT range_agg(daterange(valid_from, valid_to)) INTO stands FROM unit_places
    WHERE unit_id = NEW.unit_id AND hierarchy = 'administrative' AND NOT undone;
  IF life <> multirange(range_merge(life)) THEN
    SELECT code INTO unit_code FROM units WHERE id = NEW.unit_id;
    RAISE EXCEPTION 'unit % has a gap in its life', unit_code USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_life_has_no_gap';
  END IF;
  IF stands IS DISTINCT FROM life THEN
    SELECT code INTO unit_code FROM units WHERE id = NEW.unit_id;
    RAISE EXCEPTION 'unit % does not stand in the administrative tree for as long as it lives', unit_code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_stands_as_long_as_it_lives';
  END IF;
  IF EXISTS (SELECT FROM unit_places WHERE unit_id = NEW.unit_id AND NOT undone AND NOT daterange(valid_from, valid_to) <@ life) THEN
    SELECT code INTO unit_code FROM units WHERE id = NEW.unit_id;
    RAISE EXCEPTION 'unit % stands somewhere without being there', unit_code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_stands_as_long_as_it_lives';
  END IF;
  IF EXISTS (
    SELECT FROM unit_places p WHERE p.unit_id = NEW.unit_id AND p.parent_id IS NOT NULL AND NOT p.undone
      AND NOT daterange(p.valid_from, p.valid_to) <@ coalesce((
        SELECT range_agg(daterange(q.valid_from, q.valid_to)) FROM unit_places q
        WHERE q.unit_id = p.parent_id AND q.hierarchy = p.hierarchy AND NOT q.undone), '{}')
  ) OR EXISTS (
    SELECT FROM (SELECT hierarchy, range_agg(daterange(valid_from, valid_to)) AS days FROM unit_places
      WHERE unit_id = NEW.unit_id AND NOT undone GROUP BY hierarchy) own
    RIGHT JOIN unit_places p ON own.hierarchy = p.hierarchy
    WHERE p.parent_id = NEW.unit_id AND NOT p.undone
      AND NOT daterange(p.valid_from, p.valid_to) <@ coalesce(own.days, '{}')
  ) THEN
    SELECT code INTO unit_code FROM units WHERE id = NEW.unit_id;
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
    SELECT code INTO unit_code FROM units WHERE id = NEW.unit_id;
    RAISE EXCEPTION 'unit % would stand below itself', unit_code USING ERRCODE = 'check_violation', CONSTRAINT = 'units_make_no_circle';
  END IF;
  RETURN NULL;
END $$;
