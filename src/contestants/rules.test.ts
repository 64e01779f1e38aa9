import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { RegistrationField, Stream } from '../contests/model.ts'
import { ageOn, oneForm, readPerson } from './rules.ts'

const field = (name: string, kind: RegistrationField['kind'], changes: Partial<RegistrationField> = {}) => ({
  name,
  kind,
  label: { vi: name, en: name },
  required: true,
  identity: false,
  ...changes,
})
const stream = {
  code: 'staff',
  guardianAllowed: true,
  fields: [
    field('phone', 'phone', { identity: true }),
    field('staffCode', 'staffCode', { identity: true }),
    field('birthDate', 'date', { required: false }),
    field('position', 'text', { required: false }),
  ],
} as unknown as Stream

const good = { fullName: 'Nguyễn Thị Hòa', phone: '0912345678', staffCode: 'SNV-017' }
const read = (changes: Record<string, unknown> = {}, of = stream, guardians = false) =>
  readPerson(of, { ...good, ...changes }, guardians)
const person = (changes: Record<string, unknown> = {}, guardians = false) => {
  const reading = read(changes, stream, guardians)
  assert.ok(reading.ok, JSON.stringify(reading))
  return reading.person
}
const faults = (changes: Record<string, unknown>, of = stream) => {
  const reading = read(changes, of)
  return reading.ok ? [] : reading.faults.map(({ pointer }) => pointer)
}
const same = (kind: RegistrationField['kind'], form: string | null, written: string[]) => {
  for (const text of written) assert.equal(oneForm({ kind }, text), form, JSON.stringify(text))
}

describe('however it is written, one form has', () => {
  it('a telephone number', () =>
    same('phone', '0912345678', [
      '0912345678',
      '0912 345 678',
      '0912.345.678',
      '0912-345-678',
      '(0912) 345678',
      '+84912345678',
      '+84 912 345 678',
      '84912345678',
      '0084 912345678',
      '+84 (0) 912 345 678',
      '+840912345678',
      '912345678',
    ]))
  it('a number of a fixed line', () => same('phone', '02183852123', ['0218 3852 123', '+84 218 3852123']))
  it('a citizen identity number', () =>
    same('citizenId', '001199000123', ['001199000123', '001 199 000 123']))
  it('a staff code', () => same('staffCode', 'ĐC-01/A', ['đc-01/a', 'ĐC-01/A', ' đ c-01 / a']))
  it('a date', () =>
    same('date', '1990-05-03', ['1990-05-03', '03/05/1990', '3/5/1990', '3-5-1990', '03.05.1990']))
  it('an e-mail address', () =>
    same('email', 'an@sonoivu.gov.vn', ['An@SoNoiVu.gov.vn', 'an@sonoivu.gov.vn']))
  it('and none what is not well formed', () => {
    same('phone', null, [
      '',
      '12345678',
      '091234567',
      '091234567890',
      '+1 212 555 0100',
      '0912345678a',
      '０９１２３４５６７８',
    ])
    same('phone', null, ['0012345678', 'tel:0912345678', '0912345678,0987654321'])
    same('citizenId', null, ['00119900012', '0011990001234', '00119900012x'])
    same('staffCode', null, ['', 'A', 'a'.repeat(41), 'A;B', "x'--"])
    same('date', null, ['1990-02-30', '31/04/1990', '1890-01-01', '90-01-01', '5/1990', '1990-5-3T00:00'])
    same('email', null, ['an', 'an@', '@b.vn', 'a b@c.vn', 'a@b', 'a@b@c.vn'])
    same('text', null, ['x'.repeat(201)])
  })
  it('and a pattern of the rulebook is asked of the one form, whole as written', () => {
    const coded = { kind: 'staffCode' as const, pattern: '^SNV-\\d{3}$' }
    assert.deepEqual([oneForm(coded, 'snv-017'), oneForm(coded, 'SYT-017')], ['SNV-017', null])
  })
})

