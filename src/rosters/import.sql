-- name: insert_import
INSERT INTO roster_imports (id, authority_id, made_by, file_name, digest, upload_id, unit_id, as_of, columns, state, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'reading', $10)

-- name: find_import
SELECT id, authority_id AS "authorityId", made_by AS "madeBy", file_name AS "fileName", digest, upload_id AS "uploadId", unit_id AS "unitId",
  as_of AS "asOf", columns, state, problem, headings, recognised, rows_read AS "rowsRead", counts, version,
  made_at AS "madeAt", confirmed_at AS "confirmedAt"
FROM roster_imports WHERE id = $1 AND authority_id = $2

-- name: lock_import
SELECT id, authority_id AS "authorityId", made_by AS "madeBy", file_name AS "fileName", digest, upload_id AS "uploadId", unit_id AS "unitId",
  as_of AS "asOf", columns, state, problem, headings, recognised, rows_read AS "rowsRead", counts, version,
  made_at AS "madeAt", confirmed_at AS "confirmedAt"
FROM roster_imports WHERE id = $1 AND authority_id = $2 FOR UPDATE

-- name: list_imports
SELECT id, authority_id AS "authorityId", made_by AS "madeBy", file_name AS "fileName", digest, upload_id AS "uploadId", unit_id AS "unitId",
  as_of AS "asOf", columns, state, problem, headings, recognised, rows_read AS "rowsRead", counts, version,
  made_at AS "madeAt", confirmed_at AS "confirmedAt"
FROM roster_imports WHERE authority_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3

-- name: find_same_file
-- The same bytes have come in before.
SELECT id, confirmed_at AS "confirmedAt" FROM roster_imports
WHERE authority_id = $1 AND digest = $2 AND state = 'confirmed' ORDER BY confirmed_at DESC LIMIT 1

-- name: write_head
UPDATE roster_imports SET headings = $2, recognised = $3 WHERE id = $1

-- name: write_progress
UPDATE roster_imports SET rows_read = $2 WHERE id = $1

-- name: write_state
UPDATE roster_imports SET state = $2, problem = $3, counts = $4, version = version + 1,
  confirmed_at = CASE WHEN $2 = 'confirmed' THEN $5::timestamptz END WHERE id = $1

-- name: stage_rows
INSERT INTO roster_import_rows (import_id, no, full_name, name_key, search_key, birth_on, unit_text, unit_id, position,
  valid_from, valid_to, ending, kinds, hashes, endings, contest_ids, contest_fields, contest_hashes, faults, verdict, person_id,
  changes)
SELECT $1, r.no, r."fullName", r."nameKey", r."searchKey", r."birthOn", r."unitText", r."unitId", r.position, r."validFrom",
  r."validTo", r.ending, r.kinds, ARRAY(SELECT decode(h, 'hex') FROM unnest(r.hashes) WITH ORDINALITY AS x (h, n) ORDER BY n),
  r.endings, r."contestIds", r."contestFields",
  ARRAY(SELECT decode(h, 'hex') FROM unnest(r."contestHashes") WITH ORDINALITY AS x (h, n) ORDER BY n), r.faults, r.verdict,
  r."personId", r.changes
FROM jsonb_to_recordset($2::jsonb) AS r (no int, "fullName" text, "nameKey" text, "searchKey" text, "birthOn" date,
  "unitText" text, "unitId" uuid, position text, "validFrom" date, "validTo" date, ending text, kinds text[], hashes text[],
  endings text[], "contestIds" uuid[], "contestFields" text[], "contestHashes" text[], faults jsonb, verdict text,
  "personId" uuid, changes text[])
ON CONFLICT DO NOTHING

-- name: has_people
SELECT EXISTS (SELECT FROM roster_people WHERE authority_id = $1) AS "is"

