/**
 * The house as its operators run it: `npm start` as a child process, on an embedded PostgreSQL of its own with nothing
 * tuned for speed. The database can be asked as its superuser, to lay people and to count what is there.
 */
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres.ts'
import { root } from './figures.ts'
import { makeFolder, startProcess, untilReady } from './processes.ts'

export type Postgres = {
  /** The data folder that servers share with it: keys, and the cluster. */
  readonly home: string
  readonly pid: number
  /** As the superuser. */
  urlOf(database: string): string
  /** As the role that owns the contest's database. */
  ownerUrlOf(database: string): string
  /** The same in the form that DATABASE_URL takes, with the socket's folder in the place of a host. */
  addressOf(database: string): string
}

export type Server = { readonly port: number; readonly child: ChildProcess }

export type RealServer = Server & {
  readonly home: string
  /** As the superuser, in the contest's database. */
  readonly database: pg.Client
  readonly url: string
  readonly postgresPid: number
}

/** We sit down first, so that PostgreSQL outlives the servers and can be asked what it holds. */
export async function openPostgres(
  stack: AsyncDisposableStack,
  settings: Record<string, string> = {},
): Promise<Postgres> {
  const home = makeFolder(stack)
  const starting = startEmbeddedPostgres({ directory: join(home, 'postgres'), log: () => {}, settings })
  // Before it is there: an interrupt waits for what has been begun, and then stops it.
  stack.defer(async () => {
    await (await starting.catch(() => null))?.stop()
  })
  const postgres = await starting
  return {
    home,
    pid: postgres.pid,
    urlOf: (database) => postgres.adminUrl.replace('/postgres?', `/${database}?`),
    ownerUrlOf: (database) => postgres.url.replace('/hoithi?', `/${database}?`),
    addressOf: (database) =>
      postgres.url.replace(
        /@\/hoithi\?host=([^&]+)&port=(\d+)/,
        (_, folder, port) => `@${folder}:${port}/${database}`,
      ),
  }
}

/** `npm start` on that folder; another database, or other settings, by `environment`. */
export async function startServer(
  stack: AsyncDisposableStack,
  home: string,
  options: { flags?: readonly string[]; environment?: Record<string, string> } = {},
): Promise<Server> {
  const port = await freePort()
  const [node, ...args] = startCommand()
  const child = startProcess(stack, node!, [...(options.flags ?? []), ...args], {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: '',
      ...options.environment,
      HOITHI_DATA: home,
      PORT: String(port),
      HOST: '127.0.0.1',
    },
  })
  await untilReady(`http://127.0.0.1:${port}/readyz`, child, 180_000)
  return { port, child }
}

export async function openRealServer(
  stack: AsyncDisposableStack,
  options: { flags?: readonly string[]; postgres?: Record<string, string> } = {},
): Promise<RealServer> {
  const postgres = await openPostgres(stack, options.postgres)
  const server = await startServer(stack, postgres.home, options)
  const url = postgres.urlOf('hoithi')
  const database = await askDatabase(stack, url)
  await refuseUnsafe(database)
  return { ...server, home: postgres.home, database, url, postgresPid: postgres.pid }
}

export async function askDatabase(stack: AsyncDisposableStack, url: string): Promise<pg.Client> {
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  stack.defer(() => database.end())
  return database
}

/** What package.json says after `exec node`, on the pinned Node. */
export function startCommand(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return [
    process.execPath,
    ...String(scripts.start)
      .replace(/^.*?\bnode /, '')
      .split(' '),
  ]
}

/** A figure that was bought with durability is none. */
export async function refuseUnsafe(database: pg.Client): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await database.query(`SELECT current_setting($1) AS value`, [setting])
    if (rows[0]?.value !== 'on')
      throw new Error(`${setting} is ${rows[0]?.value}: this would measure nothing`)
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
