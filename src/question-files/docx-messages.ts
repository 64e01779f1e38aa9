/** What is said about one question of a file to whoever wrote it: what stands there, what should. */
import type { LookName } from './weigh-marks.ts'
import { INSET, type Notice } from './written-text.ts'

export type Sentence = { readonly found: string; readonly expected: string }
const say = (found: string, expected: string): Sentence => ({ found, expected })

export const lettersOf = (options: readonly number[]): string =>
  options.map((no) => String.fromCharCode(64 + no)).join(', ')
const excerpt = (text: string): string => {
  const plain = text.replaceAll(INSET, '[ảnh, công thức]').replace(/\s+/g, ' ').trim()
  return plain.length > 60 ? `“${plain.slice(0, 60)}…”` : `“${plain}”`
}

const LOOKS: Record<LookName, string> = {
  bold: 'in đậm',
  underline: 'gạch chân',
  color: 'tô màu chữ',
  highlight: 'tô nền (highlight)',
  shade: 'tô nền ô hoặc đoạn (shading)',
  italic: 'in nghiêng',
}
const MANNERS: Record<LookName | 'tick' | 'line' | 'key', string> = {
  ...LOOKS,
  tick: 'dấu * hoặc ✓',
  line: 'dòng Đáp án',
  key: 'bảng đáp án',
}
export type Manner = keyof typeof MANNERS
const HOW =
  'Đánh dấu đúng một cách cho mỗi câu: in đậm, gạch chân, tô màu phương án đúng, dấu * trước phương án, dòng “Đáp án: B” sau câu hoặc bảng đáp án ở cuối tệp.'

export const sentences = {
  noText: () => say('Không có nội dung câu hỏi.', 'Nội dung câu hỏi sau “Câu 1.” và trước phương án A.'),
  noOptions: () =>
    say(
      'Không có phương án nào và không có dòng đáp án.',
      'Các phương án “A.”, “B.”, … mỗi phương án một dòng hoặc cách nhau bằng phím Tab; hoặc dòng “Đáp án: …” nếu là câu trả lời ngắn.',
    ),
  letterWithoutOptions: (answer: string) =>
    say(
      `Đáp án ghi ${excerpt(answer)} nhưng câu không có phương án nào.`,
      'Các phương án “A.”, “B.”, … trước dòng đáp án.',
    ),
  oneOption: (letter: string) => say(`Chỉ có một phương án (${letter}).`, 'Ít nhất hai phương án.'),
  repeatedLetter: (letter: string) =>
    say(
      `Có hai phương án cùng chữ ${letter}.`,
      'Mỗi chữ A, B, C, D một lần; hoặc thiếu dòng mở đầu “Câu …” của câu sau.',
    ),
  gapInLetters: (letters: readonly string[]) =>
    say(
      `Các phương án mang chữ ${letters.join(', ')}.`,
      `Các chữ liền nhau từ A: ${letters.map((_, at) => String.fromCharCode(65 + at)).join(', ')}.`,
    ),
  emptyOption: (letter: string) =>
    say(`Phương án ${letter} không có nội dung.`, 'Nội dung sau mỗi chữ A, B, C, D.'),
  sameOptions: (a: string, b: string) =>
    say(`Phương án ${a} và ${b} giống hệt nhau.`, 'Các phương án khác nhau.'),
  noAnswer: () => say('Không phương án nào được đánh dấu là đúng.', HOW),
  emptyAnswer: () => say('Dòng đáp án để trống.', 'Chữ của phương án đúng, ví dụ “Đáp án: B”.'),
  unknownLetter: (answer: string, letters: string) =>
    say(
      `Đáp án ghi ${excerpt(answer)}, câu chỉ có các phương án ${letters}.`,
      `Một trong các chữ ${letters}.`,
    ),
  otherText: (answer: string) =>
    say(
      `Đáp án ghi ${excerpt(answer)}: chữ và nội dung không thuộc cùng một phương án.`,
      'Chỉ ghi chữ của phương án đúng, ví dụ “Đáp án: B”.',
    ),
  unreadableAnswer: (answer: string) =>
    say(
      `Không hiểu đáp án ${excerpt(answer)}.`,
      'Chữ của phương án đúng, ví dụ “Đáp án: B” hoặc “Đáp án: A, C”.',
    ),
  conflict: (voices: readonly { manner: Manner; options: readonly number[] }[]) =>
    say(
      `Các dấu hiệu chỉ đáp án khác nhau: ${voices.map(({ manner, options }) => `${MANNERS[manner]}: ${lettersOf(options)}`).join('; ')}.`,
      'Mọi dấu hiệu trong một câu chỉ cùng một đáp án; hãy bỏ dấu hiệu thừa.',
    ),
  conflictingAnswers: (answers: readonly string[]) =>
    say(`Có nhiều đáp án khác nhau: ${answers.map(excerpt).join('; ')}.`, 'Một đáp án cho mỗi câu.'),
  repeatedKeyNumber: (number: number) =>
    say(
      `Có nhiều câu cùng mang số ${number}, bảng đáp án không cho biết là câu nào.`,
      'Các câu mang số khác nhau, hoặc đáp án ghi ngay sau từng câu.',
    ),
  doubt: (look: LookName, options: readonly number[], reason: 'partial' | 'inverse' | 'several') =>
    reason === 'partial'
      ? say(
          `Chỉ một phần của phương án ${lettersOf(options)} được ${LOOKS[look]}.`,
          `Cả phương án đúng được ${LOOKS[look]}, hoặc thêm dòng “Đáp án: …”.`,
        )
      : reason === 'inverse'
        ? say(
            `Phần lớn phương án trong tệp đều ${LOOKS[look]} (ở câu này: ${lettersOf(options)}), nên không phân biệt được đáp án.`,
            HOW,
          )
        : say(`Các phương án ${lettersOf(options)} được ${LOOKS[look]} khác nhau.`, HOW),
  badOrder: (answer: string) =>
    say(
      `Không hiểu thứ tự ${excerpt(answer)}.`,
      'Đủ mọi chữ của các phương án, mỗi chữ một lần, ví dụ “Thứ tự đúng: B, A, C”.',
    ),
  brokenPicture: (name: string) =>
    say(`Ảnh ${excerpt(name)} hỏng hoặc không phải ảnh.`, 'Ảnh PNG hoặc JPEG chèn thẳng vào văn bản.'),

  joined: (text: string) =>
    say(
      `Đoạn ${excerpt(text)} không có chữ A, B, C, D nên được nối vào phương án đứng trước.`,
      'Mỗi phương án gọn trong một đoạn.',
    ),
  stray: (text: string) =>
    say(
      `Đoạn ${excerpt(text)} không thuộc phần nào của câu hỏi nên bị bỏ qua.`,
      'Lời giải thích mở đầu bằng “Giải thích:”, căn cứ mở đầu bằng “Căn cứ:”.',
    ),
  otherManner: (manner: Manner, common: Manner) =>
    say(
      `Đáp án được nhận ra nhờ ${MANNERS[manner]}, còn phần lớn câu trong tệp nhờ ${MANNERS[common]}.`,
      'Hãy xem lại đáp án của câu này.',
    ),
  loneMultiple: (options: readonly number[]) =>
    say(
      `Câu này có ${options.length} đáp án đúng (${lettersOf(options)}), các câu khác chỉ có một.`,
      'Hãy xem lại, nếu câu chỉ có một đáp án đúng.',
    ),
  skippedNumbers: (from: number, to: number) =>
    say(`Sau câu ${from} là câu ${to}.`, 'Các câu đánh số liên tục; có thể có câu không được nhận ra.'),
  repeatedNumber: (number: number) => say(`Số ${number} đã dùng cho một câu đứng trước.`, 'Mỗi câu một số.'),
  sameQuestion: (other: string) => say(`Nội dung giống hệt ${other}.`, 'Mỗi câu hỏi một lần trong tệp.'),
  sameLetter: (letter: string) =>
    say(
      `Đáp án của mọi câu đều là ${letter}.`,
      'Hãy xem lại, có thể phương án này in đậm hoặc tô màu vì lý do khác.',
    ),
  unusedKey: (number: number, answer: string) =>
    say(
      `Bảng đáp án có câu ${number} (${answer}) nhưng tệp không có câu ấy.`,
      'Số câu trong bảng đáp án trùng với số câu trong tệp.',
    ),
  noQuestions: () =>
    say(
      'Không nhận ra câu hỏi nào.',
      'Mỗi câu mở đầu bằng “Câu 1.”, “Câu 1:” hoặc “1.”, các phương án mở đầu bằng “A.”, “B.”, …; xem trang hướng dẫn nhập câu hỏi.',
    ),
  lostFont: () =>
    say(
      'Chữ có vẻ thuộc bảng mã cũ TCVN3 hoặc VNI nhưng phông chữ không còn là .VnTime hoặc VNI-Times, nên không đọc được.',
      'Chuyển tệp sang Unicode bằng công cụ chuyển mã (ví dụ Unikey) rồi nạp lại.',
    ),
}

