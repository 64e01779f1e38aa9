import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aGoing, later, look, one, rightAnswers, save, submit } from '../../tests/support/people.ts'
import type { Receipt } from './contract.ts'

/** RFC 8785 for the values that receipts have, written anew: sorted by UTF-16, no blanks, ECMAScript's numbers. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}

type Key = { keyId: string; algorithm: string; publicKey: string; from: string; until?: string }

function isGenuine({ signature, ...statement }: Receipt, keys: readonly Key[]): boolean {
  const key = keys.find(({ keyId }) => keyId === statement.keyId)
  if (key?.algorithm !== 'Ed25519') return false
  const bytes = Buffer.from(canonical(statement))
  return verify(null, bytes, createPublicKey(key.publicKey), Buffer.from(signature, 'base64url'))
}

describe('a receipt', () => {
  const house = freshHouse()
  const keys = async () => (await house.ask('GET', '/api/v1/keys')).body as unknown as Key[]

  it('is verified by anybody with the published key, and no changed one is', async () => {
    const going = await aGoing(house)
    const { receipt } = (await submit(house, going, { answers: await rightAnswers(house, going) })).body
    const published = await keys()
    assert.equal(isGenuine(receipt, published), true)
    const changes: Partial<Receipt>[] = [
      { submittedAt: later(receipt.submittedAt, -1).toISOString() },
      { arrivedAt: later(receipt.arrivedAt, 1).toISOString() },
      { attemptId: receipt.attemptId.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
      { paperHash: receipt.paperHash.replace(/^./, (first) => (first === '0' ? '1' : '0')) },
      { contest: 'khac' },
      { round: 2 },
      { code: '0000-0000-0000' },
      { signature: receipt.signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) },
    ]
    for (const change of changes)
      assert.equal(isGenuine({ ...receipt, ...change }, published), false, JSON.stringify(change))
  })

  it('has exactly the members of its contract, in their form', async () => {
    const going = await aGoing(house)
    const { receipt } = (await submit(house, going)).body
    assert.deepEqual(Object.keys(receipt).sort(), [
      'arrivedAt',
      'attemptId',
      'code',
      'contest',
      'keyId',
      'paperHash',
      'round',
      'signature',
      'submittedAt',
      'v',
    ])
    assert.deepEqual([receipt.v, receipt.contest, receipt.round], [1, 'thi', 1])
    assert.match(receipt.code, /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    assert.match(receipt.paperHash, /^[0-9a-f]{64}$/)
    assert.match(receipt.arrivedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  it('binds the questions as shown, the answers and the prediction', async () => {
    const going = await aGoing(house)
    await save(house, going, { sequence: 1, answers: one(going, 3), prediction: '1.234' })
    const { receipt } = (await submit(house, going)).body
    const attempt = (
      await house.rows<{ answers: object; prediction: number }>(
        'SELECT answers, prediction FROM attempts WHERE id = $1',
        [going.attemptId],
      )
    )[0]!
    const texts = await house.rows<{ id: string; text: string; options: string[] }>(
      'SELECT id, text, options FROM questions',
    )
    const questions = going.questions.map(({ no, text, options }) => {
      const inBank = texts.find((each) => each.text === text)!
      return { no, id: inBank.id, options: options.map((option) => inBank.options.indexOf(option.text) + 1) }
    })
    const paper = { attemptId: going.attemptId, questions, answers: attempt.answers, prediction: 1234 }
    assert.equal(receipt.paperHash, createHash('sha256').update(canonical(paper)).digest('hex'))
  })

  it('is the same wherever it is shown', async () => {
    const going = await aGoing(house)
    const { receipt } = (await submit(house, going)).body
    assert.deepEqual((await look(house, going)).body.receipt, receipt)
    assert.deepEqual((await submit(house, going, { answers: one(going) })).body.receipt, receipt)
    const other = await house.another()
    assert.deepEqual((await look(house, going, { app: other.app })).body.receipt, receipt)
  })

  it('of an expired paper is as genuine', async () => {
    const going = await aGoing(house)
    const { receipt } = (await submit(house, going, {}, { at: going.deadlineAt })).body
    assert.equal(isGenuine(receipt, await keys()), true)
    assert.equal(receipt.submittedAt, going.deadlineAt)
  })
})
