/**
 * The worker is killed while it closes a round of many thousand papers: the server that it lives in, PostgreSQL under it, or
 * both. When it is all over the standings are there once and whole, and every paper is in the books.
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Dice, diceOf } from './dice.ts'
import { type Fault, findAll, note, type Run } from './fault.ts'
import { copyFolder, Ground } from './ground.ts'
import { makeFolder, until } from './processes.ts'

const PAPERS = 24_000
/** Of these, nobody has written down yet that their time ran out. */
const EXPIRED = 2_000
const CLOSED_WITHIN_MS = 180_000

export const killClosing: Fault = {
  name: 'kill-closing',
  says: `kill -9 while a round of ${PAPERS} papers is closed`,
  rounds: { full: 8, quick: 1 },
  run: async (run) => {
    const base = await layRound(run)
    for (let round = 1; round <= run.rounds; round++) {
      await using own = new AsyncDisposableStack()
      await closeOnce({ ...run, stack: own }, base, round, diceOf(`${run.seed}/${round}`))
    }
  },
}

/** A house with a round that is over and whose books are open, as it lies on the disk. */
async function layRound(run: Run): Promise<string> {
  await using own = new AsyncDisposableStack()
  const ground = await Ground.open(own, { base: await run.base() })
  const { contestId, roundId } = ground.stage
  await ground.stopServer()
  const data = await Ground.openData(own, ground.home)
  if (!data) throw new Error('PostgreSQL did not come back')
  await data.query(LAY_PAPERS, [contestId, roundId, PAPERS, EXPIRED])
  await data.query(`UPDATE rounds SET closes_at = now() - interval '10 minutes' WHERE id = $1`, [roundId])
  await data.query('ANALYZE')
  await data.end()
  const folder = join(makeFolder(run.stack), 'round')
  copyFolder(ground.home, folder)
  return folder
}

async function closeOnce(run: Run, base: string, round: number, dice: Dice): Promise<void> {
  // The server begins to close as soon as it is there, so it is not waited for.
  const ground = await Ground.prepare(run.stack, { base })
  ground.spawnServer()
  const [{ id }] = (await ground.query<{ id: string }>(OVERDUE)) as [{ id: string }]
  const kills = dice.whole(1, 3)
  const struck: string[] = []
  for (let kill = 1; kill <= kills; kill++) {
    const at = await until('the closing', CLOSED_WITHIN_MS, () => stageOf(ground, id), 10)
    if (at === 'closed') break
    await sleep(dice.between(0, 500))
    const before = await stageOf(ground, id).catch(() => null)
    const who = dice.pick(['server', 'postgres', 'both'] as const)
    struck.push(`${who} at ${before ?? 'the beginning'}`)
    await Promise.all([
      who === 'postgres' ? null : ground.killServer(),
      who === 'server' ? null : ground.killPostgres(),
    ])
    if (who !== 'postgres') ground.spawnServer()
  }
  const begun = performance.now()
  const isClosed = await until(
    'the closed books',
    CLOSED_WITHIN_MS,
    async () => ((await stageOf(ground, id)) === 'closed' ? true : null),
    100,
  ).catch(() => false)
  if (!isClosed) {
    run.say(ground.words.slice(-2000))
    const what = `after ${struck.join(', ')} the books were not closed within ${CLOSED_WITHIN_MS} ms`
    return findAll(run.result, [{ kind: 'lost', what }])
  }
  note(run.result, { closed_after_last_kill_ms: performance.now() - begun })
  await ground.untilReady()
  await lookAt(run, ground, id)
  run.result.rounds += 1
  run.say(`  ${round}/${run.rounds}: killed ${struck.join(', ')}; ${run.result.findings.length} findings`)
}

/** How far the closing is, as its locks tell: null: not begun. */
async function stageOf(ground: Ground, roundId: string): Promise<string | null> {
  const [row] = await ground.query<{ closed: boolean; locked: string[] | null }>(STAGE, [roundId])
  if (row!.closed) return 'closed'
  return row!.locked?.includes('standings') ? 'standings' : row!.locked ? 'papers' : null
}

/** Once, whole, and in order. */
async function lookAt(run: Run, ground: Ground, roundId: string): Promise<void> {
  const [found] = await ground.query<Record<string, number>>(LOOK, [roundId])
  const { people } = found!
  const expected: Record<string, number> = {
    rankings: 1,
    standings: people!,
    contestants: people!,
    last: people!,
    published: 1,
    deeds: 1,
    disorder: 0,
    open: 0,
    ledger: PAPERS,
  }
  for (const [what, count] of Object.entries(expected)) {
    const kind = found![what]! > count ? 'doubled' : 'lost'
    if (found![what] !== count)
      findAll(run.result, [{ kind, what: `after the closing: ${what} ${found![what]}, not ${count}` }])
  }
  const { slug, roundNo } = await stageOfRound(ground, roundId)
  const page = await until('the figures', 90_000, async () => {
    const { totals } = await ground.get<{ totals: { attempts: number } }>(
      `/api/v1/contests/${slug}/statistics?round=${roundNo}`,
    )
    return totals
  })
  if (page.attempts !== PAPERS)
    findAll(run.result, [{ kind: 'figures', what: `published ${page.attempts} attempts of ${PAPERS}` }])
  run.result.acknowledged += PAPERS
}

async function stageOfRound(ground: Ground, roundId: string): Promise<{ slug: string; roundNo: number }> {
  const [row] = await ground.query<{ slug: string; roundNo: number }>(
    `SELECT c.slug, r.no::int AS "roundNo" FROM rounds r JOIN contests c ON c.id = r.contest_id WHERE r.id = $1`,
    [roundId],
  )
  return row!
}

