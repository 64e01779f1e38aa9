-- name: record_deed
INSERT INTO deeds (authority_id, actor, deed, subject, details, at) VALUES ($1, $2, $3, $4, $5::jsonb, $6)

-- name: list_deeds
SELECT actor, details, at FROM deeds WHERE subject = $2 AND deed = $1 ORDER BY id
