-- name: record_deed
INSERT INTO deeds (authority_id, actor, deed, subject, details, at) VALUES ($1, $2, $3, $4, $5::jsonb, $6)

-- name: list_deeds
SELECT actor, details, at FROM deeds WHERE subject = $2 AND deed = $1 ORDER BY id

-- name: search_deeds
-- From the latest: $1 whose authority, $2 by whom (null: anybody), $3 how the deed's name begins, $4 to what, $5 and $6 from and
-- until when, $7 the last one of the page before.
SELECT id AS no, actor, deed, subject, details, at FROM deeds
WHERE ($1::uuid IS NULL OR authority_id = $1) AND ($2::text[] IS NULL OR actor = ANY ($2)) AND ($3 = '' OR deed LIKE $3 || '%')
  AND ($4 = '' OR subject = $4) AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
  AND ($7::bigint IS NULL OR id < $7)
ORDER BY id DESC LIMIT $8
