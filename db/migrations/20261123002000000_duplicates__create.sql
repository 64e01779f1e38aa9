-- One person who stands in a contest twice (docs/rules/people.md, N-12 to N-15). No paper and no line of the ledger is touched:
-- while a merge stands, whoever counts reads the papers of both as one person's.
SET lock_timeout = '5s';

ALTER TABLE contestants ADD COLUMN merged_into uuid REFERENCES contestants;
GRANT UPDATE (merged_into) ON contestants TO hoithi_keeper;

CREATE TABLE contestant_merges (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  survivor_id uuid NOT NULL REFERENCES contestants,
  merged_id uuid NOT NULL REFERENCES contestants,
  reason text NOT NULL,
  decided_by text NOT NULL,
  decided_at timestamptz NOT NULL,
  undone_by text,
  undone_at timestamptz,
  undo_reason text,
  CONSTRAINT merged_with_somebody_else CHECK (survivor_id <> merged_id),
  CONSTRAINT undone_by_somebody CHECK (num_nulls(undone_by, undone_at, undo_reason) IN (0, 3))
);
CREATE UNIQUE INDEX merged_once ON contestant_merges (merged_id) WHERE undone_at IS NULL;
CREATE INDEX merges_by_survivor ON contestant_merges (survivor_id) WHERE undone_at IS NULL;
CREATE INDEX merges_by_contest ON contestant_merges (contest_id);

CREATE TABLE duplicate_pairs (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  one_id uuid NOT NULL REFERENCES contestants,
  other_id uuid NOT NULL REFERENCES contestants,
  score smallint NOT NULL,
  reasons text[] NOT NULL,
  found_at timestamptz NOT NULL,
  verdict text CHECK (verdict IN ('different', 'proposed', 'merged')),
  verdict_reason text,
  decided_by text,
  decided_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT pair_found_once UNIQUE (contest_id, one_id, other_id),
  CONSTRAINT pair_in_one_order CHECK (one_id < other_id)
);
CREATE INDEX pairs_by_score ON duplicate_pairs (contest_id, score DESC, id);

-- Everybody who is somebody else as well, and whom they are counted as.
CREATE VIEW merged_contestants AS
  SELECT merged_id AS member_id, survivor_id, contest_id FROM contestant_merges WHERE undone_at IS NULL
  UNION SELECT survivor_id, survivor_id, contest_id FROM contestant_merges WHERE undone_at IS NULL;

-- Of somebody who is merged: the how manieth attempt of theirs it was, whichever of the two they started it as.
CREATE FUNCTION attempt_no_of_person(attempt uuid) RETURNS smallint LANGUAGE sql STABLE AS $$
  SELECT count(*)::smallint FROM attempts x
  JOIN merged_contestants m ON m.member_id = x.contestant_id
  JOIN merged_contestants o ON o.survivor_id = m.survivor_id
  JOIN attempts b ON b.round_id = x.round_id AND b.contestant_id = o.member_id AND (b.started_at, b.id) <= (x.started_at, x.id)
  WHERE x.id = attempt
