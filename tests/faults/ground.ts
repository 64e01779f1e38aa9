/**
 * A house on a folder of its own, as `npm start` runs it, that may be killed and started again. PostgreSQL is the embedded
 * one under the server's own supervisor, or one that we start beside it where a fault needs our hand on its start.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { ContestantId } from '../../src/contestants/model.ts'
import type { ContestView } from '../../src/contests/contract.ts'
import { openGates } from '../../src/main/gates.ts'
import { readKeys } from '../../src/main/house.ts'
import { findBinaries } from '../../src/platform/postgres-binaries.ts'
import {
  ending,
  familyOf,
  freePort,
  hasEnded,
  isAlive,
  makeFolder,
  root,
  signal,
  tool,
  until,
} from './processes.ts'
import { type Person, Storm } from './storm.ts'

export const READY_WITHIN_MS = 180_000

export type GroundOptions = {
  /** Data that were made before; absent: made here, which takes a while. */
  readonly base?: string
  /** Where the data are to be, e.g. on a disk of their own; absent: a folder of ours. */
  readonly home?: string
  /** Absent: the embedded one, by the server itself. Else one of our own, with these settings and variables. */
  readonly own?: { readonly settings?: Record<string, string>; readonly env?: Record<string, string> }
  /** What the server finds in its environment beside the usual. */
  readonly env?: Record<string, string>
  /** Where the server looks for a PostgreSQL of our own: its port, or that of a proxy before it. */
  readonly through?: (port: number) => Promise<number>
  /** Of the server; absent: one that is free. */
  readonly port?: number
}

export class Ground {
  readonly home: string
  readonly port: number
  readonly #options: GroundOptions
  readonly #postgresPort: number
  readonly #people: Person[] = []
  #server: ChildProcess | null = null
  #url = ''
  #laid = 0
  /** What the server said, as far back as matters. */
  words = ''
  stage = { contestId: '', slug: 'demo', roundId: '', roundNo: 0 }

  private constructor(options: GroundOptions, home: string, ports: readonly [number, number]) {
    this.#options = options
    this.home = home
    this.port = ports[0]
    this.#postgresPort = ports[1]
  }

  /** Everything in its place, and nobody running yet. */
  static async prepare(stack: AsyncDisposableStack, options: GroundOptions): Promise<Ground> {
    const home = options.home ?? join(makeFolder(stack), 'home')
    if (options.base && !existsSync(home)) copyFolder(options.base, home)
    const ground = new Ground(options, home, [options.port ?? (await freePort()), await freePort()])
    stack.defer(() => ground.end())
    return ground
  }

