SET lock_timeout = '5s';

-- A row of standings is a copy that one statement makes inside the database, out of attempts that are there and for a
-- ranking that the same transaction writes; no role but the owner can delete either. Looking both up again for each of
-- a million rows took longer than putting them in order (docs/decisions/0019).
ALTER TABLE standings DROP CONSTRAINT standings_attempt_id_fkey;
ALTER TABLE standings DROP CONSTRAINT standings_ranking_id_fkey;
