-- The help desk (docs/rules/helpdesk.md). Whoever asks holds a link; the role that takes requests writes down what was asked
-- and reads what is shown to the asker and in the queue. What officers say among themselves, and every change they make, is
-- the keeper's.
SET lock_timeout = '5s';

CREATE TABLE enquiries (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  -- Read out over the telephone: it proves nothing.
  reference text NOT NULL CONSTRAINT enquiry_reference_once UNIQUE,
  -- H-3: of the link that shows the answer only its SHA-256 is kept.
  token_hash bytea NOT NULL CONSTRAINT enquiry_link_once UNIQUE CHECK (length(token_hash) = 32),
  topic text NOT NULL CHECK (topic IN ('registering', 'taking', 'result', 'rules', 'technical', 'other')),
  text text,
  asker_name text,
  contestant_id uuid REFERENCES contestants,
  -- Of the contestant when they asked: it decides which coordinator sees it.
  unit_id uuid REFERENCES units,
  attempt_id uuid REFERENCES attempts,
  context jsonb NOT NULL,
  -- Reference, name and text without case and diacritics: what a search is compared with.
  search_key text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
  held_by uuid REFERENCES staff,
  -- H-7: the same question of somebody else, whose answer is this one's as well.
  merged_into uuid REFERENCES enquiries,
  asked_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  erased_at timestamptz,
  CONSTRAINT merged_into_another CHECK (merged_into <> id),
  CONSTRAINT erased_is_empty CHECK ((text IS NULL) = (erased_at IS NOT NULL)
    AND (erased_at IS NULL OR num_nonnulls(asker_name, contestant_id, unit_id, attempt_id) = 0))
);
CREATE INDEX enquiries_waiting ON enquiries (id) WHERE state = 'open' AND merged_into IS NULL;
CREATE INDEX enquiries_held ON enquiries (held_by, id) WHERE held_by IS NOT NULL;
CREATE INDEX enquiries_by_contest ON enquiries (contest_id, id);
CREATE INDEX enquiries_merged ON enquiries (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX enquiries_by_words ON enquiries USING gin (search_key gin_trgm_ops);

CREATE TABLE enquiry_follow_ups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  enquiry_id uuid NOT NULL REFERENCES enquiries,
  authority_id uuid NOT NULL REFERENCES authorities,
  text text,
  at timestamptz NOT NULL
);
CREATE INDEX follow_ups_by_enquiry ON enquiry_follow_ups (enquiry_id);

CREATE TABLE enquiry_answers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  enquiry_id uuid NOT NULL REFERENCES enquiries,
  authority_id uuid NOT NULL REFERENCES authorities,
  text text,
  answered_by uuid NOT NULL REFERENCES staff,
  at timestamptz NOT NULL
);
CREATE INDEX answers_by_enquiry ON enquiry_answers (enquiry_id);

-- H-6: what officers say among themselves. The role that takes requests cannot read it.
CREATE TABLE enquiry_notes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  enquiry_id uuid NOT NULL REFERENCES enquiries,
  authority_id uuid NOT NULL REFERENCES authorities,
  text text,
  noted_by uuid NOT NULL REFERENCES staff,
  at timestamptz NOT NULL
);
CREATE INDEX notes_by_enquiry ON enquiry_notes (enquiry_id);

CREATE TABLE ready_answers (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  title text NOT NULL,
  text text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  removed_at timestamptz
);
CREATE INDEX ready_answers_of_authority ON ready_answers (authority_id) WHERE removed_at IS NULL;

-- H-8: what was asked often, edited, for everybody to read.
CREATE TABLE faqs (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  -- Null: every contest of the authority.
  contest_id uuid REFERENCES contests,
  question_vi text NOT NULL,
  question_en text NOT NULL,
  answer_vi text NOT NULL,
  answer_en text NOT NULL,
  position integer NOT NULL,
  search_key text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  published_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  withdrawn_at timestamptz
);
CREATE INDEX faqs_shown ON faqs (authority_id, contest_id, position) WHERE withdrawn_at IS NULL;

-- H-4: so many may be asked, refilled with time; by keyed hash of a person, a place, a contest.
CREATE TABLE enquiry_buckets (
  bucket bytea PRIMARY KEY CHECK (length(bucket) = 32),
  filled_ms bigint NOT NULL CHECK (filled_ms >= 0),
  at timestamptz NOT NULL
);

GRANT SELECT, INSERT ON enquiries, enquiry_follow_ups TO hoithi_web, hoithi_keeper;
GRANT UPDATE (state, last_at, version) ON enquiries TO hoithi_web;
GRANT UPDATE (text, asker_name, contestant_id, unit_id, attempt_id, context, search_key, state, held_by, merged_into, last_at,
  version, erased_at) ON enquiries TO hoithi_keeper;
GRANT SELECT ON enquiry_answers, ready_answers, faqs TO hoithi_web, hoithi_keeper;
GRANT INSERT ON enquiry_answers, enquiry_notes, ready_answers, faqs TO hoithi_keeper;
GRANT SELECT ON enquiry_notes TO hoithi_keeper;
GRANT UPDATE (text) ON enquiry_follow_ups, enquiry_answers, enquiry_notes TO hoithi_keeper;
GRANT UPDATE (title, text, version, removed_at) ON ready_answers TO hoithi_keeper;
GRANT UPDATE (contest_id, question_vi, question_en, answer_vi, answer_en, position, search_key, version, changed_at,
  withdrawn_at) ON faqs TO hoithi_keeper;
GRANT SELECT, INSERT ON enquiry_buckets TO hoithi_web, hoithi_keeper;
GRANT UPDATE (filled_ms, at) ON enquiry_buckets TO hoithi_web, hoithi_keeper;

-- A bucket that is full again says nothing: whoever comes finds a new one. Nobody may delete but through this.
CREATE FUNCTION drop_full_buckets(now timestamptz) RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH dropped AS (DELETE FROM enquiry_buckets WHERE at < now - interval '1 day' RETURNING 1)
  SELECT count(*)::int FROM dropped
$$;
REVOKE ALL ON FUNCTION drop_full_buckets FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_full_buckets TO hoithi_keeper;
