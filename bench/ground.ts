/**
 * What the benches of one run share, each thing made when it is first asked for: one PostgreSQL, the servers on it, the
 * bare Fastify they are compared with, the driver, and the people who play.
 */
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import type { ContestView } from '../src/contests/contract.ts'
import { openDriver } from './drive.ts'
import type { Measured } from './driver.ts'
import { median, type Options } from './figures.ts'
import { type Found, findAcknowledged } from './find-acknowledged.ts'
import { findPlace, layPeople, type Place, settleTables } from './lay.ts'
import { playersAmong } from './people.ts'
import { startProcess, usageOf } from './processes.ts'
import { profileFlags, STATEMENTS } from './profile.ts'
import {
  askDatabase,
  openPostgres,
  type Postgres,
  refuseUnsafe,
  type Server,
  startServer,
} from './real-server.ts'
import type { Begun, Told } from './story.ts'

/** So many phones at once keep two cores busy; more only wait longer. */
export const CONNECTIONS = 128

/** One database with people in it, and whoever was acknowledged what there. */
export type Field = {
  readonly name: string
  readonly database: pg.Client
  readonly place: Place
  /** How many people are laid; a fifth of them play. */
  readonly people: number
  /** The players from here on have not played yet. */
  next: number
  readonly heard: Measured['heard'][number][]
}

export type Pace = { settleMs: number; measureMs: number; requestsPerSecond?: number | null }
export type Story = 'attempts' | 'starts' | 'saves' | { submissionsOf: readonly Begun[] }

export type Ground = ReturnType<typeof openGround>

/** How many people a run can use up, at a rate that no machine of two cores has reached. */
const PLAYERS = { quick: 16_000, full: 240_000 }
const ATTEMPTS_PER_SECOND_AT_MOST = 2500

export function openGround({ quick, profile, say }: Options, stack: AsyncDisposableStack) {
  const driver = openDriver(stack)
  const postgres = once(async () => {
    // Three servers at once, and the benches' own questions.
    const settings = { max_connections: '150', ...(profile && STATEMENTS) }
    return openPostgres(stack, settings)
  })
  const server = once(async () => {
    const { home } = await postgres()
    return startServer(stack, home, profile ? { flags: profileFlags(stack) } : {})
  })
  /** The same, on the same database, with every deed in a transaction of its own. */
  const oneByOne = once(async () => {
    await server()
    return startServer(stack, (await postgres()).home, { environment: { HOITHI_BATCH: '1' } })
  })
  const echo = once(() => openFastify(stack, 'echo-server.ts'))
  const field = once(async (): Promise<Field> => {
    const { port } = await server()
    const opened = await openField(stack, await postgres(), 'hoithi', 5 * PLAYERS[quick ? 'quick' : 'full'])
    say(`  ${playersAmong(opened.people)} people are registered; the server listens on ${port}`)
    return opened
  })

  /** One window of a story against a server, and what it was told is kept, to be found again. */
  const play = async (on: Field, { port }: Server, story: Story, pace: Pace): Promise<Measured> => {
    const seconds = (pace.settleMs + pace.measureMs) / 1000
    const atMost = pace.requestsPerSecond ? pace.requestsPerSecond / 4 : ATTEMPTS_PER_SECOND_AT_MOST
    // Whoever saves again and again needs few people; whoever only starts needs five times as many.
    const factor = story === 'saves' ? 0.05 : story === 'starts' ? 3 : 1
    const wanted = Math.ceil(seconds * atMost * factor) + CONNECTIONS
    const count = Math.min(wanted, playersAmong(on.people) - on.next)
    const { contestId, roundId } = on.place
    const stage = {
      contestId,
      roundId,
      questions: 10,
      sessionKey: await sessionKey(),
      people: { first: on.next, count, people: on.people },
    }
    const told: Told =
      typeof story === 'string'
        ? { story, stage }
        : { story: 'submissions', stage, begun: story.submissionsOf }
    const measured = await driver.run({
      told,
      port,
      connections: CONNECTIONS,
      requestsPerSecond: null,
      ...pace,
    })
    if (typeof story === 'string') {
      if (measured.guests >= count) throw new Error('everybody had played before the window was over')
      on.next += measured.guests
    }
    for (const each of measured.heard) on.heard.push(each)
    tellUnexpected(measured, say)
    return measured
  }

  const sessionKey = once(async () =>
    readFileSync(join((await postgres()).home, 'keys', 'session.key'), 'utf8').trim(),
  )

  return {
    stack,
    driver,
    postgres,
    server,
    oneByOne,
    echo,
    field,
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
    /** Everything that anybody was told so far, against what that database holds. */
    find: (on: Field): Promise<Found> => findAcknowledged(on.database, on.heard),
    /** Requests a second of saturated windows in this run, for those that ask for a share of it. */
    saturated: [] as number[],
    saturatedRate(): number | null {
      return this.saturated.length === 0 ? null : median(this.saturated)
    },
  }
}

export async function openField(
  stack: AsyncDisposableStack,
  postgres: Postgres,
  name: string,
  people: number,
): Promise<Field> {
  const database = await askDatabase(stack, postgres.urlOf(name))
  await refuseUnsafe(database)
  const place = await findPlace(database, 'demo')
  await layPeople(database, place, { from: 1, to: people })
  await settleTables(database)
  return { name, database, place, people, next: 0, heard: [] }
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

export type Cost = { readonly server: number; readonly postgres: number; readonly walBytes: number }

/** CPU in milliseconds so far, of a server and of PostgreSQL on behalf of its database. */
export async function costs(on: Field, { child }: Server, { pid }: Postgres): Promise<Cost> {
  const { rows } = await on.database.query<{ wal: string; others: number[] | null }>(
    `SELECT pg_current_wal_insert_lsn() - '0/0' AS wal,
       array_agg(pid) FILTER (WHERE datname <> current_database()) AS others FROM pg_stat_activity`,
  )
  const { wal, others } = rows[0]!
  const ofOthers = (others ?? []).reduce((sum, other) => sum + usageOf(other, false).cpuSeconds, 0)
  return {
    server: usageOf(child.pid!, false).cpuSeconds * 1000,
    postgres: (usageOf(pid).cpuSeconds - ofOthers) * 1000,
    walBytes: Number(wal),
  }
}

export function costPer(before: Cost, after: Cost, count: number): Cost {
  const each = (of: keyof Cost) => (after[of] - before[of]) / Math.max(1, count)
  return { server: each('server'), postgres: each('postgres'), walBytes: each('walBytes') }
}

function tellUnexpected({ unexpected }: Measured, say: (line: string) => void): void {
  for (const [what, count] of Object.entries(unexpected)) say(`  unexpected: ${what} × ${count}`)
}

function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | null = null
  return () => {
    made ??= make()
    return made
  }
}

export async function listContests(port: number): Promise<ContestView[]> {
  return (await (await fetch(`http://127.0.0.1:${port}/api/v1/contests`)).json()) as ContestView[]
}
