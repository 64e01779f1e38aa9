import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PairFacts } from './model.ts'
import { SUSPECT, weighPair } from './rules.ts'

describe('two contestants', () => {
  const check = (facts: Partial<PairFacts>, expected: string, isSuspect: boolean) => {
    const { score, reasons } = weighPair({
      oneName: 'Trần Thị Hòa',
      otherName: 'Trần Thị Hòa',
      likeness: 1,
      oneBirth: null,
      otherBirth: null,
      isSameUnit: true,
      onePerson: null,
      otherPerson: null,
      isAtTheSameTime: false,
      ...facts,
    })
    assert.equal(reasons.join(' '), expected)
    assert.equal(score >= SUSPECT, isSuspect, `${score}`)
  }
  it('of one name in one unit are looked at; born on two days they are not', () => {
    check({ otherName: 'TRẦN THỊ HOÀ' }, 'same-name same-unit', true)
    check({ oneBirth: '1990-01-01', otherBirth: '1991-01-01' }, 'same-name other-birth-date same-unit', false)
  })
  it('are looked at under two spellings, and where only a letter differs if they were born on one day', () => {
    check({ otherName: 'Tran Thi Hoa' }, 'same-name-without-tones same-unit', true)
    const typo = { otherName: 'Trần Thị Hòe', likeness: 0.7 }
    check(typo, 'alike-name same-unit', false)
    check(
      { ...typo, oneBirth: '1990-01-01', otherBirth: '1990-01-01' },
      'alike-name same-birth-date same-unit',
      true,
    )
  })
  it('of one name elsewhere are two; the roster speaks for and against', () => {
    check({ isSameUnit: false }, 'same-name', false)
    check({ isSameUnit: false, onePerson: 'a', otherPerson: 'a' }, 'same-name same-roster-person', true)
    check({ onePerson: 'a', otherPerson: 'b' }, 'same-name same-unit other-roster-people', false)
  })
  it('who sat at two papers at once are two people, unless more speaks for one', () => {
    check({ isAtTheSameTime: true }, 'same-name same-unit at-the-same-time', false)
    check(
      { isAtTheSameTime: true, oneBirth: '1990-01-01', otherBirth: '1990-01-01' },
      'same-name same-birth-date same-unit at-the-same-time',
      true,
    )
  })
})
