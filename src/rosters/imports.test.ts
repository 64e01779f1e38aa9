import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { strFromU8, unzipSync } from 'fflate'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { ask, seated, told } from '../../tests/support/officers.ts'
import { register } from '../../tests/support/people.ts'
import { confirmList, ROSTER, sendList } from '../../tests/support/send-list.ts'
import { writeSheet } from '../platform/write-sheet.ts'
import { readRosterApart } from './read-roster-apart.ts'

const HEAD = 'STT;Họ và tên;Đơn vị;Chức vụ;Mã cán bộ;Điện thoại;Ngày sinh\r\n'
const LIST = `${HEAD}1;NGUYỄN THỊ ÁNH;Sở Nội vụ;Chuyên viên;CB01;0911000001;31/5/1990
2;Trần Văn Bình;so noi vu;;CB02;911000002;
3;Lê Chi;Sở Y tế;;CB03;;1/1/1980
3;Lê Chi;Sở Y tế;;CB03;;1/1/1980
4;Bùi Dũng;Sở Ngoại giao;;CB04;;
5;Quách Em;Sở Y tế;;CB01;;
`

describe('a list that comes in', () => {
  const staff = aContest().rules.streams.map((stream) => ({
    ...stream,
    ...(stream.code === 'staff' && { roster: 'known' as const }),
  }))
  const house = freshHouse({ contests: [aContest({ rules: { streams: staff } })] })
  const counts = ({ counts }: { counts: Record<string, number> }) =>
    Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))

  it('is looked at first: every row with its verdict, and nothing is stored', async () => {
    const { browser } = await seated(house, ['organiser'])
    const list = await sendList(house, browser, LIST)
    assert.deepEqual(counts(list), { new: 3, repeat: 1, error: 2 })
    const { body: rows } = await ask(house, browser, 'GET', `${ROSTER}/imports/${list.id}/rows?verdict=error`)
    assert.deepEqual(
      rows.map(({ no, faults }: { no: number; faults: string[] }) => [no, ...faults]),
      [
        [6, 'Không có đơn vị nào tên là “Sở Ngoại giao”'],
        [7, 'Trùng mã cán bộ hoặc số CCCD với dòng 2 nhưng khác họ tên'],
      ],
    )
    assert.equal(await house.count('SELECT count(*) FROM roster_people'), 0)
    // Neither a telephone nor a code stands anywhere in clear.
    for (const { table_name } of await house.rows<{ table_name: string }>(
      `SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'roster_%'`,
    )) {
      const text = JSON.stringify(await house.rows(`SELECT * FROM ${table_name}`))
      for (const number of ['0911000001', '911000002', 'CB01'])
        assert.ok(!text.includes(number), `${table_name}: ${number}`)
    }
    assert.equal(told(await confirmList(house, browser, list)), '409 rows-with-faults')
    assert.equal(told(await confirmList(house, browser, list, { version: 1 })), '409 changed-meanwhile')
  })

  it('becomes the roster whole, with its record, and comes again without effect', async () => {
    const { browser } = await seated(house, ['organiser'])
    const list = await sendList(house, browser, LIST)
    const confirmed = await confirmList(house, browser, list, { skipFaults: true })
    assert.equal(confirmed.status, 200, confirmed.text)
    const { body: people } = await ask(house, browser, 'GET', `${ROSTER}/people?query=anh`)
    assert.equal(people.length, 1)
    assert.deepEqual(
      { ...people[0], id: 0, key: 0 },
      {
        id: 0,
        key: 0,
        fullName: 'Nguyễn Thị Ánh',
        birthDate: '1990-05-31',
        unit: { code: 'T.SNV', name: 'Sở Nội vụ' },
        position: 'Chuyên viên',
        standing: 'serving',
        since: '2023-08-14',
        until: null,
        numbers: [
          { kind: 'phone', ending: '001' },
          { kind: 'staffCode', ending: 'B01' },
        ],
      },
    )
    assert.equal(await house.count(`SELECT count(*) FROM deeds WHERE deed = 'roster.imported'`), 1)
    assert.equal(
      await house.count('SELECT count(*) FROM roster_import_rows WHERE import_id = $1', [list.id]),
      0,
    )
    const again = await sendList(house, browser, LIST)
    assert.deepEqual(counts(again), { unchanged: 3, repeat: 1, error: 2 })
    assert.notEqual(again.sameFileAt, null)
    assert.equal(told(await confirmList(house, browser, again, { skipFaults: true })), '409 nothing-new')
  })

  it('says what has changed: who moved, who is new, who has left', async () => {
    const { browser } = await seated(house, ['organiser'])
    const list = await sendList(
      house,
      browser,
      `${HEAD}1;Nguyễn Thị Ánh;Sở Y tế;Trưởng phòng;CB01;0911000001;31/5/1990\n2;Hà Giang;Sở Nội vụ;;CB09;;\n`,
      { asOf: '2023-09-01' },
    )
    assert.deepEqual(counts(list), {
      new: 1,
      changed: 1,
      'changed.unit': 1,
      'changed.position': 1,
      missing: 2,
    })
    const { body: missing } = await ask(house, browser, 'GET', `${ROSTER}/imports/${list.id}/missing`)
    assert.deepEqual(
      missing.map(({ fullName }: { fullName: string }) => fullName),
      ['Lê Chi', 'Trần Văn Bình'],
    )
    assert.equal((await confirmList(house, browser, list, { endMissing: true })).body.counts.left, 2)
    house.setClock('2023-09-02T08:00:00+07:00')
    const [anh] = (
      await ask(house, (await seated(house, ['organiser'])).browser, 'GET', `${ROSTER}/people?query=anh`)
    ).body
    assert.deepEqual([anh.unit.code, anh.since], ['T.SYT', '2023-09-01'])
    const { browser: later } = await seated(house, ['auditor'])
    const { body: person } = await ask(house, later, 'GET', `${ROSTER}/people/${anh.id}`)
    assert.deepEqual(
      person.times.map(({ unit, from, to, ending }: never) => [
        (unit as { code: string }).code,
        from,
        to,
        ending,
      ]),
      [
        ['T.SNV', '2023-08-14', '2023-09-01', 'transfer'],
        ['T.SYT', '2023-09-01', null, null],
      ],
    )
    const { body: left } = await ask(house, later, 'GET', `${ROSTER}/people?standing=left`)
    assert.deepEqual(
      left.map(({ fullName, until }: never) => [fullName, until]),
      [
        ['Lê Chi', '2023-09-01'],
        ['Trần Văn Bình', '2023-09-01'],
      ],
    )
    house.setClock('2023-08-14T08:00:00+07:00')
  })

  it('asks which unit is meant, and knows it the next time', async () => {
    const { browser } = await seated(house, ['organiser'])
    const list = await sendList(
      house,
      browser,
      `${HEAD}1;Đinh Khánh;Sở Nội vu tỉnh;;CB20;;\n2;Đinh Lan;Sở Nội vu tỉnh;;CB21;;\n`,
    )
    assert.deepEqual(counts(list), { unit: 2 })
    const { body: units } = await ask(house, browser, 'GET', `${ROSTER}/imports/${list.id}/units`)
    assert.deepEqual(
      [units[0].text, units[0].rows, units[0].candidates[0].code],
      ['Sở Nội vu tỉnh', 2, 'T.SNV'],
    )
    const choice = { text: units[0].text, unit: 'T.SNV' }
    const chosen = await ask(house, browser, 'PUT', `${ROSTER}/imports/${list.id}/units`, { body: choice })
    assert.deepEqual(counts(chosen.body), { new: 2, missing: 1 })
    const next = await sendList(house, browser, `${HEAD}1;Đinh Mai;SỞ NỘI VU TỈNH;;CB22;;\n`)
    assert.equal(next.counts.new, 1)
  })

  it('gives back what is wrong in the same file, with a column more', async () => {
    const { browser } = await seated(house, ['organiser'])
    const list = await sendList(house, browser, `DANH SÁCH\r\n${LIST.replace('Bùi Dũng', '=1+1')}`)
    const reply = await ask(house, browser, 'GET', `${ROSTER}/imports/${list.id}/faults.xlsx`)
    assert.equal(reply.status, 200)
    const raw = await house.app.inject({
      url: `${ROSTER}/imports/${list.id}/faults.xlsx`,
      headers: { cookie: `hoithi-staff=${browser.cookies.get('hoithi-staff')}` },
    })
    const sheet = strFromU8(unzipSync(raw.rawPayload)['xl/worksheets/sheet1.xml']!)
    assert.ok(!sheet.includes('<f>'))
    const texts = [...sheet.matchAll(/<row r="(\d+)">(.*?)<\/row>/g)].map(([, no, cells]) => [
      Number(no),
      [...cells!.matchAll(/<t[^>]*>(.*?)<\/t>/g)].at(-1)?.[1],
    ])
    assert.deepEqual(texts[1], [2, 'Lỗi'])
    assert.match(String(texts[6]?.[1]), /Họ tên “=1\+1”.*Không có đơn vị/)
  })

  it('of a coordinator touches their own units alone', async () => {
    const { browser } = await seated(house, ['unit-coordinator'])
    const list = await sendList(
      house,
      browser,
      `${HEAD}1;Vũ An;Sở Y tế;;CB30;;\n2;Vũ Bảo;Sở Nội vụ;;CB31;;\n3;Vũ Chi;;;CB32;;\n`,
    )
    assert.deepEqual(counts(list), { new: 2, error: 1, missing: 1 })
    const { body: people } = await ask(house, browser, 'GET', `${ROSTER}/people?standing=all`)
    assert.ok(people.every(({ unit }: { unit: { code: string } }) => unit.code === 'T.SNV'))
    const mine = await seated(house, ['organiser'])
    const whole = await sendList(house, mine.browser, LIST)
    // A role that keeps no rosters adds nothing to them.
    const writer = await seated(house, ['unit-coordinator', 'question-writer'])
    for (const each of [browser, writer.browser])
      assert.equal(told(await ask(house, each, 'GET', `${ROSTER}/imports/${whole.id}`)), '404 not-found')
    const judge = await seated(house, ['judge'])
    assert.equal(told(await ask(house, judge.browser, 'GET', `${ROSTER}/people`)), '403 not-allowed')
  })

  it('of a coordinator takes nobody out of others’ units, and changes nobody there', async () => {
    const mine = await seated(house, ['organiser'])
    const there = await sendList(
      house,
      mine.browser,
      `${HEAD}1;Ngô Oanh;Sở Y tế;;CB40;;\n2;Ngô Phúc;Sở Y tế;;CB41;;\n`,
    )
    assert.equal((await confirmList(house, mine.browser, there)).status, 200)
    const people = async () =>
      house.rows(`SELECT p.full_name, u.code, s.valid_to FROM roster_people p JOIN roster_spells s ON s.person_id = p.id
        JOIN units u ON u.id = s.unit_id WHERE p.full_name LIKE 'Ngô%' ORDER BY p.full_name, s.valid_from`)
    const before = await people()
    const { browser } = await seated(house, ['unit-coordinator'])
    const ended = HEAD.replace('Ngày sinh', 'Trạng thái')
    const list = await sendList(
      house,
      browser,
      `${ended}1;Ngô Oanh Oanh;Sở Nội vụ;;CB40;;\n2;Ngô Phúc;Sở Nội vụ;;CB41;;Nghỉ hưu\n3;Ngô Quân;Sở Nội vụ;;CB42;;\n`,
    )
    assert.deepEqual(counts(list), { error: 2, new: 1, missing: list.counts.missing })
    const { body: rows } = await ask(house, browser, 'GET', `${ROSTER}/imports/${list.id}/rows?verdict=error`)
    assert.match(rows[0].faults[0], /đơn vị khác/)
    assert.equal((await confirmList(house, browser, list, { skipFaults: true })).status, 200)
    assert.deepEqual((await people()).slice(0, before.length), before)

    // Nor by way of a list that an organiser has laid out for the unit.
    const laid = `${HEAD}1;Ngô Oanh;Sở Nội vụ;;CB40;;\n`
    const orders = await sendList(house, mine.browser, laid, { unit: 'T.SNV' })
    assert.deepEqual([orders.counts.changed, orders.counts['changed.unit']], [1, 1])
    assert.equal(told(await confirmList(house, browser, orders)), '409 rows-with-faults')
    assert.deepEqual((await people()).slice(0, before.length), before)
  })

  it('of a coordinator takes over whom an abolished unit left to theirs', async () => {
    const after = '2023-08-20'
    const organiser = (await seated(house, ['organiser'])).browser
    const there = await sendList(house, organiser, `${HEAD}1;Ngô Sen;Sở Y tế;;CB44;;\n`)
    assert.equal((await confirmList(house, organiser, there)).status, 200)
    const { browser } = await seated(house, ['unit-coordinator'])
    const list = () => sendList(house, browser, `${HEAD}1;Ngô Sen;Sở Nội vụ;;CB44;;\n`, { asOf: after })
    const { counts: early } = await list()
    assert.equal(early.error, 1)
    const deed = {
      kind: 'merge',
      effectiveOn: after,
      reason: 'Sắp xếp',
      units: ['T.SYT'],
      into: [{ code: 'T.SNV' }],
    }
    const at = '/api/v1/console/unit-deeds'
    const { version } = (await ask(house, organiser, 'POST', `${at}/preview`, { body: deed })).body
    const done = await ask(house, organiser, 'POST', at, { body: { ...deed, version } })
    assert.equal(done.status, 201, done.text)
    const { counts: late } = await list()
    assert.deepEqual([late.error ?? 0, late['changed.unit']], [0, 1])
    const undone = { body: { reason: 'Chỉ để thử' } }
    assert.equal((await ask(house, organiser, 'PUT', `${at}/${done.body.id}/withdrawal`, undone)).status, 204)
  })

  it('of a coordinator names no unit for the lists of others', async () => {
    const { browser } = await seated(house, ['unit-coordinator'])
    const list = await sendList(house, browser, `${HEAD}1;Hà Sơn;Phòng Nội vu;;CB50;;\n`)
    for (const text of ['Phòng Nội vu', 'Sở Y tế']) {
      const choice = { text, unit: 'T.SNV' }
      const chosen = await ask(house, browser, 'PUT', `${ROSTER}/imports/${list.id}/units`, { body: choice })
      assert.equal(chosen.status, 200)
    }
    const mine = await seated(house, ['organiser'])
    const whole = await sendList(house, mine.browser, `${HEAD}1;Hà Tuấn;Sở Y tế;;CB51;;\n`)
    const { body: rows } = await ask(house, mine.browser, 'GET', `${ROSTER}/imports/${whole.id}/rows`)
    assert.equal(rows[0].unit, 'Sở Y tế')
    const named = await house.rows<{ details: object }>(
      `SELECT details FROM deeds WHERE deed = 'roster.unit-named' AND subject = $1 ORDER BY id`,
      [list.id],
    )
    assert.equal(named.length, 2)
  })

  it('knows who registered before it came, and who registers after', async () => {
    const early = await register(house, { fullName: 'Đặng Sớm', phone: '0911000077' })
    const { browser } = await seated(house, ['organiser'])
    const list = await sendList(
      house,
      browser,
      `${HEAD}1;Đặng Sớm;Sở Y tế;;CB77;0911000077;\n2;Đặng Muộn;Sở Y tế;;CB78;0911000078;\n`,
    )
    assert.equal((await confirmList(house, browser, list)).body.counts.linked, 1)
    const late = await register(house, { fullName: 'Đặng Muộn', phone: '0911000078' })
    await register(house, { fullName: 'Người Lạ', phone: '0911000079' })
    const links = await house.rows<{ contestant_id: string; full_name: string }>(
      'SELECT contestant_id, full_name FROM roster_links JOIN roster_people p ON p.id = person_id ORDER BY full_name',
    )
    assert.deepEqual(
      links.map((link) => [link.contestant_id, link.full_name]),
      [
        [late.contestantId, 'Đặng Muộn'],
        [early.contestantId, 'Đặng Sớm'],
      ],
    )
  })
})

