import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  BANK,
  changed,
  check,
  type Files,
  goodFiles,
  NOW,
  RULES,
  readFiles,
  UNITS,
  withFiles,
} from '../../tests/support/contest-folder.ts'
import { ruleSentences } from './file-messages.ts'
import { readContestFile } from './read-contest-file.ts'

describe('reading a contest that is right', () => {
  it('gives its rules, its units and its questions, and a digest of them', async () => {
    const { found } = await readFiles(goodFiles)
    assert.ok(found.ok)
    assert.equal(found.contest.rules.slug, 'thi')
    assert.equal(found.contest.rules.publication.score, 'afterSubmit')
    assert.deepEqual(found.contest.units[2], {
      code: 'T.X',
      parentCode: 'T',
      kind: 'commune',
      name: 'Xã Một, huyện Hai',
      choosable: true,
      headcount: 12,
      validFrom: '2020-01-01',
      validTo: '2024-12-01',
      note: null,
    })
    assert.deepEqual(
      found.contest.bank.map(({ code, topic }) => `${topic} ${code}`),
      ['CT-001', 'CT-002', 'CT-003', 'CT-004', 'CT-005'].map((code) => `programme ${code}`),
    )
    assert.match(found.contest.digest, /^[0-9a-f]{64}$/)
  })

  it('gives the same digest however the files are laid out, and another when a word changes', async () => {
    const digestOf = async (files: Files) => {
      const { found } = await readFiles(files)
      return found.ok ? found.contest.digest : assert.fail('not read')
    }
    const good = await digestOf(goodFiles)
    const withMarkAndBreaks = `\uFEFF${goodFiles[UNITS]!.replaceAll('\n', '\r\n')}`
    const spaced = `${withMarkAndBreaks}\r\n,,,,,,,,\r\n`
    const commented = `# Thể lệ\n${goodFiles[RULES]}`.normalize('NFD')
    assert.equal(await digestOf({ ...goodFiles, [UNITS]: spaced, [RULES]: commented }), good)
    assert.notEqual(await digestOf({ ...goodFiles, [RULES]: changed(RULES, 'Tóm tắt', 'Tóm lược') }), good)
  })

  for (const slug of ['hoa-binh-2023', 'lang-son-2022', 'ninh-giang-2024', 'hai-duong-2024', 'demo'])
    it(`finds no fault in ${slug}, and a home affairs unit to choose`, async () => {
      const found = await readContestFile(join(import.meta.dirname, '../../contests', slug), NOW)
      assert.ok(found.ok, found.ok ? '' : JSON.stringify(found.errors, null, 2))
      assert.equal(found.contest.rules.slug, slug)
      assert.ok(found.contest.units.some((unit) => unit.choosable && /(Sở|Phòng) Nội vụ/.test(unit.name)))
    })

  it('lets anybody with well-formed fields into the first stream of demo', async () => {
    const found = await readContestFile(join(import.meta.dirname, '../../contests/demo'), NOW)
    assert.ok(found.ok)
    const [first] = found.contest.rules.streams
    assert.deepEqual(
      [first?.unitKinds, first?.minimumAge, found.contest.rules.exclusions],
      [undefined, undefined, []],
    )
    assert.deepEqual(found.contest.rules.rounds, { count: 4, days: 7, openNow: 2 })
  })
})

