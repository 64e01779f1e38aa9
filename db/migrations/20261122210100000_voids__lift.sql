-- A void can be lifted again, and declared once more: each is a row, and only its lifting is ever added to it.
SET lock_timeout = '5s';

ALTER TABLE voids
  DROP CONSTRAINT voids_pkey,
  ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ADD COLUMN ruling_id uuid REFERENCES rulings,
  ADD COLUMN round_id uuid,
  ADD COLUMN contestant_id uuid,
  ADD COLUMN day date,
  -- Rule A-13: the person may take another attempt in place of this one.
  ADD COLUMN may_retake boolean NOT NULL DEFAULT false,
  ADD COLUMN lifted_in uuid REFERENCES rulings,
  ADD COLUMN lifted_at timestamptz;
CREATE UNIQUE INDEX one_void_stands ON voids (attempt_id) WHERE lifted_at IS NULL;
CREATE INDEX voids_by_attempt ON voids (attempt_id);
CREATE INDEX retakes ON voids (round_id, contestant_id) WHERE may_retake AND lifted_at IS NULL;

-- What counts: a void takes its line away as long as it stands, and nothing else does.
CREATE OR REPLACE VIEW participation_counted AS
  SELECT l.* FROM participation_ledger l
  WHERE NOT EXISTS (SELECT FROM voids v WHERE v.attempt_id = l.attempt_id AND v.lifted_at IS NULL);
-- A line each time that a void was declared or lifted: their number only grows, so whoever compares it sees every change.
CREATE OR REPLACE VIEW participation_voided AS
  SELECT l.round_id, l.attempt_id FROM voids v JOIN participation_ledger l ON l.attempt_id = v.attempt_id
  UNION ALL
  SELECT l.round_id, l.attempt_id FROM voids v JOIN participation_ledger l ON l.attempt_id = v.attempt_id
  WHERE v.lifted_at IS NOT NULL;

CREATE OR REPLACE VIEW attempts_whole AS
SELECT a.id, a.authority_id AS "authorityId", a.contest_id AS "contestId", a.round_id AS "roundId",
  a.contestant_id AS "contestantId", a.unit_id AS "unitId", a.attempt_no AS "attemptNo", a.rule_version AS "ruleVersion",
  a.nonce, a.started_at AS "startedAt", a.deadline_at AS "deadlineAt", a.saved_sequence AS "savedSequence",
  a.saved_at AS "savedAt", a.answers, a.prediction, a.ending, a.arrived_at AS "arrivedAt",
  a.submitted_at AS "submittedAt", a.duration_ms AS "durationMs", a.score, a.total, a.paper_hash AS "paperHash",
  a.receipt_key AS "receiptKey", a.receipt_signature AS "receiptSignature",
  EXISTS (SELECT FROM voids v WHERE v.attempt_id = a.id AND v.lifted_at IS NULL) AS voided
FROM attempts a;

-- What stands, as of an instant: as before, but a paper that was graded again is worth what it was found to be worth.
CREATE OR REPLACE FUNCTION attempts_final(at timestamptz)
RETURNS TABLE (
  id uuid, round_id uuid, contestant_id uuid, unit_id uuid, attempt_no smallint, ending text, started_at timestamptz,
  submitted_at timestamptz, duration_ms bigint, answers jsonb, prediction numeric, score smallint, total smallint,
  counts_as_participant boolean
) LANGUAGE sql STABLE AS $$
  SELECT a.id, a.round_id, a.contestant_id, a.unit_id, a.attempt_no, coalesce(a.ending, 'expired'), a.started_at,
    coalesce(a.submitted_at, a.deadline_at),
    coalesce(a.duration_ms, round(extract(epoch FROM a.deadline_at - a.started_at) * 1000)::bigint),
    a.answers, a.prediction, coalesce(g.score, a.score), coalesce(g.total, a.total),
    coalesce(a.ending, 'expired') = 'submitted' OR a.saved_sequence > 0 AND a.answers <> '{}'
  FROM attempts a
  LEFT JOIN (
    SELECT c.round_id, g.attempt_id, g.score, g.total FROM regrades c JOIN regradings g ON g.regrade_id = c.id WHERE c.in_force
  ) g ON g.round_id = a.round_id AND g.attempt_id = a.id
  WHERE (a.ending IS NOT NULL OR a.deadline_at <= at)
    AND NOT EXISTS (SELECT FROM voids v WHERE v.attempt_id = a.id AND v.lifted_at IS NULL)
$$;

-- What would stand if a ruling that is drawn up were confirmed.
CREATE FUNCTION attempts_ruled(at timestamptz, ruling uuid, regrade uuid)
RETURNS TABLE (
  id uuid, round_id uuid, contestant_id uuid, unit_id uuid, attempt_no smallint, ending text, started_at timestamptz,
  submitted_at timestamptz, duration_ms bigint, answers jsonb, prediction numeric, score smallint, total smallint,
  counts_as_participant boolean
) LANGUAGE sql STABLE AS $$
  SELECT a.id, a.round_id, a.contestant_id, a.unit_id, a.attempt_no, coalesce(a.ending, 'expired'), a.started_at,
    coalesce(a.submitted_at, a.deadline_at),
    coalesce(a.duration_ms, round(extract(epoch FROM a.deadline_at - a.started_at) * 1000)::bigint),
    a.answers, a.prediction, coalesce(g.score, a.score), coalesce(g.total, a.total),
    coalesce(a.ending, 'expired') = 'submitted' OR a.saved_sequence > 0 AND a.answers <> '{}'
  FROM attempts a
  LEFT JOIN regradings g ON g.regrade_id = regrade AND g.attempt_id = a.id
  WHERE (a.ending IS NOT NULL OR a.deadline_at <= at)
    AND NOT EXISTS (
      SELECT FROM (
        (SELECT v.attempt_id FROM voids v WHERE v.lifted_at IS NULL
          EXCEPT SELECT l.attempt_id FROM ruling_attempts l WHERE l.ruling_id = ruling AND l.lifts)
        UNION ALL SELECT n.attempt_id FROM ruling_attempts n WHERE n.ruling_id = ruling AND NOT n.lifts
      ) AS x WHERE x.attempt_id = a.id
    )
$$;

-- Nobody inserts a void by hand: a ruling that was decided declares its own, and a decided lift lifts what it names.
CREATE FUNCTION carry_out_voids(ruling uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  declared integer := 0;
  lifted integer := 0;
BEGIN
  INSERT INTO voids (attempt_id, authority_id, reason, decided_by, decided_at, ruling_id, round_id, contestant_id, day, may_retake)
    SELECT a.id, a.authority_id, r.reason, r.made_by::text, r.decided_at, r.id, a.round_id, a.contestant_id, a.day, r.may_retake
    FROM rulings r JOIN ruling_attempts w ON w.ruling_id = r.id AND NOT w.lifts JOIN attempts a ON a.id = w.attempt_id
    WHERE r.id = ruling AND r.decided_at IS NOT NULL;
  GET DIAGNOSTICS declared = ROW_COUNT;
  UPDATE voids v SET lifted_in = r.id, lifted_at = r.decided_at
    FROM rulings r JOIN ruling_attempts w ON w.ruling_id = r.id AND w.lifts
    WHERE r.id = ruling AND r.decided_at IS NOT NULL AND v.attempt_id = w.attempt_id AND v.lifted_at IS NULL;
  GET DIAGNOSTICS lifted = ROW_COUNT;
  RETURN declared + lifted;
END $$;
REVOKE ALL ON FUNCTION carry_out_voids(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION carry_out_voids(uuid) TO hoithi_keeper;
