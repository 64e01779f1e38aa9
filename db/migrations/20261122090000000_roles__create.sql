-- Two roles run the house; the owner only migrates. The web role takes requests and cannot read an answer key
-- or a draw secret; the keeper grades, draws and closes. Neither may delete anything.
SET lock_timeout = '5s';
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hoithi_web') THEN CREATE ROLE hoithi_web NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hoithi_keeper') THEN CREATE ROLE hoithi_keeper NOLOGIN; END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster was being migrated
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'the database user % may not create roles: ask the administrator to run CREATE ROLE hoithi_web NOLOGIN; CREATE ROLE hoithi_keeper NOLOGIN; GRANT hoithi_web, hoithi_keeper TO %', current_user, current_user;
END $$;
DO $$
BEGIN
  EXECUTE format('GRANT hoithi_web, hoithi_keeper TO %I', current_user);
END $$;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
GRANT USAGE ON SCHEMA public TO hoithi_web, hoithi_keeper;