describe('wrong units', () => {
  const wrong = (
    from: string,
    to: string,
    at: string,
    column: number,
    path: string,
    vi: string,
    en: string,
  ) => check(UNITS, from, to, { at, column, path, says: { vi, en } })

  it('are named by line and cell where the kind is unknown', () =>
    wrong(
      'T.SNV,T,agency',
      'T.SNV,T,agncy',
      'T.SNV',
      3,
      'kind',
      'Giá trị “agncy” không dùng được; phải là một trong: authority, province, block, agency, public-unit, district, commune, school, party-body, mass-organisation, armed-forces, central-body, press. Có phải ý bạn là agency?',
      '“agncy” cannot be used; it must be one of: authority, province, block, agency, public-unit, district, commune, school, party-body, mass-organisation, armed-forces, central-body, press. Did you mean agency?',
    ))
  it('have no headcount with a thousands mark', () =>
    wrong(
      'yes,40',
      'yes,1.040',
      'T.SNV',
      6,
      'headcount',
      'Biên chế “1.040” phải là số nguyên từ 0, viết liền không có dấu chấm, dấu phẩy; để trống nếu chưa có.',
      'The headcount “1.040” must be a whole number from 0 without separators; leave it empty where there is none.',
    ))
  it('have no parent outside the file', () =>
    wrong(
      'T.SNV,T,',
      'T.SNV,TT,',
      'T.SNV',
      2,
      'parent',
      'Không có đơn vị cha nào mang mã TT. Có phải ý bạn là T? Phải là mã (code) của một dòng trong tệp.',
      'There is no parent with the code TT. Did you mean T? It must be the code of a line of this file.',
    ))
  it('have no code twice', () =>
    wrong(
      'T.X,T,commune',
      'T.SNV,T,commune',
      'T.SNV,T,commune',
      1,
      'code',
      'Mã T.SNV đã dùng ở dòng 3; mỗi mã chỉ được dùng một lần.',
      'The code T.SNV is used already at line 3; each may be used once only.',
    ))
  it('have no code in small letters', () =>
    wrong(
      'T.SNV,T',
      'T.Snv,T',
      'T.Snv',
      1,
      'code',
      'Mã đơn vị gồm chữ hoa không dấu, chữ số, dấu chấm và dấu gạch nối, nhiều nhất 40 ký tự; ví dụ HB.SNV.',
      'The code of a unit has capitals A–Z, digits, dots and hyphens, at most 40 characters, e.g. HB.SNV.',
    ))
  it('have no second root', () =>
    wrong(
      'T.SNV,T,',
      'T.SNV,,',
      'T.SNV',
      2,
      'parent',
      'Cần đúng một đơn vị gốc; T đã là gốc, nên dòng này phải có đơn vị cha (parent).',
      'Exactly one root is expected; T is the root already, so this line needs a parent.',
    ))
  it('have no other word for yes and no', () =>
    wrong(
      'Sở Nội vụ,yes',
      'Sở Nội vụ,có',
      'T.SNV',
      5,
      'choosable',
      'Giá trị “có” không dùng được; phải là một trong: yes, no.',
      '“có” cannot be used; it must be one of: yes, no.',
    ))
  it('have no name left out', () =>
    wrong(
      'Sở Nội vụ',
      '',
      'T.SNV',
      4,
      'name',
      'Tên đơn vị không được để trống và dài nhất 300 ký tự.',
      'The name of a unit must not be empty, nor longer than 300 characters.',
    ))
  it('have no day that does not exist', () =>
    wrong(
      '2024-12-01',
      '2024-02-30',
      'T.X',
      8,
      'valid_to',
      '“2024-02-30” không phải là một ngày có thật viết dạng năm-tháng-ngày, ví dụ 2024-11-30; để trống nếu không giới hạn.',
      '“2024-02-30” is not a real date written as year-month-day, e.g. 2024-11-30; leave it empty where there is no limit.',
    ))
  it('do not end on the day they begin', () =>
    wrong(
      '2024-12-01',
      '2020-01-01',
      'T.X',
      8,
      'valid_to',
      'valid_to là ngày đầu tiên đơn vị không còn, nên phải sau valid_from.',
      'valid_to is the first day on which the unit is no more, so it must come after valid_from.',
    ))
  it('have no name cut in two by its comma', () =>
    wrong(
      '"Xã Một, huyện Hai"',
      'Xã Một, huyện Hai',
      'T.X',
      10,
      '',
      'Dòng này có 10 ô, cần 9 ô như dòng tiêu đề; tên có dấu phẩy phải đặt trong dấu nháy kép.',
      'This line has 10 cells, 9 are expected as in the heading; quote a name that has a comma.',
    ))
  it('have no quote left open', () =>
    wrong(
      'Sở Nội vụ',
      '"Sở Nội vụ',
      'T.SNV',
      1,
      '',
      'CSV viết sai: dấu nháy kép phải bao trọn một ô, và dấu nháy trong ô viết hai lần (CSV_INVALID_CLOSING_QUOTE).',
      'This is not CSV: quotes enclose a whole cell, and a quote within a cell is doubled (CSV_INVALID_CLOSING_QUOTE).',
    ))
  it('have every column that is needed, by its name', async () => {
    const columns = 'code, parent, kind, name, choosable, headcount, valid_from, valid_to, note'
    const { errors } = await readFiles({ ...goodFiles, [UNITS]: changed(UNITS, 'choosable', 'chosable') })
    assert.deepEqual(
      errors.map(({ line, column, path, vi, en }) => [line, column, path, vi, en]),
      [
        [
          1,
          5,
          'chosable',
          `Không có cột nào tên là “chosable”. Có phải ý bạn là choosable? Các cột: ${columns}.`,
          `There is no column named “chosable”. Did you mean choosable? The columns are: ${columns}.`,
        ],
        [
          1,
          1,
          'choosable',
          `Dòng tiêu đề thiếu cột choosable; các cột: ${columns}.`,
          `The heading lacks the column choosable; the columns are: ${columns}.`,
        ],
      ],
    )
  })
  it('are separated by commas', async () => {
    const { errors } = await readFiles({ ...goodFiles, [UNITS]: goodFiles[UNITS].replaceAll(',', ';') })
    assert.deepEqual(
      errors.map(({ line, vi, en }) => [line, vi, en]),
      [
        [
          1,
          'Các cột đang ngăn cách bằng dấu chấm phẩy; tệp CSV phải ngăn cách bằng dấu phẩy.',
          'The columns are separated by semicolons; a CSV file separates them by commas.',
        ],
      ],
    )
  })
  it('do not go round in a circle, and a circle is named once', async () => {
    const circle = goodFiles[UNITS].replace('T.SNV,T,', 'T.SNV,T.X,').replace('T.X,T,', 'T.X,T.SNV,')
    const { errors } = await readFiles({ ...goodFiles, [UNITS]: circle })
    assert.deepEqual(
      errors.map(({ line, path, vi, en }) => [line, path, vi, en]),
      [
        [
          3,
          'parent',
          'Các đơn vị này là cha của nhau thành vòng: T.SNV → T.X → T.SNV; phải đi lên được đến đơn vị gốc.',
          'These units are parents of one another in a circle: T.SNV → T.X → T.SNV; the way up must end at the root.',
        ],
      ],
    )
  })
  it('have a root', async () => {
    const { errors } = await readFiles({ ...goodFiles, [UNITS]: 'code,parent,kind,name,choosable\n' })
    assert.deepEqual(
      errors.map(({ line, vi, en }) => [line, vi, en]),
      [
        [
          1,
          'Cần đúng một đơn vị gốc, là dòng để trống cột parent; tệp này không có.',
          'Exactly one root is expected, a line without a parent; this file has none.',
        ],
      ],
    )
  })
  it('only warn of two of one name under one parent', async () => {
    const { found, warnings } = await readFiles({
      ...goodFiles,
      [UNITS]: changed(UNITS, '"Xã Một, huyện Hai"', 'SỞ nội vụ'),
    })
    assert.ok(found.ok)
    assert.deepEqual(
      warnings.map(({ line, column, path, vi, en }) => [line, column, path, vi, en]),
      [
        [
          4,
          4,
          'name',
          'Cùng đơn vị cha đã có “SỞ nội vụ” ở dòng 3; người dự thi sẽ không phân biệt được.',
          'The same parent has “SỞ nội vụ” already, at line 3; contestants cannot tell them apart.',
        ],
      ],
    )
  })
  it('warn where headcounts and their day are not both there', async () => {
    const withoutDay = { ...goodFiles, [RULES]: changed(RULES, '{ headcountAsOf: 2023-08-01 }', '{}') }
    const withoutCounts = { ...goodFiles, [UNITS]: goodFiles[UNITS].replace(/,(40|12),/g, ',,') }
    for (const [files, path, vi, en] of [
      [
        withoutDay,
        'participation',
        'Tệp đơn vị có số người (headcount) nhưng thể lệ chưa nêu ngày chốt (headcountAsOf); số này chưa được dùng để tính tỷ lệ.',
        'The units have headcounts, but the rulebook names no day for them (headcountAsOf); they are not used for rates.',
      ],
      [
        withoutCounts,
        'participation.headcountAsOf',
        'Có ngày chốt biên chế (headcountAsOf) nhưng chưa đơn vị nào có số (headcount); sẽ chưa tính được tỷ lệ.',
        'headcountAsOf is given, but no unit has a headcount yet; no rate can be computed.',
      ],
    ] as const) {
      const { found, warnings } = await readFiles(files)
      assert.ok(found.ok)
      assert.deepEqual(
        warnings.map((each) => [each.path, each.vi, each.en]),
        [[path, vi, en]],
      )
    }
  })
  it('leave each stream something to choose', async () => {
    const says = {
      vi: 'Không đơn vị nào để chọn: cần ít nhất một đơn vị có choosable là yes, thuộc các loại (unitKinds) đã nêu và còn hiệu lực trong thời gian thi.',
      en: 'No unit is left to choose: at least one must be choosable, of the kinds named by unitKinds, and valid during the contest.',
    }
    await check(RULES, 'unitKinds: [commune]', 'unitKinds: [school]', {
      at: 'unitKinds',
      path: 'streams[1].unitKinds',
      says,
    })
    // The commune ends on the day the contest begins: the last day it can be chosen is the day before.
    for (const [validTo, faults] of [
      ['2023-08-14', 1],
      ['2023-08-15', 0],
    ] as const) {
      const { errors } = await readFiles({ ...goodFiles, [UNITS]: changed(UNITS, '2024-12-01', validTo) })
      assert.equal(errors.length, faults, validTo)
    }
  })
})

