-- What is decided about results after the fact (docs/rules/rulings.md). A ruling is drawn up first: what it would do is
-- computed and can be looked at, and counts for nothing. It counts from the confirmation by a second person on.
SET lock_timeout = '5s';

CREATE TABLE rulings (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  kind text NOT NULL CHECK (kind IN ('question', 'void', 'lift')),
  question_id uuid REFERENCES questions,
  way text CHECK (way IN ('left-out', 'everybody-right', 'another-key')),
  lifts uuid REFERENCES rulings,
  -- Of a void: which round, and the period or the attempt that was chosen; of a lift: the one attempt, or nothing.
  scope jsonb NOT NULL,
  may_retake boolean NOT NULL DEFAULT false,
  made_by uuid NOT NULL REFERENCES staff,
  made_at timestamptz NOT NULL,
  -- Of the drawing up: how far it is, what it was drawn up from, and when it was done or given up.
  papers integer NOT NULL DEFAULT 0,
  papers_done integer NOT NULL DEFAULT 0,
  seen_at timestamptz NOT NULL,
  basis text,
  ready_at timestamptz,
  failed text,
  reason text,
  notice text,
  decided_at timestamptz,
  lifted_at timestamptz,
  CONSTRAINT questions_are_ruled_in_a_way CHECK ((kind = 'question') = (question_id IS NOT NULL AND way IS NOT NULL)),
  CONSTRAINT lifts_lift_something CHECK ((kind = 'lift') = (lifts IS NOT NULL)),
  CONSTRAINT decided_with_a_reason CHECK (decided_at IS NULL OR (reason IS NOT NULL AND ready_at IS NOT NULL)),
  CONSTRAINT lifted_after_decided CHECK (lifted_at IS NULL OR decided_at IS NOT NULL)
);
CREATE INDEX rulings_by_contest ON rulings (contest_id, id DESC);
CREATE UNIQUE INDEX one_ruling_stands_on_a_question ON rulings (contest_id, question_id)
  WHERE kind = 'question' AND decided_at IS NOT NULL AND lifted_at IS NULL;

CREATE FUNCTION refuse_change_of_decided_ruling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL
    AND to_jsonb(OLD) - 'lifted_at' = to_jsonb(NEW) - 'lifted_at' THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'ruling % is decided and can only be lifted', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER a_decided_ruling_stays BEFORE UPDATE ON rulings
  FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION refuse_change_of_decided_ruling();

-- The other key, apart from the ruling, so that the role that takes requests cannot read it (R-S1).
CREATE TABLE ruling_keys (
  ruling_id uuid PRIMARY KEY REFERENCES rulings,
  authority_id uuid NOT NULL REFERENCES authorities,
  correct jsonb NOT NULL
);

-- The attempts that a ruling declares void, or (lifts) no longer void.
CREATE TABLE ruling_attempts (
  ruling_id uuid NOT NULL REFERENCES rulings,
  authority_id uuid NOT NULL,
  attempt_id uuid NOT NULL,
  lifts boolean NOT NULL,
  PRIMARY KEY (ruling_id, attempt_id)
);

-- Papers of a round graded again, all of them under the same rulings. Each is complete: the next does not build upon it.
CREATE TABLE regrades (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  round_id uuid NOT NULL REFERENCES rounds,
  made_at timestamptz NOT NULL,
  in_force boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX one_regrade_in_force ON regrades (round_id) WHERE in_force;

-- What a sealed paper is worth since then; the paper and its score stay what they are.
CREATE TABLE regradings (
  regrade_id uuid NOT NULL,
  authority_id uuid NOT NULL,
  attempt_id uuid NOT NULL,
  score smallint NOT NULL,
  total smallint NOT NULL,
  PRIMARY KEY (regrade_id, attempt_id),
  CONSTRAINT no_more_right_than_asked CHECK (score BETWEEN 0 AND total)
);

-- What a ruling does to the standings of a round, or (round_no 0) of the contest. The rows of standings stand under
-- ranking_id already; they are nobody's until there is a ranking of that id.
CREATE TABLE ruling_rounds (
  ruling_id uuid NOT NULL REFERENCES rulings,
  authority_id uuid NOT NULL,
  round_no smallint NOT NULL,
  round_id uuid REFERENCES rounds,
  -- The regrade that counts under this ruling; null: every paper is worth what it was.
  regrade_id uuid,
  ranking_id uuid,
  previous_id uuid REFERENCES rankings,
  drawn jsonb NOT NULL,
  PRIMARY KEY (ruling_id, round_no)
);

GRANT SELECT ON rulings, ruling_attempts, ruling_rounds, regrades, regradings TO hoithi_web, hoithi_keeper;
GRANT INSERT ON rulings, ruling_attempts, ruling_rounds, regrades, regradings TO hoithi_keeper;
GRANT SELECT, INSERT ON ruling_keys TO hoithi_keeper;
GRANT UPDATE (papers, papers_done, seen_at, basis, ready_at, failed, reason, notice, decided_at, lifted_at) ON rulings
  TO hoithi_keeper;
GRANT UPDATE (in_force) ON regrades TO hoithi_keeper;

-- A drawing up that nobody confirmed is thrown away, and nothing else can be by this: nobody may delete.
CREATE FUNCTION drop_ruling_draft(ruling uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM rulings WHERE id = ruling AND decided_at IS NULL) THEN RETURN; END IF;
  DELETE FROM standings s USING ruling_rounds d
    WHERE d.ruling_id = ruling AND s.ranking_id = d.ranking_id AND NOT EXISTS (SELECT FROM rankings k WHERE k.id = d.ranking_id);
  -- A regrade that is in force was there before this ruling was drawn up.
  DELETE FROM regradings g USING ruling_rounds d
    WHERE d.ruling_id = ruling AND g.regrade_id = d.regrade_id
      AND NOT EXISTS (SELECT FROM ruling_rounds o JOIN rulings r ON r.id = o.ruling_id
        WHERE o.regrade_id = d.regrade_id AND (r.decided_at IS NOT NULL OR r.id <> ruling))
      AND NOT EXISTS (SELECT FROM regrades c WHERE c.id = d.regrade_id AND c.in_force);
  DELETE FROM ruling_attempts WHERE ruling_id = ruling;
  DELETE FROM ruling_rounds WHERE ruling_id = ruling;
  UPDATE rulings SET ready_at = NULL, failed = 'dropped' WHERE id = ruling;
END $$;
REVOKE ALL ON FUNCTION drop_ruling_draft(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_ruling_draft(uuid) TO hoithi_keeper;
