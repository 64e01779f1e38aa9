/** The real server as `npm start` runs it, in a process of its own, on a database of its own, safe settings and all. */
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres.ts'
import { root } from './figures.ts'
import { makeFolder, startProcess, untilReady } from './processes.ts'

export type RealServer = {
  readonly port: number
  readonly child: ChildProcess
  readonly home: string
  /** As the superuser, in the contest's database. */
  readonly database: pg.Client
  readonly url: string
  readonly postgresPid: number
}

export async function openRealServer(
  stack: AsyncDisposableStack,
  options: { flags?: readonly string[]; postgres?: Record<string, string> } = {},
): Promise<RealServer> {
  const home = makeFolder(stack)
  // We sit down first, so that PostgreSQL outlives the server and can be asked what it holds.
  const starting = startEmbeddedPostgres({
    directory: join(home, 'postgres'),
    log: () => {},
    settings: options.postgres ?? {},
  })
  // Before it is there: an interrupt waits for what has been begun, and then stops it.
  stack.defer(async () => {
    await (await starting.catch(() => null))?.stop()
  })
  const postgres = await starting
  const port = await freePort()
  const [node, ...args] = startCommand()
  const child = startProcess(stack, node!, [...(options.flags ?? []), ...args], {
    cwd: root,
    env: { ...process.env, HOITHI_DATA: home, PORT: String(port), HOST: '127.0.0.1', DATABASE_URL: '' },
  })
  await untilReady(`http://127.0.0.1:${port}/readyz`, child, 180_000)
  const url = postgres.adminUrl.replace('/postgres?', '/hoithi?')
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  stack.defer(() => database.end())
  await refuseUnsafe(database)
  return { port, child, home, database, url, postgresPid: postgres.pid }
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
async function refuseUnsafe(database: pg.Client): Promise<void> {
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
