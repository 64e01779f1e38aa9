import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { checkDraft } from './check-draft.ts'
import { formVoice } from './form-messages.ts'
import { rulebook } from './rulebook.ts'

/** Every name and every value that the file is written with. */
function wordsOfTheFile(schema: unknown): string[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPipe
  )
    return wordsOfTheFile(schema instanceof z.ZodPipe ? schema.in : schema.unwrap())
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(wordsOfTheFile)
  if (schema instanceof z.ZodArray) return wordsOfTheFile(schema.element)
  if (schema instanceof z.ZodEnum) return schema.options.map(String)
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape).flatMap(([key, value]) => [key, ...wordsOfTheFile(value)])
}
/** A short one may be a Vietnamese word; staffCode is an example of what somebody types into a field of the form. */
const named = wordsOfTheFile(rulebook).filter((word) => word.length > 3 && word !== 'staffCode')
const speaksOfTheFile = (sentence: string) =>
  named.find((word) => new RegExp(`(?<![\\p{L}-])${word}(?![\\p{L}-])`, 'u').test(sentence)) ??
  /true\)|null|contest\.yaml|\.csv/.exec(sentence)?.[0]

/** A value of another kind at every place, and nothing at every place. */
function* spoilt(value: unknown, put: (other: unknown) => unknown): Generator<unknown> {
  for (const other of [undefined, null, 'ở đâu đó', -1, []]) yield put(other)
  if (typeof value !== 'object' || value === null) return
  for (const [key, each] of Object.entries(value)) {
    const putHere = (other: unknown) =>
      put(
        Array.isArray(value)
          ? value.map((kept, at) => (String(at) === key ? other : kept))
          : { ...value, [key]: other },
      )
    yield* spoilt(each, putHere)
  }
}

describe('what the forms say of a rulebook', () => {
  const { rules } = aContest()

  it('never speaks of the keys of the file, whatever is wrong', () => {
    let seen = 0
    for (const draft of spoilt(rules, (other) => other)) {
      if (typeof draft !== 'object' || draft === null || Array.isArray(draft)) continue
      for (const { pointer, said } of checkDraft(draft as Record<string, unknown>).faults) {
        // They come with the draft, and no form has them.
        if (/^\/(units|zone|authority)/.test(pointer)) continue
        seen += 1
        assert.equal(speaksOfTheFile(said.vi), undefined, `${pointer}: ${said.vi}`)
      }
    }
    assert.ok(seen > 500, String(seen))
  })

  it('has sentences of its own where those of the file name keys', () => {
    const rules = [
      'identity-is-required',
      'one-identity-field',
      'only-needs-one-attempt',
      'only-percentages-have-decimals',
      'needs-prediction',
      'draw-comes-last',
      'broken-needs-draw',
      'known-stream',
      'needs-cumulative',
      'known-identity-field',
      'needs-roster-number',
      'regular-expression',
    ] as const
    for (const name of rules)
      assert.equal(speaksOfTheFile(formVoice.rules[name].vi), undefined, formVoice.rules[name].vi)
    assert.equal(speaksOfTheFile(formVoice.say.nothingToChoose().vi), undefined)
    assert.equal(speaksOfTheFile(formVoice.say.tooFewForPractice(1, 2).vi), undefined)
    assert.equal(speaksOfTheFile(formVoice.say.tooFewQuestions(1, 2, [1]).vi), undefined)
  })
})
