/**
 * What the benches of one run share, each thing made when it is first asked for: one PostgreSQL, the servers on it, the
 * bare Fastify they are compared with, the driver, and the people who play.
 */
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { hotPerSecond, openDriver } from './drive.ts'
import type { Heard, Measured } from './driver.ts'
import { median, type Options } from './figures.ts'
import { type Found, findAcknowledged, NOTHING, sumOf } from './find-acknowledged.ts'
import { findPlace, layPapers, layPeople, type Place, settleTables, takeOut } from './lay.ts'
import { type Crowd, playersAmong } from './people.ts'
import { PUBLISHED, prepareDatabases } from './prepare.ts'
import { startProcess, stopProcess, usageOf } from './processes.ts'
import { profileFlags, STATEMENTS } from './profile.ts'
import { askDatabase, openPostgres, refuseUnsafe, type Server, startServer } from './real-server.ts'
import type { Begun, Told } from './story.ts'

/** So many phones at once keep two cores busy; more only wait longer. */
export const CONNECTIONS = 128
/** Papers in the large database. */
export const LARGE = { quick: 300_000, full: 10_000_000 }
/** A sample contest whose rounds are over. */
const BEFORE = 'hoa-binh-2023'

/** One database with people and papers in it, a server on it, and what whoever played there was told. */
export type Field = {
  readonly database: pg.Client
  readonly url: string
  readonly server: Server
  readonly place: Place
  readonly crowd: Crowd
  /** Papers that were laid. */
  readonly sealed: number
  /** The players from here on have not played yet. */
  next: number
  heard: Heard[]
  /** Of those who played and were taken out again. */
  found: Found
}

export type Pace = { settleMs: number; measureMs: number; requestsPerSecond?: number | null }
export type Story =
  | 'attempts'
  | 'saves'
  | { readonly startsOf: number }
  | { readonly submissionsOf: readonly Begun[] }

export type Ground = ReturnType<typeof openGround>

/** How many can play, at rates that no machine of two cores has reached. */
const PLAYERS = { quick: 16_000, full: 360_000 }
const LARGE_PLAYERS = { quick: 15_000, full: 400_000 }
/** One of three people plays, so that others' papers lie between theirs. */
const EVERY = 3
export const SEALED_AT_FIRST = 10_000
const ATTEMPTS_PER_SECOND_AT_MOST = 2500

