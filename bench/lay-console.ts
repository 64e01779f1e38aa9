/**
 * What officers look at, laid straight into the tables as large as a province has it: people of units, contestants with papers,
 * the record, enquiries, the bank, pairs of duplicates. Checks of foreign keys are left out while laying; indexes are not.
 */
import { asSuperuser, layPapers, type Place } from './lay.ts'

/** How many rows of each; the record of deeds has five times as many, and units, officers and the bank a tenth. */
export type Extent = { readonly rows: number }

export async function layConsole(url: string, place: Place, { rows }: Extent, say: (line: string) => void) {
  const { authorityId, contestId, roundId } = place
  const run = (what: string, sql: string, values: unknown[]) =>
    asSuperuser(url, async (database) => {
      const begun = performance.now()
      await database.query(WORDS)
      await database.query(sql, values)
      say(`  ${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`)
    })
  const units = Math.round(rows / 10)
  await run('units', UNITS, [authorityId, units])
  await run('their names and places', NAMES, [authorityId])
  await run('contestants', CONTESTANTS, [contestId, authorityId, rows])
  // One in sixteen has none.
  await layPapers(url, place, { from: 1, to: rows }, 16)
  await run('who took part', TAKEN, [roundId])
  await run('roster', PEOPLE, [authorityId, contestId, rows])
  await run('spells', SPELLS, [authorityId, contestId, rows])
  await run('numbers', NUMBERS, [authorityId, rows])
  await run('links', LINKS, [authorityId, contestId, rows])
  await run('pairs', PAIRS, [authorityId, contestId, Math.floor(rows / 2)])
  await run('exclusions', EXCLUSIONS, [authorityId, contestId, units])
  await run('staff', STAFF, [authorityId, units])
  await run('proposals', PROPOSALS, [authorityId, rows])
  await run('deeds', DEEDS, [authorityId, rows * 5])
  await run('enquiries', ENQUIRIES, [authorityId, contestId, rows])
  await run('sources', SOURCES, [authorityId, units])
  await run('questions', QUESTIONS, [authorityId, units])
  await run('imports', IMPORTS, [authorityId, units])
  await run('rows of one', IMPORT_ROWS, [rows])
  await run('unit deeds', UNIT_DEEDS, [authorityId, units])
  await asSuperuser(url, (database) => database.query('VACUUM (ANALYZE)').then(() => {}))
}

/** Ids by kind and number, so that what belongs together needs no reading back. */
const idOf = (kind: number, no = 'n') =>
  `('01990000-000${kind}-7000-8000-' || lpad(to_hex(${no}), 12, '0'))::uuid`

/** Names of the usual kind, and the same without diacritics. Gone with the session. */
const WORDS = `
CREATE OR REPLACE FUNCTION pg_temp.one_of(words text[], n bigint, salt bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT words[1 + (abs(hashint8(n * 31 + salt)) % cardinality(words))]
$$;
CREATE OR REPLACE FUNCTION pg_temp.person(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT pg_temp.one_of('{Nguyễn,Trần,Lê,Phạm,Hoàng,Bùi,Đinh,Quách,Hà,Vũ,Đặng,Đỗ,Xa,Lường,Ngô}', n, 1) || ' '
    || pg_temp.one_of('{Văn,Thị,Đức,Thị Thu,Minh,Thị Hồng,Quốc,Ngọc,Thanh,Thị Kim,Hữu,Xuân,Thị Bích}', n, 2) || ' '
    || pg_temp.one_of('{An,Bình,Chi,Dũng,Giang,Hà,Hòa,Hương,Khánh,Lan,Linh,Mai,Nam,Ngọc,Oanh,Phúc,Quân,Sơn,Thảo,Thủy,Trang,Tuấn,Uyên,Việt,Yến}', n, 3)
    -- One in a thousand has a name that nobody else has.
    || CASE WHEN n % 1000 = 7 THEN ' ' || initcap(translate(to_hex(n), '0123456789', 'ghiklmnopq')) ELSE '' END
$$;
CREATE OR REPLACE FUNCTION pg_temp.plain(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT replace(regexp_replace(normalize(lower(name), NFD), '[\\u0300-\\u036f]', '', 'g'), 'đ', 'd')
$$`

