import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { AMBIGUITIES, type AmbiguityCode } from './ambiguity-messages.ts'
import { findAmbiguities } from './find-ambiguities.ts'
import { type RulesDraft, soundPartsOf } from './sections.ts'

const { rules } = aContest()
const said = { vi: 'x', en: 'x' }
const round = (no: number, opensAt: string, closesAt: string, more: object = {}) => ({
  no,
  name: said,
  opensAt,
  closesAt,
  ...more,
})
const week = round(1, '2024-10-07T07:30', '2024-10-13T21:00')
const prize = (scope: string) => ({ scope, name: said, count: 1 })
const forUnits = { prizes: [prize('collective')] }
const prediction = { text: said, target: 'allCorrectPersons', required: true }
const ranked = (...keys: string[]) => ({ ranking: { gate: 'none', keys, ties: 'shared' } })
const hours = { openHours: { weekdays: [1], from: '07:30', until: '21:00' } }

/** Of each: rules in which it is open, and the same with the entry that settles it; null: a sentence alone does. */
const CASES: Record<AmbiguityCode, [open: RulesDraft, settles: RulesDraft | null]> = {
  'people-or-papers': [forUnits, null],
  'void-papers': [forUnits, null],
  'headcount-whom': [forUnits, null],
  'unit-of-a-person': [forUnits, null],
  'subordinate-units': [{ collective: [said] }, null],
  'headcount-day': [forUnits, { participation: { headcountAsOf: '2024-11-30' } }],
  'collective-criteria': [forUnits, { collective: [said] }],
  'collective-ties': [{ ...forUnits, collective: [said] }, { collective: [said, said] }],
  'awards-for-emulation': [forUnits, { document: { no: '1/KH', issuedOn: '2024-01-01', title: 'Kế hoạch' } }],
  'prediction-missing': [
    { prediction: { ...prediction, required: false }, ...ranked('predictionDistance') },
    { prediction },
  ],
  'prediction-population': [{ prediction, streams: rules.streams }, { streams: rules.streams.slice(0, 1) }],
  'prediction-moment': [{ prediction }, { prediction: null }],
  'prediction-distance': [{ prediction, ...ranked('predictionDistance') }, ranked('score')],
  'prediction-decimals': [
    { prediction: { ...prediction, target: 'percentAllCorrect' } },
    { prediction: { ...prediction, target: 'percentAllCorrect', decimals: 2 } },
  ],
  'prediction-unused': [{ prediction, ...ranked('score') }, ranked('score', 'predictionDistance')],
  'time-measured': [ranked('score', 'durationMs'), ranked('score')],
  'begun-before-close': [{ paper: rules.paper, rounds: [week] }, null],
  'last-minute': [
    { rounds: [round(1, '2024-10-07T00:00', '2024-10-13T23:59')] },
    { rounds: [round(1, '2024-10-07T00:00', '2024-10-14T00:00')] },
  ],
  'midnight-words': [
    { rounds: [round(1, '2024-10-07T00:00', '2024-10-14T00:00')] },
    { rounds: [round(1, '2024-10-07T00:00', '2024-10-14T00:00', { closesAsPrinted: 'hết ngày 13/10' })] },
  ],
  'gaps-between-rounds': [
    {
      rounds: [
        week,
        round(2, '2024-10-14T07:30', '2024-10-20T21:00'),
        round(3, '2024-10-21T09:30', '2024-10-27T21:00'),
      ],
    },
    {
      rounds: [
        week,
        round(2, '2024-10-14T07:30', '2024-10-20T21:00'),
        round(3, '2024-10-21T07:30', '2024-10-27T21:00'),
      ],
    },
  ],
  'public-holidays': [
    { rounds: [round(1, '2024-08-26T07:30', '2024-09-03T21:00')] },
    { rounds: [round(1, '2024-08-26T07:30', '2024-09-03T21:00', hours)] },
  ],
  'ties-without-end': [
    { prizes: [prize('round')], ...ranked('score') },
    { ranking: { gate: 'none', keys: ['score', 'seededDraw'], ties: 'broken' } },
  ],
  'one-prize': [{ prizes: [prize('round'), prize('round')] }, { onePrizePerPerson: false }],
  'prize-taken-back': [{ prizes: [prize('round')] }, { prizes: [] }],
  'who-is-named': [{ prizes: [prize('round')] }, { publication: { names: 'initials' } }],
}

const codesOf = (draft: RulesDraft) => findAmbiguities(soundPartsOf(draft)).map(({ code }) => code)

describe('an ambiguity of a rulebook', () => {
  for (const { code, offers } of AMBIGUITIES)
    it(`${code}: is named while it is open, and not once it is settled`, () => {
      const [open, settles] = CASES[code]
      assert.ok(codesOf(open).includes(code), 'open')
      assert.ok(settles !== null || offers, 'something settles it')
      if (settles) assert.ok(!codesOf({ ...open, ...settles }).includes(code), 'settled by the entry')
      if (offers)
        assert.ok(!codesOf({ ...open, notes: [said, offers] }).includes(code), 'settled by the note')
    })

  it('none is named of rules that say nothing yet', () => assert.deepEqual(codesOf({}), []))

  it('a round that ends at midnight before a holiday does not have it; one that ends in it has', () => {
    const until = (closesAt: string) =>
      codesOf({ rounds: [round(1, '2024-08-26T07:30', closesAt)] }).includes('public-holidays')
    assert.equal(until('2024-09-02T00:00'), false)
    assert.equal(until('2024-09-02T00:01'), true)
    assert.equal(until('2024-09-03T00:00'), true)
  })
})
