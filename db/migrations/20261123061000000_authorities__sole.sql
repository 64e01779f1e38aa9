-- Whom an officer of the whole installation means who names nobody: the only authority there is. Those that the samples brought along
-- are not counted beside one that is in earnest (docs/rules/staff.md).
SET lock_timeout = '5s';

CREATE FUNCTION sole_authority() RETURNS uuid LANGUAGE sql STABLE AS $$
  WITH ranked AS (
    SELECT a.id, bool_and(coalesce(c.sample, false)) AS is_sample
    FROM authorities a LEFT JOIN contests c ON c.authority_id = a.id GROUP BY a.id
  ), counted AS (
    SELECT id FROM ranked WHERE NOT is_sample OR NOT EXISTS (SELECT FROM ranked WHERE NOT is_sample)
  )
  SELECT min(id::text)::uuid FROM counted HAVING count(*) = 1
$$;
