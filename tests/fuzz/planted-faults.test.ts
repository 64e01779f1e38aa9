import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type FuzzOptions, fuzz } from './fuzz.ts'
import type { Asked } from './play-steps.ts'
import type { Told } from './read-api.ts'

/** A fault put between the server and whoever asks; each must be found, or the fuzzer looks at nothing. */
describe('the fuzzer finds', () => {
  const isSave = ({ method, url }: Asked) => method === 'PUT' && url.endsWith('/answers')
  const finds = async (between: NonNullable<FuzzOptions['between']>, expected: RegExp) => {
    const { failures } = await fuzz({ requests: 4000, seed: 3, lanes: 1, between })
    assert.match(failures[0]?.message ?? 'nothing', expected)
    // Made small: what cannot be left out is few.
    assert.ok(failures[0]!.requests.length <= 24, failures[0]!.requests.join('\n'))
  }
  const instead = (told: Told, changes: Partial<Told>): Told => ({ ...told, ...changes })

  it('a reply of 500', () =>
    finds((asked, told) => (isSave(asked) ? instead(told, { status: 500 }) : told), /answers 500/))
  it('a status that nobody declared', () =>
    finds(
      (_, told) => (told.status === 409 ? instead(told, { status: 410 }) : told),
      /410, which .* declare/,
    ))
  it('a member that nobody declared', () =>
    finds(
      (_, told) =>
        told.status === 400 ? instead(told, { text: told.text.replace('{', '{"sql":"",') }) : told,
      /in another shape/,
    ))
  it('a stack', () =>
    finds(
      (_, told) => (told.status === 400 ? instead(told, { text: 'Error\n    at x (/y.ts:1)' }) : told),
      /shows what is inside/,
    ))
  it('a refusal that changes a row', () =>
    finds(async (_, told, house) => {
      if (told.status === 409) await house.rows('UPDATE contestants SET guardian = guardian')
      return told
    }, /refused or only read, and changed .*contestants/))
  it('an answer to somebody else', () =>
    finds((asked, told, house) => {
      const isOfAnAttempt = /^\/api\/v1\/attempts\/[^/?]+(\?|$)/.test(asked.url)
      if (told.status !== 403 || asked.method !== 'GET' || !isOfAnAttempt) return told
      const at = house.clock.now().toISOString()
      const text = JSON.stringify({
        attemptId: 'x',
        roundId: 'x',
        state: 'open',
        startedAt: at,
        deadlineAt: at,
      })
      return instead(told, { status: 200, text, headers: { 'content-type': 'application/json' } })
    }, /to somebody else than the owner/))
  it('a paper that forgets what was saved', () =>
    finds(
      (asked, told) =>
        asked.url.endsWith('/paper')
          ? instead(told, { text: told.text.replace(/"savedSequence":[1-9]\d*/, '"savedSequence":0') })
          : told,
      /saved \d+, and shows 0/,
    ))
})
