import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import type { UnitRow } from '../contests/model.ts'
import type { UnitChoice } from './contract.ts'

const unit = (
  code: string,
  parentCode: string | null,
  name: string,
  changes: Partial<UnitRow> = {},
): UnitRow => ({
  code,
  parentCode,
  kind: 'agency',
  name,
  choosable: true,
  headcount: null,
  validFrom: null,
  validTo: null,
  note: null,
  ...changes,
})
const units = [
  unit('T', null, 'Tỉnh Hòa Bình', { choosable: false }),
  unit('T.SNV', 'T', 'Sở Nội vụ'),
  unit('T.SNN', 'T', 'Sở Nông nghiệp và Phát triển nông thôn'),
  unit('T.PNV', 'T', 'Phòng Nội vụ huyện Đà Bắc'),
  unit('T.DB', 'T', 'Huyện Đà Bắc', { choosable: false }),
  unit('T.DB.HS', 'T.DB', 'Xã Hòa Sơn', { kind: 'commune' }),
  unit('T.DB.CU', 'T.DB', 'Xã Hòa Cũ', { kind: 'commune', validTo: '2023-08-15' }),
  unit('T.DB.MOI', 'T.DB', 'Xã Hòa Mới', { kind: 'commune', validFrom: '2023-08-15' }),
  ...Array.from({ length: 60 }, (_, index) =>
    unit(`T.TR${index}`, 'T', `Trường Tiểu học số ${index}`, { kind: 'school' }),
  ),
]

describe('the units a contestant may choose', () => {
  const house = freshHouse({ contests: [aContest({ units })] })
  const find = async (query: string, at?: string) => {
    const reply = await house.ask('GET', `/api/v1/contests/thi/units${query}`, { at })
    return reply.body as unknown as UnitChoice[]
  }
  const codes = async (query: string, at?: string) => (await find(query, at)).map(({ code }) => code)
  const first = async (text: string) => (await codes(`?query=${encodeURIComponent(text)}`))[0]

  it('are the first fifty without a query, in the order of the file, and only those that may be chosen', async () => {
    const all = await codes('')
    assert.equal(all.length, 50)
    assert.deepEqual(all.slice(0, 5), ['T.SNV', 'T.SNN', 'T.PNV', 'T.DB.HS', 'T.DB.CU'])
  })
  it('are found without case, without diacritics, wherever the tone stands, however composed', async () => {
    for (const text of [
      'Sở Nội vụ',
      'so noi vu',
      'SỞ NỘI VỤ',
      'sở nội vụ'.normalize('NFD'),
      ' so  noi-vu ',
      'noi vu so',
    ])
      assert.equal(await first(text), 'T.SNV', text)
    for (const text of ['xã hoà sơn', 'xa hoa son', 'Xã Hòa Sơn', 'T.DB.HS'])
      assert.equal(await first(text), 'T.DB.HS', text)
    assert.equal(await first('phong noi vu da bac'), 'T.PNV')
  })
  it('come with their names from the top', async () => {
    const [found] = await find('?query=xa%20hoa%20son')
    assert.deepEqual([found?.name, found?.path], ['Xã Hòa Sơn', 'Tỉnh Hòa Bình › Huyện Đà Bắc › Xã Hòa Sơn'])
    assert.deepEqual(Object.keys(found!).sort(), ['code', 'id', 'name', 'path'])
  })
  it('may be asked for below a unit, by its id or its code', async () => {
    const id = await house.unitId('T.DB')
    for (const parent of ['T.DB', id])
      assert.deepEqual(await codes(`?parent=${parent}`), ['T.DB.HS', 'T.DB.CU'])
    assert.deepEqual(await codes('?parent=none'), [])
  })
  it('are those that there are on the day, in the zone of the contest', async () => {
    assert.deepEqual(await codes('?parent=T.DB', '2023-08-14T23:59:59.999+07:00'), ['T.DB.HS', 'T.DB.CU'])
    assert.deepEqual(await codes('?parent=T.DB', '2023-08-15T00:00:00.000+07:00'), ['T.DB.HS', 'T.DB.MOI'])
  })
  it('are none where nothing resembles the words, and no pattern or quote means anything', async () => {
    for (const text of ['zzzzqqq', '%', '_', "'; DROP TABLE units; --", '\\', '😀', '%00'])
      for (const code of await codes(`?query=${encodeURIComponent(text)}`)) assert.match(code, /^T\./, text)
    assert.deepEqual(await codes('?query=zzzzqqq'), [])
  })
})