describe('a wrong bank', () => {
  it('names the question and what its kind needs', async () => {
    const first = 'correct: [2]'
    await check(BANK, first, 'correct: [5]', {
      at: 'correct: [5]',
      path: 'questions[0].correct',
      says: ruleSentences['option-numbers'],
    })
    await check(BANK, first, 'correct: [1, 2]', {
      at: 'correct: [1, 2]',
      path: 'questions[0].correct',
      says: ruleSentences['exactly-one'],
    })
    await check(BANK, '[Một, Hai, Ba, Bốn]', '[Một, Một, Ba, Bốn]', {
      at: 'options: [Một, Một',
      path: 'questions[0].options',
      says: ruleSentences.unique,
    })
  })
  it('has no code twice', () =>
    check(BANK, 'code: CT-003', 'code: CT-001 # again', {
      at: 'CT-001 # again',
      path: 'questions[2].code',
      says: {
        vi: `Mã CT-001 đã dùng ở ${BANK}, dòng 3; mỗi mã chỉ được dùng một lần.`,
        en: `The code CT-001 is used already at ${BANK}, line 3; each may be used once only.`,
      },
    }))
  it('has no topic missing that the paper asks for', () =>
    check(RULES, '{ topic: programme, ', '{ topic: programe, ', {
      at: 'programe,',
      path: 'paper.blueprint[0].topic',
      says: {
        vi: 'Ngân hàng không có chủ đề “programe”. Có phải ý bạn là programme? Các chủ đề: programme.',
        en: 'The bank has no topic “programe”. Did you mean programme? The topics are: programme.',
      },
    }))
  it('is there, with a file in it', () =>
    check(RULES, 'banks: [hai-cau]', 'banks: [hai-cau, ba-cau]', {
      at: 'ba-cau]',
      path: 'banks[1]',
      says: {
        vi: 'Không có ngân hàng câu hỏi “ba-cau”: cần thư mục banks/ba-cau có ít nhất một tệp .yaml.',
        en: 'There is no question bank “ba-cau”: the folder banks/ba-cau is expected with at least one .yaml file.',
      },
    }))
})

