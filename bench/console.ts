/**
 * Does every list of the console answer in the time of its query, with a hundred thousand rows behind it? Each is asked over HTTP
 * by an officer, as a page asks; beside it, in the same run, an answer with nothing in it and fifty rows by a plain index.
 */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { openHouse, readKeys } from '../src/main/house.ts'
import { systemClock } from '../src/platform/clock.ts'
import { inTransaction } from '../src/platform/db.ts'
import { timeOrderedId } from '../src/platform/ids.ts'
import { closeRound } from '../src/rankings/close-round.ts'
import type { RoundId } from '../src/rounds/model.ts'
import { mintToken } from '../src/staff/mint-token.ts'
import type { Role, SessionId, StaffId } from '../src/staff/model.ts'
import { sessionEndsAt } from '../src/staff/rules.ts'
import { insertSession, insertStaff, writeRoles } from '../src/staff/store.ts'
import { type Asked, consoleLists } from './console-lists.ts'
import { figuresFor, median, type Options, type Result } from './figures.ts'
import type { Ground } from './ground.ts'
import { importQuestions } from './import-questions.ts'
import { findPlace, type Place, shortOfDisk } from './lay.ts'
import { layConsole } from './lay-console.ts'
import { copyDatabase } from './prepare.ts'
import { startServer } from './real-server.ts'

const figure = figuresFor('console')
const CONTEST = 'hoa-binh-2023'
const ROUND = 1
const ROLES: Role[] = ['organiser', 'administrator', 'auditor', 'judge', 'question-writer']
/** Of the slowest that many are told by name. */
const TOLD = 12

export type Desk = { readonly port: number; readonly cookie: string; readonly slug: string }
type Timed = Asked & { readonly ms: number; readonly rows: number; readonly ratio: number }

export async function consolePages(options: Options, ground: Ground): Promise<Result> {
  const { quick, people, say, stack } = options
  const rows = people ?? (quick ? 10_000 : 100_000)
  const settings = { rows, turns: quick ? 5 : 15, contest: CONTEST, questions: quick ? 500 : 5_000 }
  const postgres = await ground.postgres()
  const short = shortOfDisk(postgres.home, 5 * rows)
  if (short) {
    say(`the console is not measured: ${short}`)
    return { figures: [], members: { console_list_ms: null }, settings, holds: true }
  }
  await copyDatabase(postgres, 'books', 'console')
  const database = new pg.Client({ connectionString: postgres.urlOf('console') })
  await database.connect()
  stack.defer(() => database.end())
  const place = await findPlace(database, CONTEST, ROUND)
  await layConsole(postgres.urlOf('console'), place, { rows }, say)
  const cookie = await closeAndSeat(postgres.home, postgres.ownerUrlOf('console'), place)
  await database.query('VACUUM (ANALYZE)')
  const environment = { DATABASE_URL: postgres.addressOf('console') }
  const server = await startServer(stack, postgres.home, { environment })
  const desk: Desk = { port: server.port, cookie, slug: CONTEST }

  const plain = await timePlain(database, place, settings.turns)
  const empty = await timeOne(desk, '/api/v1/staff/me', settings.turns)
  const lists = await timeLists(desk, database, {
    place,
    rows,
    turns: settings.turns,
    base: plain + empty.ms,
  })
  for (const { route, what, ms, rows: got } of lists)
    say(
      `  ${ms.toFixed(1).padStart(7)} ms  ${String(got).padStart(4)}  ${route.replace('/api/v1/', '')}: ${what}`,
    )
  const thin = lists.filter(({ rows: got, atLeast }) => got < atLeast)
  for (const { route, what, rows: got, atLeast } of thin)
    say(`${route}, ${what}: ${got} rows came, and ${atLeast} were expected`)
  const slowest = lists.toSorted((one, other) => other.ms - one.ms)
  const questions = await importQuestions(desk, server.child.pid!, settings.questions, say)
  return {
    figures: [
      figure('an answer with nothing in it', empty.ms, 'ms'),
      figure('fifty rows by a plain index', plain, 'ms'),
      figure(`a list of ${rows} rows, median of ${lists.length}`, median(lists.map(({ ms }) => ms)), 'ms'),
      figure('the same ÷ both of the above', median(lists.map(({ ratio }) => ratio)), ''),
      ...slowest.slice(0, TOLD).map(({ route, what, ms }) => figure(`${route.slice(8)}: ${what}`, ms, 'ms')),
      figure(`${settings.questions} questions of a sheet read and compared`, questions.readS, 's'),
      figure('seen on the way: counts of how far it is', questions.seen, ''),
      figure('confirmed, one transaction', questions.confirmS, 's'),
      figure('the server and its reader meanwhile, at most', questions.peakMb, 'MB'),
    ],
    members: {
      console_rows: rows,
      console_empty_ms: empty.ms,
      console_plain_ms: plain,
      console_list_ms: median(lists.map(({ ms }) => ms)),
      console_list_vs_plain: median(lists.map(({ ratio }) => ratio)),
      console_slowest_ms: slowest[0]!.ms,
      console_lists: lists.map(({ route, what, ms, rows: got, ratio }) => ({
        route,
        what,
        ms,
        rows: got,
        ratio,
      })),
      bank_import: questions,
    },
    settings,
    holds: thin.length === 0,
  }
}

