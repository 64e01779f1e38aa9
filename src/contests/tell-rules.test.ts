import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { compareRules } from './compare-rules.ts'
import { digestRules } from './digest-rules.ts'
import type { Rulebook } from './model.ts'
import { readYaml } from './read-yaml.ts'
import { rulebook } from './rulebook.ts'
import { tellRules } from './tell-rules.ts'
import { tellClosing, tellDuration, tellTime } from './tell-times.ts'
import { writeContestFile } from './write-contest-file.ts'

const folder = join(import.meta.dirname, '..', '..', 'contests')
const real = readdirSync(folder)
  .filter((name) => name !== 'banks')
  .map((name) => {
    const text = readFileSync(join(folder, name, 'contest.yaml'), 'utf8').normalize('NFC')
    return readYaml(name, text, rulebook).value ?? assert.fail(name)
  })
const [rules] = real as [Rulebook]

describe('rules in plain words', () => {
  it('say something of every real contest, in both tongues, each thing once', () => {
    assert.equal(real.length, 5)
    for (const each of real) {
      const told = tellRules(each)
      assert.ok(told.length > 30, each.slug)
      assert.deepEqual(
        told.filter(({ label, text }) =>
          [label.vi, label.en, text.vi, text.en].some(
            (part) => !part || /undefined|null|\[object/.test(part),
          ),
        ),
        [],
      )
      assert.equal(new Set(told.map(({ key }) => key)).size, told.length, each.slug)
    }
  })

  it('say nothing of what is not there', () => assert.deepEqual(tellRules({}), []))

  it('never name who may not take part', () => {
    const { rules } = aContest()
    const [value] = rules.exclusions[0]!.values
    assert.ok(!JSON.stringify(tellRules(rules)).includes(value!))
  })

  it('tell a closing time as it is understood', () => {
    assert.equal(tellTime('2023-09-10T21:00').vi, '21 giờ 00 phút ngày 10/9/2023')
    assert.match(tellClosing('2023-09-10T21:00').vi, /^Nhận bài trước 21 giờ 00 phút ngày 10\/9\/2023/)
    assert.match(tellClosing('2023-09-01T00:00').vi, /^Nhận bài đến hết ngày 31\/8\/2023/)
    assert.match(tellClosing('2023-08-31T23:59').vi, /chọn 00 giờ 00 phút ngày 1\/9\/2023\.$/)
    assert.deepEqual(
      [900, 90, 45].map((seconds) => tellDuration(seconds).vi),
      ['15 phút', '1 phút 30 giây', '45 giây'],
    )
  })
})

describe('a change of the rules in words', () => {
  const changed = (change: Partial<Rulebook>) =>
    compareRules(rules, { ...rules, ...change }).map(({ label, before, after }) => [
      label.vi,
      before?.vi,
      after?.vi,
    ])

  it('is empty between equals', () => assert.deepEqual(changed({}), []))
  it('says what was and what is', () =>
    assert.deepEqual(changed({ appeals: { ...rules.appeals, openDays: 9 } }), [
      [
        'Thời hạn phản ánh, khiếu nại',
        `${rules.appeals.openDays} ngày kể từ khi công bố kết quả.`,
        '9 ngày kể từ khi công bố kết quả.',
      ],
    ]))
  it('knows what came and what went', () => {
    const note = { vi: 'Mới', en: 'New' }
    assert.deepEqual(changed({ notes: [note, ...rules.notes.slice(1)] }), [
      ['Ghi chú', undefined, 'Mới'],
      ['Ghi chú', rules.notes[0]?.vi, undefined],
    ])
  })
})

describe('contest.yaml, written and read again', () => {
  for (const each of [...real, aContest().rules])
    it(`is the same rulebook: ${each.slug}`, () => {
      // As the database keeps it: with its entries in another order.
      const turned = JSON.parse(JSON.stringify(each), (_key, value) =>
        value && typeof value === 'object' && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).toReversed())
          : value,
      )
      const text = writeContestFile(turned)
      assert.equal(text, writeContestFile(each), 'the order is the file’s own')
      const { value, errors } = readYaml('contest.yaml', text, rulebook)
      assert.deepEqual(errors, [])
      assert.equal(digestRules(value!), digestRules(each))
    })
})
