SET lock_timeout = '5s';

-- What published standings may show of a person and of a unit, and what is asked for nowhere else.
CREATE VIEW contestant_names AS SELECT id AS contestant_id, full_name FROM contestants;
CREATE VIEW unit_names AS SELECT id AS unit_id, name, path FROM units;

GRANT SELECT ON contestant_names, unit_names TO hoithi_web, hoithi_keeper;