/** The books of the round are closed, so that there are standings; somebody who may see everything has a session. */
async function closeAndSeat(home: string, url: string, { roundId, authorityId }: Place): Promise<string> {
  const house = await openHouse({ ...readKeys(home), url, clock: systemClock, log: () => {} })
  try {
    const at = systemClock.now()
    const closed = await closeRound({ ...house, pool: house.keeper }, { roundId: roundId as RoundId, at })
    if (!closed.ok) throw new Error(closed.reason)
    const id = timeOrderedId(at, randomBytes(10)) as StaffId
    const { token, hash } = mintToken()
    await inTransaction(house.keeper, async (tx) => {
      await insertStaff(tx, { id, authorityId, email: `${id}@example.gov.vn`, fullName: 'Bench', at })
      const given = ROLES.map((role) => ({ role, unit: null, id: timeOrderedId(at) }))
      await writeRoles(tx, { id, authorityId }, given, at)
      await insertSession(tx, {
        id: timeOrderedId(at) as SessionId,
        staffId: id,
        tokenHash: hash,
        startedAt: at,
        endsAt: sessionEndsAt(at),
        provenAt: at,
        agent: 'bench',
      })
    })
    return `hoithi-staff=${token}`
  } finally {
    await house.close()
  }
}

async function timeLists(
  desk: Desk,
  database: pg.Client,
  { place, rows, turns, base }: { place: Place; rows: number; turns: number; base: number },
): Promise<Timed[]> {
  const { contestId } = place
  const one = async (sql: string) => (await database.query<{ is: string }>(sql, [contestId])).rows[0]!.is
  const attempt = await one(
    `SELECT id AS is FROM attempts WHERE contest_id = $1 ORDER BY id OFFSET ${rows >> 1} LIMIT 1`,
  )
  const unit = await one(
    'SELECT code AS is FROM contest_units WHERE contest_id = $1 AND choosable ORDER BY position LIMIT 1',
  )
  const timed: Timed[] = []
  for (const asked of consoleLists(desk.slug, rows, 1)) {
    const url = asked.url.replace('MIDDLE_ATTEMPT', attempt).replace('UNIT', unit)
    const { ms, body } = await timeOne(desk, url, turns)
    timed.push({ ...asked, ms, rows: Array.isArray(body) ? body.length : 1, ratio: ms / base })
  }
  return timed
}

async function timeOne(desk: Desk, url: string, turns: number): Promise<{ ms: number; body: unknown }> {
  const times: number[] = []
  let body: unknown = null
  // The first one opens connections and is not counted.
  for (let turn = 0; turn <= turns; turn++) {
    const begun = performance.now()
    const reply = await fetch(`http://127.0.0.1:${desk.port}${url}`, { headers: { cookie: desk.cookie } })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${url}: ${reply.status} ${text}`)
    if (turn > 0) times.push(performance.now() - begun)
    body = JSON.parse(text)
  }
  return { ms: median(times), body }
}

/** Fifty people of the roster in the order of their names, asked for by a connection of our own. */
async function timePlain(database: pg.Client, { authorityId }: Place, turns: number): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn <= turns; turn++) {
    const begun = performance.now()
    await database.query({
      name: 'plain',
      text: `SELECT * FROM roster_people WHERE authority_id = $1 AND (search_key, id) > ('le van', $2) ORDER BY search_key, id LIMIT 50`,
      values: [authorityId, authorityId],
    })
    if (turn > 0) times.push(performance.now() - begun)
  }
  return median(times)
}
