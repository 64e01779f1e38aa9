/** A sheet of questions goes through the console as an officer sends it: in parts, read, looked at, confirmed. */
import { setTimeout as wait } from 'node:timers/promises'
import { writeSheet } from '../src/platform/write-sheet.ts'
import type { Desk } from './console.ts'
import { usageOf } from './processes.ts'

const IMPORTS = '/api/v1/console/question-imports'
const LOOK_EVERY_MS = 250

export type ImportedQuestions = {
  readonly questions: number
  readonly readS: number
  /** How many different counts somebody saw who looked while it was read. */
  readonly seen: number
  readonly confirmS: number
  readonly confirmed: number
  readonly peakMb: number
}

export async function importQuestions(
  desk: Desk,
  pid: number,
  questions: number,
  say: (line: string) => void,
): Promise<ImportedQuestions> {
  const sheet = Buffer.concat(await Array.fromAsync(writeSheet('Câu hỏi', sheetOf(questions))))
  let peakMb = 0
  const uploadId = await send(desk, sheet)
  const begun = performance.now()
  const { id } = await ask<{ id: string }>(desk, 'POST', IMPORTS, { uploadId })
  const seen = new Set<number>()
  type View = { state: string; counted: number; verdicts: Record<string, number>; fault: unknown }
  let view: View
  do {
    await wait(LOOK_EVERY_MS)
    peakMb = Math.max(peakMb, usageOf(pid).pssMb)
    view = await ask<View>(desk, 'GET', `${IMPORTS}/${id}`)
    if (view.state === 'reading') seen.add(view.counted)
  } while (view.state === 'reading')
  const readS = (performance.now() - begun) / 1000
  if (view.state !== 'read') throw new Error(`the questions were not read: ${JSON.stringify(view.fault)}`)
  say(`  ${questions} questions read in ${readS.toFixed(1)} s: ${JSON.stringify(view.verdicts)}`)
  const confirming = performance.now()
  const { inReview, drafts } = await ask<{ inReview: number; drafts: number }>(
    desk,
    'PUT',
    `${IMPORTS}/${id}/confirmation`,
    { bank: 'nhap', topic: 'nhap-tu-tep', source: 'Nghị định số 118/2025/NĐ-CP', validFrom: '2025-07-01' },
  )
  const confirmS = (performance.now() - confirming) / 1000
  peakMb = Math.max(peakMb, usageOf(pid).pssMb)
  return { questions, readS, seen: seen.size, confirmS, confirmed: inReview + drafts, peakMb }
}

function* sheetOf(questions: number) {
  const heading = [
    'STT',
    'Câu hỏi',
    'Phương án A',
    'Phương án B',
    'Phương án C',
    'Phương án D',
    'Đáp án',
    'Căn cứ',
  ]
  yield { texts: heading, isHeading: true }
  const one = (words: readonly string[], no: number) => words[no % words.length]!
  for (let no = 1; no <= questions; no++) {
    const what = one(WHAT, no * 7)
    const text = `Theo Điều ${1 + (no % 173)}, ${one(WHO, no)} ${what} ${one(WHEN, no * 3)} (tình huống ${no}) trong thời hạn nào?`
    const days = [3, 5, 7, 10].map((least) => `${least + (no % 11)} ngày làm việc, tính từ ngày ${what}`)
    yield {
      texts: [String(no), text, ...days, 'ABCD'[no % 4]!, `Nghị định số ${1 + (no % 90)}/2025/NĐ-CP`],
    }
  }
}
const WHO = [
  'công chức',
  'viên chức',
  'người đứng đầu cơ quan',
  'bộ phận một cửa',
  'văn thư cơ quan',
  'hộ gia đình',
]
const WHAT = [
  'nộp hồ sơ',
  'trả lời đơn',
  'công khai ngân sách',
  'cấp bản sao',
  'báo cáo kết quả',
  'đăng ký biến động',
]
const WHEN = [
  'sau khi nhận đủ giấy tờ',
  'trước khi hết năm',
  'khi có yêu cầu',
  'theo kế hoạch được duyệt',
  'khi sáp nhập',
]

async function send(desk: Desk, bytes: Buffer): Promise<string> {
  const body = { name: 'cau-hoi.xlsx', size: bytes.length }
  type Begun = { id: string; parts: number; partBytes: number }
  const { id, parts, partBytes } = await ask<Begun>(desk, 'POST', '/api/v1/console/uploads', body)
  for (let no = 0; no < parts; no++)
    await ask(
      desk,
      'PUT',
      `/api/v1/console/uploads/${id}/parts/${no}`,
      bytes.subarray(no * partBytes, (no + 1) * partBytes),
    )
  return id
}

async function ask<Body>(desk: Desk, method: string, path: string, body?: object | Buffer): Promise<Body> {
  const isFile = Buffer.isBuffer(body)
  const type = isFile ? 'application/octet-stream' : 'application/json'
  const reply = await fetch(`http://127.0.0.1:${desk.port}${path}`, {
    method,
    headers: { cookie: desk.cookie, 'hoithi-console': '1', ...(body && { 'content-type': type }) },
    ...(body && { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
  })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`)
  return (text === '' ? null : JSON.parse(text)) as Body
}
