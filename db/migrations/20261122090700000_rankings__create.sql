SET lock_timeout = '5s';

-- Standings of a round (round_no) or of the whole contest (null), versioned; never recomputed in place.
CREATE TABLE rankings (
  id uuid PRIMARY KEY,
  authority_id uuid NOT NULL REFERENCES authorities,
  contest_id uuid NOT NULL REFERENCES contests,
  round_no smallint,
  version_no integer NOT NULL,
  rule_version integer NOT NULL,
  keys text[] NOT NULL,
  actual numeric,
  draw_seed text,
  placed integer NOT NULL,
  closed_at timestamptz NOT NULL,
  -- Why there is another version than the first.
  reason text,
  published_at timestamptz,
  CONSTRAINT later_rankings_have_a_reason CHECK (version_no = 1 OR reason IS NOT NULL),
  CONSTRAINT ranking_version_once UNIQUE NULLS NOT DISTINCT (contest_id, round_no, version_no)
);

-- Everybody who finished stands here, placed or not: each can be told why. A row is a copy of its attempt's own
-- references, which the attempt guards; looking each up again would double the time in which the books close.
CREATE TABLE standings (
  ranking_id uuid NOT NULL REFERENCES rankings,
  authority_id uuid NOT NULL,
  position integer NOT NULL,
  place integer, -- null: the rulebook's gate was not passed
  attempt_id uuid NOT NULL REFERENCES attempts,
  contestant_id uuid NOT NULL,
  unit_id uuid NOT NULL,
  participated boolean NOT NULL,
  score integer NOT NULL,
  total integer NOT NULL,
  prediction numeric,
  -- |prediction - actual| in the smallest step that a prediction may have.
  distance numeric,
  started_at timestamptz NOT NULL,
  submitted_at timestamptz NOT NULL,
  duration_ms bigint NOT NULL,
  perfect_attempts integer NOT NULL,
  decided_by text,
  trace text[] NOT NULL, -- the value of each of the ranking's keys, in their order
  PRIMARY KEY (ranking_id, position),
  CONSTRAINT one_standing_each UNIQUE (ranking_id, contestant_id)
);

GRANT SELECT ON rankings, standings TO hoithi_web;
GRANT SELECT, INSERT ON rankings, standings TO hoithi_keeper;
GRANT UPDATE (published_at) ON rankings TO hoithi_keeper;
