-- The question bank as a living thing: versions are written, reviewed, approved and retired; what is approved is copied into
-- questions and question_keys, and only from there into the pools of rounds (docs/rules/banks.md).
SET lock_timeout = '5s';

-- K-9. By the bytes: the same picture is kept once. The digest is the SHA-256 in hexadecimal digits.
CREATE TABLE question_images (
  digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
  authority_id uuid NOT NULL REFERENCES authorities,
  type text NOT NULL CONSTRAINT image_type_is_safe CHECK (type IN ('image/png', 'image/jpeg', 'image/gif', 'image/webp')),
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  bytes bytea NOT NULL CONSTRAINT image_is_small CHECK (length(bytes) BETWEEN 1 AND 524288),
  added_by text NOT NULL,
  added_at timestamptz NOT NULL
);
-- They are compressed already.
ALTER TABLE question_images ALTER COLUMN bytes SET STORAGE EXTERNAL;

ALTER TABLE questions ADD COLUMN images jsonb;

-- K-8. Documents that make answers right.
CREATE TABLE legal_sources (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  document text NOT NULL,
  document_key text NOT NULL,
  issued_on date,
  valid_from date,
  -- The first day on which it is no longer in force.
  valid_to date,
  replaced_by text,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT document_once UNIQUE (authority_id, document_key),
  CONSTRAINT source_begins_before_it_ends CHECK (valid_to > valid_from)
);

-- One row for each question, whatever its versions; it shows the newest.
CREATE TABLE bank_questions (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  code text NOT NULL,
  bank text NOT NULL,
  state text NOT NULL CHECK (state IN ('draft', 'in-review', 'approved', 'retired')),
  topic text NOT NULL,
  difficulty text NOT NULL,
  kind text NOT NULL,
  practice boolean NOT NULL,
  text text NOT NULL,
  document_key text NOT NULL,
  search_key text NOT NULL,
  near_key text NOT NULL,
  newest_id uuid NOT NULL,
  -- What rounds are given; null: nothing of it was ever approved, or it is retired.
  in_force_id uuid,
  version integer NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL,
  CONSTRAINT bank_code_once UNIQUE (authority_id, code)
);
CREATE INDEX bank_questions_by_words ON bank_questions USING gin (search_key gin_trgm_ops);
CREATE INDEX bank_questions_by_likeness ON bank_questions USING gin (near_key gin_trgm_ops);
CREATE INDEX bank_questions_by_document ON bank_questions (authority_id, document_key);

-- The id of an approved version is that of its row in questions.
CREATE TABLE bank_versions (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  question_id uuid NOT NULL REFERENCES bank_questions DEFERRABLE INITIALLY DEFERRED,
  -- Given with the approval.
  version_no integer,
  state text NOT NULL CHECK (state IN ('draft', 'in-review', 'approved', 'replaced', 'retired', 'dropped')),
  -- All of it but the key.
  content jsonb NOT NULL,
  writers text[] NOT NULL CHECK (cardinality(writers) > 0),
  written_at timestamptz NOT NULL,
  why text,
  submitted_at timestamptz,
  returned_by text,
  returned_because text,
  approved_by text,
  approved_at timestamptz,
  ended_at timestamptz,
  CONSTRAINT version_number_once UNIQUE (question_id, version_no),
  -- K-3, P-20. Whoever loads the files of a contest on the machine answers for them alone.
  CONSTRAINT writer_approves_nothing CHECK (approved_by = 'operator' OR approved_by <> ALL (writers)),
  CONSTRAINT approved_by_somebody CHECK (
    (state IN ('approved', 'replaced', 'retired')) = (approved_by IS NOT NULL)
    AND (approved_by IS NULL) = (approved_at IS NULL) AND (approved_by IS NULL) = (version_no IS NULL)
  )
);
CREATE UNIQUE INDEX one_version_being_written ON bank_versions (question_id) WHERE state IN ('draft', 'in-review');
CREATE UNIQUE INDEX one_version_in_force ON bank_versions (question_id) WHERE state = 'approved';
CREATE INDEX versions_in_review ON bank_versions (authority_id, submitted_at) WHERE state = 'in-review';
ALTER TABLE bank_questions
  ADD CONSTRAINT newest_is_a_version FOREIGN KEY (newest_id) REFERENCES bank_versions DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT in_force_is_a_version FOREIGN KEY (in_force_id) REFERENCES bank_versions DEFERRABLE INITIALLY DEFERRED;

