import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findRosterColumns } from './find-roster-columns.ts'
import type { Known, NumberKind, PersonId } from './model.ts'
import { decideMove } from './moves.ts'
import { judgeRow, properName, readRosterRow } from './rules.ts'

describe('the columns of a list', () => {
  const fieldsOf = (...names: string[]) => {
    const found = findRosterColumns(new Map(names.map((name, at) => [at + 1, name])))
    return (
      found && Object.fromEntries(Object.entries(found.columns).map(([field, at]) => [names[at - 1], field]))
    )
  }
  it('are known by what they mean, in any order, with diacritics or without', () => {
    assert.deepEqual(
      fieldsOf('TT', 'Điện thoại di động', 'HO VA TEN', 'Đơn vị công tác', 'Chức vụ/chức danh', 'Số CCCD'),
      {
        'Điện thoại di động': 'phone',
        'HO VA TEN': 'fullName',
        'Đơn vị công tác': 'unit',
        'Chức vụ/chức danh': 'position',
        'Số CCCD': 'citizenId',
      },
    )
    assert.deepEqual(fieldsOf('Mã cán bộ', 'Họ và tên (đầy đủ)', 'Ngày, tháng, năm sinh', 'Cơ quan'), {
      'Mã cán bộ': 'staffCode',
      'Họ và tên (đầy đủ)': 'fullName',
      'Ngày, tháng, năm sinh': 'birthOn',
      'Cơ quan': 'unit',
    })
  })
  it('may part the name, and are told by hand where nobody knows them', () => {
    assert.deepEqual(fieldsOf('Họ và đệm', 'Tên', 'Phòng ban'), {
      'Họ và đệm': 'lastName',
      Tên: 'firstName',
      'Phòng ban': 'unit',
    })
    const names = new Map([
      [1, 'Employee'],
      [2, 'Dept.'],
    ])
    assert.equal(findRosterColumns(names), null)
    assert.deepEqual(findRosterColumns(names, { Employee: 'fullName', 'Dept.': 'unit' })?.columns, {
      fullName: 1,
      unit: 2,
    })
  })
  it('are not the words of a title', () => {
    for (const title of [['DANH SÁCH CÁN BỘ'], ['UBND tỉnh', 'Cộng hòa xã hội chủ nghĩa Việt Nam']])
      assert.equal(fieldsOf(...title), null)
  })
})

describe('a row of a list', () => {
  const numbersOf = (cells: Parameters<typeof readRosterRow>[1]) => {
    const row = readRosterRow(2, { fullName: 'Lê An', unit: 'Sở Nội vụ', ...cells })
    return row.faults.length > 0
      ? row.faults.map(({ kind }) => kind).join()
      : row.numbers.map(({ value }) => value).join()
  }
  it('has one form of a telephone, however a spreadsheet left it', () => {
    for (const phone of [
      '0912345678',
      '912345678',
      '+84 912 345 678',
      '9.12345678E+8',
      '912345678.0',
      "'0912345678",
      '0912.345.678',
    ])
      assert.equal(numbersOf({ phone }), '0912345678', phone)
    assert.equal(numbersOf({ phone: '9,12E+8' }), 'lost-digits')
    assert.equal(numbersOf({ phone: '12345' }), 'bad-phone')
    assert.equal(numbersOf({ phone: '-' }), '')
  })
  it('has twelve digits of a citizen number, also where Excel ate the zeros', () => {
    for (const citizenId of ['001203001234', '1203001234', '001 203 001 234', '1.203001234E+9'])
      assert.equal(numbersOf({ citizenId }), '001203001234', citizenId)
    // Nine digits are an old card, or eaten zeros: nobody can tell.
    assert.equal(numbersOf({ citizenId: '123456789' }), 'bad-citizenId')
  })
  it('never says a number in what is wrong with it', () => {
    const row = readRosterRow(2, { fullName: 'Lê An', citizenId: '12345', phone: '99', staffCode: '?' })
    assert.equal(row.faults.length, 3)
    assert.ok(row.faults.every(({ found }) => found === undefined))
  })
  it('has its name in one form, and leaves what somebody wrote with care', () => {
    assert.equal(properName('NGUYỄN THỊ ÁNH'), 'Nguyễn Thị Ánh')
    assert.equal(properName('H’Hen niê'), 'H’Hen niê')
    const nfd = readRosterRow(2, { fullName: '  trần   thị hoà '.normalize('NFD') })
    assert.deepEqual(
      [nfd.fullName, nfd.nameKey],
      ['Trần Thị Hoà', readRosterRow(2, { fullName: 'TRẦN THỊ HÒA' }).nameKey],
    )
    assert.equal(readRosterRow(2, { lastName: 'Nguyễn Văn', firstName: 'An' }).fullName, 'Nguyễn Văn An')
  })
  it('has days as people write them; of a year alone nothing is kept', () => {
    const born = (birthOn: string) => {
      const row = readRosterRow(2, { fullName: 'Lê An', birthOn })
      return row.faults[0]?.kind ?? row.birthOn
    }
    for (const text of ['31/5/1990', '1990-05-31', '31-05-1990', '31/05/1990 00:00', '31/5/90'])
      assert.equal(born(text), '1990-05-31', text)
    assert.equal(born('1990'), null)
    assert.equal(born('31/2/1990'), 'bad-birthOn')
  })
})

