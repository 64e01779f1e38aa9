-- U-9: a contest has a tree of its own, as it was on the contest's day. Two contests of one authority share who a unit is
-- (its id and code) and nothing else.
SET lock_timeout = '5s';

ALTER TABLE contest_units
  ADD COLUMN code text, ADD COLUMN parent_id uuid, ADD COLUMN kind text, ADD COLUMN name text, ADD COLUMN path text,
  ADD COLUMN choosable boolean, ADD COLUMN valid_from date, ADD COLUMN valid_to date, ADD COLUMN note text,
  ADD COLUMN position integer, ADD COLUMN search_key text;
UPDATE contest_units c SET code = u.code, parent_id = u.parent_id, kind = u.kind, name = u.name, path = u.path,
  choosable = u.choosable, valid_from = u.valid_from, valid_to = u.valid_to, note = u.note, position = u.position,
  search_key = u.search_key
FROM units u WHERE u.id = c.unit_id;
-- One contest may have moved a unit below a unit that the other has not: there it stands at the top, where its path says.
UPDATE contest_units c SET parent_id = NULL WHERE parent_id IS NOT NULL
  AND NOT EXISTS (SELECT FROM contest_units p WHERE p.contest_id = c.contest_id AND p.unit_id = c.parent_id);
ALTER TABLE contest_units
  ALTER COLUMN code SET NOT NULL, ALTER COLUMN kind SET NOT NULL, ALTER COLUMN name SET NOT NULL,
  ALTER COLUMN path SET NOT NULL, ALTER COLUMN choosable SET NOT NULL, ALTER COLUMN position SET NOT NULL,
  ALTER COLUMN search_key SET NOT NULL,
  ADD CONSTRAINT contest_unit_code_once UNIQUE (contest_id, code),
  ADD CONSTRAINT contest_unit_stands_in_its_contest FOREIGN KEY (contest_id, parent_id)
    REFERENCES contest_units (contest_id, unit_id),
  ADD CONSTRAINT contest_unit_is_not_its_own_parent CHECK (parent_id <> unit_id),
  ADD CONSTRAINT contest_unit_valid_from_before_to CHECK (valid_from < valid_to);
CREATE INDEX contest_units_by_parent ON contest_units (contest_id, parent_id);

-- What published standings may show of a unit: its name in that contest.
DROP VIEW unit_names;
CREATE VIEW unit_names AS SELECT contest_id, unit_id, name, path FROM contest_units;
GRANT SELECT ON unit_names TO hoithi_web, hoithi_keeper;
