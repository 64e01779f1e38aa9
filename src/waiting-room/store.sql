-- name: hold_room
-- Made by whoever comes first, and held until the end of the transaction: instants are given out by one at a time.
INSERT INTO waiting_rooms (round_id, authority_id, free_at) VALUES ($1, $2, $3)
ON CONFLICT (round_id) DO UPDATE SET free_at = waiting_rooms.free_at
RETURNING free_at AS "freeAt", lots, is_drawn AS "isDrawn"

-- name: find_places
SELECT contestant_id AS "contestantId", admitted_at AS "admittedAt" FROM waiting_places
WHERE round_id = $1 AND contestant_id = ANY ($2::uuid[])

-- name: list_lots
SELECT contestant_id AS "contestantId" FROM waiting_places WHERE round_id = $1 AND admitted_at IS NULL
ORDER BY lot, contestant_id

-- name: write_places
INSERT INTO waiting_places (round_id, authority_id, contestant_id, lot, admitted_at)
SELECT $1, $2, p.contestant_id, p.lot, p.admitted_at
FROM unnest($3::uuid[], $4::bytea[], $5::timestamptz[]) AS p (contestant_id, lot, admitted_at)
ON CONFLICT ON CONSTRAINT one_place_each DO UPDATE SET admitted_at = excluded.admitted_at

-- name: write_room
UPDATE waiting_rooms SET free_at = $2, lots = $3, is_drawn = $4 WHERE round_id = $1