-- name: list_known
-- Whom rows may be about: by their numbers ($2 to $4), or by name in a unit ($5 to $8). LATERAL with its LIMIT keeps each look-up
-- a step into an index, whatever is known of tables that were empty a moment ago.
WITH about AS (
  SELECT given.no, i.person_id, given.kind
  FROM unnest($2::int[], $3::text[], $4::bytea[]) AS given (no, kind, hash)
  CROSS JOIN LATERAL (
    SELECT person_id FROM roster_identities WHERE authority_id = $1 AND kind = given.kind AND hash = given.hash LIMIT 20
  ) i
  UNION ALL
  SELECT named.no, p.id, NULL
  FROM unnest($5::int[], $6::text[], $7::text[], $8::uuid[]) AS named (no, search_key, name_key, unit_id)
  CROSS JOIN LATERAL (
    SELECT id, name_key FROM roster_people WHERE authority_id = $1 AND search_key = named.search_key ORDER BY id LIMIT 1000
  ) p
  WHERE p.name_key = named.name_key
    AND EXISTS (SELECT FROM roster_spells s WHERE s.person_id = p.id AND s.unit_id = named.unit_id AND s.valid_to IS NULL)
), people AS (
  SELECT no, person_id, coalesce(array_agg(DISTINCT kind) FILTER (WHERE kind IS NOT NULL), '{}') AS shared FROM about GROUP BY no, person_id
)
SELECT a.no, p.id, p.name_key AS "nameKey", p.full_name AS "fullName", p.birth_on AS "birthOn", s.unit_id AS "unitId", s.position, a.shared,
  ARRAY(SELECT DISTINCT i.kind FROM roster_identities i WHERE i.person_id = p.id) AS kinds
FROM people a
CROSS JOIN LATERAL (SELECT * FROM roster_people WHERE id = a.person_id LIMIT 1) p
LEFT JOIN LATERAL (SELECT unit_id, position FROM roster_spells WHERE person_id = p.id AND valid_to IS NULL LIMIT 1) s ON true

-- name: mark_repeats
-- Of rows with one number, or for one person already known, or alike in all they say, the first stands: the others repeat it,
-- or, where the name differs, contradict it.
WITH rows AS (
  SELECT * FROM roster_import_rows WHERE import_id = $1 AND verdict IN ('new', 'changed', 'unchanged', 'unit')
), firsts AS (
  SELECT r.no, first_value(r.no) OVER same AS first_no, first_value(r.name_key) OVER same AS first_key, r.name_key, true AS is_number
  FROM rows r CROSS JOIN LATERAL unnest(r.kinds, r.hashes) AS n (kind, hash) WHERE n.kind <> 'phone'
  WINDOW same AS (PARTITION BY n.kind, n.hash ORDER BY r.no)
  UNION ALL
  SELECT r.no, first_value(r.no) OVER same, r.name_key, r.name_key, false FROM rows r
  WINDOW same AS (PARTITION BY r.name_key, r.unit_text, r.birth_on, r.kinds, r.hashes ORDER BY r.no)
  UNION ALL
  SELECT r.no, first_value(r.no) OVER same, r.name_key, r.name_key, false FROM rows r WHERE r.person_id IS NOT NULL
  WINDOW same AS (PARTITION BY r.person_id ORDER BY r.no)
), repeats AS (
  SELECT no, min(first_no) AS first_no, bool_or(is_number AND first_key <> name_key) AS contradicts
  FROM firsts WHERE first_no < no GROUP BY no
)
UPDATE roster_import_rows r SET verdict = CASE WHEN f.contradicts THEN 'error' ELSE 'repeat' END,
  faults = CASE WHEN f.contradicts THEN jsonb_build_array(jsonb_build_object('kind', 'same-number', 'row', f.first_no))
    ELSE jsonb_build_array(jsonb_build_object('row', f.first_no)) END
FROM repeats f WHERE r.import_id = $1 AND r.no = f.no

-- name: mark_others
-- Rows about people who are, or were last, outside the units below $2 and outside the abolished ones that these followed: whoever
-- looks after these alone changes nothing of theirs.
WITH RECURSIVE own AS (
  SELECT unit_id FROM units_below($3, $2, $4)
  UNION SELECT f.unit_id FROM own o
  JOIN unit_successions f ON f.successor_id = o.unit_id AND NOT f.undone AND f.takes_effect_on <= $4
  WHERE NOT EXISTS (
    SELECT FROM unit_periods p WHERE p.unit_id = f.unit_id AND NOT p.undone AND coalesce(p.valid_to > $4, true))
)
UPDATE roster_import_rows r SET verdict = 'error', faults = '[{"kind": "of-others"}]'
WHERE r.import_id = $1 AND r.verdict IN ('changed', 'unchanged') AND (
  SELECT s.unit_id FROM roster_spells s WHERE s.person_id = r.person_id ORDER BY s.valid_from DESC LIMIT 1
) NOT IN (SELECT unit_id FROM own)

