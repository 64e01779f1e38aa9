import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { matchesInTime } from './bounded-pattern.ts'

describe('a pattern of a rulebook', () => {
  it('matches what a regular expression matches, with all of Unicode', () => {
    assert.equal(matchesInTime('^SNV-\\d{3}$', 'SNV-017'), true)
    assert.equal(matchesInTime('^SNV-\\d{3}$', 'SYT-017'), false)
    assert.equal(matchesInTime('^\\p{Lu}', 'Đặng'), true)
    assert.equal(matchesInTime('^\\p{Lu}', 'đặng'), false)
  })
  it('that would take years does not match, and the next one is asked', () => {
    for (const endless of ['^(\\w+ ?)+$', '^(a|aa)+$', '^(\\p{L}*)*$'])
      assert.equal(matchesInTime(endless, `${'a'.repeat(199)}!`), false, endless)
    assert.equal(matchesInTime('^(\\w+ ?)+$', 'hai từ'.normalize('NFD').replace(/\p{M}/gu, '')), true)
  })
  it('that is none is said so', () => {
    assert.throws(() => matchesInTime('(', 'a'), SyntaxError)
  })
})
