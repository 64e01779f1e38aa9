import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { root } from './figures.ts'
import { drawAll } from './plots.ts'
import { fillIn, goalsTable, type Kept, sectionsOf } from './write-document.ts'

const measured = (members: Record<string, unknown>, settings: Kept['settings']): Kept => ({
  at: '2026-11-22T10:00:00.000Z',
  machine: {},
  settings,
  members,
  figures: [],
})
const lineOf = (table: string, goal: string) => table.split('\n').find((line) => line.includes(goal))!

describe('docs/performance.md', () => {
  const document = readFileSync(join(root, 'docs', 'performance.md'), 'utf8')
  const files = [...document.matchAll(/^- `bench\/results\/(.+?\.json)`/gm)].map(([, name]) => name!)

  it('says what the results it names say, and nothing else', () => {
    assert.ok(files.length > 0)
    const sections = sectionsOf(files.map((name) => join(root, 'bench', 'results', name)))
    assert.equal(fillIn(document, sections), document)
  })

  it('shows plots that are there', () => {
    const shown = [...document.matchAll(/\]\((performance\/.+?\.svg)\)/g)].map(([, path]) => path!)
    assert.ok(shown.length >= 8)
    for (const path of shown) assert.ok(existsSync(join(root, 'docs', path)), path)
  })
})

describe('the table of goals', () => {
  it('says kept or missed on either side of a goal', () => {
    const at = (ratio: number) =>
      lineOf(goalsTable([measured({ hotpath_vs_echo: ratio }, { hotpath: {} })]), '≥ 0.7')
    assert.match(at(0.7), /\*\*0\.7\*\* \| kept \|/)
    assert.match(at(0.69), /\*\*0\.69\*\* \| \*\*missed\*\* \|/)
  })

  it('holds a submission to 20 ms where the echo is quick, and to four echoes where it is not', () => {
    const at = (submit: number, echo: number) =>
      lineOf(
        goalsTable([
          measured(
            { submit_p99_vs_echo: submit / echo, submit_p99_ms: submit, echo_p99_ms: echo },
            { latency: {} },
          ),
        ]),
        '≤ 20 ms',
      )
    assert.match(at(20, 2), /\| kept \|/)
    assert.match(at(21, 2), /missed/)
    assert.match(at(40, 10), /\| kept \|/)
    assert.match(at(41, 10), /missed/)
  })

  it('does not pass less data off as what the goal names', () => {
    const at = (rows: number) =>
      lineOf(goalsTable([measured({ growth: 1, growth_rows: [10_000, rows] }, { growth: {} })]), '10,000,000')
    assert.match(at(300_000), /kept, with less than the goal names/)
    assert.match(at(10_000_000), /\| kept \|/)
  })

  it('says what was not measured, and why where it was refused', () => {
    const table = goalsTable([measured({ growth: null, growth_refused: 'too little room' }, { growth: {} })])
    assert.match(lineOf(table, '10,000,000'), /\| too little room \|/)
    assert.match(lineOf(table, '≥ 0.8'), /\| not measured \|/)
  })

  it('takes of each bench what was measured last', () => {
    const [first, later] = [0.3, 0.8].map((ratio) =>
      measured({ hotpath_vs_echo: ratio }, { hotpath: {} }),
    ) as [Kept, Kept]
    assert.match(lineOf(goalsTable([first, later]), '≥ 0.7'), /0\.8/)
  })
})

describe('a plot', () => {
  it('holds every figure in words, and escapes what a name holds', () => {
    const { public: drawn } = drawAll({ public: { '/rankings?from=1&limit=100': 0.456 } })
    assert.match(drawn!, />0\.456</)
    assert.match(drawn!, /from=1&amp;limit=100/)
  })
})
