/**
 * A small contest as its files would give it, for tests of the engine: three rounds, every kind of question, a prediction,
 * a stream of staff and one of citizens. A test changes what it is about and leaves the rest alone.
 */
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { z } from 'zod'
import type { BankQuestion, UnitRow } from '../../src/contests/model.ts'
import type { ContestFile } from '../../src/contests/read-contest-file.ts'
import { rulebook } from '../../src/contests/rulebook.ts'

export type RulesInput = z.input<typeof rulebook>

const bilingual = (vi: string, en: string) => ({ vi, en })
const phone = {
  name: 'phone',
  label: bilingual('Điện thoại', 'Telephone'),
  kind: 'phone' as const,
  required: true,
  identity: true,
}
const birthDate = (required: boolean) => ({
  name: 'birthDate',
  label: bilingual('Ngày sinh', 'Date of birth'),
  kind: 'date' as const,
  required,
})

/** The organisers' own number: whoever has it may not take part. */
export const EXCLUDED_PHONE = '0900000001'

/** The rounds as the printed rulebook has them: from 07:30 on Monday to 21:00 on Sunday. */
export const ROUNDS = [
  { no: 1, opensAt: '2023-08-14T07:30', closesAt: '2023-08-20T21:00' },
  { no: 2, opensAt: '2023-08-21T07:30', closesAt: '2023-08-27T21:00' },
  { no: 3, opensAt: '2023-08-28T07:30', closesAt: '2023-09-03T21:00' },
].map((round) => ({ ...round, name: bilingual(`Tuần ${round.no}`, `Week ${round.no}`) }))

const rulesInput: RulesInput = {
  slug: 'thi',
  name: 'Cuộc thi tìm hiểu cải cách hành chính',
  nameEn: 'The contest',
  authority: { code: 'tinh', name: 'Tỉnh' },
  summary: bilingual('Tóm tắt', 'Summary'),
  support: { body: 'Sở Nội vụ', post: 'Chuyên viên', telephone: '0200 0000 000' },
  zone: 'Asia/Ho_Chi_Minh',
  units: 'units.csv',
  banks: ['bank'],
  streams: [
    {
      code: 'staff',
      name: bilingual('Cán bộ', 'Staff'),
      eligibility: bilingual('Mọi cán bộ', 'All staff'),
      fields: [phone, birthDate(false)],
    },
    {
      code: 'citizens',
      name: bilingual('Nhân dân', 'Citizens'),
      eligibility: bilingual('Mọi người', 'Everybody'),
      guardianAllowed: true,
      minimumAge: 14,
      unitKinds: ['commune'],
      fields: [phone, birthDate(true)],
    },
  ],
  rounds: ROUNDS,
  paper: {
    timeLimitSeconds: 600,
    practiceCount: 2,
    blueprint: [
      { kinds: ['single'], count: 3 },
      { kinds: ['multiple'], count: 1 },
      { kinds: ['true-false'], count: 1 },
      { kinds: ['ordering'], count: 1 },
      { kinds: ['matching'], count: 1 },
      { kinds: ['numeric'], count: 1 },
      { kinds: ['short'], count: 1 },
    ],
  },
  attempts: { perRound: 1 },
  counting: 'only',
  prediction: {
    text: bilingual('Bao nhiêu người trả lời đúng tất cả?', 'How many answer everything right?'),
    target: 'allCorrectPersons',
  },
  ranking: {
    gate: 'none',
    keys: ['score', 'predictionDistance', 'durationMs', 'seededDraw'],
    ties: 'broken',
  },
  cumulative: { policy: 'sum', keys: ['score', 'durationMs', 'seededDraw'], ties: 'broken' },
  participation: {},
  exclusions: [
    { field: 'phone', values: ['+84 900 000 001'], reason: bilingual('Ban Tổ chức', 'Organisers') },
  ],
  appeals: { openDays: 5, channel: bilingual('Qua Sở Nội vụ', 'Through Home Affairs') },
  publication: { standings: 'atClose' },
}

const unit = (code: string, parentCode: string | null, kind: UnitRow['kind'], name: string): UnitRow => ({
  code,
  parentCode,
  kind,
  name,
  choosable: parentCode !== null,
  headcount: null,
  validFrom: null,
  validTo: null,
  note: null,
})

const units: UnitRow[] = [
  unit('T', null, 'authority', 'Tỉnh'),
  unit('T.SNV', 'T', 'agency', 'Sở Nội vụ'),
  unit('T.SYT', 'T', 'agency', 'Sở Y tế'),
  unit('T.HB', 'T', 'commune', 'Xã Hòa Bình'),
  { ...unit('T.CU', 'T', 'commune', 'Xã Cũ'), validTo: '2023-01-01' },
]

type Kind = BankQuestion['kind']

const shapes: Record<Kind, Pick<BankQuestion, 'options' | 'correct' | 'rows'>> = {
  single: { options: ['Một', 'Hai', 'Ba', 'Bốn'], correct: [2] },
  multiple: { options: ['Một', 'Hai', 'Ba', 'Bốn'], correct: [1, 3] },
  'true-false': { options: ['Đúng', 'Sai'], correct: [1] },
  ordering: { options: ['Trước', 'Giữa', 'Sau'], correct: [1, 2, 3] },
  matching: { rows: ['Xã', 'Tỉnh'], options: ['Cấp xã', 'Cấp tỉnh', 'Cấp khác'], correct: [1, 2] },
  numeric: { options: [], correct: ['1500'] },
  short: { options: [], correct: ['Một cửa', 'Cơ chế một cửa'] },
}

const prefixes: Record<Kind, string> = {
  single: 'SI',
  multiple: 'MU',
  'true-false': 'TF',
  ordering: 'OR',
  matching: 'MA',
  numeric: 'NU',
  short: 'SH',
}

function question(kind: Kind, index: number, changes: Partial<BankQuestion> = {}): BankQuestion {
  const code = `${prefixes[kind]}-${String(index).padStart(3, '0')}`
  return {
    topic: 'programme',
    code,
    difficulty: 'easy',
    kind,
    text: `Câu hỏi ${code}?`,
    ...shapes[kind],
    options: shapes[kind].options.map((text) => (kind === 'true-false' ? text : `${text} ${index}`)),
    source: { document: 'Nghị quyết số 76/NQ-CP' },
    validFrom: '2021-07-15',
    practice: false,
    ...changes,
  }
}

const ofKind = (kind: Kind, count: number) => Array.from({ length: count }, (_, at) => question(kind, at + 1))

export const bank: BankQuestion[] = [
  ...ofKind('single', 12),
  ...(['multiple', 'true-false', 'ordering', 'matching', 'numeric', 'short'] as const).flatMap((kind) =>
    ofKind(kind, 3),
  ),
  ...[91, 92, 93].map((at) => question('single', at, { practice: true })),
]

/** The contest as its folder would tell it, with a test's changes to the rules, the bank or the units. */
export function aContest(
  changes: { rules?: Partial<RulesInput>; bank?: BankQuestion[]; units?: UnitRow[] } = {},
): ContestFile {
  const rules = rulebook.parse({ ...rulesInput, ...changes.rules })
  const whole = { rules, units: changes.units ?? units, bank: changes.bank ?? bank }
  const digest = createHash('sha256').update(canonicalize(whole) as string)
  return { ...whole, digest: digest.digest('hex') }
}
