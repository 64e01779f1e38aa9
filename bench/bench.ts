/**
 * npm run bench [-- --only NAME,…] [--quick] [--json] [--profile] [--name NAME]
 *
 * Measures, prints a table, and keeps it in bench/results/ with the machine, the versions, the settings and the date.
 * NAME is a bench or a member of the result (hotpath, or attempts_per_s). --quick: smaller data, shorter windows, and
 * without the benches that take long. With --json the last line is one JSON object; progress and the table go to stderr.
 * A full run writes its figures and plots into docs/performance.md as well.
 */
import { loadavg } from 'node:os'
import { ask } from './ask.ts'
import { aboutThisMachine, keep, type Options, type Result, rounded, table } from './figures.ts'
import { type Found, isWhole, namedForAll } from './find-acknowledged.ts'
import { type Ground, openGround } from './ground.ts'
import type { Curves } from './plots.ts'
import { writeDocument } from './write-document.ts'

type Bench = (options: Options, ground: Ground) => Promise<Result>

const benches: Record<string, () => Promise<Bench>> = {
  hotpath: async () => (await import('./hotpath.ts')).hotpath,
  'single-tx': async () => (await import('./single-tx.ts')).singleTx,
  latency: async () => (await import('./latency.ts')).latency,
  public: async () => (await import('./public.ts')).publicPages,
  growth: async () => (await import('./growth.ts')).growth,
  memory: async () => (await import('./memory.ts')).memory,
  rulings: async () => (await import('./rulings.ts')).rulings,
  closing: async () => (await import('./closing.ts')).closing,
  pages: async () => (await import('./pages.ts')).pages,
  start: async () => (await import('./start.ts')).start,
  rehearsal: async () => (await import('./rehearsal.ts')).rehearsal,
  rankings: async () => (await import('./rankings.ts')).rankings,
  roster: async () => (await import('./roster.ts')).roster,
  console: async () => (await import('./console.ts')).consolePages,
}

const asked = ask(
  {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    people: { type: 'string' },
    name: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
  `npm run bench -- [--only TÊN,…] [--quick] [--json] [--profile] [--people N] [--name TÊN]

  --only      chỉ đo những phần này / only these: ${Object.keys(benches).join(', ')},
              hoặc một số trong kết quả / or a member of the result, as attempts_per_s
  --quick     ít dữ liệu, dưới một phút / smaller data, within a minute
  --json      dòng cuối là một đối tượng JSON / the last line is one JSON object
  --profile   ghi hồ sơ CPU của máy chủ / a CPU profile of the server
  --people    số dòng của phép đo danh sách, trang điều hành / rows of the roster and console benches
  --name      tên tệp kết quả trong bench/results / the name of the file there`,
)
/** Of every member of the result, the bench that it comes from. */
const MEMBERS: Record<string, string> = {
  attempts: 'hotpath',
  hotpath_vs_echo: 'hotpath',
  attempts_per_s: 'hotpath',
  requests_per_s: 'hotpath',
  acknowledged: 'hotpath',
  found: 'hotpath',
  hotpath_vs_single_tx: 'single-tx',
  submit_p99_vs_echo: 'latency',
  submit_p99_ms: 'latency',
  growth_rows: 'growth',
  close_1m_vs_sql: 'closing',
  ruling_s: 'rulings',
  page_vs_static: 'public',
  rss_mb: 'memory',
  roster_s: 'roster',
  roster_mb: 'roster',
  console_list_ms: 'console',
  console_list_vs_plain: 'console',
  bank_import: 'console',
}
/** These have servers of their own and want the machine to themselves; they take minutes, or measure what seldom changes. */
const APART = ['pages', 'start', 'rehearsal', 'rankings', 'console']
/** What a quick run leaves out: it stays within a minute, with all that is said of the closing minute. */
const LONG = [...APART, 'rulings', 'roster']

const names = [
  ...new Set(
    asked.only?.split(',').map((name) => MEMBERS[name] ?? name) ??
      Object.keys(benches).filter((name) => !asked.quick || !LONG.includes(name)),
  ),
]
const unknown = names.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}

// Each server would warm itself up for seconds before it says that it is ready; every bench warms up what it measures.
if (asked.quick) process.env.HOITHI_WARM_UP ??= 'off'

const stack = new AsyncDisposableStack()
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (interrupted) return
    interrupted = true
    void stack.disposeAsync().finally(() => process.exit(130))
  })

const begun = performance.now()
const say = (line: string) =>
  console.error(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${line}`)
const at = new Date()
const machine = aboutThisMachine()
const results: Record<string, Result> = {}
let failed = false
let found: Found | null = null
const people = asked.people === undefined ? null : Number(asked.people)
const options: Options = { quick: asked.quick, profile: asked.profile, people, say, stack }
const ground = openGround(options, stack)
try {
  for (const name of names) {
    say(`${name} …`)
    if (APART.includes(name)) await ground.close()
    const run = await benches[name]!()
    await using own = new AsyncDisposableStack()
    // Held by both: an interrupt ends what the bench at hand has begun.
    stack.defer(() => own.disposeAsync())
    results[name] = await run({ ...options, stack: own }, ground)
  }
  if (!asked.profile) found = await ground.findAll()
} catch (error) {
  failed = true
  // After an interrupt everything fails, and the handler above ends the process.
  if (interrupted) await new Promise(() => {})
  console.error(error)
} finally {
  await ground.close()
  await stack.disposeAsync()
}

// What else the machine had to do is half of what the figures say.
const loadAfter = rounded(loadavg()[0]!)
const all = Object.values(results)
const members = Object.assign({}, ...all.map((result) => result.members)) as Record<string, unknown>
// Of the whole run: whatever anybody was told in any bench, looked for at its end.
if (found) Object.assign(members, namedForAll(found))
const settings = Object.fromEntries(Object.entries(results).map(([name, result]) => [name, result.settings]))
const figures = all.flatMap((result) => result.figures)
const curves: Curves = Object.assign({}, ...all.map((result) => result.curves ?? {}))
const print = (line: string) => (asked.json ? console.error(line) : console.log(line))
print(
  `\n${table(figures)}\n\n${Object.entries(machine)
    .map(([what, is]) => `${what} ${is}`)
    .join(' · ')}`,
)
print(`${at.toISOString()} · ${JSON.stringify(settings)}`)
if (!failed && !asked.profile) {
  const name = asked.name ?? [asked.quick ? 'quick' : 'full', ...(asked.only ? names : [])].join('-')
  const file = keep(name, at, { at, machine: { ...machine, loadAfter }, settings, members, figures, curves })
  print(file)
  if (!asked.quick && !asked.only && all.every(({ holds }) => holds)) writeDocument([file])
}
if (asked.json) console.log(JSON.stringify({ at, machine, settings, ...members }))
process.exitCode = failed || all.some(({ holds }) => !holds) || (found && !isWhole(found)) ? 1 : 0
