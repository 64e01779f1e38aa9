SET lock_timeout = '5s';

CREATE TABLE attempts (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  round_id uuid NOT NULL REFERENCES rounds,
  contestant_id uuid NOT NULL REFERENCES contestants,
  unit_id uuid NOT NULL REFERENCES units,  -- copied at the start: a later transfer does not move the paper
  attempt_no smallint NOT NULL,            -- numbered slots: a cap is a constraint, never a count before an insert
  attempts_allowed smallint,               -- the caps of the rulebook, copied at the start; null: no cap
  day date,
  day_no smallint,
  day_allowed smallint,
  contest_no smallint,
  contest_allowed smallint,
  rule_version integer NOT NULL,
  nonce bytea NOT NULL CHECK (length(nonce) = 16),
  nonce_by text NOT NULL CHECK (nonce_by IN ('client', 'server')),
  started_at timestamptz NOT NULL,
  deadline_at timestamptz NOT NULL,
  saved_sequence bigint NOT NULL DEFAULT 0,
  saved_at timestamptz,
  answers jsonb NOT NULL DEFAULT '{}',
  prediction numeric,
  -- Null while the attempt is open, and while nobody has written down yet that its time ran out.
  ending text CHECK (ending IN ('submitted', 'expired')),
  arrived_at timestamptz,
  submitted_at timestamptz,
  duration_ms bigint,
  score smallint,
  total smallint,
  paper_hash bytea,
  receipt_key text,
  receipt_signature bytea,
  -- Rule A-1: no more attempts than the rulebook allows in a round, on a day, in all.
  CONSTRAINT attempt_number_used_once UNIQUE (round_id, contestant_id, attempt_no),
  CONSTRAINT attempts_within_cap CHECK (attempt_no BETWEEN 1 AND coalesce(attempts_allowed, 32767)),
  CONSTRAINT day_within_cap CHECK (day_no BETWEEN 1 AND day_allowed),
  CONSTRAINT contest_within_cap CHECK (contest_no BETWEEN 1 AND contest_allowed),
  CONSTRAINT deadline_after_start CHECK (deadline_at > started_at),
  CONSTRAINT submitted_after_start CHECK (submitted_at >= started_at),
  -- Rule A-3: nothing counts that was handed in at or after the deadline; an expired paper has its deadline.
  CONSTRAINT submitted_in_time CHECK (
    CASE ending WHEN 'submitted' THEN submitted_at < deadline_at WHEN 'expired' THEN submitted_at = deadline_at END
  ),
  CONSTRAINT saved_in_time CHECK (saved_at < deadline_at),
  CONSTRAINT a_sealed_paper_is_whole CHECK (
    (ending IS NULL) = (submitted_at IS NULL)
    AND (ending IS NULL OR num_nulls(arrived_at, duration_ms, score, total, paper_hash, receipt_key, receipt_signature) = 0)
  )
) WITH (fillfactor = 70); -- saves rewrite the row; room on the page keeps them from touching the indexes

-- Rule A-2: one attempt open at a time.
CREATE UNIQUE INDEX one_open_attempt ON attempts (round_id, contestant_id) WHERE ending IS NULL;
CREATE UNIQUE INDEX day_number_used_once ON attempts (contest_id, contestant_id, day, day_no) WHERE day_no IS NOT NULL;
CREATE UNIQUE INDEX contest_number_used_once ON attempts (contest_id, contestant_id, contest_no) WHERE contest_no IS NOT NULL;

-- A sealed paper is never changed: a correction is a row elsewhere.
CREATE FUNCTION refuse_change_of_sealed_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'attempt % is sealed and cannot change', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER a_sealed_paper_is_final BEFORE UPDATE ON attempts
  FOR EACH ROW WHEN (OLD.ending IS NOT NULL) EXECUTE FUNCTION refuse_change_of_sealed_paper();

-- Attempts that the organisers declared void, with their reason; the paper itself stays.
CREATE TABLE voids (
  attempt_id uuid PRIMARY KEY REFERENCES attempts,
  authority_id uuid NOT NULL REFERENCES authorities,
  reason text NOT NULL,
  decided_by text NOT NULL,
  decided_at timestamptz NOT NULL
);

-- What stands, as of an instant: an attempt whose time ran out is what was saved before its deadline, whether or
-- not anybody has written it down (rule A-5). score is null until it is graded.
CREATE FUNCTION attempts_final(at timestamptz)
RETURNS TABLE (
  id uuid, round_id uuid, contestant_id uuid, unit_id uuid, attempt_no smallint, ending text, started_at timestamptz,
  submitted_at timestamptz, duration_ms bigint, answers jsonb, prediction numeric, score smallint, total smallint,
  counts_as_participant boolean
) LANGUAGE sql STABLE AS $$
  SELECT a.id, a.round_id, a.contestant_id, a.unit_id, a.attempt_no, coalesce(a.ending, 'expired'), a.started_at,
    coalesce(a.submitted_at, a.deadline_at),
    coalesce(a.duration_ms, round(extract(epoch FROM a.deadline_at - a.started_at) * 1000)::bigint),
    a.answers, a.prediction, a.score, a.total,
    coalesce(a.ending, 'expired') = 'submitted' OR a.saved_sequence > 0 AND a.answers <> '{}'
  FROM attempts a
  WHERE (a.ending IS NOT NULL OR a.deadline_at <= at)
    AND NOT EXISTS (SELECT FROM voids v WHERE v.attempt_id = a.id)
$$;

-- An attempt as the code reads it.
CREATE VIEW attempts_whole AS
SELECT a.id, a.authority_id AS "authorityId", a.contest_id AS "contestId", a.round_id AS "roundId",
  a.contestant_id AS "contestantId", a.unit_id AS "unitId", a.attempt_no AS "attemptNo", a.rule_version AS "ruleVersion",
  a.nonce, a.started_at AS "startedAt", a.deadline_at AS "deadlineAt", a.saved_sequence AS "savedSequence",
  a.saved_at AS "savedAt", a.answers, a.prediction, a.ending, a.arrived_at AS "arrivedAt",
  a.submitted_at AS "submittedAt", a.duration_ms AS "durationMs", a.score, a.total, a.paper_hash AS "paperHash",
  a.receipt_key AS "receiptKey", a.receipt_signature AS "receiptSignature",
  EXISTS (SELECT FROM voids v WHERE v.attempt_id = a.id) AS voided
FROM attempts a;

GRANT SELECT ON attempts_whole TO hoithi_web, hoithi_keeper;
GRANT SELECT, INSERT ON attempts TO hoithi_web, hoithi_keeper;
GRANT UPDATE (saved_sequence, saved_at, answers, prediction, ending, arrived_at, submitted_at, duration_ms, score, total,
  paper_hash, receipt_key, receipt_signature) ON attempts TO hoithi_web, hoithi_keeper;
GRANT SELECT ON voids TO hoithi_web, hoithi_keeper;