describe('a list is read apart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hoithi-list-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const read = async (bytes: Uint8Array | string, columns = {}) => {
    const path = join(folder, 'list')
    writeFileSync(path, bytes)
    const rows = []
    for await (const part of readRosterApart(path, { columns })) {
      if ('refused' in part) return part.refused.found
      if ('rows' in part)
        rows.push(...part.rows.map(({ no, fullName, unitText }) => `${no} ${fullName}, ${unitText}`))
    }
    return rows
  }
  it('from Excel, with titles above, sections between and a sum below', async () => {
    const rows = [
      ['DANH SÁCH CÁN BỘ, CÔNG CHỨC'],
      ['TT', 'Họ và tên', 'Chức vụ'],
      ['I', 'Phòng Nội vụ'],
      ['1', 'Nguyễn Văn An', 'Trưởng phòng'],
      ['II. Văn phòng'],
      ['2', 'Lê Thị Bé', 'Kế toán'],
      ['', 'Tổng cộng', '2'],
    ]
    const sheet = writeSheet(
      'Danh sách',
      rows.map((texts) => ({ texts })),
    )
    const bytes = Buffer.concat(await Array.fromAsync(sheet))
    assert.deepEqual(await read(bytes), ['4 Nguyễn Văn An, Phòng Nội vụ', '6 Lê Thị Bé, Văn phòng'])
  })
  it('as UTF-8, UTF-16, TCVN3 and VNI, with commas, semicolons or tabs', async () => {
    const expected = ['2 Đỗ Thị Lường, Sở Nội vụ']
    assert.deepEqual(await read('Họ và tên,Đơn vị\nĐỗ Thị Lường,Sở Nội vụ\n'), expected)
    assert.deepEqual(
      await read(Buffer.from('\ufeffHọ và tên\tĐơn vị\r\nĐỗ Thị Lường\tSở Nội vụ\r\n', 'utf16le')),
      expected,
    )
    assert.deepEqual(await read(Buffer.from('Hä vµ tªn;§¬n vÞ\n§ç ThÞ L­êng;Së Néi vô\n', 'latin1')), expected)
    assert.deepEqual(
      await read(Buffer.from('Hoï vaø teân;Ñôn vò\nÑoã Thò Löôøng;Sôû Noäi vuï\n', 'latin1')),
      expected,
    )
  })
  it('or is refused in words', async () => {
    assert.match(String(await read('')), /rỗng/)
    assert.match(String(await read('a,b\n1,2\n')), /Không nhận ra dòng tiêu đề/)
    assert.match(String(await read('\xd0\xcf\x11\xe0old')), /tiêu đề|\.xls/)
    assert.match(String(await read(Buffer.from([0, 1, 2, 3, 0]))), /Không phải tệp Excel/)
    assert.match(String(await read(Buffer.from('PK\x03\x04 broken'))), /hỏng/)
  })
})
