import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findNear, sameKeyOf } from './find-repeats.ts'

const known = {
  text: 'Bộ phận Một cửa tiếp nhận hồ sơ ở đâu?',
  options: ['Trung tâm hành chính công', 'Kho bạc'],
}

describe('whether a question is there already', () => {
  it('does not depend on case, the order of options or the place of the tone', () => {
    const other = {
      text: 'BỘ PHẬN một cửa tiếp nhận hồ sơ ở đâu?',
      options: ['Kho bạc', 'Trung tâm hành chính công'],
    }
    assert.equal(sameKeyOf(known), sameKeyOf(other))
    assert.equal(sameKeyOf({ text: 'hoà', options: [] }), sameKeyOf({ text: 'hòa', options: [] }))
    assert.notEqual(sameKeyOf({ text: 'hóa', options: [] }), sameKeyOf({ text: 'hòa', options: [] }))
  })

  it('is said of a text with one word changed, and not of another text', () => {
    const near = findNear([known])
    near.add({ name: 'MC-001', ...known })
    const changed = { ...known, text: 'Bộ phận Một cửa tiếp nhận hồ sơ tại đâu?' }
    assert.equal(near.nearest(changed)?.name, 'MC-001')
    assert.equal(near.nearest({ text: 'Ai ký quyết định?', options: ['Chủ tịch', 'Bảo vệ'] }), null)
  })

  it('is found out among thousands that are all alike, in bounded time', () => {
    const alike = Array.from({ length: 1000 }, (_, no) => ({ ...known, text: `${known.text} ${no}` }))
    const near = findNear(alike)
    let found = 0
    for (const [no, each] of alike.entries()) {
      if (near.nearest(each)) found += 1
      near.add({ name: String(no), ...each })
    }
    assert.equal(found, 999)
  })
})