export function openGround({ quick, profile, say }: Options, stack: AsyncDisposableStack) {
  const size = quick ? 'quick' : 'full'
  const driver = openDriver(stack)
  const postgres = once(async () => {
    // Three servers at once, and the benches' own questions.
    const opened = await openPostgres(stack, { max_connections: '150', ...(profile && STATEMENTS) })
    await prepareDatabases(opened)
    return opened
  })
  const echo = once(() => openFastify(stack, 'echo-server.ts'))
  const sessionKey = once(async () =>
    readFileSync(join((await postgres()).home, 'keys', 'session.key'), 'utf8').trim(),
  )

  /** The field that most benches play in, with ten thousand papers. */
  const field = once(async (): Promise<Field> => {
    const { home, urlOf } = await postgres()
    const url = urlOf('hoithi')
    const database = await askDatabase(stack, url)
    await refuseUnsafe(database)
    const place = await findPlace(database, 'demo')
    const crowd = { people: EVERY * PLAYERS[size], every: EVERY }
    await layPeople(url, place, { from: 1, to: crowd.people })
    await layPapers(url, place, { from: 1, to: SEALED_AT_FIRST * 0.15 }, EVERY)
    await laySealedBefore(url, database, SEALED_AT_FIRST * 0.9 - PUBLISHED)
    await settleTables(database)
    const server = await startServer(stack, home, profile ? { flags: profileFlags(stack) } : {})
    say(`${playersAmong(crowd)} people are registered; the server listens on ${server.port}`)
    return {
      database,
      url,
      server,
      place,
      crowd,
      sealed: SEALED_AT_FIRST,
      next: 0,
      heard: [],
      found: NOTHING,
    }
  })

  /** Another database on the same PostgreSQL, with so many papers: a tenth in the open round, the rest in earlier ones. */
  const large = once(async (): Promise<Field> => {
    const { home, urlOf, addressOf } = await postgres()
    const url = urlOf('large')
    const database = await askDatabase(stack, url)
    const sealed = LARGE[size]
    say(`laying ${sealed} papers …`)
    const place = await findPlace(database, 'demo')
    const inOpenRound = Math.ceil(((sealed / 10) * EVERY) / (EVERY - 1))
    const people = Math.max(inOpenRound, EVERY * LARGE_PLAYERS[size])
    await layPeople(url, place, { from: 1, to: people })
    await layPapers(url, place, { from: 1, to: inOpenRound }, EVERY)
    await laySealedBefore(url, database, sealed * 0.9)
    await settleTables(database)
    const crowd = { people, every: EVERY }
    say(`${sealed} papers are laid`)
    // Only now: what the worker counts while a table fills, it counts with a plan for an empty one.
    const server = await startServer(stack, home, { environment: { DATABASE_URL: addressOf('large') } })
    return { database, url, server, place, crowd, sealed, next: 0, heard: [], found: NOTHING }
  })

  /** The same as the server of the field, on the same database, with every deed in a transaction of its own. */
  const oneByOne = once(async () => {
    await field()
    return startServer(stack, (await postgres()).home, { environment: { HOITHI_BATCH: '1' } })
  })

  /** One window of a story against a server on a field, and what it was told is kept, to be found again. */
  const play = async (on: Field, story: Story, pace: Pace, server = on.server): Promise<Measured> => {
    const seconds = (pace.settleMs + pace.measureMs) / 1000
    const atMost = pace.requestsPerSecond ? pace.requestsPerSecond / 4 : ATTEMPTS_PER_SECOND_AT_MOST
    const wanted =
      typeof story === 'object' && 'startsOf' in story
        ? story.startsOf
        : // Whoever saves again and again needs few people.
          CONNECTIONS + Math.ceil(seconds * atMost * (story === 'saves' ? 0.05 : 1))
    const count = Math.min(wanted, playersAmong(on.crowd) - on.next)
    const { contestId, roundId } = on.place
    const stage = {
      contestId,
      roundId,
      questions: 10,
      sessionKey: await sessionKey(),
      people: { ...on.crowd, first: on.next, count },
    }
    const told: Told =
      typeof story === 'string'
        ? { story, stage }
        : 'startsOf' in story
          ? { story: 'starts', stage }
          : { story: 'submissions', stage, begun: story.submissionsOf }
    const { port } = server
    const measured = await driver.run({
      told,
      port,
      connections: CONNECTIONS,
      requestsPerSecond: null,
      ...pace,
    })
    if (typeof story === 'string' && measured.guests >= count)
      throw new Error('everybody had played before the window was over')
    if (told.story !== 'submissions') on.next += measured.guests
    // Not spread out: a long window has more of them than a call has room for.
    for (const each of measured.heard) on.heard.push(each)
    tellUnexpected(measured, say)
    return measured
  }

  return {
    /** All servers at once: one after the other takes a while. */
    async close(): Promise<void> {
      const opened = [field, large].map(async (each) => (await each.made())?.server)
      const servers = await Promise.all([...opened, oneByOne.made(), echo.made()])
      await Promise.all(servers.map((server) => server && stopProcess(server.child)))
    },
    driver,
    postgres,
    oneByOne,
    echo,
    field,
    large,
    play,
    /** The same window against the bare Fastify. */
    async playEcho(pace: Pace): Promise<Measured> {
      const { port } = await echo()
      const told = { story: 'echo' } as const
      const measured = await driver.run({
        told,
        port,
        connections: CONNECTIONS,
        requestsPerSecond: null,
        ...pace,
      })
      tellUnexpected(measured, say)
      return measured
    },
    /** Everything that anybody was told on a field so far, against what its database holds. */
    async find(on: Field): Promise<Found> {
      return sumOf(on.found, await findAcknowledged(on.database, on.heard))
    },
    /** The same of every field, at the end of the run; null where nobody played. */
    async findAll(): Promise<Found | null> {
      let sum: Found | null = null
      for (const each of [await field.made(), await large.made()])
        if (each) sum = sumOf(sum ?? NOTHING, await this.find(each))
      return sum
    },
    /** Takes out what was played, once it has been looked for, so that the field is as it was laid. */
    async clear(on: Field): Promise<void> {
      on.found = await this.find(on)
      await takeOut(on.url, on.heard)
      on.heard = []
      await settleTables(on.database)
    },
    /** Requests a second of saturated windows in this run, for those that ask for a share of it. */
    saturated: [] as number[],
    /** The rate found in this run; where nobody has looked for it, a short window does. */
    async saturatedRate(): Promise<number> {
      if (this.saturated.length === 0) {
        const pace = { settleMs: quick ? 2000 : 8000, measureMs: quick ? 2000 : 6000 }
        this.saturated.push(hotPerSecond(await play(await field(), 'attempts', pace)))
      }
      return median(this.saturated)
    },
  }
}

