/** A PostgreSQL of the system's packages, the oldest there is, on a data directory of its own. */
import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

const HOME = '/usr/lib/postgresql'
const versions = existsSync(HOME)
  ? readdirSync(HOME).filter((no) => existsSync(join(HOME, no, 'bin', 'initdb')))
  : []
export const oldestVersion = versions.map(Number).sort((one, other) => one - other)[0]

/** Why a test with it cannot run here; false where it can. */
export const noSystemPostgres: string | false =
  oldestVersion === undefined ? `not run: no PostgreSQL in ${HOME}` : false

export async function startSystemPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const bin = join(HOME, String(oldestVersion), 'bin')
  const folder = mkdtempSync(join(tmpdir(), 'hoithi-old-'))
  const as = runAs()
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid!)
  const data = join(folder, 'data')
  const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'], {
    ...as,
    env,
  })
  if (made.status !== 0) throw new Error(String(made.stderr))
  const flags = [`unix_socket_directories=${folder}`, 'listen_addresses=', 'fsync=off', 'max_connections=100']
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...flags.flatMap((flag) => ['-c', flag])], {
    ...as,
    env,
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  const urlOf = (role: string) => `postgresql://${role}:x@/postgres?host=${encodeURIComponent(folder)}`
  await makeOwner(urlOf('postgres'))
  return {
    url: urlOf('hoithi'),
    stop: async () => {
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The rights that the manual asks for, and no more. */
async function makeOwner(admin: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: admin })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query('CREATE ROLE hoithi LOGIN CREATEDB CREATEROLE')
      return
    } catch (error) {
      if (tries === 200) throw error
      await wait(50)
    } finally {
      await client.end().catch(() => {})
    }
  }
}

/** PostgreSQL refuses to run as root. */
function runAs(): { uid?: number; gid?: number } {
  if (userInfo().uid !== 0) return {}
  const number = (flag: string) => Number(spawnSync('id', [flag, 'postgres']).stdout)
  return { uid: number('-u'), gid: number('-g') }
}
