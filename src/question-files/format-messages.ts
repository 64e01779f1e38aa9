/**
 * What is wrong with a file of questions, said to whoever has it open in Excel, Moodle or an editor. Each names the
 * place, what was found there, and what was expected instead.
 */
import type { ItemFault } from './model.ts'

export const kindNames = {
  single: 'một đáp án',
  multiple: 'nhiều đáp án',
  'true-false': 'đúng/sai',
  ordering: 'sắp xếp',
  matching: 'ghép đôi',
  numeric: 'điền số',
  short: 'trả lời ngắn',
} as const

export const difficultyNames = { easy: 'dễ', medium: 'trung bình', hard: 'khó' } as const

const KNOWN = `một trong các loại: ${Object.values(kindNames).join(', ')}`

/** As much of a text as is needed to find it. */
export function excerptOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}

const fault = (where: string, found: string, expected: string): ItemFault => ({ where, found, expected })

const PARTS: Readonly<Record<string, string>> = {
  topic: 'mã chủ đề',
  text: 'nội dung câu hỏi',
  rows: 'vế trái',
  options: 'phương án',
  correct: 'đáp án',
  explanation: 'giải thích',
  source: 'căn cứ',
  validFrom: 'ngày có hiệu lực',
}
type BankIssue = {
  readonly path: readonly PropertyKey[]
  readonly code?: string | undefined
  readonly minimum?: unknown
  readonly maximum?: unknown
}

