import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { anItem, someItems } from '../../tests/support/an-item.ts'
import type { FileRead, Item, Written } from './model.ts'
import { readAiken } from './read-aiken.ts'
import { readGift } from './read-gift.ts'
import { readMoodleXml } from './read-moodle-xml.ts'
import { readQti } from './read-qti.ts'
import { readXlsx } from './read-xlsx.ts'
import { writeAiken } from './write-aiken.ts'
import { writeGift } from './write-gift.ts'
import { writeMoodleXml } from './write-moodle-xml.ts'
import { writeQti3, writeQti21, writeQtiItem } from './write-qti.ts'
import { writeXlsx } from './write-xlsx.ts'

type Format = {
  write: (items: readonly Item[]) => Written
  read: (bytes: Uint8Array) => FileRead | Promise<FileRead>
  /** What the format says in its own order, or not at all. */
  asSaid?: (item: Item) => Item
}

const RUNS = 300

function check({ write, read, asSaid = (item) => item }: Format) {
  return fc.assert(
    fc.asyncProperty(someItems, async (items) => {
      const { bytes, left } = write(items)
      assert.deepEqual(left, [])
      const back = await read(bytes)
      assert.deepEqual(back.errors, [])
      assert.deepEqual(back.items, items.map(asSaid))
    }),
    { numRuns: RUNS },
  )
}

/** Moodle keeps what is to be ordered in its right order, and pairs as pairs. */
function asMoodleSays(item: Item): Item {
  if (item.type === 'ordering')
    return {
      ...item,
      options: item.correct.map((no) => item.options[Number(no) - 1]!),
      correct: item.correct.map((_, index) => index + 1),
    }
  if (item.type !== 'matching') return item
  const paired = item.correct.map((no) => item.options[Number(no) - 1]!)
  const options = [...new Set([...paired, ...item.options])]
  return { ...item, options, correct: paired.map((option) => options.indexOf(option) + 1) }
}

describe('an item that is written and read again is the same', () => {
  it('in GIFT', () =>
    check({
      write: writeGift,
      read: (bytes) => readGift(Buffer.from(bytes).toString()),
      asSaid: asMoodleSays,
    }))
  it('in Moodle XML', () => check({ write: writeMoodleXml, read: readMoodleXml, asSaid: asMoodleSays }))
  for (const version of ['2.1', '3.0'] as const)
    it(`in an item of QTI ${version}`, () =>
      fc.assert(
        fc.asyncProperty(anItem, async ({ topic: _, difficulty: __, ...item }) => {
          const part = { item, identifier: 'q1', href: 'q1.xml', images: new Map() }
          const back = await readQti(Buffer.from(writeQtiItem(part, version)))
          assert.deepEqual([back.errors, back.items], [[], [item]])
        }),
        { numRuns: RUNS * 2 },
      ))
  // Archives are opened one by one, which takes its time: many items in few of them.
  const many = fc.sample(anItem, 300).map((item, index) => ({ ...item, no: index + 1 }))
  for (const [name, write, read] of [
    ['a package of QTI 2.1', writeQti21, readQti],
    ['a package of QTI 3.0', writeQti3, readQti],
    ['Excel', writeXlsx, readXlsx],
  ] as const)
    it(`in ${name}, with 299 others`, async () => {
      const back = await read(write(many).bytes)
      assert.deepEqual(back.errors, [])
      // One by one: three hundred in one difference are too many to be read.
      for (const [index, item] of many.entries()) assert.deepEqual(back.items[index], item)
    })

  it('in Aiken, as far as Aiken can say it; the rest is named', () =>
    fc.assert(
      fc.property(anItem, (item) => {
        const { bytes, left } = writeAiken([item])
        if (left.length > 0) return
        const back = readAiken(Buffer.from(bytes).toString())
        assert.deepEqual(back.errors, [])
        const { explanation: _, source: __, topic: ___, difficulty: ____, ...said } = item
        assert.deepEqual(back.items, [said])
      }),
      { numRuns: RUNS * 4 },
    ))
})
