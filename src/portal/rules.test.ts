import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Stream } from '../../web/public/props.ts'
import type { Statistics } from '../statistics/contract.ts'
import { aboutWhat, attemptsLeft, laidOver, missingOf, registrationOf, unitsShown, wrongOf } from './rules.ts'

const field = (name: string, required: boolean): Stream['fields'][number] => ({
  name,
  label: name,
  labelEn: name,
  kind: 'text',
  required,
})
const stream: Stream = {
  code: 'staff',
  name: 'Cán bộ',
  nameEn: 'Staff',
  guardianAllowed: true,
  fields: [field('phone', true), field('birthDate', false)],
}
const typed = { fullName: 'Nguyễn Thị Ánh', unitId: 'u1', phone: '0912345678', consent: 'yes' }

describe('a registration form', () => {
  it('becomes the members that the API takes, and nothing that was left empty', () => {
    assert.deepEqual(registrationOf(stream, { ...typed, birthDate: ' ', other: 'x' }), {
      stream: 'staff',
      fullName: 'Nguyễn Thị Ánh',
      unitId: 'u1',
      phone: '0912345678',
      consent: true,
    })
  })

  it('never consents for anybody', () => {
    const { consent: _, ...others } = typed
    assert.equal('consent' in registrationOf(stream, others), false)
    assert.deepEqual(missingOf(stream, others), { consent: 'empty' })
  })

  it('misses every required field at once, and no optional one', () => {
    assert.deepEqual(Object.keys(missingOf(stream, {})), ['fullName', 'unitId', 'phone', 'consent'])
    assert.deepEqual(missingOf(stream, typed), {})
  })

  it('shows a fault of the API at its field', () => {
    const faults = [
      { pointer: '/phone', expected: 'a number' },
      { pointer: '/guardian', expected: 'no' },
    ]
    assert.deepEqual(wrongOf(stream, faults), { phone: 'wrong', fullName: 'wrong' })
  })
})

describe('the attempts somebody still has', () => {
  const contest = (attempts: object) => ({
    attempts,
    zone: 'Asia/Ho_Chi_Minh',
    serverNow: '2026-11-22T17:30:00.000Z',
  })
  const taken = [
    { roundNo: 1, startedAt: '2026-11-22T16:59:59.000Z' },
    { roundNo: 2, startedAt: '2026-11-22T17:00:00.000Z' },
  ]

  it('are bounded by the tightest cap', () => {
    assert.equal(attemptsLeft(contest({ perRound: 2, total: 5 }), taken, 2), 1)
    assert.equal(attemptsLeft(contest({ perRound: 3, total: 2 }), taken, 2), 0)
    assert.equal(attemptsLeft(contest({}), taken, 2), null)
  })

  it('count by the day on the wall of the contest’s zone', () => {
    assert.equal(attemptsLeft(contest({ perDay: 2 }), taken, 2), 1)
  })
})

describe('an old form of the paper', () => {
  it('does not wipe out what another phone has saved since', () => {
    assert.deepEqual(laidOver({ 1: [1], 2: [2] }, { 1: [4] }), { 1: [4], 2: [2] })
  })
})

describe('the units of a page of statistics', () => {
  const figures = { persons: 0, attempts: 0, full: 0 }
  const unit = (code: string, parentId: string | null): Statistics['units'][number] => ({
    unitId: code,
    code,
    name: code,
    parentId,
    own: figures,
    rollUp: figures,
  })
  const units = [unit('P', null), unit('P.A', 'P'), unit('P.B', 'P'), unit('P.A.1', 'P.A')]
  const codes = (parent?: string) => unitsShown(units, parent).shown.map(({ code }) => code)

  it('are those below the one root at first, and below the chosen unit after', () => {
    assert.deepEqual(codes(), ['P.A', 'P.B'])
    assert.deepEqual(codes('P.A'), ['P.A.1'])
    assert.deepEqual(
      unitsShown(units, 'P.A').above.map(({ code }) => code),
      ['P'],
    )
  })

  it('are the top ones for a code that nobody has', () => {
    assert.deepEqual(codes('nowhere'), ['P.A', 'P.B'])
  })
})

describe('what an enquiry is about', () => {
  const contest = { rounds: [{ no: 1 }, { no: 2 }] } as Parameters<typeof aboutWhat>[1]
  const attempts = [1, 2, 2].map((roundNo, index) => ({
    attemptId: `a${index}`,
    attemptNo: index + 1,
    roundNo,
  })) as Parameters<typeof aboutWhat>[2]
  const check = (page: string, own: typeof attempts, expected: object, more = {}) =>
    assert.deepEqual(aboutWhat({ page, browser: 'Chrome', ...more }, contest, own), {
      browser: 'Chrome',
      ...expected,
    })

  it('is the page with its round, and the attempt of it, else the last one', () => {
    const page = '/contests/thi/rounds/1/paper'
    check(page, [], { page, round: 1 })
    check(page, attempts, { page, round: 1, attemptId: 'a0', attemptNo: 1 })
    check('/contests/thi/me', attempts, { page: '/contests/thi/me', round: 2, attemptId: 'a2', attemptNo: 3 })
    const receipt = '/attempts/a1/receipt'
    check(receipt, attempts, { page: receipt, round: 2, attemptId: 'a1', attemptNo: 2 })
    check('/contests/thi/rounds/9/paper', [], { page: '/contests/thi/rounds/9/paper' })
  })
  it('is nothing that somebody else put into a link, and no link of an enquiry', () => {
    for (const page of ['//evil.example', 'https://evil.example', '/a?b=c', '/<script>', '/help/secret'])
      check(page, [], {})
    check('', [], {}, { saw: 'x y', reference: '<b>' })
    check('', [], { saw: 'busy', reference: 'ab12' }, { saw: 'busy', reference: 'ab12' })
  })
})
