-- Rule O-11: a contest is there for the public from the moment somebody opened it. What was loaded from a file before there was
-- a console has been public from its loading on.
SET lock_timeout = '5s';

ALTER TABLE contests ADD COLUMN opened_at timestamptz;
UPDATE contests SET opened_at = created_at;

-- The decision, with what the preflight list said when it was taken.
CREATE TABLE contest_openings (
  contest_id uuid PRIMARY KEY REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  decided_by uuid NOT NULL REFERENCES staff,
  decided_at timestamptz NOT NULL,
  reason text,
  preflight jsonb NOT NULL
);

CREATE FUNCTION refuse_closing_of_an_opened_contest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'contest % has been opened and stays so', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER an_opened_contest_stays_open BEFORE UPDATE OF opened_at ON contests
  FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL) EXECUTE FUNCTION refuse_closing_of_an_opened_contest();

GRANT SELECT ON contest_openings TO hoithi_web, hoithi_keeper;
GRANT INSERT ON contest_openings TO hoithi_keeper;
GRANT UPDATE (opened_at) ON contests TO hoithi_keeper;
