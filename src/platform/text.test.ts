import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { nameKeyOf, readNumber, searchKeyOf, tidy } from './text.ts'

const sameKey = (one: string, other: string) =>
  assert.equal(nameKeyOf(one), nameKeyOf(other), `${one} ${other}`)
const otherKey = (one: string, other: string) => assert.notEqual(nameKeyOf(one), nameKeyOf(other))

describe('a text is tidied', () => {
  const texts: [string, string][] = [
    ['  Nguyễn   Thị\u00a0Ánh\t', 'Nguyễn Thị Ánh'],
    ['Nguyễn Thị Ánh'.normalize('NFD'), 'Nguyễn Thị Ánh'],
    ['Nguyễn\u200b \u200eAn\u200f\ufeff', 'Nguyễn An'],
    ['\u2068Nguyễn\u2069 \u2066An\u2069', 'Nguyễn An'],
    ['e\u200b\u0301', 'é'],
    ['a\u00ad\u0323', 'ạ'],
    ['\u3000Hội\u2003Thi\u2028', 'Hội Thi'],
    ['', ''],
  ]
  for (const [given, expected] of texts)
    it(`${JSON.stringify(given)} becomes ${JSON.stringify(expected)}`, () =>
      assert.equal(tidy(given), expected))

  it('into a form that tidying again does not change', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'aâăeêoơuưyđĐ \u200b\u0301\u0323\u0302\u00a0\u2067') }),
        (text) => assert.equal(tidy(tidy(text)), tidy(text)),
      ),
    ))
})

describe('a name has one key', () => {
  it('wherever the tone stands', () => {
    for (const [old, new_] of [
      ['hòa', 'hoà'],
      ['Thúy', 'Thuý'],
      ['KHỎE', 'khoẻ'],
      ['Lũy', 'luỹ'],
      ['Tọa', 'Toạ'],
      ['Nguyễn Thị Hòa Thủy', 'NGUYỄN  THỊ HOÀ THUỶ'],
    ] as const)
      sameKey(old, new_)
  })
  it('composed or decomposed, in capitals or not', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('Nguyễn', 'Đặng', 'Hòa', 'Ước', 'Phượng', 'Yến', 'Lê', 'Quỳnh'), {
          minLength: 1,
        }),
        (words) => {
          const name = words.join(' ')
          sameKey(name, name.normalize('NFD'))
          sameKey(name, name.toLocaleUpperCase('vi'))
          sameKey(name, `\u200b ${words.join('  ')} `)
        },
      ),
    ))
  it('and another where the tone, the vowel or the letter is another', () => {
    for (const [one, other] of [
      ['Hòa', 'Hóa'],
      ['Hòa', 'Hoa'],
      ['Dung', 'Đung'],
      ['Dung', 'Dũng'],
      ['Lan', 'Lân'],
      ['Uoc', 'Ước'],
      ['An Bình', 'AnBình'],
    ] as const)
      otherKey(one, other)
  })
})

describe('a search compares', () => {
  it('letters without case, diacritics and the place of the tone', () => {
    assert.equal(searchKeyOf('Sở Nội vụ'), 'so noi vu')
    assert.equal(searchKeyOf('SỞ  NỘI-VỤ'.normalize('NFD')), 'so noi vu')
    assert.equal(searchKeyOf('Đồng Hòa'), searchKeyOf('đồng hoà'))
    assert.equal(searchKeyOf('  UBND xã “Đoàn Kết” (mới) '), 'ubnd xa doan ket moi')
    assert.equal(searchKeyOf('\0%_'), '')
  })
})

describe('a number is read as people write it', () => {
  const check = (decimals: number, table: Record<string, number | null>) => {
    for (const [text, expected] of Object.entries(table))
      assert.equal(readNumber(text, decimals), expected, `${JSON.stringify(text)} with ${decimals} decimals`)
  }
  it('as a whole number, grouped by threes with points, spaces or commas', () =>
    check(0, {
      '0': 0,
      '7': 7,
      '1234': 1234,
      '1.234': 1234,
      '1 234': 1234,
      '1\u00a0234': 1234,
      '1\u202f234': 1234,
      '1,234': 1234,
      '12.345.678': 12_345_678,
      '12 345 678': 12_345_678,
      ' 12 ': 12,
      '007': 7,
      '1\u200b234': 1234,
    }))
  it('and not where it is something else', () =>
    check(0, {
      '': null,
      ' ': null,
      '-5': null,
      '−5': null,
      '+5': null,
      '1e3': null,
      '0x10': null,
      '12abc': null,
      '１２': null,
      '1.5': null,
      '1,50': null,
      '0.125': null,
      '0,500': null,
      '012.345': null,
      '1.2345': null,
      '12.34.567': null,
      '1.234,567': null,
      '1.234 567': null,
      '1..234': null,
      '1 2': null,
      Infinity: null,
      NaN: null,
      '10000000000000': null,
      '1000000000000': 1e12,
    }))
  it('with decimals where they are allowed, after a comma or a point', () =>
    check(2, {
      '87,65': 87.65,
      '87.65': 87.65,
      '87': 87,
      '87,6': 87.6,
      '0,05': 0.05,
      '1.234,5': 1234.5,
      '1,234.5': 1234.5,
      '1 234,56': 1234.56,
      '1.234': 1234,
      '87,655': 87_655,
      '87,': null,
      ',65': null,
      '87,6,5': null,
      '1.234.5': null,
    }))
  it('where a mark before three digits is a decimal mark once three decimals are allowed', () =>
    check(3, {
      '1.234': 1.234,
      '1,234': 1.234,
      '1.234,567': 1234.567,
      '1.234.567': 1_234_567,
      '1 234': 1234,
    }))
  it('the same however it is grouped', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.constantFrom('', '.', ' ', ',', '\u00a0'),
        (value, mark) => {
          const written = String(value).replace(/\B(?=(\d{3})+$)/g, mark)
          assert.equal(readNumber(written, 0), value, written)
        },
      ),
    ))
})
