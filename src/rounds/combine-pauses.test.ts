import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { combinePauses } from './combine-pauses.ts'
import { pauseAt, pausedMs } from './rules.ts'

const at = (time: string) => new Date(`2023-08-14T${time}+07:00`)
const pause = (from: string, until: string) =>
  ({ kind: 'pause', inForceAt: at(from), until: at(until) }) as const
const resume = (from: string) => ({ kind: 'resume', inForceAt: at(from), until: null }) as const
const told = (incidents: Parameters<typeof combinePauses>[0]) =>
  combinePauses(incidents).map(({ from, until }) => [from, until])

describe('the pauses of a round', () => {
  it('last to their planned end, and not at that instant', () => {
    const round = { pauses: combinePauses([pause('08:00:00', '08:30:00')]) }
    const isPaused = (time: string) => pauseAt(round, at(time)) !== null
    assert.deepEqual(['07:59:59.999', '08:00:00', '08:29:59.999', '08:30:00'].map(isPaused), [
      false,
      true,
      true,
      false,
    ])
  })
  it('are prolonged by a second one, and cut off where organisers go on', () => {
    assert.deepEqual(told([pause('08:00:00', '08:30:00'), pause('08:20:00', '09:00:00')]), [
      [at('08:00:00'), at('09:00:00')],
    ])
    assert.deepEqual(told([pause('08:00:00', '08:30:00'), resume('08:10:00')]), [
      [at('08:00:00'), at('08:10:00')],
    ])
  })
  it('may follow each other after the round went on', () => {
    const both = [pause('08:00:00', '08:30:00'), resume('08:10:00'), pause('08:20:00', '08:25:00')]
    assert.deepEqual(told(both), [
      [at('08:00:00'), at('08:10:00')],
      [at('08:20:00'), at('08:25:00')],
    ])
  })
  it('keep what is over when the round goes on from another one', () => {
    const both = [pause('08:00:00', '08:05:00'), pause('08:20:00', '09:00:00'), resume('08:21:00')]
    assert.deepEqual(told(both), [
      [at('08:00:00'), at('08:05:00')],
      [at('08:20:00'), at('08:21:00')],
    ])
  })
  it('stand still for as long as any instant in them is one of a pause, whatever came', () => {
    const seconds = fc.integer({ min: 0, max: 300 })
    const anIncident = fc.oneof(
      fc.tuple(seconds, fc.integer({ min: 1, max: 120 })).map(([from, lasts]) => ({
        kind: 'pause' as const,
        inForceAt: new Date(from * 1000),
        until: new Date((from + lasts) * 1000),
      })),
      seconds.map((from) => ({ kind: 'resume' as const, inForceAt: new Date(from * 1000), until: null })),
    )
    fc.assert(
      fc.property(fc.array(anIncident, { maxLength: 8 }), (given) => {
        // Decisions come in the order of time.
        const incidents = given.toSorted((a, b) => a.inForceAt.getTime() - b.inForceAt.getTime())
        const pauses = combinePauses(incidents)
        const instants = Array.from({ length: 430 }, (_, second) => new Date(second * 1000))
        const stood = instants.filter((instant) => pauseAt({ pauses }, instant)).length * 1000
        assert.equal(pausedMs({ pauses }, new Date(0), new Date(430_000)), stood)
        for (const [index, { from }] of pauses.entries())
          assert.ok(index === 0 || pauses[index - 1]!.until < from)
      }),
    )
  })
})