const OVERDUE = `
SELECT r.id FROM rounds r JOIN attempts a ON a.round_id = r.id
WHERE r.closes_at < now() GROUP BY r.id ORDER BY count(*) DESC LIMIT 1`

const STAGE = `
SELECT (SELECT books_closed_at IS NOT NULL FROM rounds WHERE id = $1) AS closed,
  (SELECT array_agg(DISTINCT l.relation::regclass::text) FROM pg_locks l
    WHERE l.mode = 'RowExclusiveLock' AND l.relation IN ('attempts'::regclass, 'standings'::regclass)
      AND l.pid <> pg_backend_pid()) AS locked`

const LOOK = `
SELECT (SELECT count(DISTINCT contestant_id)::int FROM attempts WHERE round_id = r.id) AS people,
  (SELECT count(*)::int FROM rankings k WHERE k.contest_id = r.contest_id AND k.round_no = r.no) AS rankings,
  (SELECT count(*)::int FROM rankings k WHERE k.contest_id = r.contest_id AND k.round_no = r.no AND k.published_at IS NOT NULL)
    AS published,
  (SELECT count(*)::int FROM standings s JOIN rankings k ON k.id = s.ranking_id
    WHERE k.contest_id = r.contest_id AND k.round_no = r.no) AS standings,
  (SELECT count(DISTINCT s.contestant_id)::int FROM standings s JOIN rankings k ON k.id = s.ranking_id
    WHERE k.contest_id = r.contest_id AND k.round_no = r.no) AS contestants,
  (SELECT max(s.position)::int FROM standings s JOIN rankings k ON k.id = s.ranking_id
    WHERE k.contest_id = r.contest_id AND k.round_no = r.no) AS last,
  -- More points further down than above.
  (SELECT count(*)::int FROM (
    SELECT s.score, lag(s.score) OVER (ORDER BY s.position) AS above FROM standings s JOIN rankings k ON k.id = s.ranking_id
    WHERE k.contest_id = r.contest_id AND k.round_no = r.no AND s.place IS NOT NULL) o WHERE o.score > o.above) AS disorder,
  (SELECT count(*)::int FROM deeds WHERE deed = 'round.closed' AND subject = r.id::text) AS deeds,
  (SELECT count(*)::int FROM attempts WHERE round_id = r.id AND ending IS NULL) AS open,
  (SELECT count(*)::int FROM participation_ledger WHERE round_id = r.id) AS ledger
FROM rounds r WHERE r.id = $1`

/** One paper each; of the first of them nobody has written down that they are over. */
const LAY_PAPERS = `
WITH place AS (
  -- To the millisecond, as whatever the house writes.
  SELECT r.contest_id, r.authority_id, r.id AS round_id, date_trunc('milliseconds', now()) AS at FROM rounds r WHERE r.contest_id = $1 AND r.id = $2
), units_in_turn AS (
  SELECT array_agg(unit_id ORDER BY position) AS ids
  FROM contest_units WHERE contest_id = $1 AND choosable
), people AS (
  INSERT INTO contestants (id, authority_id, contest_id, stream, full_name, name_key, details, unit_id, guardian,
    consented_at, registered_at)
  SELECT gen_random_uuid(), authority_id, contest_id, 'staff', 'Người thử ' || n, 'người thử ' || n, '{}',
    ids[1 + n % cardinality(ids)], false, now(), now()
  FROM place, units_in_turn, generate_series(1, $3::int) AS n
  RETURNING id, authority_id, contest_id, unit_id, split_part(full_name, ' ', 3)::int AS n
), open_papers AS (
  INSERT INTO attempts (id, authority_id, contest_id, round_id, contestant_id, unit_id, attempt_no, attempts_allowed,
    rule_version, nonce, nonce_by, started_at, deadline_at, saved_sequence, saved_at, answers, prediction)
  SELECT gen_random_uuid(), p.authority_id, p.contest_id, place.round_id, p.id, p.unit_id, 1, 2, 1,
    decode(md5(n::text), 'hex'), 'server', at - interval '1 hour', at - interval '50 minutes', 1,
    at - interval '55 minutes', '{"1":[1],"2":[2]}', n % 500
  FROM people p, place WHERE n <= $4
), papers AS (
  INSERT INTO attempts (id, authority_id, contest_id, round_id, contestant_id, unit_id, attempt_no, attempts_allowed,
    rule_version, nonce, nonce_by, started_at, deadline_at, saved_sequence, saved_at, answers, prediction, ending, arrived_at,
    submitted_at, duration_ms, score, total, paper_hash, receipt_key, receipt_signature)
  SELECT gen_random_uuid(), p.authority_id, p.contest_id, place.round_id, p.id, p.unit_id, 1, 2, 1,
    decode(md5(n::text), 'hex'), 'server', at - interval '1 hour', at - interval '50 minutes', 1,
    at - interval '55 minutes', '{"1":[1]}', n % 500, 'submitted', at - interval '54 minutes',
    at - interval '54 minutes', 360000, n % 11, 10, sha256(n::text::bytea), 'laid', '\\x00'
  FROM people p, place WHERE n > $4
  RETURNING id, authority_id, contest_id, round_id, unit_id, contestant_id, submitted_at
)
INSERT INTO participation_ledger (attempt_id, authority_id, contest_id, round_id, unit_id, contestant_id, participated, finished_at)
SELECT id, authority_id, contest_id, round_id, unit_id, contestant_id, true, submitted_at FROM papers`
