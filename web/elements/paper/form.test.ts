import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answersOf, askedOf } from './form.ts'

const four = [1, 2, 3, 4].map((no) => ({ no }))
const read = (kind: string, body: string, rows?: { no: number }[]) => {
  const form = new URLSearchParams(body)
  return answersOf([askedOf({ no: 1, kind, rows, options: four })], (name) => form.getAll(name))['1']
}

describe('reading a paper from its form', () => {
  it('takes one option of a single choice', () => {
    assert.deepEqual(read('single', 'q1=3'), [3])
    assert.deepEqual(read('true-false', 'q1=2'), [2])
    assert.equal(read('single', ''), undefined)
  })

  it('takes every ticked option, in the order of their numbers', () => {
    assert.deepEqual(read('multiple', 'q1=4&q1=1'), [1, 4])
    assert.equal(read('multiple', ''), undefined)
  })

  it('takes an order only when it is whole and nothing stands in it twice', () => {
    assert.deepEqual(read('ordering', 'q1-1=3&q1-2=1&q1-3=4&q1-4=2'), [3, 1, 4, 2])
    assert.equal(read('ordering', 'q1-1=3&q1-2=1&q1-3=4&q1-4='), undefined)
    assert.equal(read('ordering', 'q1-1=3&q1-2=3&q1-3=4&q1-4=2'), undefined)
  })

  it('takes a match only when every row has its half, which two rows may share', () => {
    const rows = [{ no: 1 }, { no: 2 }]
    assert.deepEqual(read('matching', 'q1-1=4&q1-2=4', rows), [4, 4])
    assert.equal(read('matching', 'q1-1=4&q1-2=', rows), undefined)
  })

  it('takes a number or a short text as it is written', () => {
    assert.equal(read('numeric', 'q1=+1.234+'), '1.234')
    assert.equal(read('short', 'q1=S%E1%BB%9F+N%E1%BB%99i+v%E1%BB%A5'), 'Sở Nội vụ')
    assert.equal(read('short', 'q1=++'), undefined)
  })
})
