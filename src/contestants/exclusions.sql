-- name: insert_order
INSERT INTO exclusion_orders (id, authority_id, contest_id, full_name, numbers, reason, made_by, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: insert_ordered
-- A number that is excluded already stays as it is: fewer rows come back then.
INSERT INTO exclusions (contest_id, authority_id, field, hash, reason, order_id)
SELECT $2, $1, e.field, e.hash, jsonb_build_object('vi', $6::text, 'en', $6::text), $3
FROM unnest($4::text[], $5::bytea[]) AS e (field, hash)
ON CONFLICT DO NOTHING RETURNING field

-- name: list_orders
SELECT id, full_name AS "fullName", numbers, reason, made_by AS "madeBy", made_at AS "madeAt", lifted_at AS "liftedAt",
  lift_reason AS "liftReason"
FROM exclusion_orders WHERE contest_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3

-- name: lift_order
UPDATE exclusion_orders SET lifted_by = $3, lifted_at = $4, lift_reason = $5
WHERE id = $1 AND contest_id = $2 AND lifted_at IS NULL RETURNING id

-- name: find_order
SELECT id FROM exclusion_orders WHERE id = $1 AND contest_id = $2

-- name: clear_ordered
DELETE FROM exclusions WHERE order_id = $1