describe('a person', () => {
  it('is tidied, and known by the identity fields alone', () => {
    const read = person({ fullName: '  nguyễn  THỊ hoà ', birthDate: '3/5/1990', position: ' Chuyên  viên ' })
    assert.deepEqual(read, {
      fullName: 'nguyễn THỊ hoà',
      nameKey: person().nameKey,
      birthOn: '1990-05-03',
      guardian: false,
      identities: [
        { field: 'phone', value: '0912345678' },
        { field: 'staffCode', value: 'SNV-017' },
      ],
      borrowed: [],
      details: { position: 'Chuyên viên' },
    })
  })
  it('with a guardian’s number is known by the number and the name, so that two children do not collide', () => {
    const identities = (fullName: string) =>
      JSON.stringify(person({ fullName, guardian: true }, true).identities)
    assert.notEqual(identities('Lê An'), identities('Lê Bình'))
    assert.equal(identities('Lê Hòa'), identities('LÊ  HOÀ'))
  })
  it('is known by number and name wherever some may borrow a number, so that nobody comes once with and once without', () => {
    const own = person({}, true).identities.map(({ field, value }) => `${field}=${value}`)
    const borrowing = person({ guardian: true }, true)
    assert.equal(own.length, 4)
    for (const { field, value } of borrowing.identities) assert.ok(own.includes(`${field}=${value}`), field)
    assert.deepEqual(borrowing.borrowed, [
      { field: 'phone', value: '0912345678' },
      { field: 'staffCode', value: 'SNV-017' },
    ])
  })
  it('with a guardian’s number is refused where the stream does not allow it', () =>
    assert.deepEqual(faults({ guardian: true }, { ...stream, guardianAllowed: false }), ['/guardian']))
  it('has a name of letters', () => {
    for (const fullName of [
      'Lê',
      'Y Bhăm Niê',
      'K’Brêu',
      "O'Neill",
      'Nguyễn Văn A 2',
      'Trần (Út)',
      'H’Hen-Niê, Jr.',
    ])
      assert.deepEqual(faults({ fullName }), [], fullName)
    const bad = [
      '',
      ' ',
      'A',
      '😀😀',
      'An 😀',
      '123',
      '-- --',
      '<b>An</b>',
      'An\0Bình',
      'x'.repeat(101),
      'a'.repeat(4000),
    ]
    for (const fullName of [...bad, '\u200b\u200b', null, undefined, 7, ['An']])
      assert.deepEqual(faults({ fullName }), ['/fullName'], JSON.stringify(fullName))
  })
  it('is refused with every fault at once, each by its pointer', () =>
    assert.deepEqual(faults({ fullName: '', phone: 'x', staffCode: undefined, birthDate: '30/2/1990' }), [
      '/fullName',
      '/phone',
      '/staffCode',
      '/birthDate',
    ]))
  it('is refused where a field is of the wrong type, required or not', () => {
    for (const value of [912345678, true, ['0912345678'], { number: '0912345678' }]) {
      assert.deepEqual(faults({ phone: value }), ['/phone'], JSON.stringify(value))
      assert.deepEqual(faults({ position: value }), ['/position'], JSON.stringify(value))
    }
  })
  it('leaves out what they left empty', () => {
    for (const empty of ['', '  ', '\u200b', null, undefined])
      assert.deepEqual(person({ position: empty, birthDate: empty }), person())
  })
  it('is not what the rulebook did not ask', () =>
    assert.deepEqual(person({ religion: 'x', salary: 5, deep: { a: [1] } }), person()))
})

describe('no two ways of writing make two persons', () => {
  const spaces = fc.constantFrom('', ' ', '  ', '\u00a0', '\u202f', '\u200b', '\t')
  const writtenPhone = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 99_999_999 }))
    .map(([first, rest]) => `${first}${String(rest).padStart(8, '0')}`)
    .chain((digits) =>
      fc
        .tuple(
          fc.constantFrom('0', '+84', '84', '0084', '', '+84 0', '+84 (0)'),
          fc.array(fc.tuple(spaces, fc.constantFrom('', '.', '-', ' ')), { minLength: 9, maxLength: 9 }),
          spaces,
        )
        .map(([prefix, gaps, edge]) => {
          const body = [...digits].map((digit, at) => digit + gaps[at]!.join('')).join('')
          return { digits, written: `${edge}${prefix}${edge}${body}` }
        }),
    )
  const writtenName = fc
    .array(fc.constantFrom('Nguyễn', 'hòa', 'hoà', 'Thúy', 'Thuý', 'Đỗ', 'Ước', 'Quý'), {
      minLength: 1,
      maxLength: 5,
    })
    .chain((words) =>
      fc
        .tuple(fc.constantFrom('NFC', 'NFD'), fc.boolean(), fc.constantFrom(' ', '  ', '\u00a0', ' \u200b'))
        .map(([form, capitals, gap]) => {
          const name = words.join(gap).normalize(form)
          return { words, written: capitals ? name.toLocaleUpperCase('vi') : name }
        }),
    )
  it('of one telephone number and one name, in a hundred thousand spellings', () =>
    fc.assert(
      fc.property(writtenPhone, writtenName, (phone, name) => {
        const read = person({ phone: phone.written, fullName: name.written }, true)
        const plain = person({ phone: `0${phone.digits}`, fullName: name.words.join(' ') }, true)
        assert.deepEqual(read.identities, plain.identities, JSON.stringify([phone.written, name.written]))
        assert.equal(read.nameKey, plain.nameKey)
      }),
      { numRuns: 100_000 },
    ))
})

describe('age', () => {
  it('is reached on the birthday, and not the day before', () => {
    for (const [born, on, age] of [
      ['2009-08-14', '2023-08-13', 13],
      ['2009-08-14', '2023-08-14', 14],
      ['2009-08-14', '2023-08-15', 14],
      ['2008-02-29', '2022-02-28', 13],
      ['2008-02-29', '2022-03-01', 14],
      ['2009-12-31', '2023-01-01', 13],
    ] as const)
      assert.equal(ageOn(born, on), age, `${born} on ${on}`)
  })
})
