-- Accounts that two administrators may look at carry a version, and are found by name without diacritics; the first
-- administrator comes in by a link that knows no e-mail yet; what is old goes (docs/rules/staff.md, P-14, P-15, P-21, P-22).
SET lock_timeout = '5s';

ALTER TABLE staff ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE staff ADD COLUMN search_key text NOT NULL DEFAULT '';
UPDATE staff SET search_key = replace(regexp_replace(
  normalize(lower(full_name || ' ' || replace(replace(email, '@', ' '), '.', ' ')), NFD), '[\u0300-\u036f]', '', 'g'), 'đ', 'd');
CREATE INDEX staff_by_words ON staff USING gin (search_key gin_trgm_ops);
GRANT UPDATE (version, search_key) ON staff TO hoithi_keeper;

ALTER TABLE staff_invitations ALTER COLUMN email DROP NOT NULL;
ALTER TABLE staff_invitations ADD CONSTRAINT without_email_only_the_first CHECK (email IS NOT NULL OR invited_by = 'setup');

-- The record, by who and by what, from the latest.
CREATE INDEX deeds_by_actor ON deeds (actor, id);
CREATE INDEX deeds_by_deed ON deeds (deed text_pattern_ops, id);
CREATE INDEX deeds_by_time ON deeds (at);

-- P-22. Nobody may delete but through this, and nobody what is younger.
CREATE FUNCTION drop_old_staff_rows(now timestamptz) RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH challenges AS (DELETE FROM staff_challenges WHERE made_at < now - interval '1 day' RETURNING 1),
    guesses AS (DELETE FROM staff_guesses WHERE counted_until < now - interval '1 day' RETURNING 1)
  SELECT ((SELECT count(*) FROM challenges) + (SELECT count(*) FROM guesses))::int
$$;
CREATE FUNCTION drop_old_staff_sessions(now timestamptz) RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH dropped AS (
    DELETE FROM staff_sessions s WHERE coalesce(s.ended_at, s.ends_at) < now - interval '180 days'
      AND NOT EXISTS (SELECT FROM staff_challenges c WHERE c.session_id = s.id)
    RETURNING 1
  )
  SELECT count(*)::int FROM dropped
$$;
REVOKE ALL ON FUNCTION drop_old_staff_rows, drop_old_staff_sessions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_old_staff_rows, drop_old_staff_sessions TO hoithi_keeper;
CREATE INDEX challenges_by_session ON staff_challenges (session_id);
