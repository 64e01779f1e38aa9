import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { walkHouse } from './check-house.ts'

function check(tree: Record<string, string>, expected: { faults?: RegExp[]; notes?: RegExp[] }) {
  const root = mkdtempSync(join(tmpdir(), 'hoithi-house-'))
  for (const [file, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const walk = walkHouse(root)
  rmSync(root, { recursive: true })
  for (const kind of ['faults', 'notes'] as const) {
    const wanted = expected[kind] ?? []
    assert.equal(walk[kind].length, wanted.length, `${kind}: ${walk[kind].join('; ')}`)
    for (const [index, pattern] of wanted.entries()) assert.match(walk[kind][index]!, pattern)
  }
}

describe('the walk through the house', () => {
  it('finds nothing in a house that is in order', () =>
    check(
      {
        'src/attempts/rules.ts': `import type { Round } from '../rounds/model.ts'\nexport const isLate = (round: Round) => round.no > 1`,
        'src/attempts/submit-attempt.ts': `import { isLate } from './rules.ts'\nexport async function submitAttempt() { return isLate }`,
        'src/attempts/contract.ts': `export const shape = {}`,
        'src/rounds/model.ts': `export type Round = { no: number }`,
        'src/main/server.ts': `import '../attempts/submit-attempt.ts'`,
        'web/public/paper.svelte': `<script lang="ts">import { shape } from '../../src/attempts/contract.ts'</script>`,
      },
      {},
    ))

  it('names arrows against the plan, types included', () =>
    check(
      {
        'src/rounds/model.ts': `import type { Attempt } from '../attempts/model.ts'`,
        'src/platform/db.ts': `import { list } from '../units/store.ts'`,
        'src/units/store.ts': `import { wire } from '../main/server.ts'`,
        'src/rankings/store.ts': `import { routes } from '../attempts/routes.ts'`,
        'src/novelties/model.ts': `import { list } from '../units/model.ts'`,
      },
      {
        faults: [
          /src\/novelties\/model.ts: the plan does not know/,
          /src\/platform\/db.ts: platform may not use units/,
          /src\/rankings\/store.ts: src\/attempts\/routes.ts belongs to its slice/,
          /src\/rounds\/model.ts: rounds may not use attempts/,
          /src\/units\/store.ts: nothing imports main/,
        ],
      },
    ))

  it('names rules that look at a clock, a die or the database, and not those that only speak of one', () =>
    check(
      {
        'src/attempts/rules.ts': `/** Never Date.now(). */\nexport const now = () => new Date()`,
        'src/rounds/rules.ts': `// Math.random() would not do.\nexport const at = (time: number) => new Date(time)`,
        'src/rankings/rules.ts': `import { list } from './store.ts'\nexport const order = list`,
      },
      {
        faults: [
          /attempts\/rules.ts: rules are pure, "new Date\(\)"/,
          /rankings\/rules.ts: rules and .*store.ts never meet/,
        ],
      },
    ))

  it('names a page that reaches behind the contracts', () =>
    check(
      { 'web/public/a.svelte': `<script>import { list } from '../../src/units/store.ts'</script>` },
      { faults: [/web may import contract.ts files/] },
    ))

  it('lets tests import what they test with', () =>
    check(
      {
        'src/attempts/submit-attempt.test.ts': `import { freshDatabase } from '../../tests/support/database.ts'\nimport '../rankings/store.ts'`,
      },
      {},
    ))

  it('only says what is neither a room nor an action, a sentence out of place, or a large file', () =>
    check(
      {
        'src/attempts/seal-attempt.ts': `export function sealSomething() {}`,
        'src/attempts/submit-attempt.ts': `export function submitAttempt() { return 'Đã hết giờ làm bài' }`,
        'src/units/store.ts': `export const a = 1\n`.repeat(251),
      },
      { notes: [/neither a room nor an action/, /sentence for people/, /252 lines/] },
    ))

  it('names lazy names', () =>
    check({ 'src/attempts/utils.ts': `export function utils() {}` }, { faults: [/find the noun/] }))
})
