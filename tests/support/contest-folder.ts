/** A small contest without a fault, as files on a disk; a test changes one thing in it and looks what is said. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import type { FileError, Said } from '../../src/contests/file-messages.ts'
import { readContestFile } from '../../src/contests/read-contest-file.ts'

export const RULES = 'thi/contest.yaml'
export const UNITS = 'thi/units.csv'
export const BANK = 'banks/hai-cau/programme.yaml'

export type Files = Record<string, string | Uint8Array>

export const goodFiles = {
  [RULES]: `slug: thi
name: Cuộc thi
nameEn: The contest
authority: { code: tinh, name: Tỉnh }
summary: { vi: Tóm tắt, en: Summary }
support: { body: Sở Nội vụ, post: Chuyên viên, telephone: 0200 0000 000 }
zone: Asia/Ho_Chi_Minh
units: units.csv
banks: [hai-cau]
streams:
  - code: staff
    name: { vi: Cán bộ, en: Staff }
    eligibility: { vi: Mọi cán bộ, en: All staff }
    fields:
      - name: phone
        label: { vi: Điện thoại, en: Telephone }
        kind: phone
        required: true
        identity: true
      - name: birthDate
        label: { vi: Ngày sinh, en: Date of birth }
        kind: date
        required: false
  - code: citizens
    name: { vi: Nhân dân, en: Citizens }
    eligibility: { vi: Mọi người, en: Everybody }
    minimumAge: 14
    unitKinds: [commune]
    fields:
      - { name: phone, label: { vi: Số, en: Number }, kind: phone, required: true, identity: true }
      - { name: birthDate, label: { vi: Ngày sinh, en: Born }, kind: date, required: true }
rounds:
  - { no: 1, name: { vi: Tuần 1, en: Week 1 }, opensAt: 2023-08-14T07:30, closesAt: 2023-08-20T21:00 }
  - { no: 2, name: { vi: Tuần 2, en: Week 2 }, opensAt: 2023-08-21T07:30, closesAt: 2023-08-28T00:00 }
paper:
  timeLimitSeconds: 600
  practiceCount: 1
  blueprint:
    - { topic: programme, difficulty: easy, kinds: [single], count: 1 }
    - { kinds: [single], count: 1 }
attempts: { perRound: 1 }
counting: only
prediction:
  text: { vi: Bao nhiêu người?, en: How many? }
  target: allCorrectPersons
ranking: { gate: none, keys: [score, predictionDistance, seededDraw], ties: broken }
cumulative: { policy: sum, keys: [score, seededDraw], ties: broken }
prizes:
  - { scope: round, stream: staff, name: { vi: Giải Nhất, en: First }, count: 1 }
  - { scope: contest, name: { vi: Chung cuộc, en: Final }, count: 1 }
participation: { headcountAsOf: 2023-08-01 }
exclusions:
  - { field: phone, values: ['0100000000'], reason: { vi: Ban Tổ chức, en: Organisers } }
appeals: { openDays: 5, channel: { vi: Qua Sở Nội vụ, en: Through Home Affairs } }
publication: { standings: atClose }
`,
  [UNITS]: `code,parent,kind,name,choosable,headcount,valid_from,valid_to,note
T,,authority,Tỉnh,no,,,,
T.SNV,T,agency,Sở Nội vụ,yes,40,,,
T.X,T,commune,"Xã Một, huyện Hai",yes,12,2020-01-01,2024-12-01,
`,
  [BANK]: `topic: programme
questions:
${question('CT-001', 'easy')}${question('CT-002', 'easy')}${question('CT-003', 'easy')}${question('CT-004', 'medium')}${question('CT-005', 'medium', 'practice: true')}`,
}

function question(code: string, difficulty: string, more = 'practice: false'): string {
  return `  - code: ${code}
    difficulty: ${difficulty}
    kind: single
    text: "Câu hỏi ${code}?"
    options: [Một, Hai, Ba, Bốn]
    correct: [2]
    source: { document: Nghị quyết số 76/NQ-CP }
    validFrom: 2021-07-15
    ${more}
`
}

/** Writes the files under a folder of their own, hands it over, and takes it away afterwards. */
export async function withFiles<Result>(
  files: Files,
  use: (root: string) => Promise<Result>,
): Promise<Result> {
  const root = await mkdtemp(join(tmpdir(), 'hoithi-contest-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true })
      await writeFile(join(root, name), content)
    }
    return await use(root)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

export const NOW = new Date('2026-11-22T03:00:00Z')

/** Reads the contest under `thi`; files in the errors are relative to the folder that holds it. */
export async function readFiles(files: Files) {
  return withFiles(files, async (root) => {
    const found = await readContestFile(join(root, 'thi'), NOW)
    const named = (list: FileError[]) =>
      list.map((each) => ({
        ...each,
        file: relative(root, each.file),
        vi: each.vi.replaceAll(`${root}/`, ''),
        en: each.en.replaceAll(`${root}/`, ''),
      }))
    return { found, errors: found.ok ? [] : named(found.errors), warnings: named(found.warnings) }
  })
}

export function changed(file: keyof typeof goodFiles, from: string, to: string): string {
  const good = goodFiles[file]!
  assert.ok(good.includes(from), `“${from}” is not in ${file}`)
  return good.replace(from, () => to)
}

/** One change makes exactly one error: at the text `at` of the changed file, with this path and these sentences. */
export async function check(
  file: keyof typeof goodFiles,
  from: string,
  to: string,
  expected: { at: string; path: string; says: Said; column?: number },
): Promise<void> {
  const text = changed(file, from, to)
  const { errors } = await readFiles({ ...goodFiles, [file]: text })
  assert.deepEqual(errors, [{ file, ...placeOf(text, expected), path: expected.path, ...expected.says }])
}

/** In a table the column is the number of the cell, which the test states. */
function placeOf(text: string, { at, column }: { at: string; column?: number }) {
  const before = text.slice(0, text.indexOf(at)).split('\n')
  assert.ok(text.includes(at), `“${at}” is not in the changed file`)
  return { line: before.length, column: column ?? before.at(-1)!.length + 1 }
}