const UNITS = `
INSERT INTO units (id, authority_id, code) SELECT ${idOf(1)}, $1, 'LAID.' || n FROM generate_series(1, $2::bigint) AS n`
/** Ten below each. */
const NAMES = `
WITH begun AS (SELECT id FROM unit_deeds WHERE authority_id = $1 ORDER BY no LIMIT 1), laid AS (
  SELECT u.id, substr(u.code, 6)::int AS n FROM units u WHERE u.authority_id = $1 AND u.code LIKE 'LAID.%'
), names AS (
  INSERT INTO unit_periods (authority_id, unit_id, kind, name, choosable, position, search_key, begun_by)
  SELECT $1, l.id, 'agency', w.name, true, 100000 + l.n, pg_temp.plain(w.name), begun.id
  FROM begun, laid l CROSS JOIN LATERAL (
    SELECT 'Phòng ' || pg_temp.one_of('{Nội vụ,Tư pháp,Kinh tế,Văn hóa,Giáo dục,Y tế,Tài chính}', l.n, 1) || ' số ' || l.n AS name) w
)
INSERT INTO unit_places (authority_id, unit_id, hierarchy, parent_id, begun_by)
SELECT $1, l.id, 'administrative', CASE WHEN l.n > 10 THEN ${idOf(1, '((l.n - 1) / 10)')} END, begun.id FROM begun, laid l`

/** The ids of those who have papers: lay.ts counts them so. */
const CONTESTANTS = `
WITH choosable AS (
  SELECT array_agg(unit_id ORDER BY position) AS ids FROM contest_units WHERE contest_id = $1::uuid AND choosable
)
INSERT INTO contestants (id, authority_id, contest_id, stream, full_name, name_key, birth_on, details, unit_id, guardian,
  consented_at, registered_at)
SELECT ${idOf(0)}, $2, $1, 'staff', pg_temp.person(n), lower(pg_temp.person(n)), date '1970-01-01' + (n * 7919 % 12000)::int, '{}',
  ids[1 + n % cardinality(ids)], false, now(), now()
FROM choosable, generate_series(1, $3::bigint) AS n`
const TAKEN = `
INSERT INTO statistics_persons (round_id, authority_id, contestant_id, unit_id, took_at, attempt_id, last_unit_id, last_at, last_attempt_id)
SELECT round_id, authority_id, contestant_id, unit_id, submitted_at, id, unit_id, submitted_at, id FROM attempts WHERE round_id = $1`

const PEOPLE = `
INSERT INTO roster_people (id, authority_id, full_name, name_key, search_key, birth_on)
SELECT ${idOf(2)}, $1, pg_temp.person(n), lower(pg_temp.person(n)), pg_temp.plain(pg_temp.person(n)), date '1970-01-01' + (n * 7919 % 12000)::int
FROM generate_series(1, $3::bigint) AS n WHERE $2::uuid IS NOT NULL`
const SPELLS = `
WITH choosable AS (
  SELECT array_agg(unit_id ORDER BY position) AS ids FROM contest_units WHERE contest_id = $2::uuid AND choosable
)
INSERT INTO roster_spells (id, authority_id, person_id, unit_id, position, standing, valid_from, valid_to, ending)
SELECT ${idOf(3)}, $1, ${idOf(2)}, ids[1 + n % cardinality(ids)], 'Chuyên viên', CASE WHEN n % 50 = 0 THEN 'leave' ELSE 'serving' END,
  '2020-01-01', CASE WHEN n % 20 = 0 THEN date '2024-01-01' END, CASE WHEN n % 20 = 0 THEN 'left' END
FROM choosable, generate_series(1, $3::bigint) AS n`
const NUMBERS = `
INSERT INTO roster_identities (authority_id, kind, hash, person_id, ending)
SELECT $1, kind, sha256(convert_to(kind || n, 'UTF8')), ${idOf(2)}, right('00' || n, 3)
FROM generate_series(1, $2::bigint) AS n, unnest('{staffCode,citizenId,phone}'::text[]) AS kind`
/** Nine of ten are joined by a number; of the others some by name. */
const LINKS = `
INSERT INTO roster_links (contest_id, authority_id, contestant_id, person_id)
SELECT $2, $1, ${idOf(0)}, ${idOf(2)} FROM generate_series(1, $3::bigint) AS n WHERE n % 10 <> 0`
const PAIRS = `
INSERT INTO duplicate_pairs (id, authority_id, contest_id, one_id, other_id, score, reasons, found_at, verdict, verdict_reason, decided_by, decided_at)
SELECT ${idOf(4)}, $1, $2, ${idOf(0, '2 * n - 1')}, ${idOf(0, '2 * n')}, 40 + n % 60, '{alike-name}', now(),
  CASE WHEN n % 10 > 0 THEN 'different' END, CASE WHEN n % 10 > 0 THEN 'hai người' END, CASE WHEN n % 10 > 0 THEN 'x' END,
  CASE WHEN n % 10 > 0 THEN now() END
FROM generate_series(1, $3::bigint) AS n`
const EXCLUSIONS = `
INSERT INTO exclusion_orders (id, authority_id, contest_id, full_name, numbers, reason, made_by, made_at)
SELECT ${idOf(5)}, $1, $2, pg_temp.person(n), '{phone 042}', 'thuộc Ban tổ chức', 'x', now() FROM generate_series(1, $3::bigint) AS n`

