/** Where does the time go? The server's own profile by file, and PostgreSQL's statements by their share. */
import type { ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { root } from './figures.ts'
import { makeFolder, stopProcess } from './processes.ts'

/** The settings of a PostgreSQL that counts its statements. */
export const STATEMENTS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'all',
}

let folder = ''

export function profileFlags(stack: AsyncDisposableStack): string[] {
  folder = makeFolder(stack)
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500']
}

type Node = { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] }

/** Stops the server, which makes it write its profile, and tells the largest parts of it. */
export async function tellProfile(server: ChildProcess, say: (line: string) => void): Promise<void> {
  await stopProcess(server)
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'))
  if (!file) return say('there is no profile')
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const [byFunction, byPlace] = [new Map<string, number>(), new Map<string, number>()]
  let busy = 0
  for (const [index, id] of profile.samples.entries()) {
    const { functionName, url, lineNumber } = nodes.get(id)!.callFrame
    if (functionName === '(idle)' || functionName === '(root)') continue
    const ms = profile.timeDeltas[index]! / 1000
    busy += ms
    const place = placeOf(url, functionName)
    byPlace.set(place, (byPlace.get(place) ?? 0) + ms)
    const name = `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`
    byFunction.set(name, (byFunction.get(name) ?? 0) + ms)
  }
  for (const [counts, atMost] of [
    [byPlace, 30],
    [byFunction, 45],
  ] as const) {
    say('')
    for (const [name, ms] of [...counts].sort((a, b) => b[1] - a[1]).slice(0, atMost))
      say(`${((100 * ms) / busy).toFixed(1).padStart(5)} %  ${name}`)
  }
}

function placeOf(url: string, functionName: string): string {
  if (url === '') return functionName
  const path = url.replace(`file://${root}/`, '')
  return /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path
}

/** Forgets what was asked so far: of the laying of people and the warming up nobody wants to hear. */
export async function forgetStatements(database: pg.Client): Promise<void> {
  await database.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
  await database.query('SELECT pg_stat_statements_reset()')
}

export async function tellStatements(
  database: pg.Client,
  attempts: number,
  say: (line: string) => void,
): Promise<void> {
  const { rows } = await database.query<{
    ms: number
    calls: number
    rows: number
    wal: number
    text: string
  }>(
    `SELECT total_exec_time AS ms, calls::int, rows::int, wal_bytes::float8 AS wal,
       left(regexp_replace(query, '\\s+', ' ', 'g'), 90) AS text
     FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 20`,
  )
  say('\n ms per attempt · calls per attempt · WAL bytes per attempt · statement')
  for (const { ms, calls, wal, text } of rows)
    say(
      `${(ms / attempts).toFixed(3)} ${(calls / attempts).toFixed(3)} ${(wal / attempts).toFixed(0)}  ${text}`,
    )
}
