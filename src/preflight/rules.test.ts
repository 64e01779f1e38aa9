import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CheckCode, Facts } from './model.ts'
import { judgeFacts, needsReason } from './rules.ts'

const GIGABYTE = 1024 ** 3
const at = (text: string) => new Date(`${text}:00+07:00`)
const now = at('2023-08-10T08:00')
const good: Facts = {
  now,
  rounds: [
    { no: 1, opensAt: at('2023-08-14T07:30'), closesAt: at('2023-08-20T21:00') },
    { no: 2, opensAt: at('2023-08-20T21:00'), closesAt: at('2023-08-27T21:00') },
  ],
  papers: [{ roundNo: 1, canBeDrawn: true, rows: [{ row: 1, wanted: 10, available: 30 }] }],
  keys: { inPools: 60, approved: 60, fromFile: 0 },
  units: { choosable: 3, withHeadcount: 3 },
  countsUnits: true,
  ambiguities: 0,
  support: { hasEmail: true, hasHours: true },
  officers: { deciding: 2, withoutFactor: 0 },
  rehearsal: { people: 1000, endedAt: now, isOfTheseRules: true, perSecond: 400, busiestMinute: 1200 },
  mail: { server: 'answers', testedAt: now },
  clock: { databaseMs: 499, isSameMachine: false, isSynchronised: true },
  disk: { freeBytes: 10 * GIGABYTE },
  memory: { totalBytes: 4 * GIGABYTE, availableBytes: GIGABYTE },
  backup: { at: new Date(now.getTime() - 86_400_000 + 1) },
}
const told = (code: CheckCode, changes: Partial<Facts> = {}) => {
  const found = judgeFacts({ ...good, ...changes }).find((each) => each.code === code)!
  return `${found.state} ${found.says}`
}
const round = (no: number, opensAt: string, closesAt: string) => ({
  no,
  opensAt: at(opensAt),
  closesAt: at(closesAt),
})

describe('the list before the opening', () => {
  it('has nothing to say of a contest in which all is well', () => {
    assert.deepEqual([...new Set(judgeFacts(good).map(({ state }) => state))], ['met'])
    assert.equal(needsReason(judgeFacts(good)), false)
  })
  it('wants the rounds in order and to come', () => {
    assert.equal(told('rounds', { rounds: [] }), 'unmet none')
    const overlapping = [good.rounds[0]!, round(2, '2023-08-20T20:59', '2023-08-27T21:00')]
    assert.equal(told('rounds', { rounds: overlapping }), 'unmet out-of-order')
    assert.equal(told('rounds', { now: at('2023-08-14T07:30') }), 'warning already-begun')
    assert.equal(told('rounds', { now: at('2023-08-14T07:29') }), 'met in-order')
  })
  it('wants every paper to be drawn, each question out of three', () => {
    const papers = (canBeDrawn: boolean, available: number) => ({
      papers: [{ roundNo: 2, canBeDrawn, rows: [{ row: 1, wanted: 10, available }] }],
    })
    assert.equal(told('papers', papers(false, 9)), 'unmet cannot-be-drawn')
    assert.equal(told('papers', papers(true, 29)), 'warning scarce')
    assert.equal(told('papers', papers(true, 30)), 'met plenty')
    assert.equal(told('papers', { papers: [] }), 'unmet no-rounds')
  })
  it('wants keys approved by a second person, and says where they came from a file', () => {
    assert.equal(told('keys', { keys: { inPools: 60, approved: 58, fromFile: 1 } }), 'unmet not-approved')
    assert.equal(told('keys', { keys: { inPools: 60, approved: 0, fromFile: 60 } }), 'warning from-file')
    assert.equal(told('keys', { keys: { inPools: 0, approved: 0, fromFile: 0 } }), 'unmet none')
  })
  it('wants headcounts where something is counted against them', () => {
    const units = { choosable: 3, withHeadcount: 2 }
    assert.equal(told('headcounts', { units }), 'unmet missing')
    assert.equal(told('headcounts', { units, countsUnits: false }), 'warning missing')
  })
  it('wants two officers who decide, each with a second factor', () => {
    assert.equal(told('second-factors', { officers: { deciding: 1, withoutFactor: 0 } }), 'unmet alone')
    assert.equal(told('second-factors', { officers: { deciding: 3, withoutFactor: 1 } }), 'unmet without')
  })
  it('says what a clock that agrees with itself is worth', () => {
    const clock = (databaseMs: number | null, isSameMachine: boolean, isSynchronised: boolean | null) =>
      told('clock', { clock: { databaseMs, isSameMachine, isSynchronised } })
    assert.equal(clock(1, true, null), 'unknown same-machine')
    assert.equal(clock(1, false, null), 'warning with-database-only')
    assert.equal(clock(null, false, true), 'unknown not-asked')
    assert.equal(clock(-2000, false, true), 'unmet apart')
    assert.equal(clock(500, false, true), 'warning a-little-apart')
    assert.equal(clock(1, true, false), 'unmet not-synchronised')
  })
  it('knows what it does not know', () => {
    assert.equal(told('disk', { disk: null }), 'unknown not-seen')
    assert.equal(told('memory', { memory: null }), 'unknown not-seen')
    assert.equal(told('disk', { disk: { freeBytes: 2 * GIGABYTE - 1 } }), 'unmet full')
    assert.equal(told('disk', { disk: { freeBytes: 2 * GIGABYTE } }), 'warning little')
  })
  it('tells of mail, backup and rehearsal as they are', () => {
    assert.equal(
      told('mail', { mail: { server: 'not-configured', testedAt: null } }),
      'warning not-configured',
    )
    assert.equal(told('mail', { mail: { server: 'refuses', testedAt: now } }), 'unmet refuses')
    assert.equal(told('mail', { mail: { server: 'answers', testedAt: null } }), 'warning not-tested')
    assert.equal(told('mail', { mail: { server: 'answers', testedAt: now } }), 'met tested')
    assert.equal(told('backup', { backup: null }), 'warning none')
    assert.equal(told('backup', { backup: { at: new Date(now.getTime() - 86_400_000) } }), 'warning old')
    const rehearsal = { people: 999, endedAt: now, isOfTheseRules: true, perSecond: 100, busiestMinute: 1200 }
    assert.equal(told('rehearsal', { rehearsal }), 'warning few')
    assert.equal(told('rehearsal', { rehearsal: null }), 'unmet none')
    assert.equal(told('load', { rehearsal: null }), 'unmet none')
    assert.equal(told('load', { rehearsal }), 'met ample')
    assert.equal(told('load', { rehearsal: { ...rehearsal, perSecond: 99 } }), 'warning narrow')
    assert.equal(told('load', { rehearsal: { ...rehearsal, perSecond: 20 } }), 'warning narrow')
    assert.equal(told('load', { rehearsal: { ...rehearsal, perSecond: 19 } }), 'unmet too-little')
    assert.equal(
      told('rehearsal', { rehearsal: { ...rehearsal, isOfTheseRules: false } }),
      'warning older-rules',
    )
    assert.equal(told('ambiguities', { ambiguities: 2 }), 'warning open')
    assert.equal(told('support', { support: { hasEmail: false, hasHours: true } }), 'warning incomplete')
  })
  it('asks for a reason only where something is not met', () => {
    assert.equal(needsReason([{ state: 'warning' }, { state: 'unknown' }]), false)
    assert.equal(needsReason([{ state: 'unmet' }]), true)
  })
})
