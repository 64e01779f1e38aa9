/**
 * The browser of the journeys: the one named by CHROME, else the system's Chromium, else the one that npm brings, which
 * is unpacked once into node_modules/.cache with all the libraries and fonts that a bare machine lacks.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache')

/** It asks nobody about updates or fields of trial, and needs no graphics card. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

type Program = { readonly executablePath: string; readonly env?: Record<string, string> }

export async function launchBrowser(extraArguments: readonly string[] = []): Promise<Browser> {
  const program = await findBrowser()
  return chromium.launch({
    ...program,
    headless: true,
    // Chromium's sandbox refuses root, and needs user namespaces that containers withhold.
    chromiumSandbox: false,
    args: [...quiet, ...extraArguments],
  })
}

export async function findBrowser(): Promise<Program> {
  const named = [
    process.env.CHROME,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ]
  const found = named.find((path) => path && existsSync(path))
  return found ? { executablePath: found } : packagedBrowser()
}

async function packagedBrowser(): Promise<Program> {
  const home = join(cache, 'chromium-153')
  if (!existsSync(home)) await unpack(home)
  const executablePath = join(home, 'chromium')
  const env = { ...inherited(), FONTCONFIG_FILE: join(home, 'fonts.conf') }
  if (spawnSync(executablePath, ['--version'], { env }).status === 0) return { executablePath, env }
  return { executablePath, env: { ...env, LD_LIBRARY_PATH: join(home, 'al2023', 'lib') } }
}

/** The package unpacks into TMPDIR without a lock; we let it do so in a folder of our own, and rename when all is there. */
async function unpack(home: string): Promise<void> {
  mkdirSync(cache, { recursive: true })
  const unfinished = mkdtempSync(join(cache, 'chromium-'))
  const { TMPDIR } = process.env
  process.env.TMPDIR = unfinished
  try {
    const { default: packaged, inflate } = await import('@sparticuz/chromium')
    await packaged.executablePath()
    await inflate(join(import.meta.dirname, '../../node_modules/@sparticuz/chromium/bin/al2023.tar.br'))
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
  }
  writeFileSync(join(unfinished, 'fonts.conf'), fontsConfig(home))
  try {
    renameSync(unfinished, home)
  } catch {
    // Another file of tests was quicker.
    rmSync(unfinished, { recursive: true, force: true })
  }
}

const fontsConfig = (home: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(home, 'fonts')}</dir>
  <cachedir>${join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => !!entry[1]),
  )
}
