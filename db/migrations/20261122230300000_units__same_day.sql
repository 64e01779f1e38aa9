-- Several deeds take effect on one day (on 1 July 2025 communes were merged, districts abolished and provinces merged): what
-- one of them began and the next changes on the same day was true on no day. Such a row is undone by the next deed, which
-- stands beside it as its end, and comes back when that deed is taken back.
SET lock_timeout = '5s';

CREATE OR REPLACE FUNCTION keep_unit_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.undone AND OLD.ended_by IS NULL)
    OR (to_jsonb(OLD) - ARRAY['valid_to', 'ended_by', 'undone']) <> (to_jsonb(NEW) - ARRAY['valid_to', 'ended_by', 'undone']) THEN
    RAISE EXCEPTION 'what a unit was is not rewritten' USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_history_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE INDEX unit_periods_by_deed ON unit_periods (begun_by);
CREATE INDEX unit_periods_by_end ON unit_periods (ended_by);
CREATE INDEX unit_places_by_deed ON unit_places (begun_by);
CREATE INDEX unit_places_by_end ON unit_places (ended_by);
