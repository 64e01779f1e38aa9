-- name: insert_upload
INSERT INTO uploads (id, authority_id, staff_id, name, size, made_at) VALUES ($1, $2, $3, $4, $5, $6)

-- name: find_upload
SELECT id, name, size FROM uploads WHERE id = $1 AND staff_id = $2

-- name: sum_sizes
SELECT coalesce(sum(size), 0)::bigint::text AS bytes FROM uploads WHERE staff_id = $1

-- name: write_part
INSERT INTO upload_parts (upload_id, no, bytes) VALUES ($1, $2, $3)
ON CONFLICT (upload_id, no) DO UPDATE SET bytes = excluded.bytes

-- name: list_part_sizes
SELECT no, length(bytes) AS size FROM upload_parts WHERE upload_id = $1 ORDER BY no

-- name: read_part
SELECT bytes FROM upload_parts WHERE upload_id = $1 AND no = $2

-- name: remove_old
DELETE FROM uploads WHERE made_at < $1

-- name: remove_upload
DELETE FROM uploads WHERE id = $1
