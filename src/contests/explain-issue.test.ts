import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BANK, check, goodFiles, RULES, readFiles, UNITS } from '../../tests/support/contest-folder.ts'
import { ruleSentences, type Said } from './file-messages.ts'

describe('a wrong rulebook', () => {
  const cases: Record<string, [from: string, to: string, at: string, path: string, says: Said]> = {
    'names the entry that is missing': [
      'nameEn: The contest\n',
      '',
      'slug',
      'nameEn',
      { vi: 'Thiếu mục nameEn; cần một văn bản.', en: 'nameEn is missing; a text is expected.' },
    ],
    'names the entry that is empty': [
      'name: Cuộc thi',
      'name:',
      'name:',
      'name',
      { vi: 'Mục này đang để trống; cần một văn bản.', en: 'This entry is empty; a text is expected.' },
    ],
    'lists the values that are allowed, and the nearest': [
      'counting: only',
      'counting: onyl',
      'onyl',
      'counting',
      {
        vi: 'Giá trị “onyl” không dùng được; phải là một trong: only, first, last, best, bestEarliest.',
        en: '“onyl” cannot be used; it must be one of: only, first, last, best, bestEarliest.',
      },
    ],
    'guesses what was meant by an unknown entry': [
      '  timeLimitSeconds: 600\n',
      '  timeLimitSeconds: 600\n  shuffleOption: true\n',
      'shuffleOption',
      'paper.shuffleOption',
      {
        vi: 'Không có mục nào tên là “shuffleOption”. Có phải ý bạn là shuffleOptions? Các mục dùng được: timeLimitSeconds, shuffleOptions, blueprint, practiceCount.',
        en: 'There is no entry named “shuffleOption”. Did you mean shuffleOptions? Known entries: timeLimitSeconds, shuffleOptions, blueprint, practiceCount.',
      },
    ],
    'sees a comma that cuts a text in two': [
      '{ vi: Cán bộ, en: Staff }',
      '{ vi: Cán bộ, công chức, en: Staff }',
      'công chức',
      'streams[0].name.công chức',
      {
        vi: "Trong dấu { }, dấu phẩy ngăn cách các mục nên “công chức” bị hiểu là một mục mới. Câu có dấu phẩy phải đặt trong dấu nháy: { vi: '…, …', en: '…' }.",
        en: "Within { } a comma separates entries, so “công chức” reads as a new one. Quote a text that has a comma: { vi: '…, …', en: '…' }.",
      },
    ],
    'says which type is expected': [
      'timeLimitSeconds: 600',
      'timeLimitSeconds: mười phút',
      'mười phút',
      'paper.timeLimitSeconds',
      {
        vi: 'Cần một số, nhưng ở đây là một văn bản.',
        en: 'A number is expected, but this is a text.',
      },
    ],
    'refuses a fraction of a second': [
      'timeLimitSeconds: 600',
      'timeLimitSeconds: 600.5',
      '600.5',
      'paper.timeLimitSeconds',
      {
        vi: 'Cần một số nguyên, nhưng ở đây là một số lẻ.',
        en: 'A whole number is expected, but this is a fraction.',
      },
    ],
    'refuses a number just below the least': [
      'timeLimitSeconds: 600',
      'timeLimitSeconds: 29',
      '29',
      'paper.timeLimitSeconds',
      { vi: 'Số nhỏ quá; ít nhất là 30.', en: 'The number is too small; at least 30.' },
    ],
    'refuses a number just above the greatest': [
      'openDays: 5',
      'openDays: 61',
      '61',
      'appeals.openDays',
      { vi: 'Số lớn quá; nhiều nhất là 60.', en: 'The number is too great; at most 60.' },
    ],
    'refuses a list without an element': [
      'banks: [hai-cau]',
      'banks: []',
      'banks',
      'banks',
      { vi: 'Danh sách cần ít nhất 1 phần tử.', en: 'The list needs at least 1 element(s).' },
    ],
    'sees rounds that are neither a list nor laid': [
      goodFiles[RULES]!.slice(goodFiles[RULES]!.indexOf('rounds:'), goodFiles[RULES]!.indexOf('paper:')),
      'rounds: bốn\n',
      'bốn',
      'rounds',
      {
        vi: 'Cần một danh sách (mỗi phần tử một dòng bắt đầu bằng dấu -) hoặc một nhóm các mục, nhưng ở đây là một văn bản.',
        en: 'A list (each element on a line that starts with -) or a group of entries is expected, but this is a text.',
      },
    ],
    'looks into the rounds by the way they are written': [
      'opensAt: 2023-08-21T07:30',
      'opensAt: 21/8/2023',
      '21/8/2023',
      'rounds[1].opensAt',
      ruleSentences['local-time-form'],
    ],
    'has no 24 hours': [
      '2023-08-20T21:00',
      '2023-08-20T24:00',
      '2023-08-20T24',
      'rounds[0].closesAt',
      ruleSentences['existing-time'],
    ],
    'has no 31 September': [
      'headcountAsOf: 2023-08-01',
      'headcountAsOf: 2024-09-31',
      '2024-09-31',
      'participation.headcountAsOf',
      ruleSentences['existing-day'],
    ],
    'has no date in Vietnamese order': [
      'headcountAsOf: 2023-08-01',
      'headcountAsOf: 30/11/2024',
      '30/11/2024',
      'participation.headcountAsOf',
      ruleSentences['local-date-form'],
    ],
    'has no code with an accent': [
      'slug: thi',
      'slug: hội-thi',
      'hội-thi',
      'slug',
      ruleSentences['code-form'],
    ],
    'has no field name with a hyphen': [
      'name: birthDate\n',
      'name: birth-date\n',
      'birth-date',
      'streams[0].fields[1].name',
      ruleSentences['field-name-form'],
    ],
    'has no word for a telephone': [
      '0200 0000 000',
      'không có',
      'không có',
      'support.telephone',
      ruleSentences['telephone-form'],
    ],
    'has no broken e-mail address': [
      'telephone: 0200',
      'email: so.noi.vu, telephone: 0200',
      'so.noi.vu',
      'support.email',
      ruleSentences['email-form'],
    ],
    'has no units in another folder': [
      'units.csv',
      '../units.csv',
      '../units.csv',
      'units',
      ruleSentences['csv-name-form'],
    ],
    'has no half hour without its hour': [
      'opensAt: 2023-08-14T07:30,',
      'openHours: { weekdays: [1], from: 7:30, until: 17:00 }, opensAt: 2023-08-14T07:30,',
      '7:30, until',
      'rounds[0].openHours.from',
      ruleSentences['hour-minute-form'],
    ],
    'has no round that closes as it opens': [
      'closesAt: 2023-08-20T21:00',
      'closesAt: 2023-08-14T07:30',
      '2023-08-14T07:30 }',
      'rounds[0].closesAt',
      ruleSentences['after-opening'],
    ],
    'has no hours that end as they begin': [
      'opensAt: 2023-08-14T07:30,',
      'openHours: { weekdays: [1], from: 07:30, until: 07:30 }, opensAt: 2023-08-14T07:30,',
      '07:30 }',
      'rounds[0].openHours.until',
      ruleSentences['after-opening'],
    ],
    'has no gap in the numbers of rounds': [
      'no: 2,',
      'no: 3,',
      '3, name',
      'rounds[1].no',
      ruleSentences['numbered-in-order'],
    ],
    'has no round that opens before the last has closed': [
      'opensAt: 2023-08-21T07:30',
      'opensAt: 2023-08-20T20:59',
      '2023-08-20T20:59',
      'rounds[1].opensAt',
      ruleSentences['not-overlapping'],
    ],
    'has no stream twice': [
      'code: citizens',
      'code: staff\n    # two',
      'staff\n    # two',
      'streams[1].code',
      ruleSentences.unique,
    ],
    'has no field twice': [
      'name: birthDate\n',
      'name: phone\n        # two\n',
      'phone\n        # two',
      'streams[0].fields[1].name',
      ruleSentences.unique,
    ],
    'has no ranking key twice': [
      'keys: [score, predictionDistance, seededDraw]',
      'keys: [score, score, seededDraw]',
      'score, seededDraw], ties: broken }\ncumulative',
      'ranking.keys[1]',
      ruleSentences.unique,
    ],
    'has no field of a reserved name': [
      'name: birthDate\n',
      'name: unitId\n',
      'unitId',
      'streams[0].fields[1].name',
      ruleSentences['reserved-name'],
    ],
    'has no identity that may be left out': [
      'required: true\n        identity',
      'required: false\n        identity',
      'false\n        identity',
      'streams[0].fields[0].required',
      ruleSentences['identity-is-required'],
    ],
    'has no pattern that does not compile': [
      'kind: phone\n',
      "kind: phone\n        pattern: '[0-9'\n",
      "'[0-9'",
      'streams[0].fields[0].pattern',
      ruleSentences['regular-expression'],
    ],
    'has no stream without an identity': [
      '        identity: true\n',
      '',
      'fields:\n      - name: phone',
      'streams[0].fields',
      ruleSentences['one-identity-field'],
    ],
    'has no least age without a date of birth': [
      'name: birthDate, ',
      'name: bornOn, ',
      '14',
      'streams[1].minimumAge',
      ruleSentences['needs-birth-date'],
    ],
    'counts the only attempt where there is one': [
      'perRound: 1',
      'perRound: 2',
      'only',
      'counting',
      ruleSentences['only-needs-one-attempt'],
    ],
    'has decimals for percentages only': [
      'target: allCorrectPersons',
      'target: allCorrectPersons\n  decimals: 2',
      '2\nranking',
      'prediction.decimals',
      ruleSentences['only-percentages-have-decimals'],
    ],
    'orders by a prediction where there is one': [
      goodFiles[RULES]!.slice(
        goodFiles[RULES]!.indexOf('prediction:'),
        goodFiles[RULES]!.indexOf('ranking:'),
      ),
      'prediction: null\n',
      'predictionDistance',
      'ranking.keys[1]',
      ruleSentences['needs-prediction'],
    ],
    'draws last': [
      'keys: [score, predictionDistance, seededDraw]',
      'keys: [score, seededDraw, predictionDistance]',
      'seededDraw',
      'ranking.keys[1]',
      ruleSentences['draw-comes-last'],
    ],
    'breaks ties by a draw': [
      'keys: [score, predictionDistance, seededDraw], ties: broken',
      'keys: [score, predictionDistance], ties: broken',
      'broken',
      'ranking.ties',
      ruleSentences['broken-needs-draw'],
    ],
    'breaks ties of the final standings by a draw': [
      'keys: [score, seededDraw]',
      'keys: [score]',
      'broken }\nprizes',
      'cumulative.ties',
      ruleSentences['broken-needs-draw'],
    ],
    'gives prizes to streams that there are': [
      'stream: staff',
      'stream: army',
      'army',
      'prizes[0].stream',
      ruleSentences['known-stream'],
    ],
    'gives final prizes where there are final standings': [
      'cumulative: { policy: sum, keys: [score, seededDraw], ties: broken }',
      'cumulative: null',
      'contest, name',
      'prizes[1].scope',
      ruleSentences['needs-cumulative'],
    ],
    'excludes by a field of identity': [
      'field: phone',
      'field: birthDate',
      'birthDate, values',
      'exclusions[0].field',
      ruleSentences['known-identity-field'],
    ],
  }
  for (const [name, [from, to, at, path, says]] of Object.entries(cases))
    it(name, () => check(RULES, from, to, { at, path, says }))

  it('lays no more rounds open than there are', async () => {
    const start = goodFiles[RULES]!.indexOf('rounds:')
    const rounds = goodFiles[RULES]!.slice(start, goodFiles[RULES]!.indexOf('paper:'))
    await check(RULES, rounds, 'rounds: { count: 4, days: 7, openNow: 5 }\n', {
      at: '5 }',
      path: 'rounds.openNow',
      says: ruleSentences['at-most-count'],
    })
  })

  it('has every fault named at one reading, by type, name, rule, unit and question alike', async () => {
    const rules = goodFiles[RULES]!.replace('slug: thi', 'slug: Thi')
      .replace('timeLimitSeconds: 600', 'timeLimitSeconds: lâu')
      .replace('publication: { standings', 'publication: { standing')
      .replace('closesAt: 2023-08-20T21:00', 'closesAt: 2023-08-13T21:00')
      .replace('stream: staff', 'stream: army')
    const units = goodFiles[UNITS]!.replace('agency', 'agencies')
    const bank = goodFiles[BANK]!.replace('correct: [2]', 'correct: [5]')
    const { errors } = await readFiles({ ...goodFiles, [RULES]: rules, [UNITS]: units, [BANK]: bank })
    assert.deepEqual(
      errors.map(({ file, path }) => `${file} ${path}`),
      [
        `${RULES} slug`,
        `${RULES} rounds[0].closesAt`,
        `${RULES} paper.timeLimitSeconds`,
        `${RULES} prizes[0].stream`,
        `${RULES} publication.standing`,
        `${UNITS} kind`,
        `${BANK} questions[0].correct`,
      ],
    )
  })
})
