/**
 * Writes what was measured into docs/performance.md, between its marks, and draws docs/performance/*.svg, so that the
 * document and the results cannot disagree. `npm run bench` does it after a full run; by hand, of several results the
 * later ones count:  node bench/write-document.ts bench/results/2026-11-22-full.json …
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Figure, root, rounded } from './figures.ts'
import { type Curves, drawAll } from './plots.ts'

export type Kept = {
  readonly at: string
  readonly machine: Readonly<Record<string, unknown>>
  readonly settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly members: Readonly<Record<string, unknown>>
  readonly figures: readonly Figure[]
  readonly curves?: Curves
}

type Goal = {
  readonly bench: string
  readonly what: string
  readonly goal: string
  readonly how: string
  /** The figure in words, and whether it is within the goal. */
  readonly read: (members: Record<string, unknown>) => readonly [words: string, isWithin: boolean] | null
  /** Whether it was measured at the size that the goal names. */
  readonly isWhole?: (members: Record<string, unknown>) => boolean
}

const figure = (member: string, isWithin: (value: number) => boolean, unit = '') => {
  return (members: Record<string, unknown>) => {
    const value = members[member]
    return typeof value === 'number' ? ([`${rounded(value)}${unit}`, isWithin(value)] as const) : null
  }
}

const GOALS: readonly Goal[] = [
  {
    bench: 'hotpath',
    what: 'durable requests of whole attempts (start, 3 saves, submission with score, receipt and ledger) ÷ bare Fastify echo',
    goal: '≥ 0.7',
    how: 'saturated, 128 connections, people registered before; median of alternated pairs',
    read: figure('hotpath_vs_echo', (value) => value >= 0.7),
  },
  {
    bench: 'single-tx',
    what: 'the same ÷ one transaction per deed',
    goal: '≥ 2',
    how: 'a second server on the same database with `HOITHI_BATCH=1`, in turn',
    read: figure('hotpath_vs_single_tx', (value) => value >= 2),
  },
  {
    bench: 'latency',
    what: 'p99 of a submission at 70 % of the saturated rate ÷ p99 of the echo at the same rate',
    goal: '≤ 4; where the echo is under 5 ms, ≤ 20 ms',
    how: 'open loop, from the instant at which each request was due; medians of alternated pairs',
    read: ({ submit_p99_vs_echo: ratio, submit_p99_ms: ms, echo_p99_ms: echo }) =>
      typeof ratio === 'number' && typeof ms === 'number' && typeof echo === 'number'
        ? [`${rounded(ratio)} (${rounded(ms)} ms ÷ ${rounded(echo)} ms)`, echo < 5 ? ms <= 20 : ratio <= 4]
        : null,
  },
  {
    bench: 'growth',
    what: 'cost of a submission with many papers ÷ with 10,000',
    goal: '≤ 1.15 at 10,000,000',
    how: 'CPU of server and PostgreSQL per submission, two databases in turn',
    isWhole: ({ growth_rows: rows }) => (rows as number[])[1]! >= 10_000_000,
    read: (members) => {
      const rows = members.growth_rows as number[] | undefined
      const read = figure('growth', (value) => value <= 1.15)(members)
      return read && rows ? [`${read[0]} at ${rows[1]!.toLocaleString('en')}`, read[1]] : read
    },
  },
  {
    bench: 'closing',
    what: 'closing a round of 1,000,000 papers ÷ one `CREATE TABLE … AS SELECT … ORDER BY` over the same rows',
    goal: '≤ 4',
    how: 'the production function in a process of its own, standings and traces written',
    isWhole: ({ close_papers: papers }) => (papers as number) >= 1_000_000,
    read: (members) => {
      const read = figure('close_1m_vs_sql', (value) => value <= 4)(members)
      const papers = members.close_papers as number | undefined
      return read && papers
        ? [`${read[0]} at ${papers.toLocaleString('en')} (${rounded(members.close_s as number)} s)`, read[1]]
        : read
    },
  },
  {
    bench: 'public',
    what: 'public page and public JSON under load ÷ the same bytes from a bare Fastify route',
    goal: '≥ 0.8',
    how: 'three pages and three answers of the API, saturated; the slowest of them',
    read: figure('page_vs_static', (value) => value >= 0.8),
  },
  {
    bench: 'memory',
    what: 'memory of the Node processes, attempts open, 1,000,000 or more sealed',
    goal: '≤ 300 MB, flat',
    how: 'the largest RSS of samples under load; the slope is over the last two thirds',
    isWhole: ({ rss_open: open, rss_sealed: sealed }) =>
      (open as number) >= 5000 && (sealed as number) >= 1_000_000,
    read: (members) => {
      const read = figure('rss_mb', (value) => value <= 300, ' MB')(members)
      const [slope, open, sealed] = ['rss_mb_per_minute', 'rss_open', 'rss_sealed'].map(
        (name) => members[name] as number,
      )
      return (
        read && [
          `${read[0]}, ${rounded(slope!)} MB a minute (${open!.toLocaleString('en')} open, ${sealed!.toLocaleString('en')} sealed)`,
          read[1],
        ]
      )
    },
  },
]

