-- What other parts may know of an officer: the name. And what may be told of a round beside a question that stands in it.
SET lock_timeout = '5s';
CREATE OR REPLACE VIEW staff_names AS SELECT id AS staff_id, full_name FROM staff;
CREATE VIEW question_uses AS
SELECT p.question_id, p.round_id, c.slug, c.name AS contest, r.no, r.opens_at, r.closes_at, r.books_closed_at
FROM round_questions p JOIN rounds r ON r.id = p.round_id JOIN contests c ON c.id = r.contest_id;
GRANT SELECT ON staff_names, question_uses TO hoithi_web, hoithi_keeper;