describe('whom a row is about', () => {
  const row = {
    fullName: 'Lê An',
    nameKey: 'lê an',
    birthOn: '1990-05-31',
    position: null,
    ending: null,
    faults: [],
    unitId: 'u1',
    kinds: ['staffCode', 'phone'] as NumberKind[],
  }
  const known = (id: string, changes: Partial<Known> = {}): Known => ({
    id: id as PersonId,
    nameKey: 'lê an',
    fullName: 'Lê An',
    birthOn: '1990-05-31',
    unitId: 'u1',
    position: null,
    shared: [],
    kinds: [],
    ...changes,
  })
  const judged = (people: Known[], changes: object = {}) => {
    const { verdict, personId, changes: all } = judgeRow({ ...row, ...changes }, people)
    return [verdict, personId, ...all].filter(Boolean).join(' ')
  }
  it('is who has its code, whatever they are called and wherever they are', () => {
    const moved = known('a', {
      shared: ['staffCode'],
      kinds: ['staffCode'],
      unitId: 'u2',
      fullName: 'Lê Thị An',
      nameKey: 'lê thị an',
    })
    assert.equal(judged([moved, known('b')]), 'changed a name unit numbers')
    assert.equal(
      judged([known('a', { shared: ['staffCode', 'phone'], kinds: ['staffCode', 'phone'] })]),
      'unchanged a',
    )
  })
  it('is nobody for sure where code and citizen number are two people’s', () => {
    const people = [known('a', { shared: ['staffCode'] }), known('b', { shared: ['citizenId'] })]
    assert.equal(judgeRow(row, people).faults[0]?.kind, 'of-several')
  })
  it('is who has its telephone and its name, but not a colleague with the office’s telephone', () => {
    const shared = { shared: ['phone'] as const, kinds: ['phone'] as const, unitId: 'u2' }
    assert.equal(
      judged([known('a', shared), known('b', { ...shared, nameKey: 'bùi an' })]),
      'changed a unit numbers',
    )
    assert.equal(judged([known('b', { ...shared, nameKey: 'bùi an' })]), 'new')
  })
  it('is the only one of that name in that unit, unless a birth date or a code says otherwise', () => {
    assert.equal(judged([known('a')]), 'changed a numbers')
    assert.equal(judged([known('a'), known('b')]), 'new')
    assert.equal(judged([known('a', { birthOn: '1991-01-01' })]), 'new')
    assert.equal(judged([known('a', { kinds: ['staffCode'] })]), 'new')
  })
  it('waits for its unit, and is nobody while it is faulty', () => {
    assert.equal(judged([], { unitId: null }), 'unit')
    assert.equal(judged([], { faults: [{ kind: 'no-name' }] }), 'error')
  })
})

describe('a move', () => {
  const serving = {
    unitId: 'u1',
    position: 'Chuyên viên',
    standing: 'serving' as const,
    validFrom: '2023-01-01',
    validTo: null,
  }
  const decide = (
    last: Parameters<typeof decideMove>[0],
    move: Partial<Parameters<typeof decideMove>[1]>,
  ) => {
    const decision = decideMove(last, {
      kind: 'transfer',
      on: '2023-09-01',
      until: null,
      unitId: 'u2',
      position: null,
      ...move,
    })
    if (!decision.ok) return decision.reason
    const begun = decision.begins.map(
      ({ unitId, standing, validFrom, validTo }) => `${unitId} ${standing} ${validFrom}–${validTo ?? ''}`,
    )
    return [decision.ends && `${decision.ends.ending} ${decision.ends.on}`, ...begun]
      .filter(Boolean)
      .join(', ')
  }
  it('ends one time and begins the next on its day', () => {
    assert.equal(decide(serving, {}), 'transfer 2023-09-01, u2 serving 2023-09-01–')
    assert.equal(decide(serving, { kind: 'retired' }), 'retired 2023-09-01')
    assert.equal(
      decide(serving, { kind: 'leave', until: '2024-03-01' }),
      'leave 2023-09-01, u1 leave 2023-09-01–2024-03-01, u1 serving 2024-03-01–',
    )
  })
  it('is none on the first day or before it, to the same unit, or of who has gone', () => {
    assert.equal(decide(serving, { on: '2023-01-01' }), 'conflict')
    assert.equal(decide(serving, { on: '2023-01-02' }), 'transfer 2023-01-02, u2 serving 2023-01-02–')
    assert.equal(decide(serving, { unitId: 'u1' }), 'conflict')
    assert.equal(decide(serving, { kind: 'return' }), 'conflict')
    assert.equal(decide({ ...serving, validTo: '2023-06-01' }, {}), 'conflict')
  })
  it('brings back who is on leave or has gone, not before they went', () => {
    const gone = { ...serving, validTo: '2023-06-01' }
    assert.equal(decide(gone, { kind: 'return', on: '2023-06-01', unitId: null }), 'u1 serving 2023-06-01–')
    assert.equal(decide(gone, { kind: 'return', on: '2023-05-31', unitId: null }), 'conflict')
    assert.equal(
      decide({ ...serving, standing: 'leave' }, { kind: 'return', unitId: null }),
      'return 2023-09-01, u1 serving 2023-09-01–',
    )
  })
})
