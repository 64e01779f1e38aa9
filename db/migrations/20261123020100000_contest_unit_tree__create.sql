-- Where a unit stands in a contest, for whoever asks what is below it: the contest's own tree.
SET lock_timeout = '5s';
CREATE VIEW contest_unit_tree AS SELECT contest_id, authority_id, unit_id, parent_id, code, name FROM contest_units;
GRANT SELECT ON contest_unit_tree TO hoithi_web, hoithi_keeper;
