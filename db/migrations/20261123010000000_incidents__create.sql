-- What organisers decide while a contest runs (docs/rules/incidents.md). A line is a decision: it is written once and never
-- changed; a pause that ends early is a second line. What is in force follows from the lines, in their order.
SET lock_timeout = '5s';

CREATE TABLE incidents (
  id uuid PRIMARY KEY,
  no bigint GENERATED ALWAYS AS IDENTITY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  round_id uuid,
  contestant_id uuid,
  kind text NOT NULL CHECK (kind IN ('pause', 'resume', 'extension', 'extra-time', 'announcement', 'notice')),
  reason text NOT NULL CHECK (length(reason) >= 3),
  decided_by uuid NOT NULL REFERENCES staff,
  decided_at timestamptz NOT NULL,
  -- By then every process has heard of it (rule I-2).
  in_force_at timestamptz NOT NULL,
  -- Of a pause, when the round goes on by itself; of an announcement, until when it is shown.
  until timestamptz,
  -- Of an extension, and of a pause that moves the closing.
  closes_at timestamptz,
  closed_before timestamptz,
  -- Of extra time: of the limit of the rulebook, and beside it.
  percent smallint CHECK (percent BETWEEN 100 AND 300),
  extra_seconds integer CHECK (extra_seconds BETWEEN 0 AND 14400),
  -- To those who are taking a paper; and to the public.
  text_vi text,
  text_en text,
  notice_vi text,
  notice_en text,
  -- The second person (rule I-9).
  confirmed_by uuid REFERENCES staff,
  confirmed_at timestamptz,
  CONSTRAINT incident_in_a_round_of_its_contest
    FOREIGN KEY (round_id, contest_id, authority_id) REFERENCES rounds (id, contest_id, authority_id),
  CONSTRAINT extra_time_of_a_contestant_of_the_contest
    FOREIGN KEY (contestant_id, contest_id) REFERENCES contestants (id, contest_id),
  CONSTRAINT incident_is_whole CHECK (CASE kind
    WHEN 'pause' THEN num_nulls(round_id, until) = 0 AND until > in_force_at
    WHEN 'resume' THEN round_id IS NOT NULL
    WHEN 'extension' THEN num_nulls(round_id, closes_at, closed_before) = 0
    WHEN 'extra-time' THEN contestant_id IS NOT NULL AND num_nulls(percent, extra_seconds) = 0
    WHEN 'announcement' THEN num_nulls(round_id, until, text_vi) = 0
    ELSE notice_vi IS NOT NULL
  END),
  -- Rule I-6: a closing that was announced is never drawn forward.
  CONSTRAINT a_round_is_only_extended CHECK (closes_at > closed_before),
  CONSTRAINT incident_four_eyes CHECK (confirmed_by <> decided_by),
  CONSTRAINT incident_confirmed_by_somebody CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
);
CREATE UNIQUE INDEX incidents_in_order ON incidents (no);
CREATE INDEX incidents_by_contest ON incidents (contest_id, no);

GRANT SELECT ON incidents TO hoithi_web, hoithi_keeper;
GRANT INSERT ON incidents TO hoithi_keeper;
GRANT UPDATE (confirmed_by, confirmed_at) ON incidents TO hoithi_keeper;

-- Nobody's role may write a round's hours or an attempt's deadline. They move by these two, which look for the decision first.

-- Rule I-6. True where the round now closes as the incident says.
CREATE FUNCTION extend_round(incident uuid) RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH moved AS (
    UPDATE rounds r SET closes_at = i.closes_at FROM incidents i
    WHERE i.id = $1 AND r.id = i.round_id AND i.kind IN ('extension', 'pause') AND i.closed_before = r.closes_at
      AND i.closes_at > r.closes_at AND i.in_force_at < r.closes_at AND r.books_closed_at IS NULL
    RETURNING r.id
  ) SELECT EXISTS (SELECT FROM moved)
$$;

-- Rule I-5. Each only where it is open and still has the deadline that was seen, never past the closing of its round and never
-- before what was saved in it. What somebody is just writing is left out, so that nobody waits for nobody: it is asked again.
CREATE FUNCTION move_deadlines(moved uuid[], seen timestamptz[], deadlines timestamptz[]) RETURNS SETOF uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH held AS (
    SELECT a.id, w.deadline FROM unnest($1, $2, $3) AS w (id, was, deadline)
    JOIN attempts a ON a.id = w.id JOIN rounds r ON r.id = a.round_id
    WHERE a.ending IS NULL AND a.deadline_at = w.was AND w.deadline <= r.closes_at
      AND coalesce(a.saved_at, a.started_at) < w.deadline
      AND EXISTS (SELECT FROM incidents i WHERE i.contest_id = a.contest_id
        AND i.kind IN ('pause', 'resume', 'extension', 'extra-time'))
    FOR NO KEY UPDATE OF a SKIP LOCKED
  )
  UPDATE attempts a SET deadline_at = h.deadline FROM held h WHERE a.id = h.id RETURNING a.id
$$;
REVOKE ALL ON FUNCTION extend_round, move_deadlines FROM PUBLIC;
GRANT EXECUTE ON FUNCTION extend_round, move_deadlines TO hoithi_keeper;

-- The hours as the rulebook had them, before any extension.
CREATE VIEW rounds_as_laid AS
SELECT r.id, r.contest_id, r.no, r.opens_at, coalesce((
    SELECT i.closed_before FROM incidents i WHERE i.round_id = r.id AND i.closes_at IS NOT NULL ORDER BY i.no LIMIT 1
  ), r.closes_at) AS closes_at
FROM rounds r;
GRANT SELECT ON rounds_as_laid TO hoithi_web, hoithi_keeper;
