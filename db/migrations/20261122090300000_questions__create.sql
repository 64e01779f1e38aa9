SET lock_timeout = '5s';

CREATE TABLE questions (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  code text NOT NULL,
  version_no integer NOT NULL,
  digest text NOT NULL,
  topic text NOT NULL,
  difficulty text NOT NULL,
  kind text NOT NULL,
  text text NOT NULL,
  rows jsonb,
  options jsonb NOT NULL,
  source jsonb NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  practice boolean NOT NULL,
  CONSTRAINT question_version_once UNIQUE (authority_id, code, version_no),
  CONSTRAINT question_practice_is_known UNIQUE (id, practice)
);

-- Apart from the questions, so that the role that takes requests cannot read it (R-S1).
CREATE TABLE question_keys (
  question_id uuid PRIMARY KEY REFERENCES questions,
  authority_id uuid NOT NULL REFERENCES authorities,
  correct jsonb NOT NULL,
  explanation text
);

-- The questions a round draws from, frozen when the contest is loaded.
CREATE TABLE round_questions (
  round_id uuid NOT NULL REFERENCES rounds,
  authority_id uuid NOT NULL REFERENCES authorities,
  position integer NOT NULL,
  question_id uuid NOT NULL,
  practice boolean NOT NULL DEFAULT false,
  PRIMARY KEY (round_id, position),
  CONSTRAINT round_question_once UNIQUE (round_id, question_id),
  -- Rule Q-4: practice and contest never share a question.
  CONSTRAINT practice_questions_stay_out CHECK (NOT practice),
  FOREIGN KEY (question_id, practice) REFERENCES questions (id, practice)
);

CREATE TABLE practice_questions (
  contest_id uuid NOT NULL REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  position integer NOT NULL,
  question_id uuid NOT NULL,
  practice boolean NOT NULL DEFAULT true,
  PRIMARY KEY (contest_id, position),
  CONSTRAINT only_practice_questions CHECK (practice),
  FOREIGN KEY (question_id, practice) REFERENCES questions (id, practice)
);

GRANT SELECT ON questions, round_questions, practice_questions TO hoithi_web, hoithi_keeper;
GRANT SELECT ON question_keys TO hoithi_keeper;