export const say = {
  badPicture: (where: string, name: string, reason: 'unknown-image' | 'image-too-large') =>
    reason === 'unknown-image'
      ? fault(where, `hình “${name}” không phải PNG, JPEG, GIF hay WebP`, 'chèn lại hình dạng PNG hoặc JPEG')
      : fault(where, `hình “${name}” quá lớn`, 'hình nhiều nhất 512 KB và 4.000 điểm ảnh mỗi chiều'),
  /** What a question of the bank lacks, as the editor names its parts. */
  notAQuestion: (where: string, pointer: string, expected: string) => {
    const part = pointer.split('/').find((each) => each in PARTS) ?? ''
    return fault(where, `${PARTS[part] ?? 'câu hỏi'} chưa đúng`, WANTED[expected] ?? expected)
  },
  /** What the schema of a bank says of an item. */
  notInBank: (where: string, { path, code, minimum, maximum }: BankIssue) => {
    const part = PARTS[String(path.find((each) => String(each) in PARTS) ?? '')] ?? 'câu hỏi'
    if (code === 'too_small') return fault(where, `${part} quá ngắn hoặc quá ít`, `ít nhất ${minimum}`)
    if (code === 'too_big') return fault(where, `${part} quá dài hoặc quá nhiều`, `nhiều nhất ${maximum}`)
    return fault(where, `${part} không dùng được`, `${part} đúng như ngân hàng câu hỏi yêu cầu`)
  },
  noText: (where: string) => fault(where, 'không có nội dung câu hỏi', 'nội dung câu hỏi'),
  tooFewOptions: (where: string, count: number) =>
    fault(where, `${count} phương án`, 'ít nhất 2 phương án, mỗi phương án có nội dung'),
  tooManyOptions: (where: string, count: number) =>
    fault(where, `${count} phương án`, 'nhiều nhất 12 phương án'),
  sameOptions: (where: string, option: string) =>
    fault(where, `hai phương án giống nhau: “${excerptOf(option)}”`, 'các phương án khác nhau'),
  noKey: (where: string) => fault(where, 'không có đáp án đúng', 'ít nhất một đáp án đúng'),
  severalKeys: (where: string, count: number) =>
    fault(where, `${count} đáp án đúng`, 'đúng một đáp án, hoặc ghi loại câu hỏi “nhiều đáp án”'),
  notAnOption: (where: string, found: string) =>
    fault(where, `đáp án “${excerptOf(found)}”`, 'chữ cái, số thứ tự hoặc nguyên văn của một phương án'),
  twoReadings: (where: string, found: string) =>
    fault(
      where,
      `đáp án “${found}” vừa là số thứ tự, vừa là nội dung của một phương án khác`,
      'chữ cái của phương án (A, B, C…)',
    ),
  notInOrder: (where: string) =>
    fault(where, 'thứ tự không đủ các ý', 'mọi ý, mỗi ý một lần, theo đúng thứ tự; ví dụ “C, A, B”'),
  badPairs: (where: string, found: string) =>
    fault(where, found, 'mỗi vế trái ghép với đúng một vế phải; ví dụ “Hà Nội → B”, mỗi cặp một dòng'),
  notANumber: (where: string, found: string) =>
    fault(where, `đáp số “${excerptOf(found)}”`, 'một số không âm, nhiều nhất 6 chữ số thập phân'),
  tolerance: (where: string, found: string) =>
    fault(
      where,
      `đáp số có sai số hoặc khoảng: ${excerptOf(found)}`,
      'một số chính xác (chưa có chấm theo khoảng)',
    ),
  textTooLong: (where: string, length: number, most: number) =>
    fault(where, `${length} ký tự`, `nhiều nhất ${most} ký tự`),
  unknownKind: (where: string, found: string) => fault(where, `loại câu hỏi “${excerptOf(found)}”`, KNOWN),
  severalKinds: (where: string, found: string) =>
    fault(where, `nhiều ô trả lời trong một câu: ${found}`, 'mỗi câu một ô trả lời'),
  unknownImage: (where: string, name: string) =>
    fault(
      where,
      `hình “${excerptOf(name)}” không đọc được hoặc không phải PNG, JPEG, GIF, WebP`,
      'hình PNG, JPEG, GIF hoặc WebP',
    ),
  missingImage: (where: string, name: string) =>
    fault(where, `không có hình “${excerptOf(name)}” trong tệp`, 'hình nằm trong chính tệp này'),

  emptyFile: (where: string) => fault(where, 'không có câu hỏi nào', 'ít nhất một câu hỏi'),
  unknownFormat: (name: string) =>
    fault(
      name,
      'không nhận ra định dạng của tệp',
      'Word (.docx), Excel (.xlsx), GIFT, Aiken, Moodle XML hoặc QTI 2.1, 2.2, 3.0',
    ),
  badXml: (where: string, line: number, detail: string) =>
    fault(`${where}, dòng ${line}`, `XML sai: ${excerptOf(detail)}`, 'XML đúng cú pháp, không có DOCTYPE'),
  missingPart: (where: string, part: string) =>
    fault(where, `không có tệp ${part} trong gói`, 'mọi tệp mà imsmanifest.xml nêu'),
  notThisXml: (where: string, found: string, expected: string) =>
    fault(where, `thẻ gốc <${found}>`, expected),
  oldQti: (where: string) =>
    fault(
      where,
      'QTI 1.2 (questestinterop)',
      'QTI 2.1, 2.2 hoặc 3.0: chọn phiên bản khi xuất, hoặc xuất Moodle XML',
    ),
  tooManyItems: (where: string, most: number) =>
    fault(where, `nhiều hơn ${most} câu hỏi`, `nhiều nhất ${most} câu mỗi tệp: hãy chia tệp`),

  openBrace: (where: string) =>
    fault(where, 'ngoặc nhọn { mở mà không đóng', 'phần trả lời trong { }, và \\{ \\} cho ngoặc thường'),
  closeBrace: (where: string) =>
    fault(where, 'ngoặc nhọn } đóng mà không mở', 'phần trả lời trong { }, và \\{ \\} cho ngoặc thường'),
  description: (where: string) =>
    fault(where, 'đoạn văn không có phần trả lời { }', 'câu hỏi có phần trả lời trong { }'),
  essay: (where: string) => fault(where, 'câu hỏi tự luận', KNOWN),
  noAnswerLine: (where: string) =>
    fault(where, 'không có dòng ANSWER:', 'dòng “ANSWER: ” và chữ cái, ngay sau các phương án'),
  strayAnswerLine: (where: string, found: string) =>
    fault(where, excerptOf(found), 'câu hỏi một dòng, rồi các phương án “A. …”, “B. …”, rồi “ANSWER: B”'),

  macros: (where: string) => fault(where, 'tệp Excel có macro (.xlsm)', 'tệp .xlsx không có macro'),
  tooMuchText: (where: string) => fault(where, 'quá nhiều chữ trong tệp', 'tệp nhỏ hơn: hãy chia tệp'),
  tooManyRows: (where: string, most: number) =>
    fault(where, `nhiều hơn ${most.toLocaleString('vi-VN')} dòng`, 'tệp nhỏ hơn: hãy chia tệp'),
  noHeader: (where: string) =>
    fault(
      where,
      'không thấy dòng tiêu đề trong 30 dòng đầu',
      'một dòng tiêu đề có cột “Câu hỏi”, các cột phương án A, B, C… và cột “Đáp án”',
    ),
  sheetLeft: (where: string) =>
    fault(where, 'trang không có dòng tiêu đề câu hỏi, được bỏ qua', 'trang câu hỏi'),
  unknownColumn: (where: string, found: string) =>
    fault(
      where,
      `cột “${excerptOf(found)}” không dùng đến`,
      'tên cột như trong tệp mẫu, hoặc chỉ rõ cột này là cột nào',
    ),
  badMapping: (name: string, columns: string) =>
    fault(name, 'tên cột được ghép không có trong mẫu', `một trong: ${columns}`),
  formula: (where: string, found: string) =>
    fault(where, `công thức “=${excerptOf(found)}”`, 'chữ hoặc số; đã lấy giá trị hiển thị, hãy xem lại'),
  formulaWithoutValue: (where: string) =>
    fault(where, 'công thức chưa có giá trị', 'chữ hoặc số: mở tệp bằng Excel, lưu lại rồi nhập'),
  cellError: (where: string, found: string) => fault(where, `ô báo lỗi ${found}`, 'chữ hoặc số'),
  marksDisagree: (where: string) =>
    fault(
      where,
      'các cách đánh dấu đáp án (đậm, màu chữ, nền) không khớp nhau',
      'một cách đánh dấu, hoặc cột “Đáp án”',
    ),
  keyByMark: (where: string, mark: string) =>
    fault(where, `đáp án lấy theo ${mark} của phương án`, 'cột “Đáp án”; hãy xem lại'),

  partialCredit: (where: string) =>
    fault(where, 'có phương án được một phần điểm', 'mỗi câu đúng hoặc sai; phần điểm được bỏ qua'),
  feedbackLeft: (where: string) =>
    fault(
      where,
      'có phản hồi riêng cho từng phương án',
      'một lời giải thích chung; phản hồi riêng được bỏ qua',
    ),
  penaltyLeft: (where: string) =>
    fault(where, 'có trừ điểm khi trả lời lại', 'không trừ điểm; phần này được bỏ qua'),
  caseLeft: (where: string) =>
    fault(
      where,
      'có phân biệt chữ hoa, chữ thường',
      'câu trả lời không phân biệt hoa thường và dấu; phần này được bỏ qua',
    ),
  wildcardLeft: (where: string, found: string) =>
    fault(
      where,
      `câu trả lời có dấu thay thế *: “${excerptOf(found)}”`,
      'câu trả lời đầy đủ; dấu * được hiểu là chính nó',
    ),

  notInAiken: (where: string, found: string) =>
    fault(where, found, 'Aiken chỉ có câu một đáp án, mỗi phương án một dòng, từ 2 đến 26 phương án'),
  notInFormat: (where: string, found: string, format: string) =>
    fault(where, found, `${format} không ghi được, câu này bị bỏ ra`),
  explanationLeft: (where: string) =>
    fault(where, 'có giải thích hoặc căn cứ', 'Aiken không ghi được; chỉ ghi câu hỏi và đáp án'),
}

/** What the schema of a bank wants, by the names that it has for it. */
const WANTED: Readonly<Record<string, string>> = {
  'two-options': 'ít nhất 2 phương án',
  'option-numbers': 'đáp án là một trong các phương án',
  'accepted-strings': 'đáp án là chữ hoặc số',
  'exactly-one': 'đúng một đáp án',
  'all-in-order': 'thứ tự của tất cả các phương án',
  'one-per-row': 'mỗi vế trái một vế phải',
  unique: 'các phương án khác nhau',
}