/** Of several results, what each bench said last. */
export function putTogether(results: readonly Kept[]) {
  const from = new Map<string, Kept>()
  for (const result of results) for (const bench of Object.keys(result.settings)) from.set(bench, result)
  const members = Object.assign({}, ...results.map((result) => result.members)) as Record<string, unknown>
  const curves: Curves = Object.assign({}, ...results.map((result) => result.curves ?? {}))
  const figures = [...from].flatMap(([bench, result]) =>
    result.figures.filter((each) => each.bench === bench),
  )
  return { from, members, curves, figures }
}

export function goalsTable(results: readonly Kept[]): string {
  const { from, members } = putTogether(results)
  const rows = GOALS.map(({ bench, what, goal, how, read, isWhole }) => {
    const found = from.has(bench) ? read(members) : null
    const refused = members[`${bench === 'memory' ? 'rss' : bench === 'closing' ? 'close' : bench}_refused`]
    const measured = found ? `**${found[0]}**` : typeof refused === 'string' ? refused : 'not measured'
    const verdict = found ? (found[1] ? 'kept' : '**missed**') : ''
    const size = found && isWhole?.(members) === false ? ', with less than the goal names' : ''
    return `| ${what} | ${goal} | ${measured} | ${verdict}${size} | ${how} |`
  })
  return ['| what | goal | measured | | how |', '|---|---|---|---|---|', ...rows].join('\n')
}

function aboutResults(results: readonly Kept[], files: readonly string[]): string {
  const { from } = putTogether(results)
  return results
    .map((result, index) => {
      const benches = [...from].filter(([, kept]) => kept === result).map(([bench]) => bench)
      const { cpu, cores, memoryGb, kernel, node, postgres, fastify, revision, loadBefore, loadAfter } =
        result.machine
      return `- \`bench/results/${files[index]}\` (${benches.join(', ')}): ${result.at.slice(0, 16).replace('T', ' ')} UTC, revision ${revision}; ${cores} cores (${cpu}), ${memoryGb} GB, ${kernel}, Node ${node}, PostgreSQL ${postgres}, Fastify ${fastify}; load ${loadBefore} before, ${loadAfter} after.`
    })
    .join('\n')
}

function figuresTable(results: readonly Kept[]): string {
  const rows = putTogether(results).figures.map(({ bench, what, value, unit }) => {
    const shown = Number.isFinite(value) ? rounded(value).toLocaleString('en') : '–'
    return `| ${bench} | ${what.replaceAll('|', '\\|')} | ${shown} ${unit} |`
  })
  return ['| bench | what | figure |', '|---|---|---|', ...rows].join('\n')
}

/** How many come in a week, and the share of them that hands in within the last minute: stated, not measured. */
const SIZES = [
  { what: 'a district', weekly: 3000 },
  { what: 'a province', weekly: 25_000 },
  { what: 'the country', weekly: 500_000 },
]
const LAST_MINUTE = 0.1
const REQUESTS_PER_ATTEMPT = 5
const SHARE_OF_FULL = 0.7

function sizingTable(results: readonly Kept[]): string {
  const { requests_per_s: full } = putTogether(results).members as { requests_per_s?: number }
  if (typeof full !== 'number') return 'Not measured.'
  const safe = SHARE_OF_FULL * full
  const rows = SIZES.map(({ what, weekly }) => {
    const minute = weekly * LAST_MINUTE
    const wanted = (minute * REQUESTS_PER_ATTEMPT) / 60
    const machines = wanted / safe
    const words =
      machines <= 1
        ? `${rounded(100 * machines)} % of it`
        : `${rounded(machines)} times as much: more cores, or several app nodes on one PostgreSQL`
    return `| ${what} | ${weekly.toLocaleString('en')} | ${minute.toLocaleString('en')} | ${rounded(wanted).toLocaleString('en')} /s | ${words} |`
  })
  return [
    `This machine was full at ${rounded(full).toLocaleString('en')} requests a second; at ${100 * SHARE_OF_FULL} % of that, ${rounded(safe).toLocaleString('en')} a second, it still answers soon.`,
    '',
    '| | people a week | in one minute | requests | of a machine like this one |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

export function fillIn(document: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce((text, [name, body]) => {
    const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`]
    const [from, to] = [text.indexOf(open), text.indexOf(close)]
    if (from < 0 || to < from) throw new Error(`docs/performance.md has no place for ${name}`)
    return `${text.slice(0, from + open.length)}\n${body}\n${text.slice(to)}`
  }, document)
}

export function sectionsOf(files: readonly string[]): Record<string, string> {
  const results = files.map(readResult)
  return {
    results: aboutResults(
      results,
      files.map((file) => basename(file)),
    ),
    goals: goalsTable(results),
    sizing: sizingTable(results),
    figures: figuresTable(results),
  }
}

const readResult = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Kept

export function writeDocument(files: readonly string[]): void {
  const path = join(root, 'docs', 'performance.md')
  const folder = join(root, 'docs', 'performance')
  mkdirSync(folder, { recursive: true })
  for (const [name, svg] of Object.entries(drawAll(putTogether(files.map(readResult)).curves)))
    writeFileSync(join(folder, `${name}.svg`), svg)
  writeFileSync(path, fillIn(readFileSync(path, 'utf8'), sectionsOf(files)))
}

if (process.argv[1] === import.meta.filename) writeDocument(process.argv.slice(2))
