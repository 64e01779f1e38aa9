-- The keeper makes contests of drafts. What a round that has opened draws from, and when it opened, is nobody's to change;
-- the deed says at which instant it is done (hoithi.at), and without that it is now.
SET lock_timeout = '5s';

CREATE FUNCTION refuse_touching_opened_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- As JSON, because the tables that this guards call it differently.
  touched jsonb := CASE TG_OP WHEN 'INSERT' THEN to_jsonb(NEW) ELSE to_jsonb(OLD) END;
  touched_round uuid := coalesce(touched ->> 'round_id', touched ->> 'id')::uuid;
  at timestamptz := coalesce(nullif(current_setting('hoithi.at', true), '')::timestamptz, now());
BEGIN
  IF EXISTS (SELECT FROM rounds WHERE id = touched_round AND opens_at <= at)
    OR EXISTS (SELECT FROM attempts WHERE round_id = touched_round) THEN
    RAISE EXCEPTION 'round % has opened: its questions and its hours stay', touched_round
      USING ERRCODE = 'check_violation', CONSTRAINT = 'opened_rounds_stay';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER pools_of_opened_rounds_stay BEFORE INSERT OR DELETE ON round_questions FOR EACH ROW
  WHEN (current_user = 'hoithi_keeper') EXECUTE FUNCTION refuse_touching_opened_round();
CREATE TRIGGER opened_rounds_stay_as_they_opened BEFORE UPDATE OF opens_at, closes_at ON rounds FOR EACH ROW
  WHEN (current_user = 'hoithi_keeper' AND (OLD.opens_at, OLD.closes_at) IS DISTINCT FROM (NEW.opens_at, NEW.closes_at))
  EXECUTE FUNCTION refuse_touching_opened_round();
CREATE TRIGGER opened_rounds_are_not_removed BEFORE DELETE ON rounds FOR EACH ROW
  WHEN (current_user = 'hoithi_keeper') EXECUTE FUNCTION refuse_touching_opened_round();
CREATE TRIGGER secrets_of_opened_rounds_stay BEFORE DELETE ON round_secrets FOR EACH ROW
  WHEN (current_user = 'hoithi_keeper') EXECUTE FUNCTION refuse_touching_opened_round();

GRANT INSERT ON authorities, contests, rule_versions, rounds, round_secrets, round_questions, practice_questions,
  contest_units, headcounts, exclusions TO hoithi_keeper;
GRANT UPDATE ON contest_units TO hoithi_keeper;
GRANT UPDATE (name) ON authorities TO hoithi_keeper;
GRANT UPDATE (opens_at, closes_at) ON rounds TO hoithi_keeper;
-- Rows that say which others belong together; nothing published hangs on them.
GRANT DELETE ON round_questions, practice_questions, contest_units, headcounts, exclusions, rounds,
  round_secrets TO hoithi_keeper;
