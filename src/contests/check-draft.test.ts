import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { checkDraft } from './check-draft.ts'
import { rulebook } from './rulebook.ts'
import { SECTIONS, soundPartsOf } from './sections.ts'

const { rules } = aContest()

describe('a rulebook that is being written', () => {
  it('has every entry of the rulebook in one section', () =>
    assert.deepEqual(Object.values(SECTIONS).flat().sort(), Object.keys(rulebook.shape).sort()))

  it('is whole when all is there', () => {
    const check = checkDraft(rules)
    assert.deepEqual(check.faults, [])
    assert.deepEqual(new Set(Object.values(check.states)), new Set(['complete']))
    assert.deepEqual(check.rules, rules)
  })

  it('names what is missing, and refuses nothing', () => {
    const check = checkDraft({
      authority: rules.authority,
      zone: rules.zone,
      units: 'units.csv',
      name: 'Thi',
    })
    assert.equal(check.rules, null)
    assert.ok(check.faults.every(({ isMissing }) => isMissing))
    assert.deepEqual(
      [check.states.plan, check.states.streams, check.states.exclusions, check.states.units],
      ['incomplete', 'not-begun', 'complete', 'complete'],
    )
  })

  it('says what is wrong at its very field, in the words of the form', () => {
    const rounds = [
      {
        no: 1,
        name: { vi: 'Tuần 1', en: 'Week 1' },
        opensAt: '2023-08-14T07:30',
        closesAt: '2023-08-13T21:00',
      },
    ]
    const { faults, states } = checkDraft({ ...rules, rounds })
    assert.deepEqual(
      faults.map(({ section, pointer, isMissing, said }) => [section, pointer, isMissing, said.vi]),
      [['rounds', '/rounds/0/closesAt', false, 'Thời điểm đóng phải sau thời điểm mở.']],
    )
    assert.equal(states.rounds, 'faulty')
  })

  it('shows what is right beside what is wrong', () => {
    const sound = soundPartsOf({ ...rules, rounds: 'x', bogus: 1 })
    assert.equal(sound.rounds, undefined)
    assert.deepEqual(sound.streams, rules.streams)
    assert.ok(!('bogus' in sound))
  })
})
