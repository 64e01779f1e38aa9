/** The short form of `npm run faults`: two kills, their control, and things planted in a real database. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { compare } from './compare.ts'
import { killControl } from './control.ts'
import { emptyResult, type Fault, type Result, type Run } from './fault.ts'
import { Ground, layBase } from './ground.ts'
import { killBoth, killServer } from './kill.ts'
import { readHeld } from './read-held.ts'

describe('what was acknowledged', { skip: process.platform !== 'linux' && 'not run: it reads /proc' }, () => {
  const stack = new AsyncDisposableStack()
  let base = ''
  let ground: Ground
  before(async () => {
    // A house that warms itself up first is ready some seconds later, and no safer.
    process.env.HOITHI_WARM_UP ??= 'off'
    base = await layBase(stack)
    ground = await Ground.open(stack, { base })
  })
  after(() => stack.disposeAsync())

  const runOf = (stack: AsyncDisposableStack, seed: string, result: Result): Run => ({
    rounds: 1,
    quick: true,
    seed,
    stack,
    say: () => {},
    base: async () => base,
    embedded: async () => ground,
    result,
  })
  const make = async (fault: Fault): Promise<Result> => {
    const result = emptyResult()
    await using own = new AsyncDisposableStack()
    await fault.run(runOf(own, `npm test/${fault.name}`, result))
    return result
  }

  it('is there, once, after the server was killed under load', async () => {
    const { acknowledged, findings } = await make(killServer)
    assert.deepEqual(findings, [])
    assert.ok(acknowledged > 200)
  })
  it('is there, once, after the server and PostgreSQL were killed under load', async () => {
    const { acknowledged, findings } = await make(killBoth)
    assert.deepEqual(findings, [])
    assert.ok(acknowledged > 200)
  })
  it('is missed where it is gone: a control without synchronous commits loses', async () => {
    const { findings } = await make(killControl)
    assert.ok(findings.some(({ kind }) => kind === 'lost'))
  })
  it('is missed in the database where a row, a line or a save of it was taken away', async () => {
    await ground.layPeople(500)
    const storm = ground.storm({ seed: 'npm test/planted', phones: 8 })
    await storm.untilAcknowledged(100)
    await storm.finish()
    const sealed = storm.told.filter(({ receipts }) => receipts.length > 0).map(({ attemptId }) => attemptId)
    // As nobody but the superuser can, with the triggers out of the way.
    for (const sentence of WITHOUT_TRIGGERS) await ground.query(sentence)
    await ground.query('DELETE FROM participation_ledger WHERE attempt_id = $1', [sealed[0]])
    await ground.query('DELETE FROM participation_ledger WHERE attempt_id = $1', [sealed[1]])
    await ground.query('DELETE FROM attempts WHERE id = $1', [sealed[1]])
    await ground.query(`UPDATE attempts SET saved_sequence = 0, answers = '{}' WHERE id = $1`, [sealed[2]])
    const found = compare(storm.told, await readHeld(ground, storm.told, false))
    for (const id of sealed.slice(0, 3))
      assert.ok(found.some(({ kind, what }) => kind === 'lost' && what.includes(id!)))
    assert.equal(new Set(found.map(({ what }) => what.split(' ')[1])).size, 3)
  })
})

const WITHOUT_TRIGGERS = [
  'ALTER TABLE attempts DISABLE TRIGGER USER',
  'ALTER TABLE participation_ledger DISABLE TRIGGER USER',
]
