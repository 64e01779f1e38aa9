-- What a rehearsal was for the machine stays, when the rest of what came of it is emptied: the list before the opening goes by it
-- (docs/rules/preflight.md, F-6).
SET lock_timeout = '5s';

ALTER TABLE rehearsals ADD COLUMN load jsonb;
GRANT UPDATE (load) ON rehearsals TO hoithi_keeper;
