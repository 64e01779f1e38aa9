/**
 * The postmaster, PostgreSQL's first process: is one running on our directory, start one, stop it.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chownSync,
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
} from 'node:fs'
import { createServer, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cluster, canReach, isAlive, postgresEnvironment, reachable } from './postgres-directory.ts'

export type Postmaster = { readonly pid: number; readonly host: string; readonly port: number }

const isWindows = process.platform === 'win32'

const settings = {
  // Safety: an acknowledged paper is on the disk. On the command line, so that no configuration file can undo it.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  // No network: a Unix socket in a directory of its own, and so no use for the old TLS library in the bundle.
  ssl: 'off',
  // A small machine shared with Node: a quarter of 1 GB; the page cache does the rest.
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  // Our pools take about thirty; the rest is for commands run beside the server.
  max_connections: '60',
  // The closing minute writes many full pages: compressed, they cost half the disk; and fewer checkpoints, fewer of them.
  wal_compression: 'on',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  // Two cores answer requests; parallel plans would take them away, and need more /dev/shm than containers give.
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  // A transaction whose client hangs must not hold its locks over a round's close.
  idle_in_transaction_session_timeout: '5min',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A week of logs, overwritten in turn; without the values of parameters and keys, which may be personal data.
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
}

/** What postmaster.pid says, if that process is a PostgreSQL on this very directory and not a number used again. */
export function findPostmaster(cluster: Cluster): Postmaster | null {
  const lines = read(join(cluster.directory, 'postmaster.pid')).split('\n')
  const pid = Number(lines[0])
  if (!pid || !isAlive(pid) || !isAtHome(pid, cluster.directory)) return null
  return { pid, port: Number(lines[3]), host: lines[4]?.trim() || '127.0.0.1' }
}

/** PostgreSQL's processes stand in their data directory; where that cannot be seen we believe the file. */
function isAtHome(pid: number, directory: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === directory
  } catch {
    return true
  }
}

/**
 * PostgreSQL removes stale files of its own, except where the number in it is now another process of the same user, as in
 * a container started anew. Only if no process at all stands in the directory may we do it: one backend that outlived its
 * postmaster and a second postmaster would ruin the data.
 */
function removeStalePidFile(cluster: Cluster): void {
  if (process.platform !== 'linux' || findPostmaster(cluster)) return
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const isInUse = processes.some((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === cluster.directory
    } catch {
      return false
    }
  })
  if (!isInUse) rmSync(join(cluster.directory, 'postmaster.pid'), { force: true })
}

export type Launch = { /** Its last words. */ readonly ended: Promise<string> }

/** Starts one in a session of its own, so that Ctrl-C in our terminal does not reach it. */
export async function launchPostmaster(cluster: Cluster, extra: Record<string, string>): Promise<Launch> {
  removeStalePidFile(cluster)
  const { binaries, directory } = cluster
  const wanted = { ...settings, ...(await whereToListen(cluster)), ...extra }
  const reach = reachable(directory, binaries.runAs)
  const flags = Object.entries(wanted).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(binaries.home, 'bin', 'postgres'), ['-D', reach.path, ...flags], {
    ...binaries.runAs,
    detached: !isWindows,
    stdio: ['ignore', 'ignore', 'pipe', reach.descriptor ?? 'ignore'],
    env: postgresEnvironment(),
  })
  if (reach.descriptor !== null) closeSync(reach.descriptor)
  // It may outlive us, when another process uses it: neither it nor its pipe keeps us from leaving.
  child.unref()
  if (child.stderr instanceof Socket) child.stderr.unref()
  const log = new LogTail(directory)
  let words = ''
  child.stderr?.on('data', (chunk) => (words = `${words}${chunk}`.slice(-8000)))
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(String(error)))
    child.on('exit', () => resolve(`${words}\n${log.newLines()}`.trim()))
  })
  return { ended }
}

/** Unix sockets have short names (107 bytes, 103 on macOS), and our client must find them where the server may write. */
async function whereToListen(cluster: Cluster): Promise<Record<string, string>> {
  if (isWindows) return { listen_addresses: '127.0.0.1', port: String(await freePort()) }
  const { directory, binaries } = cluster
  const fits = Buffer.byteLength(join(directory, '.s.PGSQL.5432.lock')) <= 103
  const place = fits && canReach(directory, binaries.runAs) ? directory : socketDirectory(cluster)
  return { listen_addresses: '', unix_socket_directories: place, port: '5432' }
}

/** In a folder everybody may write to, a name somebody else took first is not used. */
function socketDirectory({ directory, binaries }: Cluster): string {
  const own = tmpdir()
  const base = Buffer.byteLength(own) <= 60 && canReach(join(own, 'x'), binaries.runAs) ? own : '/tmp'
  const uid = binaries.runAs.uid ?? process.getuid?.()
  const name = join(base, `hoithi-${createHash('sha256').update(directory).digest('hex').slice(0, 12)}`)
  const made = (path: string) => {
    if (binaries.runAs.uid !== undefined) chownSync(path, binaries.runAs.uid, binaries.runAs.gid!)
    return path
  }
  try {
    mkdirSync(name, { mode: 0o700 })
    return made(name)
  } catch {
    const found = lstatSync(name)
    const isOurs = found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0
    return isOurs ? name : made(mkdtempSync(`${name}-`))
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Fast shutdown: connections are ended, what is committed is kept. Immediate only if that takes too long: it recovers. */
export async function stopPostmaster(cluster: Cluster, { pid, host }: Postmaster): Promise<void> {
  if (isWindows) {
    spawnSync(join(cluster.binaries.home, 'bin', 'pg_ctl'), [
      'stop',
      '-D',
      cluster.directory,
      '-m',
      'fast',
      '-w',
    ])
    return
  }
  for (const [signal, patience] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    signalTo(pid, signal)
    for (const until = Date.now() + patience; isAlive(pid) && Date.now() < until; ) await sleep(20)
    if (!isAlive(pid)) break
  }
  if (host !== cluster.directory) {
    try {
      rmdirSync(host)
    } catch {
      // Not empty, or not ours to remove: it costs nothing.
    }
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has just ended, which is what we want.
  }
}

/** What PostgreSQL wrote to its log since now, and not what it said before. */
class LogTail {
  readonly #file: string
  readonly #before: number

  constructor(directory: string) {
    this.#file = join(directory, 'log', `postgresql-${new Date().toUTCString().slice(0, 3)}.log`)
    this.#before = read(this.#file).length
  }

  newLines(): string {
    return read(this.#file).slice(this.#before).split('\n').slice(-15).join('\n')
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
