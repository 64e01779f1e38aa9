-- name: find_measurement
SELECT papers FROM round_measurements WHERE round_id = $1

-- name: list_first_papers
SELECT a.id, a."contestantId", a.nonce, a."ruleVersion", a.answers FROM attempts_whole a
WHERE a."roundId" = $1 AND a."contestantId" > $2 AND a."attemptNo" = 1 AND a.ending IS NOT NULL AND NOT a.voided
ORDER BY a."contestantId" LIMIT $3

-- name: insert_measurement
INSERT INTO round_measurements (round_id, authority_id, papers, measured_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (round_id) DO NOTHING RETURNING round_id

-- name: insert_figures
INSERT INTO question_figures (question_id, round_id, authority_id, drawn, correct, blank, discrimination, choices)
SELECT f."questionId", $1, $2, f.drawn, f.correct, f.blank, f.discrimination, nullif(f.choices, 'null'::jsonb)
FROM jsonb_to_recordset($3::jsonb) AS f ("questionId" uuid, drawn integer, correct integer, blank integer,
  discrimination numeric, choices jsonb)