  static async open(stack: AsyncDisposableStack, options: GroundOptions): Promise<Ground> {
    const ground = await Ground.prepare(stack, options)
    if (options.own) {
      await ground.startPostgres()
      await ground.query('SELECT 1')
      const port = (await options.through?.(ground.#postgresPort)) ?? ground.#postgresPort
      ground.#url = `postgres://hoithi:${ground.#passwords.owner}@127.0.0.1:${port}/hoithi`
    }
    await ground.startServer()
    await ground.#findStage()
    return ground
  }

  /** The data alone, with nobody in front of them; null where PostgreSQL cannot make sense of them any more. */
  static async openData(stack: AsyncDisposableStack, home: string): Promise<Ground | null> {
    const ground = new Ground({ own: {} }, home, [0, await freePort()])
    stack.defer(() => ground.end())
    await ground.startPostgres()
    const connected = until('PostgreSQL', 20_000, () => ground.#connect())
    const client = await connected.catch(() => null)
    await client?.end()
    return client ? ground : null
  }

  /** From the start of the process until it says it is ready, in milliseconds. */
  async startServer(): Promise<number> {
    const begun = performance.now()
    this.spawnServer()
    await this.untilReady()
    return performance.now() - begun
  }

  spawnServer(): void {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const args = String(scripts.start)
      .replace(/^.*?\bnode /, '')
      .split(' ')
    const child = spawn(process.execPath, args, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        HOITHI_DATA: this.home,
        PORT: String(this.port),
        HOST: '127.0.0.1',
        DATABASE_URL: this.#url,
        ...this.#options.env,
      },
    })
    child.on('error', () => {})
    child.stderr!.on('data', (bytes: Buffer) => {
      this.words = (this.words + bytes.toString('utf8')).slice(-40_000)
    })
    this.#server = child
  }

  async untilReady(): Promise<void> {
    await until(
      'a server that is ready',
      READY_WITHIN_MS,
      async () => {
        if (!this.#server || hasEnded(this.#server)) return 'ended' as const
        const { status } = await fetch(`http://127.0.0.1:${this.port}/readyz`, {
          signal: AbortSignal.timeout(5000),
        })
        return status === 200 ? ('ready' as const) : null
      },
      20,
    ).then((state) => {
      if (state === 'ended')
        throw new Error(`the server ended before it was ready:\n${this.words.slice(-3000)}`)
    })
  }

  get server(): ChildProcess {
    if (!this.#server) throw new Error('no server was started')
    return this.#server
  }

  async killServer(): Promise<void> {
    signal(this.server.pid, 'SIGKILL')
    await ending(this.server)
  }

  /** As a supervisor of the system would: asks, and waits. The exit code. */
  async stopServer(): Promise<number | null> {
    if (!this.#server || hasEnded(this.#server)) return this.#server?.exitCode ?? null
    signal(this.#server.pid, 'SIGTERM')
    return ending(this.#server)
  }

  /** The postmaster, whoever started it; null while there is none. */
  get postmaster(): number | null {
    const file = join(this.#data, 'postmaster.pid')
    if (!existsSync(file)) return null
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
    return pid && isAlive(pid) ? pid : null
  }

  get postgresFamily(): number[] {
    const pid = this.postmaster
    return pid === null ? [] : familyOf(pid)
  }

  /** The postmaster first, so that it starts nobody anew. */
  async killPostgres(): Promise<void> {
    const family = this.postgresFamily
    for (const pid of family) signal(pid, 'SIGKILL')
    await until('the end of PostgreSQL', 20_000, () => (family.some(isAlive) ? null : true))
  }

  async startPostgres(): Promise<void> {
    const { own } = this.#options
    const { home, runAs } = findBinaries(this.#data)
    const log = openSync(join(this.home, 'postgres.log'), 'a')
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(this.#postgresPort),
      unix_socket_directories: '',
      max_connections: '60',
      logging_collector: 'off',
      ...own?.settings,
    }
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const child = spawn(join(home, 'bin', 'postgres'), ['-D', this.#data, ...flags], {
      ...runAs,
      detached: true,
      cwd: '/',
      stdio: ['ignore', log, log],
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC', ...own?.env },
    })
    child.on('error', () => {})
    child.unref()
  }

  /** pg_ctl restart, as an administrator does it. */
  restartPostgres(mode: 'fast' | 'immediate'): Promise<void> {
    const { home, runAs } = findBinaries(this.#data)
    const args = [
      'restart',
      '-D',
      this.#data,
      '-m',
      mode,
      '-w',
      '-t',
      '60',
      '-l',
      join(this.#data, 'restart.log'),
    ]
    const child = spawn(join(home, 'bin', 'pg_ctl'), args, {
      ...runAs,
      cwd: '/',
      stdio: 'ignore',
      detached: true,
    })
    return ending(child).then((code) => {
      if (code !== 0) throw new Error(`pg_ctl restart -m ${mode} ended with ${code}`)
    })
  }

  get #data(): string {
    return join(this.home, 'postgres')
  }

  get #passwords(): { admin: string; owner: string } {
    return JSON.parse(readFileSync(join(this.#data, 'hoithi-passwords.json'), 'utf8'))
  }

  /** As the superuser, past the server and past any proxy; waits for PostgreSQL to be there. */
  async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await until('PostgreSQL', READY_WITHIN_MS, () => this.#connect())
    try {
      return (await client.query<Row>(text, values)).rows
    } finally {
      await client.end().catch(() => {})
    }
  }

  async #connect(): Promise<pg.Client | null> {
    const lines = readFileSync(join(this.#data, 'postmaster.pid'), 'utf8').split('\n')
    if (this.postmaster === null || !lines[3]) return null
    const client = new pg.Client({
      host: lines[4]?.trim() || '127.0.0.1',
      port: Number(lines[3]),
      user: 'postgres',
      password: this.#passwords.admin,
      database: 'hoithi',
      connectionTimeoutMillis: 5000,
      options: '-c timezone=UTC',
    })
    client.on('error', () => {})
    await client.connect()
    return client
  }

  async get<Shape>(path: string): Promise<Shape> {
    const reply = await fetch(`http://127.0.0.1:${this.port}${path}`, { signal: AbortSignal.timeout(10_000) })
    return (await reply.json()) as Shape
  }

  async #findStage(): Promise<void> {
    const contest = await this.get<ContestView & { id?: string }>('/api/v1/contests/demo')
    const round = contest.rounds.find(({ phase }) => phase === 'open')
    if (!round) throw new Error('the sample contest has no open round')
    const [found] = await this.query<{ id: string }>(`SELECT id FROM contests WHERE slug = 'demo'`)
    this.stage = { contestId: found!.id, slug: 'demo', roundId: round.id, roundNo: round.no }
  }

  /** People who registered beforehand: laid into the table, with the token that a registration would have given. */
  async layPeople(count: number): Promise<void> {
    const { contestId, slug } = this.stage
    const rows = await this.query<{ id: string }>(LAY_PEOPLE, [contestId, count, this.#laid])
    this.#laid += count
    const gates = openGates(readKeys(this.home).sessionKey, null)
    for (const { id } of rows) {
      const { token } = gates.signIn({ id: contestId, slug }, id as ContestantId, new Date())
      this.#people.push({ contestantId: id, token })
    }
  }

  nextPerson(): Person | null {
    return this.#people.pop() ?? null
  }

  get peopleLeft(): number {
    return this.#people.length
  }

  storm(options: { seed: string; phones?: number; thinkMs?: number; patienceMs?: number }): Storm {
    return new Storm({
      port: this.port,
      roundId: this.stage.roundId,
      phones: 64,
      thinkMs: 100,
      nextPerson: () => this.nextPerson(),
      ...options,
    }).begin()
  }

  /** Whatever state it is in. */
  async end(): Promise<void> {
    if (this.#server && !hasEnded(this.#server)) {
      signal(this.#server.pid, 'SIGCONT')
      const ended = this.stopServer()
      if ((await Promise.race([ended, sleep(30_000, 'hangs')])) === 'hangs') await this.killServer()
    }
    const postmaster = this.postmaster
    if (postmaster === null) return
    for (const pid of this.postgresFamily) signal(pid, 'SIGCONT')
    signal(postmaster, 'SIGINT')
    await until('the end of PostgreSQL', 20_000, () => (isAlive(postmaster) ? null : true)).catch(() =>
      this.killPostgres(),
    )
  }
}

/** Data as the first start makes them, to be copied: the house comes up and goes down once. */
export async function layBase(stack: AsyncDisposableStack): Promise<string> {
  await using own = new AsyncDisposableStack()
  const home = join(makeFolder(stack), 'base')
  await Ground.open(own, { home })
  return home
}

export function copyFolder(from: string, to: string): void {
  if (process.platform === 'linux') tool('cp', '-a', '--reflink=auto', from, to)
  else cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
}

const LAY_PEOPLE = `
WITH place AS (SELECT id AS contest_id, authority_id FROM contests WHERE id = $1),
units_in_turn AS (
  SELECT array_agg(unit_id ORDER BY position) AS ids
  FROM contest_units WHERE contest_id = $1 AND choosable
)
INSERT INTO contestants (id, authority_id, contest_id, stream, full_name, name_key, details, unit_id, guardian,
  consented_at, registered_at)
SELECT gen_random_uuid(), authority_id, contest_id, 'staff', 'Người thử ' || n, 'người thử ' || n, '{}',
  ids[1 + n % cardinality(ids)], false, now(), now()
FROM place, units_in_turn, generate_series($3::int + 1, $3::int + $2::int) AS n
RETURNING id`
