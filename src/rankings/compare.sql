-- name: count_changes
SELECT (count(o.position))::int AS people,
  (count(*) FILTER (WHERE o.place IS NOT NULL AND n.place IS NOT NULL AND o.place <> n.place))::int AS moved,
  (count(*) FILTER (WHERE o.place IS NULL AND n.place IS NOT NULL))::int AS entered,
  (count(*) FILTER (WHERE o.place IS NOT NULL AND n.place IS NULL))::int AS "left",
  (count(*) FILTER (WHERE o.score <> n.score OR o.total <> n.total))::int AS rescored
FROM (SELECT contestant_id, position, place, score, total FROM standings WHERE ranking_id = $1) o
FULL JOIN (SELECT contestant_id, position, place, score, total FROM standings WHERE ranking_id = $2) n USING (contestant_id)

-- name: list_holders
-- Who stands from one place to another; of a stream, from one of its places to another. The version may not be there yet:
-- the contest is that of its people.
SELECT s.contestant_id AS "contestantId", n.full_name AS "fullName", u.name AS unit, s.rank::int AS place
FROM (
  SELECT s.contestant_id, s.unit_id, s.position, c.contest_id,
    CASE WHEN $2::text IS NULL THEN s.place ELSE rank() OVER (ORDER BY s.place) END AS rank
  FROM standings s JOIN contestants c ON c.id = s.contestant_id
  WHERE s.ranking_id = $1 AND s.place IS NOT NULL AND ($2::text IS NULL AND s.place BETWEEN $3 AND $4 OR c.stream = $2)
) s
JOIN contestant_names n ON n.contestant_id = s.contestant_id
JOIN unit_names u ON u.unit_id = s.unit_id AND u.contest_id = s.contest_id
WHERE s.rank BETWEEN $3 AND $4 ORDER BY s.position LIMIT 1000

-- name: list_unit_changes
SELECT u.name AS unit, jsonb_build_object('from', was.people, 'to', is_now.people) AS people,
  jsonb_build_object('from', was.perfect, 'to', is_now.perfect) AS perfect
FROM (
  SELECT unit_id, coalesce(o.people, 0) AS was_people, coalesce(o.perfect, 0) AS was_perfect,
    coalesce(n.people, 0) AS now_people, coalesce(n.perfect, 0) AS now_perfect
  FROM (
    SELECT unit_id, count(*)::int AS people, (count(*) FILTER (WHERE total > 0 AND score = total))::int AS perfect
    FROM standings WHERE ranking_id = $1 AND participated GROUP BY unit_id
  ) o FULL JOIN (
    SELECT unit_id, count(*)::int AS people, (count(*) FILTER (WHERE total > 0 AND score = total))::int AS perfect
    FROM standings WHERE ranking_id = $2 AND participated GROUP BY unit_id
  ) n USING (unit_id)
) t
CROSS JOIN LATERAL (SELECT was_people AS people, was_perfect AS perfect) was
CROSS JOIN LATERAL (SELECT now_people AS people, now_perfect AS perfect) is_now
JOIN unit_names u ON u.unit_id = t.unit_id AND u.contest_id = (SELECT k.contest_id FROM rankings k WHERE k.id = $1)
WHERE was_people <> now_people OR was_perfect <> now_perfect ORDER BY u.name LIMIT $3

-- name: list_moved
-- Two lists, one behind the other: who stands in the later version, and who no longer does.
(
  SELECT n.position AS key, c.full_name AS "fullName", u.name AS unit, n.attempt_id AS "attemptId", o.place AS "placeBefore",
    n.place AS "placeAfter", o.score AS "scoreBefore", o.total AS "totalBefore", n.score AS "scoreAfter", n.total AS "totalAfter"
  FROM standings n
  LEFT JOIN standings o ON o.ranking_id = $1 AND o.contestant_id = n.contestant_id
  JOIN contestants k ON k.id = n.contestant_id JOIN contestant_names c ON c.contestant_id = n.contestant_id
  JOIN unit_names u ON u.unit_id = n.unit_id AND u.contest_id = k.contest_id
  WHERE n.ranking_id = $2 AND n.position > $3
    AND (o.place IS DISTINCT FROM n.place OR o.score IS DISTINCT FROM n.score OR o.total IS DISTINCT FROM n.total)
    AND (NOT $5::boolean OR o.place IS NOT NULL OR n.place IS NOT NULL)
  ORDER BY n.position LIMIT $4
)
UNION ALL
(
  SELECT 1000000000 + o.position, c.full_name, u.name, o.attempt_id, o.place, NULL, o.score, o.total, NULL, NULL
  FROM standings o
  JOIN contestants k ON k.id = o.contestant_id JOIN contestant_names c ON c.contestant_id = o.contestant_id
  JOIN unit_names u ON u.unit_id = o.unit_id AND u.contest_id = k.contest_id
  WHERE o.ranking_id = $1 AND o.position > $3 - 1000000000 AND (NOT $5::boolean OR o.place IS NOT NULL)
    AND NOT EXISTS (SELECT FROM standings n WHERE n.ranking_id = $2 AND n.contestant_id = o.contestant_id)
  ORDER BY o.position LIMIT $4
)
ORDER BY key LIMIT $4