export const noticeSentences: Record<Notice, Sentence> = {
  invisible: say('Có ký tự ẩn (độ rộng bằng 0 hoặc đổi chiều chữ), đã bỏ.', 'Hãy xem lại nội dung câu.'),
  struck: say('Có chữ bị gạch ngang, vẫn được giữ.', 'Xóa hẳn chữ không dùng.'),
  hidden: say('Có chữ ở chế độ ẩn (Hidden), đã bỏ.', 'Xóa hẳn chữ ẩn hoặc bỏ chế độ ẩn.'),
  footnote: say('Có chú thích cuối trang, đã bỏ.', 'Ghi chú thích vào “Giải thích:” hoặc “Căn cứ:”.'),
  'text-box': say('Có khung chữ (text box), đã bỏ.', 'Đưa chữ trong khung ra thành đoạn văn thường.'),
  'linked-picture': say('Có ảnh liên kết tới nơi khác, không được đọc.', 'Chèn ảnh thẳng vào văn bản.'),
  'missing-picture': say('Có ảnh không tìm thấy trong tệp.', 'Chèn lại ảnh.'),
  'old-encoding': say(
    'Chữ theo bảng mã cũ (TCVN3 hoặc VNI), đã chuyển sang Unicode.',
    'Hãy xem lại dấu của câu này.',
  ),
  'strange-symbol': say('Có ký hiệu của phông ký hiệu, đã thay bằng □.', 'Dùng ký hiệu có trong Unicode.'),
  'strange-equation': say('Có công thức không chuyển được, đã bỏ.', 'Chụp công thức thành ảnh rồi chèn vào.'),
}

export const placeSentence = (place: {
  paragraph: number
  page: number | null
  table?: { no: number; row: number }
}): string => {
  if (place.table) return `bảng ${place.table.no}, hàng ${place.table.row}`
  return `đoạn ${place.paragraph}${place.page === null ? '' : `, trang ước tính ${place.page}`}`
}
export const itemSentence = (item: { no: number; number: number | null }): string =>
  item.number === null ? `Câu thứ ${item.no} trong tệp` : `Câu ${item.number}`
