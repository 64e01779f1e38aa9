/**
 * npm run bench [-- --only attempts,pages,start,rehearsal,rankings] [--quick] [--json] [--profile] [--name NAME]
 *
 * Measures, prints a table, and keeps it in bench/results/ with the machine, the versions, the settings and the date.
 * With --json the last line is one JSON object. Progress and the table go to stderr then.
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { aboutThisMachine, keep, type Options, type Result, rounded, table } from './figures.ts'

const benches: Record<string, () => Promise<(options: Options) => Promise<Result>>> = {
  attempts: async () => (await import('./attempts.ts')).attempts,
  pages: async () => (await import('./pages.ts')).pages,
  start: async () => (await import('./start.ts')).start,
  rehearsal: async () => (await import('./rehearsal.ts')).rehearsal,
  rankings: async () => (await import('./rankings.ts')).rankings,
}

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    people: { type: 'string' },
    name: { type: 'string' },
  },
})
const names = asked.only?.split(',') ?? Object.keys(benches)
const unknown = names.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}

const stack = new AsyncDisposableStack()
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (interrupted) return
    interrupted = true
    void stack.disposeAsync().finally(() => process.exit(130))
  })

const say = (line: string) => console.error(line)
const at = new Date()
const machine = aboutThisMachine()
const results: Record<string, Result> = {}
let failed = false
try {
  for (const name of names) {
    say(`${name} …`)
    const run = await benches[name]!()
    await using own = new AsyncDisposableStack()
    // Held by both: an interrupt ends what the bench at hand has begun.
    stack.defer(() => own.disposeAsync())
    const people = asked.people === undefined ? null : Number(asked.people)
    results[name] = await run({ quick: asked.quick, profile: asked.profile, people, say, stack: own })
  }
} catch (error) {
  failed = true
  // After an interrupt everything fails, and the handler above ends the process.
  if (interrupted) await new Promise(() => {})
  console.error(error)
} finally {
  await stack.disposeAsync()
}

// What else the machine had to do is half of what the figures say.
const loadAfter = rounded(loadavg()[0]!)
const all = Object.values(results)
const members = Object.assign({}, ...all.map((result) => result.members)) as Record<string, unknown>
const settings = Object.fromEntries(Object.entries(results).map(([name, result]) => [name, result.settings]))
const figures = all.flatMap((result) => result.figures)
const print = asked.json ? say : console.log
print(
  `\n${table(figures)}\n\n${Object.entries(machine)
    .map(([what, is]) => `${what} ${is}`)
    .join(' · ')}`,
)
print(`${at.toISOString()} · ${JSON.stringify(settings)}`)
if (!failed && !asked.profile) {
  const name = asked.name ?? [asked.quick ? 'quick' : 'full', ...(asked.only ? names : [])].join('-')
  print(keep(name, at, { at, machine: { ...machine, loadAfter }, settings, members, figures }))
}
if (asked.json) console.log(JSON.stringify({ at, machine, ...members }))
process.exitCode = failed || all.some(({ holds }) => !holds) ? 1 : 0
