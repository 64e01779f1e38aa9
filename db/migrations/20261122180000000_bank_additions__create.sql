SET lock_timeout = '5s';

-- Questions that came into a contest's bank from somebody's file, after its own files were loaded. They stay in its pools
-- when those files are loaded again.
CREATE TABLE bank_additions (
  contest_id uuid NOT NULL REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  question_id uuid NOT NULL REFERENCES questions,
  added_at timestamptz NOT NULL,
  PRIMARY KEY (contest_id, question_id)
);

GRANT SELECT ON bank_additions TO hoithi_web, hoithi_keeper;