$$;
-- N-14: two names give nobody more attempts than the rulebook allows one person. The first ones in time are within.
CREATE FUNCTION is_within_caps(attempt uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT count(*) FILTER (WHERE b.round_id = x.round_id) <= coalesce(x.attempts_allowed, 32767)
    AND count(*) FILTER (WHERE b.day = x.day) <= coalesce(x.day_allowed, 32767)
    AND count(*) <= coalesce(x.contest_allowed, 32767)
  FROM attempts x
  JOIN merged_contestants m ON m.member_id = x.contestant_id
  JOIN merged_contestants o ON o.survivor_id = m.survivor_id
  JOIN rounds r ON r.contest_id = x.contest_id
  JOIN attempts b ON b.round_id = r.id AND b.contestant_id = o.member_id AND (b.started_at, b.id) <= (x.started_at, x.id)
  WHERE x.id = attempt
  GROUP BY x.id
$$;

-- What stands, as of an instant, person by person: what stood before this, read as one person's where two are one.
ALTER FUNCTION attempts_final(timestamptz) RENAME TO attempts_of_each;
CREATE FUNCTION attempts_final(at timestamptz)
RETURNS TABLE (
  id uuid, round_id uuid, contestant_id uuid, unit_id uuid, attempt_no smallint, ending text, started_at timestamptz,
  submitted_at timestamptz, duration_ms bigint, answers jsonb, prediction numeric, score smallint, total smallint,
  counts_as_participant boolean
) LANGUAGE sql STABLE AS $$
  SELECT a.id, a.round_id, coalesce(m.survivor_id, a.contestant_id), a.unit_id,
    CASE WHEN m.member_id IS NULL THEN a.attempt_no ELSE attempt_no_of_person(a.id) END, a.ending, a.started_at, a.submitted_at,
    a.duration_ms, a.answers, a.prediction, a.score, a.total, a.counts_as_participant
  FROM attempts_of_each(at) a LEFT JOIN merged_contestants m ON m.member_id = a.contestant_id
  WHERE CASE WHEN m.member_id IS NULL THEN true ELSE is_within_caps(a.id) END
$$;
-- The same where a ruling is tried out first.
DO $$
BEGIN
  IF to_regprocedure('attempts_ruled(timestamptz, uuid)') IS NULL THEN RETURN; END IF;
  ALTER FUNCTION attempts_ruled(timestamptz, uuid) RENAME TO attempts_ruled_of_each;
  CREATE FUNCTION attempts_ruled(at timestamptz, ruling uuid)
  RETURNS TABLE (
    id uuid, round_id uuid, contestant_id uuid, unit_id uuid, attempt_no smallint, ending text, started_at timestamptz,
    submitted_at timestamptz, duration_ms bigint, answers jsonb, prediction numeric, score smallint, total smallint,
    counts_as_participant boolean
  ) LANGUAGE sql STABLE AS $f$
    SELECT a.id, a.round_id, coalesce(m.survivor_id, a.contestant_id), a.unit_id,
      CASE WHEN m.member_id IS NULL THEN a.attempt_no ELSE attempt_no_of_person(a.id) END, a.ending, a.started_at, a.submitted_at,
      a.duration_ms, a.answers, a.prediction, a.score, a.total, a.counts_as_participant
    FROM attempts_ruled_of_each(at, ruling) a LEFT JOIN merged_contestants m ON m.member_id = a.contestant_id
    WHERE CASE WHEN m.member_id IS NULL THEN true ELSE is_within_caps(a.id) END
  $f$;
END $$;

ALTER VIEW participation_counted RENAME TO participation_of_each;
CREATE VIEW participation_counted AS
  SELECT p.attempt_id, p.authority_id, p.contest_id, p.round_id, p.unit_id, coalesce(m.survivor_id, p.contestant_id) AS contestant_id,
    p.participated, p.finished_at, p.written_in
  FROM participation_of_each p LEFT JOIN merged_contestants m ON m.member_id = p.contestant_id
  WHERE CASE WHEN m.member_id IS NULL THEN true ELSE is_within_caps(p.attempt_id) END;
-- A line more for each round whenever a merge is made or undone: whoever compares the number counts the round again.
ALTER VIEW participation_voided RENAME TO participation_voided_of_each;
CREATE VIEW participation_voided AS
  SELECT round_id, attempt_id FROM participation_voided_of_each
  UNION ALL SELECT r.id, g.id FROM contestant_merges g JOIN rounds r ON r.contest_id = g.contest_id
  UNION ALL SELECT r.id, g.id FROM contestant_merges g JOIN rounds r ON r.contest_id = g.contest_id WHERE g.undone_at IS NOT NULL;

GRANT SELECT ON participation_counted, participation_voided TO hoithi_keeper;
GRANT SELECT ON merged_contestants, contestant_merges, duplicate_pairs TO hoithi_keeper;
GRANT INSERT ON contestant_merges, duplicate_pairs TO hoithi_keeper;
GRANT UPDATE (undone_by, undone_at, undo_reason) ON contestant_merges TO hoithi_keeper;
GRANT UPDATE (score, reasons, verdict, verdict_reason, decided_by, decided_at, version) ON duplicate_pairs TO hoithi_keeper;
