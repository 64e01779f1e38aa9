SET lock_timeout = '5s';

-- A reference is looked up for every row that names it, and on the busiest minute's path that was half the cost of a start
-- and of a seal. What follows from another reference is not looked up again; and the two that stay tie their rows together:
-- an attempt's round and contestant are of its contest, and the round of its authority.
ALTER TABLE rounds ADD CONSTRAINT round_of_its_contest UNIQUE (id, contest_id, authority_id);
ALTER TABLE contestants ADD CONSTRAINT contestant_of_their_contest UNIQUE (id, contest_id);

ALTER TABLE attempts
  DROP CONSTRAINT attempts_authority_id_fkey,
  DROP CONSTRAINT attempts_contest_id_fkey,
  DROP CONSTRAINT attempts_round_id_fkey,
  DROP CONSTRAINT attempts_contestant_id_fkey,
  DROP CONSTRAINT attempts_unit_id_fkey,  -- copied from the contestant's row, which keeps its own
  ADD CONSTRAINT attempt_in_a_round_of_its_contest
    FOREIGN KEY (round_id, contest_id, authority_id) REFERENCES rounds (id, contest_id, authority_id),
  ADD CONSTRAINT attempt_of_a_contestant_of_its_contest
    FOREIGN KEY (contestant_id, contest_id) REFERENCES contestants (id, contest_id);

-- A line is a copy made from its attempt in the statement that seals it.
ALTER TABLE participation_ledger
  DROP CONSTRAINT participation_ledger_authority_id_fkey,
  DROP CONSTRAINT participation_ledger_contest_id_fkey,
  DROP CONSTRAINT participation_ledger_round_id_fkey,
  DROP CONSTRAINT participation_ledger_unit_id_fkey,
  DROP CONSTRAINT participation_ledger_contestant_id_fkey;

-- A paper is written some five times; with half of the page free most of them stay on it and touch no index.
ALTER TABLE attempts SET (fillfactor = 50);
