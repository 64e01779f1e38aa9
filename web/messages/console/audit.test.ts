import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { audit, sayDeed } from './audit.ts'

const root = join(import.meta.dirname, '../../..')

describe('the record, in Vietnamese', () => {
  it('has a sentence for every deed that is written down anywhere', () => {
    const files = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
    const deeds = files.flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      return [...text.matchAll(/\bdeed: '([a-z-]+\.[a-z-]+)'/g)].map(([, deed]) => deed!)
    })
    assert.ok(deeds.length > 20, String(deeds.length))
    const unsaid = [...new Set(deeds)].filter((deed) => /^[ -~]*$/.test(sayDeed(audit.vi, deed)))
    assert.deepEqual(unsaid, [])
  })

  it('puts one together where a part has none of its own, and shows the name where nothing is known', () => {
    assert.equal(sayDeed(audit.vi, 'question.approved'), 'Duyệt câu hỏi')
    assert.equal(sayDeed(audit.vi, 'thing.done-over'), 'thing done over')
    assert.equal(sayDeed(audit.en, 'enquiry.handed-over'), 'enquiry handed over')
  })
})
