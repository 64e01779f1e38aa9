SET lock_timeout = '5s';

-- How far the ledger of a round has been folded into totals. All of this can be made again from the ledger.
CREATE TABLE statistics_folds (
  round_id uuid PRIMARY KEY REFERENCES rounds,
  authority_id uuid NOT NULL REFERENCES authorities,
  folded_below xid8 NOT NULL, -- the lines of every transaction before this one are in
  lines bigint NOT NULL,
  voids integer NOT NULL,
  cluster text NOT NULL, -- of which PostgreSQL the numbers of transactions are
  has_foreign_lines boolean NOT NULL,
  checked boolean NOT NULL DEFAULT false -- against the ledger, after the books were closed
);

-- Who took part in a round: with which attempt first, and with which last. unit_id is null where nothing counts any more.
CREATE TABLE statistics_persons (
  round_id uuid NOT NULL,
  authority_id uuid NOT NULL,
  contestant_id uuid NOT NULL,
  unit_id uuid,
  took_at timestamptz,
  attempt_id uuid,
  last_unit_id uuid,
  last_at timestamptz,
  last_attempt_id uuid,
  PRIMARY KEY (round_id, contestant_id)
) WITH (fillfactor = 90);

-- The rounds that a page of figures counts over; round_no 0 is the contest.
CREATE TABLE statistics_tallies (
  contest_id uuid NOT NULL REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  round_no smallint NOT NULL,
  rounds uuid[] NOT NULL,
  full_rounds uuid[] NOT NULL,
  PRIMARY KEY (contest_id, round_no)
);

-- Attempts are kept by round only: those of the contest are their sum.
CREATE TABLE statistics_totals (
  contest_id uuid NOT NULL REFERENCES contests,
  authority_id uuid NOT NULL REFERENCES authorities,
  round_no smallint NOT NULL,
  unit_id uuid NOT NULL REFERENCES units,
  persons integer NOT NULL DEFAULT 0 CHECK (persons >= 0),
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  "full" integer NOT NULL DEFAULT 0 CHECK ("full" >= 0),
  PRIMARY KEY (contest_id, round_no, unit_id)
) WITH (fillfactor = 50);

-- Figures that still move: one row per page, overwritten. What is final stays in statistics_snapshots.
CREATE TABLE statistics_live (
  contest_id uuid NOT NULL REFERENCES contests,
  round_no smallint NOT NULL, -- 0: the whole contest
  authority_id uuid NOT NULL REFERENCES authorities,
  as_of timestamptz NOT NULL,
  digest text NOT NULL,
  basis text NOT NULL,
  frame text NOT NULL REFERENCES statistics_frames,
  figures jsonb NOT NULL,
  PRIMARY KEY (contest_id, round_no)
) WITH (fillfactor = 50);

-- The newest published figures of each page, final or live.
CREATE VIEW statistics_newest AS
  SELECT DISTINCT ON (contest_id, round_no) contest_id, nullif(round_no, 0) AS round_no, as_of, digest, basis, frame, figures
  FROM (
    SELECT contest_id, coalesce(round_no, 0) AS round_no, id, as_of, digest, basis, frame, figures FROM statistics_snapshots
    UNION ALL
    SELECT contest_id, round_no, 0, as_of, digest, basis, frame, figures FROM statistics_live
  ) AS every
  ORDER BY contest_id, round_no, as_of DESC, id DESC;

-- What is withheld is in the totals, so the role that takes requests cannot read them.
GRANT SELECT, INSERT, UPDATE ON statistics_folds, statistics_persons, statistics_tallies, statistics_totals TO hoithi_keeper;
GRANT SELECT, INSERT, UPDATE ON statistics_live TO hoithi_keeper;
GRANT SELECT ON statistics_live TO hoithi_web;
GRANT SELECT ON statistics_newest TO hoithi_web, hoithi_keeper;
