/** A PgBouncer in transaction mode in front of a PostgreSQL, where the machine has one. */
import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((path) => existsSync(path))

/** Why a test with a pooler cannot run here; false where it can. */
export const noPgBouncer: string | false = PROGRAM ? false : 'not run: pgbouncer is missing'

export type PgBouncer = {
  /** The same database through the pooler, as the given user. */
  through(url: string, user?: string, password?: string): string
  stop(): Promise<void>
}

export async function startPgBouncer(
  server: string,
  users: Record<string, string> = {},
  settings = '',
): Promise<PgBouncer> {
  const { user: owner, password, socket } = partsOf(server)
  const folder = mkdtempSync(join(tmpdir(), 'hoithi-pooler-'))
  const port = await freePort()
  const list = Object.entries({ [owner]: password, ...users }).map(
    ([name, secret]) => `"${name}" "${secret}"\n`,
  )
  writeFileSync(join(folder, 'users'), list.join(''))
  writeFileSync(
    join(folder, 'ini'),
    `[databases]\n* = host=${socket}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\n` +
      `auth_type = plain\nauth_file = ${folder}/users\npool_mode = transaction\ndefault_pool_size = 4\n` +
      `max_client_conn = 200\nlog_connections = 0\nlog_disconnections = 0\n${settings}\n`,
  )
  // It refuses to run as root; whoever owns the socket may connect to it.
  const { uid, gid } = statSync(socket)
  const as = process.getuid?.() === 0 ? { uid, gid } : {}
  if (as.uid !== undefined) for (const path of ['', 'users', 'ini']) chownSync(join(folder, path), uid, gid)
  const child = spawn(PROGRAM!, [join(folder, 'ini')], { ...as, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  while (!(await listens(port))) await wait(20)
  return {
    through: (url, as = owner, secret = as === owner ? password : users[as]!) =>
      `postgresql://${as}:${secret}@127.0.0.1:${port}/${partsOf(url).database}`,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function partsOf(url: string) {
  const found = /^postgresql:\/\/([^:]+):([^@]+)@\/([^?]+)\?host=([^&]+)/.exec(url)!
  const [, user = '', password = '', database = '', host = ''] = found
  return { user, password, database, socket: decodeURIComponent(host) }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1')
    probe.once('connect', () => resolve(true)).once('error', () => resolve(false))
    probe.once('connect', () => probe.end())
  })
}