const STAFF = `
INSERT INTO staff (id, authority_id, email, full_name, created_at, search_key)
SELECT ${idOf(6)}, $1, 'can.bo.' || n || '@example.gov.vn', pg_temp.person(n), now(), pg_temp.plain(pg_temp.person(n)) || ' can bo ' || n || ' example gov vn'
FROM generate_series(1, $2::bigint) AS n`
const PROPOSALS = `
INSERT INTO staff_proposals (id, authority_id, kind, subject, details, reason, proposed_by, proposed_at, confirmed_by, confirmed_at)
SELECT ${idOf(7)}, $1, 'rule-change', 'laid ' || n, '{}', 'đã rà soát', ${idOf(6, '1')}, now() - interval '1 minute' * ($2::bigint - n),
  ${idOf(6, '2')}, now() FROM generate_series(1, $2::bigint) AS n`
const DEEDS = `
INSERT INTO deeds (authority_id, actor, deed, subject, details, at)
SELECT $1, (${idOf(6, '1 + n % 5000')})::text,
  pg_temp.one_of('{staff.signed-in,staff.refused,roster.imported,units.imported,question.approved,question-key.seen,enquiry.answered}', n, 1),
  'laid ' || n % 1000, '{}', now() - interval '10 seconds' * ($2::bigint - n) FROM generate_series(1, $2::bigint) AS n`
const ENQUIRIES = `
INSERT INTO enquiries (id, authority_id, contest_id, reference, token_hash, topic, text, asker_name, unit_id, context, search_key, state,
  asked_at, last_at)
SELECT ${idOf(8)}, $1, $2, 'LAID' || n, sha256(convert_to('laid ' || n, 'UTF8')), 'taking', w.text, pg_temp.person(n),
  (SELECT unit_id FROM contest_units WHERE contest_id = $2 AND choosable ORDER BY position LIMIT 1), '{}',
  'laid' || n || ' ' || pg_temp.plain(pg_temp.person(n) || ' ' || w.text), CASE n % 20 WHEN 0 THEN 'open' WHEN 1 THEN 'closed' ELSE 'answered' END,
  now() - interval '1 minute' * ($3::bigint - n), now()
FROM generate_series(1, $3::bigint) AS n
CROSS JOIN LATERAL (SELECT pg_temp.one_of('{Em không đăng ký được,Bài thi bị dừng giữa chừng,Kết quả chưa có tên tôi,Mã xác nhận không đến}', n, 1) || ' lần ' || n % 97 AS text) w`

