import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { keepTally } from './keep-tally.ts'
import { SLOT_MS, SLOTS } from './model.ts'
import { slotOf, slowest, sumSamples } from './rules.ts'

const NOW = new Date('2023-08-14T01:00:02.000Z')
const ago = (slots: number) => new Date(Date.parse('2023-08-14T01:00:00Z') - slots * SLOT_MS)
const sample = (slotsAgo: number, seat: number, saves: number, refused: Record<string, number> = {}) => ({
  seat,
  at: ago(slotsAgo),
  figures: {
    rounds: {
      r1: { start: 0, save: saves, submission: 0, refused },
      other: { start: 9, save: 9, submission: 9, refused: {} },
    },
    busy: 1,
    errors: 0,
    fullness: slotsAgo / 10,
  },
})

describe('the live figures', () => {
  it('add up what all processes counted, for one contest, and leave out what is not over', () => {
    const samples = [
      sample(1, 1, 3),
      sample(1, 2, 4),
      sample(0, 1, 100),
      sample(13, 1, 50, { 'too-late': 2 }),
    ]
    const summed = sumSamples(samples, new Set(['r1']), NOW, 24)
    assert.equal(summed.series.save.at(-1), 7)
    assert.equal(summed.series.save[24 - 13], 50)
    assert.deepEqual(summed.perMinute, { start: 0, save: 7, submission: 0 })
    assert.deepEqual(summed.refusals, [{ reason: 'too-late', count: 2 }])
    assert.equal(summed.busy, 3)
    assert.equal(summed.fullness, 0.1)
  })
  it('leave out what is older than what is shown', () => {
    assert.deepEqual(
      sumSamples([sample(25, 1, 5)], new Set(['r1']), NOW, 24).series.save,
      new Array(24).fill(0),
    )
  })
  it('have a place for every five seconds of half an hour', () => {
    assert.equal(slotOf(ago(SLOTS)), slotOf(ago(0)))
    assert.notEqual(slotOf(ago(1)), slotOf(ago(0)))
  })
  it('name the units that lag behind, of those whose people are known', () => {
    const units = [
      { name: 'A', persons: 5, headcount: 10 },
      { name: 'B', persons: 0, headcount: 0 },
      { name: 'C', persons: 0, headcount: 10 },
      { name: 'D', persons: 0, headcount: 20 },
    ]
    assert.deepEqual(
      slowest(units, 2).map(({ name }) => name),
      ['D', 'C'],
    )
  })
  it('begin anew when they were taken', () => {
    const tally = keepTally()
    tally.note('r1', 'save', null)
    tally.note('r1', 'save', 'too-late')
    tally.noteStatus(503)
    tally.noteStatus(500)
    assert.deepEqual(tally.take(0.5), {
      rounds: { r1: { start: 0, save: 1, submission: 0, refused: { 'too-late': 1 } } },
      busy: 1,
      errors: 1,
      fullness: 0.5,
    })
    assert.deepEqual(tally.take(0).rounds, {})
  })
})