describe('a folder', () => {
  it('that is not there is named', async () => {
    const found = await readContestFile('contests/khong-co', NOW)
    assert.deepEqual(found.ok ? [] : found.errors, [
      {
        file: 'contests/khong-co',
        line: 1,
        column: 1,
        path: '',
        vi: 'Không có thư mục contests/khong-co; cần thư mục của cuộc thi, trong đó có contest.yaml.',
        en: 'There is no folder contests/khong-co; the folder of a contest is expected, with contest.yaml in it.',
      },
    ])
  })
  for (const file of [RULES, UNITS] as const)
    it(`without ${file} names what is missing`, async () => {
      const { [file]: _, ...others } = goodFiles
      const { errors } = await readFiles({ ...others, 'thi/README.md': '' })
      assert.deepEqual(errors, [
        { file, line: 1, column: 1, path: '', vi: `Không có tệp ${file}.`, en: `There is no file ${file}.` },
      ])
    })
  it('with a file in another encoding names the line, and how to save it', async () => {
    const oneBytePerLetter = Buffer.from(goodFiles[UNITS], 'latin1')
    const utf16 = Buffer.from(goodFiles[UNITS], 'utf16le')
    for (const [content, line] of [
      [oneBytePerLetter, 2],
      [utf16, 1],
    ] as const) {
      const { errors } = await readFiles({ ...goodFiles, [UNITS]: content })
      assert.deepEqual(errors, [
        {
          file: UNITS,
          line,
          column: 1,
          path: '',
          vi: 'Tệp không dùng bảng mã UTF-8. Trong Excel chọn “Lưu thành” loại “CSV UTF-8”; trong trình soạn thảo chọn mã hóa UTF-8.',
          en: 'The file is not in UTF-8. In Excel save it as “CSV UTF-8”; in an editor choose the encoding UTF-8.',
        },
      ])
    }
  })
  it('with something that looks like a text names it', async () => {
    const strange = changed(RULES, 'vi: Tóm tắt', 'vi: { length: { toString: 1 } }')
    const { errors } = await readFiles({ ...goodFiles, [RULES]: strange })
    assert.deepEqual([...new Set(errors.map(({ path }) => path))], ['summary.vi'])
  })
  it('with a path that leads out of it is not followed', () =>
    withFiles({ ...goodFiles, [RULES]: changed(RULES, '[hai-cau]', '[../../etc]') }, async (root) => {
      const found = await readContestFile(join(root, 'thi'), NOW)
      assert.deepEqual(found.ok ? [] : found.errors.map(({ path }) => path), ['banks[0]'])
    }))
})

describe('YAML that is not YAML', () => {
  const cases: Record<string, [from: string, to: string, at: string, vi: string, en: string]> = {
    'is named where an entry stands twice': [
      'counting: only\n',
      'counting: only\ncounting: first\n',
      'counting: first',
      'YAML viết sai: mục này đã có ở trên; mỗi mục chỉ được viết một lần.',
      'This is not YAML: this entry stands above already; each may be written once.',
    ],
    'is named where a text has a colon': [
      'name: Cuộc thi\n',
      'name: Cuộc thi: tuần 1\n',
      'Cuộc thi: tuần',
      'YAML viết sai: có hai dấu hai chấm trên một dòng; văn bản có “: ” phải đặt trong dấu nháy.',
      'This is not YAML: there are two colons in one line; quote a text that has “: ” in it.',
    ],
  }
  for (const [name, [from, to, at, vi, en]] of Object.entries(cases))
    it(name, () => check(RULES, from, to, { at, path: '', says: { vi, en } }))

  it('with an alias to nothing is refused, not thrown', async () => {
    const { errors } = await readFiles({
      ...goodFiles,
      [RULES]: changed(RULES, 'units: units.csv', 'units: *none'),
    })
    assert.equal(errors.length, 1)
  })
})
