/**
 * The data directory of the embedded PostgreSQL: made once, recognised ever after, never confused with another's.
 *
 * initdb works in a directory beside it that is renamed into place when complete, so a half-made one is never taken for
 * data. Our mark is the file of passwords inside: a directory without it is not ours. The passwords move and are backed up
 * with the data, and only root (or the one who runs us) can read them.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  closeSync,
  constants,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Binaries, findBinaries, type RunAs } from './postgres-binaries.ts'
import { faultIn, PostgresFault } from './postgres-faults.ts'

/** `admin` is the superuser `postgres`, for backups and settings; `owner` the role `hoithi` that owns the contest's database. */
export type Passwords = { readonly admin: string; readonly owner: string }
export type Cluster = {
  readonly directory: string
  readonly binaries: Binaries
  readonly passwords: Passwords
}

const PASSWORD_FILE = 'hoithi-passwords.json'
const isWindows = process.platform === 'win32'

export async function openCluster(requested: string, log: (line: string) => void): Promise<Cluster> {
  const directory = realDirectory(requested)
  const binaries = findBinaries(directory)
  if (isEmpty(directory)) await makeCluster(directory, binaries, log)
  const passwords = readPasswords(directory)
  const major = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim()
  if (Number(major) !== binaries.major) {
    throw new PostgresFault('wrong-major-version', `${directory}: PostgreSQL ${major}, not ${binaries.major}`)
  }
  giveTo(directory, binaries.runAs)
  return { directory, binaries, passwords }
}

/** The parent must exist to be resolved; its real path is what a running postmaster is recognised by. */
function realDirectory(requested: string): string {
  try {
    mkdirSync(dirname(requested), { recursive: true })
    return join(realpathSync(dirname(requested)), basename(requested))
  } catch (error) {
    throw faultIn(String(error)) ?? new PostgresFault('no-permission', String(error))
  }
}

function isEmpty(directory: string): boolean {
  const found = statSync(directory, { throwIfNoEntry: false })
  if (found && !found.isDirectory()) throw new PostgresFault('foreign-directory', directory)
  try {
    return !found || readdirSync(directory).length === 0
  } catch {
    throw new PostgresFault('no-permission', directory)
  }
}

function readPasswords(directory: string): Passwords {
  try {
    return JSON.parse(readFileSync(join(directory, PASSWORD_FILE), 'utf8')) as Passwords
  } catch (error) {
    const refused = (error as NodeJS.ErrnoException).code === 'EACCES'
    throw new PostgresFault(refused ? 'no-permission' : 'foreign-directory', join(directory, PASSWORD_FILE))
  }
}

async function makeCluster(
  directory: string,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<void> {
  log(`making the database in ${directory}`)
  removeHalfMade(directory)
  const unfinished = `${directory}.making-${process.pid}`
  const passwordFile = `${unfinished}.password`
  const passwords = {
    admin: randomBytes(24).toString('base64url'),
    owner: randomBytes(24).toString('base64url'),
  }
  try {
    mkdirSync(unfinished, { mode: 0o700 })
    giveTo(unfinished, binaries.runAs)
    writeFileSync(passwordFile, passwords.admin, { mode: 0o600, flag: 'wx' })
    giveTo(passwordFile, binaries.runAs)
    await initdb(unfinished, passwordFile, binaries)
    writeFileSync(join(unfinished, PASSWORD_FILE), JSON.stringify(passwords), { mode: 0o600, flag: 'wx' })
    renameSync(unfinished, directory)
  } catch (error) {
    // Another process was quicker: its directory is as good as ours.
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') {
      if (error instanceof PostgresFault) throw error
      throw faultIn(String(error)) ?? new PostgresFault('no-permission', String(error))
    }
  } finally {
    rmSync(passwordFile, { force: true })
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** What an interrupted start left beside the directory; one that is still being made by a living process stays. */
function removeHalfMade(directory: string): void {
  const prefix = `${basename(directory)}.making-`
  for (const name of readdirSync(dirname(directory))) {
    if (!name.startsWith(prefix)) continue
    if (isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue
    rmSync(join(dirname(directory), name), { recursive: true, force: true })
  }
}

async function initdb(directory: string, passwordFile: string, binaries: Binaries): Promise<void> {
  // Read from a descriptor, since the unprivileged user may not reach the file by its path.
  const passwordDescriptor = openSync(passwordFile, 'r')
  const reach = reachable(directory, binaries.runAs)
  const options = [
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${isWindows ? passwordFile : '/dev/fd/4'}`,
    '--encoding=UTF8',
    '--locale-provider=icu',
    '--icu-locale=vi-VN',
    // ICU sorts and folds; the C library only needs to know that text is UTF-8, where it has a name for that.
    `--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'C'}`,
    '--data-checksums',
  ]
  try {
    const child = spawn(join(binaries.home, 'bin', 'initdb'), ['-D', reach.path, ...options], {
      ...binaries.runAs,
      stdio: ['ignore', 'pipe', 'pipe', reach.descriptor ?? 'ignore', passwordDescriptor],
      env: postgresEnvironment(),
    })
    let words = ''
    child.stdout?.on('data', (chunk) => (words += chunk))
    child.stderr?.on('data', (chunk) => (words += chunk))
    const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
    if (status !== 0) throw faultIn(words) ?? new PostgresFault('not-starting', words.trim())
  } finally {
    closeSync(passwordDescriptor)
    if (reach.descriptor !== null) closeSync(reach.descriptor)
  }
}

/**
 * A path by which the unprivileged user reaches the directory. Under a closed home folder there is none, but Linux lets
 * a process through a descriptor it was given (as number 3): the data stay where the operator wanted them.
 */
export function reachable(directory: string, runAs: RunAs): { path: string; descriptor: number | null } {
  if (canReach(directory, runAs)) return { path: directory, descriptor: null }
  if (process.platform !== 'linux') throw new PostgresFault('no-permission', directory)
  return {
    path: '/proc/self/fd/3',
    descriptor: openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY),
  }
}

export function canReach(directory: string, { uid, gid }: RunAs): boolean {
  if (uid === undefined) return true
  for (let at = dirname(directory); ; at = dirname(at)) {
    const folder = statSync(at)
    const bit = folder.uid === uid ? 0o100 : folder.gid === gid ? 0o010 : 0o001
    if ((folder.mode & bit) === 0) return false
    if (at === dirname(at)) return true
  }
}

/** Only what it needs: nothing of ours (secrets in variables, PGDATA, PGPORT …) leaks into the server. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TMPDIR } = process.env
  return { PATH, SystemRoot, TMPDIR, LC_ALL: process.platform === 'linux' ? 'C.UTF-8' : 'C', TZ: 'UTC' }
}

/** After a restore or a copy by root, files may be root's; the password file stays closed to the server's own user. */
function giveTo(path: string, { uid, gid }: RunAs): void {
  const found = lstatSync(path)
  if (uid === undefined || gid === undefined || found.uid === uid) return
  const inside = found.isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : []
  for (const file of inside) if (file !== PASSWORD_FILE) lchownSync(join(path, file), uid, gid)
  chownSync(path, uid, gid)
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  if (process.platform !== 'linux') return true
  // An orphan that nobody reaped (a container without an init) is dead, though the kernel still knows its number.
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