/** Numbers above those of the sample contest's people. */
const ELSEWHERE = 500_000_000

/** Papers of another contest, all of whose rounds are over. */
async function laySealedBefore(url: string, database: pg.Client, papers: number): Promise<void> {
  const { rows } = await database.query<{ no: number }>(
    `SELECT r.no FROM rounds r JOIN contests c ON c.id = r.contest_id WHERE c.slug = $1 ORDER BY r.no`,
    [BEFORE],
  )
  const each = Math.ceil(papers / rows.length)
  const numbers = { from: ELSEWHERE + 1, to: ELSEWHERE + each }
  for (const [index, { no }] of rows.entries()) {
    const place = await findPlace(database, BEFORE, no)
    if (index === 0) await layPeople(url, place, numbers)
    await layPapers(url, place, numbers, null)
  }
}

export async function openFastify(
  stack: AsyncDisposableStack,
  file: string,
  parameters: readonly string[] = [],
): Promise<Server> {
  const child: ChildProcess = startProcess(
    stack,
    process.execPath,
    [join(import.meta.dirname, file), ...parameters],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  const { port } = await new Promise<{ port: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { port: number }))
    child.once('exit', () => reject(new Error(`${file} did not start`)))
  })
  return { port, child }
}

/** CPU in milliseconds, and bytes. */
export type Cost = {
  readonly server: number
  /** PostgreSQL on behalf of requests: their backends, and the processes that write for everybody. */
  readonly postgres: number
  /** PostgreSQL on behalf of the worker beside the server: figures counted again, books looked after. */
  readonly background: number
  readonly walBytes: number
}

type Spent = { server: number; wal: number; of: Map<number, { isBackground: boolean; ms: number }> }

/** What has been spent so far on a field; `costPer` says what lies between two of these. */
export async function spentOn({ database, server }: Field): Promise<Spent> {
  const { rows } = await database.query<{ pid: number; isBackground: boolean; wal: string }>(
    `SELECT pid, application_name = 'hoithi_keeper' AS "isBackground", pg_current_wal_insert_lsn() - '0/0' AS wal
     FROM pg_stat_activity
     WHERE (datname IS NULL OR datname = current_database()) AND usename IS DISTINCT FROM 'postgres'`,
  )
  return {
    server: usageOf(server.child.pid!).cpuSeconds * 1000,
    wal: Number(rows[0]!.wal),
    of: new Map(
      rows.map(({ pid, isBackground }) => [pid, { isBackground, ms: usageOf(pid, false).cpuSeconds * 1000 }]),
    ),
  }
}

export function costPer(before: Spent, after: Spent, count: number): Cost {
  const each = (whole: number) => whole / Math.max(1, count)
  const postgres = (background: boolean) =>
    [...after.of]
      .filter(([, { isBackground }]) => isBackground === background)
      .reduce((sum, [pid, { ms }]) => sum + ms - (before.of.get(pid)?.ms ?? 0), 0)
  return {
    server: each(after.server - before.server),
    postgres: each(postgres(false)),
    background: each(postgres(true)),
    walBytes: each(after.wal - before.wal),
  }
}

function tellUnexpected({ unexpected }: Measured, say: (line: string) => void): void {
  for (const [what, count] of Object.entries(unexpected)) say(`unexpected: ${what} × ${count}`)
}

/** Made when it is first asked for; `made` says what there is already, and never what failed. */
function once<Made>(make: () => Promise<Made>): { (): Promise<Made>; made(): Promise<Made | null> } {
  let made: Promise<Made> | null = null
  const ask = () => {
    made ??= make()
    return made
  }
  return Object.assign(ask, { made: async () => (made ? made.catch(() => null) : null) })
}
