import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { sendUnits } from '../../tests/support/honest-units.ts'
import { ask, type Browser, seated } from '../../tests/support/officers.ts'
import type { AuthorityId } from '../contests/model.ts'
import type { UnitImportView } from './contract.ts'
import { listUnitsAsOf } from './tree-store.ts'

const HEAD = 'Mã,Mã cấp trên,Loại,Tên,Từ ngày,Đến ngày,Hệ,Biên chế,Kế thừa'

describe('a file of units', () => {
  const house = freshHouse()
  let authorityId: AuthorityId
  let browser: Browser
  before(async () => {
    authorityId = (await house.rows<{ id: AuthorityId }>('SELECT id FROM authorities'))[0]!.id
    browser = (await seated(house, ['organiser'], { authorityId })).browser
  })
  const send = async (lines: readonly string[], confirmed = true): Promise<UnitImportView> => {
    const upload = await sendUnits(house, browser, [HEAD, ...lines].join('\n'))
    const body = { upload, asOf: '2025-01-01', confirmed }
    const reply = await ask(house, browser, 'POST', '/api/v1/console/unit-imports', { body })
    assert.equal(reply.status, 200, reply.text)
    return reply.body
  }
  const faults = async (...lines: string[]) =>
    (await send(lines)).errors.map(({ where, found }) => `${where}: ${found}`)
  const tree = async (on: string, hierarchy: 'administrative' | 'block' = 'administrative') =>
    (await listUnitsAsOf(house.owner, authorityId, { on, hierarchy }))
      .filter(({ code }) => code.startsWith('PT'))
      .map(({ code, parentCode, name, headcount }) => `${code} < ${parentCode}: ${name} (${headcount})`)

  const lines = [
    'PT,,Tỉnh,Tỉnh Phú Thọ,,,,,',
    'PT.LT,PT,Huyện,Huyện Lâm Thao,,01/07/2025,,,PT.X',
    'PT.HS,PT.LT,Thị trấn,Thị trấn Hùng Sơn,,01/07/2025,,23,PT.X',
    'PT.TS,PT.LT,Xã,Xã Thạch Sơn,,2025-07-01,,25,PT.X',
    'PT.X,PT,Xã,Xã Lâm Thao,01/07/2025,,,,',
    'PT.SNV,PT,Sở,Sở Nội vụ,,,,60,',
    'PT.SNV,,Sở,Sở Nội vụ,,,khối,,',
  ]

  it('is looked at first, and then every unit stands in its days, trees and shares', async () => {
    const look = await send(lines, false)
    assert.deepEqual(
      [look.ok, look.rows, look.fresh, look.isWritten],
      [true, 7, 6, false],
      JSON.stringify(look.errors),
    )
    assert.equal(await house.count("SELECT count(*) FROM units WHERE code LIKE 'PT%'"), 0)
    assert.ok((await send(lines)).isWritten)
    assert.deepEqual(await tree('2025-06-30'), [
      'PT < null: Tỉnh Phú Thọ (null)',
      'PT.LT < PT: Huyện Lâm Thao (null)',
      'PT.HS < PT.LT: Thị trấn Hùng Sơn (23)',
      'PT.TS < PT.LT: Xã Thạch Sơn (25)',
      'PT.SNV < PT: Sở Nội vụ (60)',
    ])
    assert.deepEqual(await tree('2025-06-30', 'block'), ['PT.SNV < null: Sở Nội vụ (60)'])
  })

  it('sent again changes nothing, and says so', async () => {
    const deeds = await house.count('SELECT count(*) FROM unit_deeds')
    const again = await send(lines)
    assert.deepEqual([again.ok, again.isRepeated, again.isWritten, again.unchanged], [true, true, false, 6])
    assert.equal(await house.count('SELECT count(*) FROM unit_deeds'), deeds)
  })

  it('goes on from where the record ends', async () => {
    const next = await send([
      'PT.SNV,PT,Sở,Sở Nội vụ,,01/01/2026,,60,',
      'PT.SNV,PT,Sở,Sở Nội vụ và Lao động,01/01/2026,,,70,',
    ])
    assert.deepEqual([next.fresh, next.continued, next.headcounts], [0, 1, 1], JSON.stringify(next.errors))
    assert.deepEqual((await tree('2026-01-01')).at(-1), 'PT.SNV < PT: Sở Nội vụ và Lao động (70)')
    assert.deepEqual((await tree('2025-12-31')).at(-1), 'PT.SNV < PT: Sở Nội vụ (70)')
  })

  it('is refused whole, with the row and the column of each fault', async () => {
    assert.deepEqual(await faults('pt 1,,Tỉnh,Tên,,,,,', 'PT1,,Gì đó,,,,,,'), [
      'dòng 2, cột “Mã”: “pt 1”',
      'dòng 3, cột “Tên”: để trống',
      'dòng 3, cột “Loại”: “Gì đó”',
    ])
    assert.deepEqual(await faults('PT1,PT,Xã,Tên,31/02/2025,,,x,'), [
      'dòng 2, cột “Từ ngày”: “31/02/2025”',
      'dòng 2, cột “Biên chế”: “x”',
    ])
    assert.deepEqual(await faults('PT1,KHONG,Xã,Tên,,,,,'), ['dòng 2, cột “Mã cấp trên”: “KHONG”'])
    assert.deepEqual(await faults('PT1,PT2,Xã,Một,,,,,', 'PT2,PT1,Xã,Hai,,,,,'), [
      'dòng 2, cột “Mã cấp trên”: “PT2”',
      'dòng 3, cột “Mã cấp trên”: “PT1”',
    ])
    // The district has gone by then.
    assert.deepEqual(await faults('PT1,PT.LT,Xã,Tên,,,,,'), ['dòng 2, cột “Mã cấp trên”: “PT.LT”'])
    assert.deepEqual(await faults('PT1,PT,Xã,Tên,,01/01/2025,,,', 'PT1,PT,Xã,Tên,01/02/2025,,,,'), [
      'dòng 3, cột “Từ ngày”: “2025-02-01”',
    ])
    assert.deepEqual(await faults('PT1,PT,Xã,Tên,,01/01/2025,,,PT:0.5; PT.X:0.4'), [
      'dòng 2, cột “Kế thừa”: “PT:0.5; PT.X:0.4”',
    ])
    assert.deepEqual(await faults('PT,,Tỉnh,Tỉnh khác,,,,,'), ['dòng 2, cột “Tên”: “Tỉnh khác”'])
    assert.equal(await house.count("SELECT count(*) FROM units WHERE code LIKE 'PT1'"), 0)
  })

  it('that is none is refused by what it is', async () => {
    const upload = await sendUnits(house, browser, 'a,b\n1,2\n')
    const body = { upload, asOf: '2025-01-01' }
    const reply = await ask(house, browser, 'POST', '/api/v1/console/unit-imports', { body })
    assert.equal(reply.body.errors[0].where, 'dòng tiêu đề')
  })

  it('of the example of 2025 reads as the contest’s file does', async () => {
    const upload = await sendUnits(
      house,
      browser,
      readFileSync('tests/unit-changes/phu-tho-before.csv', 'utf8')
        .replace(/^(VN|PT|HB|VP)/gm, 'V$1')
        .replace(/,(VN|PT|HB|VP)/g, ',V$1'),
    )
    const body = { upload, asOf: '2025-01-01', confirmed: true }
    const reply = await ask(house, browser, 'POST', '/api/v1/console/unit-imports', { body })
    assert.deepEqual([reply.body.fresh, reply.body.errors], [17, []])
  })
})
