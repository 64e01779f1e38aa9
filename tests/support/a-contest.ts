/** A small contest as its files would give it: two weeks, two streams, a question of every kind. */
import { createHash } from 'node:crypto'
import { type BankQuestion, type Rulebook, rulebook } from '../../src/contests/model.ts'
import type { ContestFile } from '../../src/contests/read-contest-file.ts'

const vi = (text: string) => ({ vi: text, en: text })
const phone = { name: 'phone', label: vi('Điện thoại'), kind: 'phone', required: true, identity: true }
const birthDate = { name: 'birthDate', label: vi('Ngày sinh'), kind: 'date', required: false }
const KINDS = ['single', 'multiple', 'true-false', 'ordering', 'matching', 'numeric', 'short'] as const

export function aContest(changes: Record<string, unknown> = {}): ContestFile {
  const rules: Rulebook = rulebook.parse({
    slug: 'thi',
    name: 'Cuộc thi',
    nameEn: 'The contest',
    authority: { code: 'tinh', name: 'Tỉnh' },
    summary: vi('Tóm tắt'),
    support: { body: 'Sở Nội vụ', post: 'Chuyên viên', telephone: '0200 0000 000' },
    zone: 'Asia/Ho_Chi_Minh',
    units: 'units.csv',
    banks: ['bank'],
    streams: [
      { code: 'staff', name: vi('Cán bộ'), eligibility: vi('Mọi cán bộ'), fields: [phone, birthDate] },
      {
        code: 'citizens',
        name: vi('Nhân dân'),
        eligibility: vi('Mọi người'),
        guardianAllowed: true,
        fields: [phone, birthDate],
      },
    ],
    rounds: [
      { no: 1, name: vi('Tuần 1'), opensAt: '2023-08-14T07:30', closesAt: '2023-08-20T21:00' },
      { no: 2, name: vi('Tuần 2'), opensAt: '2023-08-21T07:30', closesAt: '2023-08-27T21:00' },
    ],
    paper: { timeLimitSeconds: 600, blueprint: KINDS.map((kind) => ({ kinds: [kind], count: 1 })) },
    attempts: { perRound: 1 },
    counting: 'only',
    prediction: { text: vi('Bao nhiêu người?'), target: 'allCorrectPersons' },
    ranking: {
      gate: 'none',
      keys: ['score', 'predictionDistance', 'durationMs', 'seededDraw'],
      ties: 'broken',
    },
    cumulative: { policy: 'sum', keys: ['score', 'durationMs', 'seededDraw'], ties: 'broken' },
    participation: { headcountAsOf: '2023-08-01' },
    appeals: { openDays: 5, channel: vi('Qua Sở Nội vụ') },
    publication: {},
    ...changes,
  })
  const units = [
    unit('T', null, 'Tỉnh', null),
    unit('T.SNV', 'T', 'Sở Nội vụ', 40),
    unit('T.STC', 'T', 'Sở Tài chính', 60),
  ]
  const bank = KINDS.flatMap((kind) => [1, 2, 3, 4].map((no) => question(kind, no)))
  const digest = createHash('sha256').update(JSON.stringify({ rules, units, bank })).digest('hex')
  return { rules, units, bank, digest }
}

function unit(code: string, parentCode: string | null, name: string, headcount: number | null) {
  const kind = parentCode === null ? ('authority' as const) : ('agency' as const)
  const always = { validFrom: null, validTo: null, note: null }
  return { code, parentCode, kind, name, choosable: parentCode !== null, headcount, ...always }
}

/** The fourth of each kind is for practice. */
function question(kind: BankQuestion['kind'], no: number): BankQuestion {
  const correct = {
    single: [2],
    multiple: [1, 3],
    'true-false': [1],
    ordering: [3, 1, 2, 4],
    matching: [2, 1],
    numeric: ['76'],
    short: ['Sở Nội vụ'],
  }[kind]
  const isWritten = kind === 'numeric' || kind === 'short'
  return {
    topic: 'programme',
    code: `${kind.toUpperCase()}-00${no}`,
    difficulty: 'easy',
    kind,
    text: `Câu hỏi ${kind} số ${no}?`,
    ...(kind === 'matching' && { rows: ['Hàng một', 'Hàng hai'] }),
    options: isWritten ? [] : kind === 'true-false' ? ['Đúng', 'Sai'] : ['Một', 'Hai', 'Ba', 'Bốn'],
    correct,
    source: { document: 'Nghị quyết số 76/NQ-CP' },
    validFrom: '2021-07-15',
    practice: no === 4,
  }
}
