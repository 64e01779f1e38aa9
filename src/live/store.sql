-- name: take_seat
-- The first seat that nobody has been heard from for a minute; the processes of all machines sit in one row of them.
INSERT INTO live_nodes (seat, node_id, seen_at, heard, memory_mb, has_worker)
SELECT seat, $1, clock_timestamp(), $2, $3, $4 FROM generate_series(1, 512) AS seat
WHERE NOT EXISTS (SELECT FROM live_nodes n WHERE n.seat = seat.seat AND n.seen_at > clock_timestamp() - interval '1 minute')
ORDER BY seat LIMIT 1
ON CONFLICT (seat) DO UPDATE SET node_id = excluded.node_id, seen_at = excluded.seen_at, heard = excluded.heard,
  memory_mb = excluded.memory_mb, has_worker = excluded.has_worker
  WHERE live_nodes.seen_at < clock_timestamp() - interval '1 minute'
RETURNING seat

-- name: keep_seat
UPDATE live_nodes SET seen_at = clock_timestamp(), heard = $3, memory_mb = $4, has_worker = $5
WHERE seat = $1 AND node_id = $2 RETURNING seat

-- name: leave_seat
UPDATE live_nodes SET seen_at = 'epoch' WHERE seat = $1 AND node_id = $2

-- name: write_sample
INSERT INTO live_samples (seat, slot, at, figures) VALUES ($1, $2, $3, $4)
ON CONFLICT (seat, slot) DO UPDATE SET at = excluded.at, figures = excluded.figures

-- name: list_samples
SELECT seat, at, figures FROM live_samples WHERE at >= $1

-- name: list_nodes
SELECT seat, heard, memory_mb AS "memoryMb", has_worker AS "hasWorker",
  (extract(epoch FROM clock_timestamp() - seen_at) * 1000)::int AS "seenMsAgo"
FROM live_nodes WHERE seen_at > clock_timestamp() - interval '1 minute' ORDER BY seat

-- name: count_open
SELECT round_id AS "roundId", count(*)::int AS open FROM attempts
WHERE round_id = ANY ($1::uuid[]) AND ending IS NULL AND deadline_at > $2 GROUP BY round_id
