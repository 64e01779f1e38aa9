-- Lists of the console page by an index whatever their size, and searches find by trigrams (docs/performance.md).
SET lock_timeout = '5s';

-- A search compares without diacritics: of a key of names, what is left without them.
CREATE FUNCTION plain_key(name_key text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT replace(regexp_replace(normalize(name_key, NFD), '[\u0300-\u036f]', '', 'g'), 'đ', 'd')
$$;
CREATE INDEX contestants_by_words ON contestants USING gin (plain_key(name_key) gin_trgm_ops);

-- Only what stands below the root is visited, and not the whole tree for each question.
CREATE OR REPLACE FUNCTION units_below(authority uuid, root uuid, day date) RETURNS TABLE (unit_id uuid) LANGUAGE sql STABLE AS $$
  WITH RECURSIVE below AS (
    SELECT u.id FROM units u WHERE u.id = root AND u.authority_id = authority
    UNION SELECT p.unit_id FROM below b
    JOIN unit_places p ON p.parent_id = b.id AND p.hierarchy = 'administrative' AND NOT p.undone AND coalesce(p.valid_from <= day, true)
    WHERE NOT EXISTS (
      SELECT FROM unit_places later WHERE later.unit_id = p.unit_id AND later.hierarchy = 'administrative' AND NOT later.undone
        AND later.valid_from <= day AND later.valid_from > coalesce(p.valid_from, '-infinity'))
  ) SELECT below.id FROM below
$$;
-- What a unit is called from the top on a day, where it stands or stood last.
CREATE FUNCTION unit_path_on(unit uuid, day date) RETURNS text LANGUAGE sql STABLE AS $$
  WITH RECURSIVE up AS (
    SELECT unit AS id, 1 AS depth
    UNION ALL SELECT place.parent_id, up.depth + 1 FROM up CROSS JOIN LATERAL (
      SELECT p.parent_id FROM unit_places p WHERE p.unit_id = up.id AND p.hierarchy = 'administrative' AND NOT p.undone
        AND coalesce(p.valid_from <= day, true) ORDER BY p.valid_from DESC NULLS LAST LIMIT 1
    ) place WHERE place.parent_id IS NOT NULL AND up.depth < 100
  ) SELECT string_agg(unit_name_on(id, day), ' › ' ORDER BY depth DESC) FROM up
$$;
CREATE INDEX units_by_code ON units (authority_id, upper(code));

-- Whoever has left, or is away, is few among many.
CREATE INDEX spells_over ON roster_spells (authority_id, valid_to, person_id) WHERE valid_to IS NOT NULL;
CREATE INDEX spells_away ON roster_spells (authority_id, person_id) WHERE standing = 'leave';
CREATE INDEX roster_imports_by_id ON roster_imports (authority_id, id DESC);

-- In the order of the lists: the likeliest first.
DROP INDEX pairs_by_score;
CREATE INDEX pairs_by_score ON duplicate_pairs (contest_id, (-score), id);
CREATE INDEX pairs_undecided ON duplicate_pairs (contest_id, (-score), id) WHERE verdict IS NULL;
CREATE INDEX pairs_by_verdict ON duplicate_pairs (contest_id, verdict, (-score), id);

CREATE INDEX proposals_open ON staff_proposals (id DESC) WHERE confirmed_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX deeds_of_authority ON deeds (authority_id, id);