const SOURCES = `
INSERT INTO legal_sources (id, authority_id, document, document_key)
SELECT ${idOf(9)}, $1, 'Nghị định ' || n || '/2024/NĐ-CP', 'nghi dinh ' || n || ' 2024 nd cp' FROM generate_series(1, $2::bigint) AS n`
/** Kinds of ids end at nine: from here on they are counted from somewhere else. */
const ELSEWHERE = 1_000_000_000
const QUESTIONS = `
WITH laid AS (
  INSERT INTO bank_questions (id, authority_id, code, bank, state, topic, difficulty, kind, practice, text, document_key, search_key, near_key,
    newest_id, changed_at)
  SELECT ${idOf(9, `${ELSEWHERE} + n`)}, $1, 'LAID-' || lpad(n::text, 7, '0'), 'laid', CASE WHEN n % 50 = 0 THEN 'in-review' ELSE 'draft' END,
    'chu-de-' || n % 40, 'medium', 'single', false, w.text, 'nghi dinh ' || 1 + n % 900 || ' 2024 nd cp', 'laid ' || n || ' ' || pg_temp.plain(w.text),
    pg_temp.plain(w.text), ${idOf(9, `${2 * ELSEWHERE} + n`)}, now()
  FROM generate_series(1, $2::bigint) AS n CROSS JOIN LATERAL (SELECT ${textOfQuestion()} AS text) w
  RETURNING *
)
INSERT INTO bank_versions (id, authority_id, question_id, state, content, writers, written_at)
SELECT newest_id, $1, id, state, jsonb_build_object('topic', topic, 'difficulty', difficulty, 'kind', kind, 'text', text,
  'options', '["Ba ngày", "Năm ngày", "Bảy ngày", "Mười ngày"]'::jsonb, 'source', '{"document": "Nghị định"}'::jsonb,
  'validFrom', '2024-01-01', 'practice', false), ARRAY[${idOf(6, '1')}::text], now() FROM laid`
function textOfQuestion(): string {
  return `'Theo Điều ' || n % 211 || ' của ' || pg_temp.one_of('{Luật Cán bộ công chức,Luật Lưu trữ,Nghị định về văn thư,Quy chế làm việc}', n, 1)
    || ', thời hạn ' || pg_temp.one_of('{tiếp nhận hồ sơ,trả lời đơn,nộp lưu tài liệu,công khai ngân sách,cấp bản sao}', n, 2) || ' thứ ' || n || ' là bao lâu?'`
}

const IMPORTS = `
INSERT INTO roster_imports (id, authority_id, made_by, file_name, digest, as_of, state, made_at)
SELECT ${idOf(9, `${3 * ELSEWHERE} + n`)}, $1, 'x', 'danh-sach.xlsx', 'x', '2024-01-01', CASE WHEN n = 1 THEN 'ready' ELSE 'dropped' END, now()
FROM generate_series(1, $2::bigint) AS n`
const IMPORT_ROWS = `
INSERT INTO roster_import_rows (import_id, no, full_name, name_key, search_key, unit_text, unit_id, kinds, hashes, endings, contest_ids,
  contest_fields, contest_hashes, faults, verdict, person_id, changes)
SELECT ${idOf(9, `${3 * ELSEWHERE} + 1`)}, n, p.full_name, p.name_key, p.search_key, 'Phòng', s.unit_id, '{}', '{}', '{}', '{}', '{}', '{}', '[]',
  CASE WHEN n % 100 = 0 THEN 'error' WHEN n % 3 = 0 THEN 'changed' ELSE 'unchanged' END, p.id, '{}'
FROM generate_series(1, $1::bigint) AS n JOIN roster_people p ON p.id = ${idOf(2)} JOIN roster_spells s ON s.person_id = p.id
WHERE n % 7 <> 0`
const UNIT_DEEDS = `
INSERT INTO unit_deeds (id, authority_id, kind, effective_on, reason, plan, done_by, done_at)
SELECT ${idOf(9, `${4 * ELSEWHERE} + n`)}, $1, 'rename', '2024-01-01', 'laid', '{}', 'x', now() FROM generate_series(1, $2::bigint) AS n`

/** Where a page in the middle of each list begins. */
export const MIDDLE = {
  idOf: (kind: number, no: number) => `01990000-000${kind}-7000-8000-${no.toString(16).padStart(12, '0')}`,
  question: (no: number) => `LAID-${String(no).padStart(7, '0')}`,
}
/** The roster import that is laid with its rows. */
export const LAID_IMPORT = MIDDLE.idOf(9, 3 * ELSEWHERE + 1)