-- name: count_verdicts
SELECT verdict, count(*)::int AS rows FROM roster_import_rows WHERE import_id = $1 GROUP BY verdict

-- name: count_changes
SELECT change, count(*)::int AS rows FROM roster_import_rows, unnest(changes) AS change
WHERE import_id = $1 AND verdict = 'changed' GROUP BY change

-- name: list_staged
SELECT r.no, r.full_name AS "fullName", r.birth_on AS "birthOn", r.unit_text AS "unitText", r.unit_id AS "unitId", unit_name_on(r.unit_id, i.as_of) AS "unitName",
  r.position, r.verdict, r.faults, r.changes, r.endings, r.kinds, r.ending
FROM roster_import_rows r JOIN roster_imports i ON i.id = r.import_id
WHERE r.import_id = $1 AND ($2::text IS NULL OR r.verdict = $2) AND r.no > $3 ORDER BY r.no LIMIT $4

-- name: list_doubtful_units
-- What stands for units and is none for sure, most rows first.
SELECT unit_text AS "unitText", count(*)::int AS rows FROM roster_import_rows
WHERE import_id = $1 AND verdict = 'unit' GROUP BY unit_text ORDER BY count(*) DESC, unit_text LIMIT 500

-- name: list_staged_of_unit
SELECT no, full_name AS "fullName", name_key AS "nameKey", search_key AS "searchKey", birth_on AS "birthOn", position, ending, kinds,
  ARRAY(SELECT encode(h, 'hex') FROM unnest(hashes) WITH ORDINALITY AS x (h, n) ORDER BY n) AS hashes
FROM roster_import_rows WHERE import_id = $1 AND unit_text = $2 AND verdict = 'unit' AND no > $3 ORDER BY no LIMIT $4

-- name: write_verdicts
UPDATE roster_import_rows r SET unit_id = $2, verdict = v.verdict, person_id = v."personId", changes = v.changes, faults = v.faults
FROM jsonb_to_recordset($3::jsonb) AS v (no int, verdict text, "personId" uuid, changes text[], faults jsonb)
WHERE r.import_id = $1 AND r.no = v.no

-- name: list_faults
SELECT no, faults, verdict, unit_text AS "unitText" FROM roster_import_rows
WHERE import_id = $1 AND verdict IN ('error', 'unit') AND no > $2 ORDER BY no LIMIT $3

-- name: put_together
-- The rows of a file have just come: nothing is known of them, and row by row it would take minutes.
SELECT set_config('enable_nestloop', 'off', true)

-- name: list_missing
-- Who is in the units of this file today and not in the file.
SELECT p.id, p.full_name AS "fullName", p.search_key AS "searchKey", p.birth_on AS "birthOn", unit_name_on(s.unit_id, s.valid_from) AS "unitName"
FROM roster_spells s JOIN roster_people p ON p.id = s.person_id
WHERE s.authority_id = $2 AND s.valid_to IS NULL AND s.unit_id IN (SELECT unit_id FROM roster_import_rows WHERE import_id = $1)
  AND NOT EXISTS (SELECT FROM roster_import_rows r WHERE r.import_id = $1 AND r.person_id = s.person_id)
  AND (p.search_key, p.id) > ($3, $4::uuid) ORDER BY p.search_key, p.id LIMIT $5

-- name: count_missing
-- Sets, which are hashed: of rows that have just come nothing is known, and a join of them may go row by row.
SELECT count(*)::int AS people FROM (
  SELECT s.person_id FROM roster_spells s WHERE s.authority_id = $2 AND s.valid_to IS NULL
    AND s.unit_id = ANY (ARRAY(SELECT DISTINCT unit_id FROM roster_import_rows WHERE import_id = $1))
  EXCEPT SELECT person_id FROM roster_import_rows WHERE import_id = $1
) missing

-- name: remember_unit
INSERT INTO roster_unit_names (authority_id, name_key, unit_id, chosen_by, chosen_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (authority_id, name_key) DO UPDATE SET unit_id = excluded.unit_id, chosen_by = excluded.chosen_by,
  chosen_at = excluded.chosen_at

-- name: list_remembered_units
SELECT name_key AS "nameKey", unit_id AS "unitId" FROM roster_unit_names WHERE authority_id = $1

-- name: clear_staged
DELETE FROM roster_import_rows WHERE import_id = $1
