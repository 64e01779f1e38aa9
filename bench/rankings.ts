/** How long do standings, a search for a unit, and published figures take, by themselves? */
import { createHash } from 'node:crypto'
import type { ContestantId } from '../src/contestants/model.ts'
import type { ContestView } from '../src/contests/contract.ts'
import type { ContestId, RankingRule } from '../src/contests/model.ts'
import { inTransaction, openPool } from '../src/platform/db.ts'
import type { FinishedAttempt } from '../src/rankings/model.ts'
import { actualOf, entriesOf, standingsOf } from '../src/rankings/rules.ts'
import { publishSnapshots } from '../src/statistics/publish-snapshots.ts'
import type { UnitId } from '../src/units/model.ts'
import { type Figure, median, type Options, type Result } from './figures.ts'
import { openRealServer, type RealServer } from './real-server.ts'

const LINES = 100_000
const figure = (what: string, value: number, unit: string): Figure => ({
  bench: 'rankings',
  what,
  value,
  unit,
})

export async function rankings({ quick, say, stack }: Options): Promise<Result> {
  const sizes = quick ? [25_000] : [25_000, 1_000_000]
  const standings = sizes.map((size) => {
    const seconds = rankInMemory(size)
    say(`  ${size} entries: ${seconds.toFixed(2)} s`)
    return figure(`rank ${size} entries (keys, ties, traces)`, seconds, 's')
  })
  const server = await openRealServer(stack)
  const units = await searchUnits(server, quick ? 40 : 200)
  const snapshot = await countLedger(server)
  const figures = [...standings, ...units, ...snapshot]
  return {
    figures,
    members: {
      rank_25k_s: standings[0]!.value,
      ...(standings[1] && { rank_1m_s: standings[1].value }),
      units_search_ms: units[0]!.value,
      snapshot_100k_ms: snapshot[0]!.value,
    },
    settings: { sizes, ledgerLines: LINES, keys: RULE.keys },
    holds: true,
  }
}

const RULE: RankingRule = {
  gate: 'none',
  keys: ['score', 'predictionDistance', 'durationMs', 'submittedAt', 'seededDraw'],
  ties: 'broken',
}

function rankInMemory(size: number): number {
  const attempts = Array.from({ length: size }, (_, index) => anAttempt(index))
  const begun = performance.now()
  const actual = actualOf(attempts, { target: 'allCorrectPersons', decimals: 0 })
  const entries = entriesOf(attempts, 'only', actual)
  const ranked = standingsOf(entries, RULE, { draw: { seed: 'bench', round: 1 }, decimals: 0 })
  const seconds = (performance.now() - begun) / 1000
  if (ranked.length !== size || ranked[0]!.place !== 1) throw new Error('the standings are not whole')
  return seconds
}

/** Few points and round times, so that there are ties to break by every key. */
function anAttempt(index: number): FinishedAttempt {
  const dice = createHash('sha256').update(`attempt ${index}`).digest()
  const submittedAt = new Date(1_691_974_800_000 + (dice.readUInt32BE(0) % 604_800) * 1000)
  const durationMs = 60_000 + (dice.readUInt32BE(4) % 540) * 1000
  const id = `${dice.toString('hex', 0, 4)}-0000-7000-8000-${index.toString(16).padStart(12, '0')}`
  return {
    attemptId: id,
    contestantId: id as ContestantId,
    unitId: 'unit' as UnitId,
    attemptNo: 1,
    participated: true,
    score: dice[8]! % 11,
    total: 10,
    prediction: dice.readUInt16BE(9) % 2000,
    startedAt: new Date(submittedAt.getTime() - durationMs),
    submittedAt,
    durationMs,
  }
}

/** As people type: without tones, a part of a name, an abbreviation, and something that is nowhere. */
const TYPED = [
  'so noi vu',
  'Ủy ban nhân dân',
  'ubnd xa',
  'thpt',
  'phong giao duc',
  'cong an',
  'dong tam',
  'xyzw',
]