-- Apart, so that the role that takes requests cannot read it (R-S1).
CREATE TABLE bank_version_keys (
  version_id uuid PRIMARY KEY REFERENCES bank_versions,
  authority_id uuid NOT NULL REFERENCES authorities,
  correct jsonb NOT NULL,
  explanation text
);

-- K-2. What was sent for review is not changed any more, and what was decided stays.
CREATE FUNCTION refuse_silent_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'version % is not a draft: a change is a new version', OLD.id USING ERRCODE = '23000';
END $$;
CREATE TRIGGER only_drafts_are_edited BEFORE UPDATE OF content, writers ON bank_versions FOR EACH ROW
  WHEN (OLD.state <> 'draft' AND (OLD.content, OLD.writers) IS DISTINCT FROM (NEW.content, NEW.writers))
  EXECUTE FUNCTION refuse_silent_edit();
CREATE TRIGGER approved_stays_approved BEFORE UPDATE ON bank_versions FOR EACH ROW
  WHEN (OLD.approved_by IS NOT NULL AND (NEW.approved_by, NEW.approved_at, NEW.version_no)
    IS DISTINCT FROM (OLD.approved_by, OLD.approved_at, OLD.version_no))
  EXECUTE FUNCTION refuse_silent_edit();

CREATE FUNCTION refuse_silent_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM bank_versions WHERE id = NEW.version_id AND state = 'draft') THEN
    RAISE EXCEPTION 'the key of version % is not a draft''s: a change is a new version', NEW.version_id
      USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_keys_of_drafts_are_edited BEFORE UPDATE ON bank_version_keys
  FOR EACH ROW EXECUTE FUNCTION refuse_silent_key();

-- K-3. The keeper puts nothing into questions but what two people have approved.
CREATE FUNCTION refuse_unapproved_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM bank_versions WHERE id = NEW.id AND state = 'approved' AND version_no = NEW.version_no) THEN
    RAISE EXCEPTION 'question % was not approved', NEW.id USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER questions_are_approved BEFORE INSERT ON questions FOR EACH ROW
  WHEN (current_user = 'hoithi_keeper') EXECUTE FUNCTION refuse_unapproved_question();
CREATE FUNCTION refuse_unapproved_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM bank_version_keys WHERE version_id = NEW.question_id AND correct = NEW.correct
      AND explanation IS NOT DISTINCT FROM NEW.explanation) THEN
    RAISE EXCEPTION 'the key of question % is not the one that was approved', NEW.question_id USING ERRCODE = '23000';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keys_are_approved BEFORE INSERT ON question_keys FOR EACH ROW
  WHEN (current_user = 'hoithi_keeper') EXECUTE FUNCTION refuse_unapproved_key();

-- Where a question stands in pools.
CREATE INDEX round_questions_by_question ON round_questions (question_id);

-- K-11. How questions did, measured once when the books of a round are closed.
CREATE TABLE round_measurements (
  round_id uuid PRIMARY KEY REFERENCES rounds,
  authority_id uuid NOT NULL REFERENCES authorities,
  papers integer NOT NULL,
  measured_at timestamptz NOT NULL
);
CREATE TABLE question_figures (
  question_id uuid NOT NULL REFERENCES questions,
  round_id uuid NOT NULL REFERENCES rounds,
  authority_id uuid NOT NULL REFERENCES authorities,
  drawn integer NOT NULL CHECK (drawn > 0),
  correct integer NOT NULL CHECK (correct BETWEEN 0 AND drawn),
  blank integer NOT NULL CHECK (blank BETWEEN 0 AND drawn),
  -- Null where there are too few papers, or all are alike.
  discrimination numeric CHECK (discrimination BETWEEN -1 AND 1),
  -- How often each option was chosen, in the order of the bank; null where the answer is written.
  choices jsonb,
  PRIMARY KEY (question_id, round_id)
);

