-- What contests brought from files until now is in the bank, approved by whoever loaded it. May run again: what is there stays.
SET lock_timeout = '5s';

-- As searchKeyOf of src/platform/text.ts makes it.
CREATE OR REPLACE FUNCTION pg_temp.search_key_of(whole text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT btrim(regexp_replace(lower(replace(replace(regexp_replace(normalize(whole, NFD),
    '[' || chr(768) || '-' || chr(879) || ']', '', 'g'), chr(273), 'd'), chr(272), 'd')), '[^[:alnum:]]+', ' ', 'g'))
$$;

CREATE TEMPORARY TABLE brought ON COMMIT DROP AS
SELECT q.id, q.authority_id, q.code, q.version_no, q.practice, q.topic, q.difficulty, q.kind, q.text,
  row_number() OVER (PARTITION BY q.authority_id, q.code ORDER BY q.version_no DESC) = 1 AS newest,
  md5('bank question ' || q.authority_id || '/' || q.code)::uuid AS question_id,
  pg_temp.search_key_of(q.source->>'document') AS document_key,
  pg_temp.search_key_of(q.code || ' ' || q.text) AS search_key,
  pg_temp.search_key_of(q.text || ' ' || (SELECT coalesce(string_agg(o, ' ' ORDER BY o COLLATE "C"), '')
    FROM jsonb_array_elements_text(q.options) o)) AS near_key,
  -- Which contest brought it names its bank.
  coalesce((SELECT min(CASE jsonb_array_length(v.rules->'banks') WHEN 1 THEN v.rules->'banks'->>0 ELSE c.slug END)
    FROM contests c JOIN rule_versions v ON v.contest_id = c.id WHERE c.id IN (
      SELECT r.contest_id FROM round_questions p JOIN rounds r ON r.id = p.round_id WHERE p.question_id = q.id
      UNION SELECT p.contest_id FROM practice_questions p WHERE p.question_id = q.id)), 'chung') AS bank,
  coalesce((SELECT min(c.created_at) FROM contests c WHERE c.authority_id = q.authority_id), now()) AS at,
  jsonb_strip_nulls(jsonb_build_object('topic', q.topic, 'difficulty', q.difficulty, 'kind', q.kind,
    'text', q.text, 'rows', q.rows, 'options', q.options, 'source', q.source, 'validFrom', q.valid_from,
    'validTo', q.valid_to, 'practice', q.practice)) AS content
FROM questions q;

INSERT INTO bank_questions (id, authority_id, code, bank, state, topic, difficulty, kind, practice, text, document_key,
  search_key, near_key, newest_id, in_force_id, changed_at)
SELECT question_id, authority_id, code, bank, 'approved', topic, difficulty, kind, practice, text, document_key, search_key,
  near_key, id, id, at
FROM brought WHERE newest
ON CONFLICT DO NOTHING;

INSERT INTO bank_versions (id, authority_id, question_id, version_no, state, content, writers, written_at, submitted_at,
  approved_by, approved_at, ended_at)
SELECT b.id, b.authority_id, q.id, b.version_no, CASE WHEN b.newest THEN 'approved' ELSE 'replaced' END, b.content,
  ARRAY['operator'], b.at, b.at, 'operator', b.at, CASE WHEN NOT b.newest THEN b.at END
FROM brought b JOIN bank_questions q ON q.authority_id = b.authority_id AND q.code = b.code
ON CONFLICT DO NOTHING;

INSERT INTO bank_version_keys (version_id, authority_id, correct, explanation)
SELECT k.question_id, k.authority_id, k.correct, k.explanation FROM question_keys k
ON CONFLICT DO NOTHING;

INSERT INTO legal_sources (id, authority_id, document, document_key, issued_on)
SELECT DISTINCT ON (b.authority_id, b.document_key) md5('legal source ' || b.authority_id || '/' || b.document_key)::uuid,
  b.authority_id, b.content->'source'->>'document', b.document_key, (b.content->'source'->>'issuedOn')::date
FROM brought b WHERE b.document_key <> '' ORDER BY b.authority_id, b.document_key, b.version_no DESC
ON CONFLICT DO NOTHING;