async function searchUnits({ port }: RealServer, times: number): Promise<Figure[]> {
  const base = `http://127.0.0.1:${port}/api/v1/contests`
  const contests = (await (await fetch(base)).json()) as ContestView[]
  const slug = contests.some((each) => each.slug === 'hai-duong-2024') ? 'hai-duong-2024' : contests[0]!.slug
  const took: number[] = []
  for (let turn = 0; turn < times; turn++) {
    const begun = performance.now()
    const typed = encodeURIComponent(TYPED[turn % TYPED.length]!)
    const reply = await fetch(`${base}/${slug}/units?query=${typed}`)
    await reply.arrayBuffer()
    if (reply.status !== 200) throw new Error(`the search answered ${reply.status}`)
    took.push(performance.now() - begun)
  }
  return [
    figure(`search of units, ${slug}, median`, median(took), 'ms'),
    figure(`search of units, ${slug}, slowest`, Math.max(...took), 'ms'),
  ]
}

/** Papers of so many people, laid straight into the tables, and the figures over them counted and published. */
async function countLedger({ database, url }: RealServer): Promise<Figure[]> {
  await database.query(LAY, [LINES])
  await database.query('ANALYZE attempts, participation_ledger, contestants')
  const { rows } = await database.query<{ id: ContestId }>(`SELECT id FROM contests WHERE slug = 'demo'`)
  const pool = openPool(url, { size: 1, log: () => {} })
  try {
    const begun = performance.now()
    const written = await inTransaction(pool, (tx) =>
      publishSnapshots(tx, { contestId: rows[0]!.id, at: new Date(), pages: 'all' }),
    )
    const first = performance.now() - begun
    const again = performance.now()
    await inTransaction(pool, (tx) =>
      publishSnapshots(tx, { contestId: rows[0]!.id, at: new Date(), pages: 'all' }),
    )
    return [
      figure(`figures over ${LINES} ledger lines, ${written} snapshots`, first, 'ms'),
      figure('the same again, nothing new', performance.now() - again, 'ms'),
    ]
  } finally {
    await pool.end()
  }
}

/** One paper each in the open round of the sample contest. */
const LAY = `
WITH place AS (
  SELECT c.id AS contest_id, c.authority_id, r.id AS round_id FROM contests c JOIN rounds r ON r.contest_id = c.id
  WHERE c.slug = 'demo' AND now() BETWEEN r.opens_at AND r.closes_at
), units_in_turn AS (
  SELECT array_agg(u.unit_id ORDER BY u.position) AS ids FROM contest_units u JOIN place USING (contest_id) WHERE u.choosable
), people AS (
  INSERT INTO contestants (id, authority_id, contest_id, stream, full_name, name_key, details, unit_id, guardian,
    consented_at, registered_at)
  SELECT gen_random_uuid(), authority_id, contest_id, 'staff', 'Bench', 'bench', '{}',
    ids[1 + n % cardinality(ids)], false, now(), now()
  FROM place, units_in_turn, generate_series(1, $1::int) AS n
  RETURNING id, authority_id, contest_id, unit_id
), papers AS (
  INSERT INTO attempts (id, authority_id, contest_id, round_id, contestant_id, unit_id, attempt_no, rule_version, nonce,
    nonce_by, started_at, deadline_at, saved_sequence, answers, ending, arrived_at, submitted_at, duration_ms, score, total,
    paper_hash, receipt_key, receipt_signature)
  SELECT gen_random_uuid(), p.authority_id, p.contest_id, place.round_id, p.id, p.unit_id, 1, 1, '\\x00000000000000000000000000000000',
    'server', now() - interval '9 minutes', now() + interval '1 minute', 3, '{"1":[1]}', 'submitted', now(), now(), 540000,
    7, 10, '\\x00', 'bench', '\\x00'
  FROM people p, place
  RETURNING id, authority_id, contest_id, round_id, unit_id, contestant_id, submitted_at
)
INSERT INTO participation_ledger (attempt_id, authority_id, contest_id, round_id, unit_id, contestant_id, participated, finished_at)
SELECT id, authority_id, contest_id, round_id, unit_id, contestant_id, true, submitted_at FROM papers`