-- K-12. A file that an officer sent, read and not yet confirmed. With its keys: the keeper's alone.
CREATE TABLE bank_imports (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  staff_id uuid NOT NULL REFERENCES staff,
  file_name text NOT NULL,
  digest text,
  format text,
  state text NOT NULL CHECK (state IN ('reading', 'needs-columns', 'read', 'refused', 'confirmed', 'dropped')),
  counted integer NOT NULL DEFAULT 0,
  fault jsonb,
  warnings jsonb NOT NULL DEFAULT '[]',
  headings jsonb,
  made_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX imports_by_authority ON bank_imports (authority_id, id DESC);
CREATE TABLE bank_import_items (
  import_id uuid NOT NULL REFERENCES bank_imports,
  no integer NOT NULL,
  place text NOT NULL,
  -- fresh, repeated (in the bank already), faulty; left: by whoever looked at it.
  verdict text NOT NULL CHECK (verdict IN ('fresh', 'repeated', 'faulty', 'left')),
  content jsonb NOT NULL,
  correct jsonb NOT NULL,
  explanation text,
  faults jsonb NOT NULL DEFAULT '[]',
  -- Which question of the bank, or of the file, it is or is like.
  near jsonb,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (import_id, no)
);

-- How columns of other people's sheets are called, as somebody of the authority has said once.
CREATE TABLE bank_column_names (
  authority_id uuid NOT NULL REFERENCES authorities,
  name_key text NOT NULL,
  name text NOT NULL,
  ours text NOT NULL,
  PRIMARY KEY (authority_id, name_key)
);

-- K-10. Every look at a key, and every file that took keys out.
CREATE INDEX looks_at_keys ON deeds (authority_id, id) WHERE deed IN ('question-key.seen', 'questions.exported');
CREATE VIEW key_looks AS
SELECT id, authority_id, actor, deed, subject, details, at FROM deeds WHERE deed IN ('question-key.seen', 'questions.exported');

GRANT SELECT ON question_images, legal_sources, bank_questions, bank_versions, round_measurements, question_figures,
  bank_column_names, key_looks TO hoithi_web, hoithi_keeper;
GRANT SELECT ON bank_version_keys, bank_imports, bank_import_items TO hoithi_keeper;
GRANT INSERT ON question_images, legal_sources, bank_questions, bank_versions, bank_version_keys, round_measurements,
  question_figures, bank_imports, bank_import_items, bank_column_names, questions, question_keys TO hoithi_keeper;
GRANT UPDATE (document, document_key, issued_on, valid_from, valid_to, replaced_by, version) ON legal_sources TO hoithi_keeper;
GRANT UPDATE (bank, state, topic, difficulty, kind, practice, text, document_key, search_key, near_key, newest_id, in_force_id,
  version, changed_at) ON bank_questions TO hoithi_keeper;
GRANT UPDATE (version_no, state, content, writers, written_at, why, submitted_at, returned_by, returned_because, approved_by,
  approved_at, ended_at) ON bank_versions TO hoithi_keeper;
GRANT UPDATE (correct, explanation) ON bank_version_keys TO hoithi_keeper;
GRANT UPDATE (digest, format, state, counted, fault, warnings, headings, ended_at) ON bank_imports TO hoithi_keeper;
GRANT UPDATE (verdict, content, correct, explanation, faults, near, version) ON bank_import_items TO hoithi_keeper;
GRANT UPDATE (name, ours) ON bank_column_names TO hoithi_keeper;
