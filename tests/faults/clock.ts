/**
 * The clocks of the server and of PostgreSQL jump an hour forward and back (libfaketime; the machine's own clock stays as
 * it is). Nobody may gain or lose time, no round may open or close by it, and somebody must be told within 5 s.
 */
import { globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ContestView } from '../../src/contests/contract.ts'
import { compare, type Finding } from './compare.ts'
import { countUp, type Fault, findAll, note, type Run } from './fault.ts'
import { Ground } from './ground.ts'
import { makeFolder, NotHere, until } from './processes.ts'
import { readHeld } from './read-held.ts'
import type { Storm } from './storm.ts'

const HOUR = 3600
const LASTS_MS = 7_000
const TOLD_WITHIN_MS = 5_000
/** What our clock and the server's may differ by: they are the same clock, read a moment apart. */
const TOLERANCE_MS = 50

type Whose = 'server' | 'postgres'
type Jump = { readonly whose: readonly Whose[]; readonly seconds: number }

const JUMPS: readonly Jump[] = [
  { whose: ['server', 'postgres'], seconds: HOUR },
  { whose: ['server', 'postgres'], seconds: -HOUR },
  { whose: ['server'], seconds: HOUR },
  { whose: ['server'], seconds: -HOUR },
  { whose: ['postgres'], seconds: HOUR },
  { whose: ['postgres'], seconds: -HOUR },
]

export const clockJumps: Fault = {
  name: 'clock-jump',
  says: 'the clocks of the server and of PostgreSQL jump 1 h forward and back',
  rounds: { full: 3, quick: 1 },
  run: async (run) => {
    const clocks = openClocks(run.stack)
    const ground = await Ground.open(run.stack, {
      base: await run.base(),
      own: { env: clocks.environment('postgres') },
      env: clocks.environment('server'),
    })
    // Both edges of a round within the hour: a clock that is believed would open one and close the other.
    await ground.query(MOVE_ROUNDS, [ground.stage.contestId, ground.stage.roundNo])
    await sleep(2_000)
    for (let round = 1; round <= run.rounds; round++)
      for (const jump of run.quick ? JUMPS.slice(0, 2) : JUMPS) {
        await jumpOnce(run, ground, clocks, jump, round)
        // Books that a jump has closed stay closed: what comes after would only say so again.
        if (run.result.findings.length > 0) return
      }
  },
}

async function jumpOnce(run: Run, ground: Ground, clocks: Clocks, jump: Jump, round: number): Promise<void> {
  const what = `${jump.whose.join(' and ')} ${jump.seconds > 0 ? '+' : '−'}1 h`
  await ground.untilReady()
  await ground.layPeople(1500)
  const storm = ground.storm({ seed: `${run.seed}/${round}/${what}`, phones: 32, patienceMs: 20_000 })
  await storm.untilAcknowledged(60)
  const before = await readState(ground)
  const said = ground.words.length
  clocks.set(jump.whose, jump.seconds)
  const begun = performance.now()
  let toldAfter: number | null = null
  const find = (finding: string) => findAll(run.result, [{ kind: 'clock', what: `${what}: ${finding}` }])
  while (performance.now() - begun < LASTS_MS) {
    if (toldAfter === null && (await isTold(ground, said))) toldAfter = performance.now() - begun
    const now = await readState(ground)
    if (now !== before) find(`the rounds were ${before}, and are ${now}`)
    await sleep(250)
  }
  if (toldAfter === null) find('nobody was told')
  else {
    note(run.result, { alarm_ms: toldAfter })
    if (toldAfter > TOLD_WITHIN_MS) find(`told after ${Math.round(toldAfter)} ms`)
  }
  clocks.set(jump.whose, 0)
  // The way back is a jump too.
  await sleep(1_000)
  await storm.finish()
  const after = await readState(ground)
  if (after !== before) find(`the rounds were ${before}, and are ${after} when all is over`)
  const held = await readHeld(ground, storm.told, false)
  findAll(run.result, compare(storm.told, held))
  findAll(
    run.result,
    timesIn(storm, held).map((finding) => ({ ...finding, what: `${what}: ${finding.what}` })),
  )
  countUp(run.result, storm)
  run.result.rounds += 1
  const alarm = toldAfter === null ? 'never' : `after ${Math.round(toldAfter)} ms`
  run.say(`  ${round}: ${what}: ${storm.counts.acknowledged} acknowledged, told ${alarm}`)
}

/** Whoever watches the house (readyz), or reads what it says, knows. */
async function isTold(ground: Ground, since: number): Promise<boolean> {
  if (/clock|đồng hồ/i.test(ground.words.slice(since))) return true
  const ready = await ground.get<{ checks?: { clock?: boolean } }>('/readyz').catch(() => null)
  return ready?.checks?.clock === false
}

/** The phases of the rounds as the public sees them, and whose books are closed. */
async function readState(ground: Ground): Promise<string> {
  const contest = await until('the contest', 30_000, () => ground.get<ContestView>('/api/v1/contests/demo'))
  const [closed] = await ground.query<{ closed: string }>(CLOSED_BOOKS, [ground.stage.contestId])
  return `${contest.rounds.map(({ phase }) => phase).join(' ')}, books closed: ${closed!.closed}`
}

/** Every start and every submission at the time it really had, and every attempt with all of its time. */
function timesIn(storm: Storm, held: Awaited<ReturnType<typeof readHeld>>): Finding[] {
  const rows = new Map(held.attempts.map((row) => [row.id, row]))
  const findings: Finding[] = []
  for (const words of storm.told) {
    const row = words.attemptId === null ? undefined : rows.get(words.attemptId)
    if (!row) continue
    const has = Date.parse(row.deadlineAt) - Date.parse(row.startedAt)
    if (Math.abs(has - 600_000) > TOLERANCE_MS)
      findings.push({ kind: 'clock', what: `${row.id} has ${has} ms` })
    for (const { deed, sentAt, toldAt } of words.moments) {
      const written = Date.parse((deed === 'start' ? row.startedAt : row.submittedAt) ?? '')
      const isOff = written < sentAt - TOLERANCE_MS || written > toldAt + TOLERANCE_MS
      if (isOff) findings.push({ kind: 'clock', what: `${row.id}: ${deed} is off by ${written - toldAt} ms` })
    }
  }
  return findings
}

type Clocks = ReturnType<typeof openClocks>

function openClocks(stack: AsyncDisposableStack) {
  const library = globSync('/usr/lib/{*/,}faketime/libfaketime.so.1')[0]
  if (!library) throw new NotHere('libfaketime is missing (Debian: apt-get install faketime)')
  const folder = makeFolder(stack)
  const file = (whose: Whose) => join(folder, `${whose}.clock`)
  const set = (whose: readonly Whose[], seconds: number) => {
    for (const each of whose) writeFileSync(file(each), `${seconds < 0 ? '' : '+'}${seconds}\n`)
  }
  set(['server', 'postgres'], 0)
  return {
    set,
    environment: (whose: Whose) => ({
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file(whose),
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    }),
  }
}

const MOVE_ROUNDS = `
UPDATE rounds SET
  opens_at = CASE WHEN no = $2 THEN now() - interval '30 minutes' ELSE now() + interval '45 minutes' END,
  closes_at = CASE WHEN no = $2 THEN now() + interval '30 minutes' ELSE now() + interval '1 day' END
WHERE contest_id = $1 AND no IN ($2, $2 + 1)`

const CLOSED_BOOKS = `
SELECT coalesce(string_agg(no::text, ' ' ORDER BY no), 'none') AS closed FROM rounds
WHERE contest_id = $1 AND books_closed_at IS NOT NULL`
