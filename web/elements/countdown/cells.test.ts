import assert from 'node:assert/strict'
import { it } from 'node:test'
import { cellsOf } from './cells.ts'

it('a countdown shows days, hours, minutes and seconds, and nought only at its instant', () => {
  assert.deepEqual(cellsOf(((2 * 24 + 3) * 60 + 4) * 60_000 + 5000), ['2', '03', '04', '05'])
  assert.deepEqual(cellsOf(1), ['0', '00', '00', '01'])
  assert.deepEqual(cellsOf(0), ['0', '00', '00', '00'])
  assert.deepEqual(cellsOf(-9), ['0', '00', '00', '00'])
})
