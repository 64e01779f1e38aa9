-- name: search_choices
-- Units of an authority ($1; null: of any) as they are on a day, by words of their names or by their very code.
SELECT u.id, u.code, p.name, coalesce(above.name, '') AS path
FROM unit_periods p JOIN units u ON u.id = p.unit_id
LEFT JOIN LATERAL (
  SELECT q.name FROM unit_places place JOIN unit_periods q ON q.unit_id = place.parent_id AND NOT q.undone
  WHERE place.unit_id = u.id AND place.hierarchy = 'administrative' AND NOT place.undone
    AND daterange(place.valid_from, place.valid_to) @> $4::date AND daterange(q.valid_from, q.valid_to) @> $4::date LIMIT 1
) above ON true
WHERE ($1::uuid IS NULL OR u.authority_id = $1) AND NOT p.undone AND daterange(p.valid_from, p.valid_to) @> $4::date
  AND (p.search_key LIKE ALL ($3::text[]) OR upper(u.code) = upper($2))
ORDER BY upper(u.code) = upper($2) DESC, length(p.search_key), p.name, u.id LIMIT 20
