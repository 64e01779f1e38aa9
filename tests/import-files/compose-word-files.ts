/**
 * Composes word/*.docx and beside each the outcome that is expected of it: `node tests/import-files/compose-word-files.ts`.
 * The expected outcome comes from the questions that went into the file, never from the reader. Files in the manner of
 * Word and Google Docs are composed here; lib-*.docx come from the docx library, and lo-*.docx from LibreOffice (soffice),
 * which are made anew only where that program is found.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  TableCell as Cell,
  Document,
  HighlightColor,
  LevelFormat,
  Packer,
  Paragraph,
  Table,
  TableRow,
  TextRun,
} from 'docx'
import { parse } from 'yaml'
import {
  docxOf,
  type Look,
  type Manner,
  paragraph,
  picture,
  run,
  type TableCell,
  table,
} from './compose-docx.ts'

type Asked = {
  text: string
  options: string[]
  correct: (number | string)[]
  type?: string
  explanation?: string
  source?: string
  topic?: string
  difficulty?: string
  rows?: string[]
  images?: { at: string; type: string }[]
}
type Outcome = {
  items: Asked[]
  errors?: { where: string; found: string }[]
  warnings?: { where: string; found: string }[]
}

const folder = join(import.meta.dirname, 'word')
const root = join(import.meta.dirname, '..', '..')
const bank = [
  'programme',
  'institutions',
  'procedures',
  'one-stop-shop',
  'apparatus',
  'civil-service',
].flatMap(
  (name) =>
    parse(readFileSync(join(root, `contests/banks/cai-cach-hanh-chinh/${name}.yaml`), 'utf8'))
      .questions as (Asked & { kind: string })[],
)
const singles: Asked[] = bank
  .filter(({ kind, options }) => kind === 'single' && options.length === 4)
  .map(({ text, options, correct, explanation }) => ({ text, options, correct, explanation: explanation! }))
const five = singles.slice(0, 5).map(({ explanation: _, ...asked }) => asked)
const short = [
  {
    text: 'Thủ đô của nước ta là thành phố nào?',
    options: ['Hà Nội', 'Huế', 'Đà Nẵng', 'Cần Thơ'],
    correct: [1],
  },
  {
    text: 'Hồ sơ giải quyết thủ tục được tiếp nhận ở đâu?',
    options: ['Bộ phận Một cửa', 'Bưu điện', 'Trường học', 'Bệnh viện'],
    correct: [1],
  },
  {
    text: 'Một năm có bao nhiêu tháng?',
    options: ['10 tháng', '11 tháng', '12 tháng', '13 tháng'],
    correct: [3],
  },
  { text: 'Ngày Quốc khánh là ngày nào?', options: ['30/4', '01/5', '02/9', '19/8'], correct: [3] },
]

const letter = (no: number) => String.fromCharCode(65 + no)
const isRight = (asked: Asked, at: number) => asked.correct.includes(at + 1)

type Way = {
  manner?: Manner
  head?: (no: number) => string
  mark?: Look
  plain?: Look
  label?: (at: number) => string
  labelLook?: (right: boolean) => Look
  oneLine?: string
  question?: Look
  before?: string
  after?: string
  behind?: (asked: Asked, no: number) => string
}

/** One question after the other, each option a paragraph or all on one line. */
function list(questions: Asked[], way: Way): string {
  const {
    manner = 'word',
    head = (no) => `Câu ${no}. `,
    mark = {},
    plain = {},
    label = (at) => `${letter(at)}. `,
    labelLook,
    oneLine,
    before = '',
    after = '',
    behind,
  } = way
  return questions
    .map((asked, index) => {
      const options = asked.options.map((option, at) => {
        const right = isRight(asked, at)
        const look = right ? { ...plain, ...mark } : plain
        const text = `${right ? before : ''}${label(at)}`
        return labelLook
          ? run(text, labelLook(right), manner) + run(option, look, manner)
          : run(`${text}${option}${right ? after : ''}`, look, manner)
      })
      const lines =
        oneLine === undefined
          ? options.map((option) => paragraph(option, { manner }))
          : [paragraph(options.join(run(oneLine, {}, manner)), { manner })]
      const question = way.question
        ? run(head(index + 1), { b: true }, manner) + run(asked.text, way.question, manner)
        : run(head(index + 1), { b: true }, manner) + run(asked.text, {}, manner)
      return paragraph(question, { manner }) + lines.join('') + (behind?.(asked, index + 1) ?? '')
    })
    .join('')
}

/** Numbers and letters that the program writes by itself. */
function autoList(
  questions: Asked[],
  {
    number,
    letters,
    mark,
    manner = 'word',
  }: { number: number; letters: 'under' | 'own'; mark: Look; manner?: Manner },
): string {
  return questions
    .map(
      (asked, index) =>
        paragraph(run(asked.text, {}, manner), { list: number, manner }) +
        asked.options
          .map((option, at) =>
            paragraph(
              run(option, isRight(asked, at) ? mark : {}, manner),
              letters === 'under' ? { list: number, level: 1, manner } : { list: 10 + index, manner },
            ),
          )
          .join(''),
    )
    .join('')
}

const say = (text: string, look: Look = {}) => paragraph(run(text, look))
const lettersOf = (asked: Asked, join = ', ') => asked.correct.map((no) => letter(Number(no) - 1)).join(join)
const multiple = (asked: Asked, correct: number[]): Asked => ({ ...asked, correct, type: 'multiple' })
const mixed: Asked[] = [
  five[0]!,
  multiple(five[1]!, [1, 3]),
  five[2]!,
  multiple(five[3]!, [2, 3, 4]),
  five[4]!,
  short[0]!,
  short[3]!,
]
const LETTERHEAD =
  table([
    [
      'UBND TỈNH LẠNG SƠN\nBAN TỔ CHỨC CUỘC THI',
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc',
    ],
  ]) +
  say('BỘ CÂU HỎI TÌM HIỂU CẢI CÁCH HÀNH CHÍNH', { b: true }) +
  say('(Kèm theo Kế hoạch số 12/KH-BTC)', { i: true })
const PNG = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

const docs: Record<string, { bytes: Uint8Array; outcome: Outcome }> = {}
const add = (name: string, body: string, outcome: Outcome, more?: Parameters<typeof docxOf>[1]) => {
  docs[name] = { bytes: docxOf(body, more), outcome }
}

add('word-bold', LETTERHEAD + list(five, { mark: { b: true } }), { items: five })
add(
  'word-underlined-letter',
  list(five, { head: (no) => `Câu ${no}: `, labelLook: (right) => (right ? { u: true } : {}) }),
  { items: five },
)
add('word-red-on-one-line-with-tabs', list(short, { mark: { color: 'FF0000' }, oneLine: '\t' }), {
  items: short,
})
add(
  'word-one-line-with-blanks',
  list(short, { head: (no) => `${no}. `, mark: { u: true }, oneLine: '    ' }),
  { items: short },
)
add('word-one-line-single-blank', list(short, { mark: { b: true }, oneLine: ' ' }), { items: short })
add(
  'word-highlight-small-letters',
  list(five, {
    head: (no) => `Câu hỏi ${no}) `,
    mark: { highlight: 'yellow' },
    label: (at) => `${'abcd'[at]}) `,
  }),
  { items: five },
)
add(
  'word-shaded-automatic-letters',
  autoList(five, { number: 1, letters: 'under', mark: { shade: 'FFC000' } }),
  { items: five },
)
add('word-automatic-numbers-bold', autoList(five, { number: 2, letters: 'own', mark: { b: true } }), {
  items: five,
})
add('word-asterisk-before', list(five, { before: '*', label: (at) => `${letter(at)}) ` }), { items: five })
add('word-asterisk-after', list(five, { after: ' *', label: (at) => `${letter(at)}/ ` }), { items: five })
const cited = five.map((asked, at) => ({
  ...asked,
  explanation: `Quy định này nằm trong chương trình tổng thể, mục ${at + 1}.`,
  source: `Điều ${at + 1} Nghị quyết số 76/NQ-CP`,
}))
add(
  'word-answer-line',
  list(cited, {
    behind: (asked) =>
      say(`Đáp án: ${lettersOf(asked)}`, { b: true }) +
      say(`Giải thích: ${asked.explanation}`) +
      say(`Căn cứ: ${asked.source}`),
  }),
  { items: cited },
)
add('word-answer-abbreviated', list(mixed, { behind: (asked) => say(`ĐA: ${lettersOf(asked, ',')}`) }), {
  items: mixed,
})
add(
  'word-answer-table-two-rows',
  list(five, { question: { b: true } }) +
    say('BẢNG ĐÁP ÁN', { b: true }) +
    table([
      ['Câu', '1', '2', '3', '4', '5'],
      ['Đáp án', ...five.map((asked) => lettersOf(asked))],
    ]),
  { items: five },
)
add(
  'word-answer-list',
  list(mixed, {}) +
    say('ĐÁP ÁN') +
    say(mixed.map((asked, at) => `${at + 1}-${lettersOf(asked, '')}`).join('  ')),
  { items: mixed },
)
add(
  'word-answers-behind-the-last',
  list(five, {}) + say(`Đáp án: ${five.map((asked, at) => `${at + 1}-${lettersOf(asked)}`).join('; ')}.`),
  { items: five },
)
const sourced = five.map((asked, at) => ({ ...asked, source: `Điều ${at + 3} Luật Cán bộ, công chức` }))
const beside = ['Đáp án: @, căn cứ $', 'Đáp án: @. $', 'Đáp án @. $', 'Chọn @ (theo $)', 'ĐA: @ - $']
add(
  'word-answers-with-sources',
  list(sourced, {
    behind: (asked) => {
      const manner = beside[sourced.indexOf(asked as (typeof sourced)[number])]!
      return say(manner.replace('@', lettersOf(asked)).replace('$', asked.source!))
    },
  }),
  { items: sourced },
)
add(
  'word-boxes-without-letters',
  five
    .map(
      (asked, at) =>
        say(`Câu ${at + 1}. ${asked.text}`) +
        asked.options
          .map((option, no) => say(`${asked.correct.includes(no + 1) ? '☒' : '☐'} ${option}`))
          .join(''),
    )
    .join(''),
  { items: five },
)
add(
  'word-answer-lines-at-the-end',
  list(five, { head: (no) => `${no}. ` }) +
    say('Đáp án:') +
    five.map((asked, at) => say(`${at + 1}. ${lettersOf(asked)}`)).join(''),
  { items: five },
)
add(
  'word-two-by-two',
  short
    .map((asked, no) => {
      const cell = (at: number): TableCell => ({
        text: `${letter(at)}. ${asked.options[at]}`,
        look: isRight(asked, at) ? { b: true } : {},
      })
      return (
        say(`Câu ${no + 1}. ${asked.text}`) +
        table(
          no % 2
            ? [
                [cell(0), cell(2)],
                [cell(1), cell(3)],
              ]
            : [
                [cell(0), cell(1)],
                [cell(2), cell(3)],
              ],
        )
      )
    })
    .join(''),
  { items: short },
)
const heads = ['STT', 'Câu hỏi', 'A', 'B', 'C', 'D', 'Đáp án']
add(
  'word-bank-table',
  LETTERHEAD +
    table([
      heads,
      ...five.map((asked, at) => [String(at + 1), asked.text, ...asked.options, lettersOf(asked)]),
    ]),
  { items: five },
)
add(
  'word-bank-table-coloured-cells',
  table([
    [
      { text: 'TT', merge: 'restart' },
      { text: 'Nội dung câu hỏi', merge: 'restart' },
      { text: 'Phương án trả lời', span: 4 },
      { text: 'Căn cứ pháp lý', merge: 'restart' },
    ],
    [
      { text: '', merge: 'continue' },
      { text: '', merge: 'continue' },
      'A',
      'B',
      'C',
      'D',
      { text: '', merge: 'continue' },
    ],
    [{ text: 'I. Chương trình tổng thể', span: 7, look: { b: true } }],
    ...cited.map((asked, at): TableCell[] => [
      String(at + 1),
      asked.text,
      ...asked.options.map(
        (option, no): TableCell => ({ text: option, ...(isRight(asked, no) && { shade: 'FFFF00' }) }),
      ),
      asked.source,
    ]),
  ]),
  { items: cited.map(({ explanation: _, ...asked }) => ({ ...asked, topic: 'Chương trình tổng thể' })) },
)
add(
  'word-bank-table-options-in-one-cell',
  table([
    ['STT', 'Nội dung câu hỏi', 'Phương án trả lời', 'Đáp án đúng'],
    ...five.map((asked, at) => [
      `${at + 1}`,
      asked.text,
      asked.options.map((option, no) => `${letter(no)}. ${option}`).join('\n'),
      lettersOf(asked),
    ]),
  ]),
  { items: five },
)
add('word-multiple-bold', list(mixed, { mark: { b: true } }), { items: mixed, warnings: [] })
const written: Asked[] = [
  {
    text: 'Bộ phận Một cửa tiếp nhận hồ sơ cả ngày thứ Bảy ở mọi nơi.',
    options: ['Đúng', 'Sai'],
    correct: [2],
    type: 'true-false',
  },
  { text: 'Đảng Cộng sản Việt Nam ra đời năm nào?', options: [], correct: ['1930'], type: 'numeric' },
  {
    text: 'Viết tắt của cải cách hành chính là gì?',
    options: [],
    correct: ['CCHC', 'C.C.H.C'],
    type: 'short',
  },
  {
    text: 'Công dân được quyền góp ý về thủ tục hành chính. (Đúng/Sai)',
    options: ['Đúng', 'Sai'],
    correct: [1],
    type: 'true-false',
  },
  { text: 'Tỷ lệ hài lòng đặt ra là bao nhiêu phần trăm?', options: [], correct: ['87,5'], type: 'numeric' },
]
add(
  'word-true-false-numeric-short',
  written
    .map(
      (asked, at) =>
        say(`Câu ${at + 1}: ${asked.text}`) +
        (at === 0
          ? say('A. Đúng') + say('B. Sai', { b: true })
          : say(`Đáp án: ${asked.type === 'true-false' ? 'Đúng' : asked.correct.join('; ')}`)),
    )
    .join(''),
  { items: written },
)
add(
  'word-decorated',
  list(five, {
    question: { b: true, color: '1F3864' },
    plain: { i: true, color: '0070C0' },
    mark: { color: 'C00000' },
    labelLook: () => ({ b: true, color: '0070C0' }),
  }),
  { items: five },
)
add('word-nfd', list(five, { mark: { b: true } }).normalize('NFD'), { items: five })
add(
  'word-mac-pages-style',
  list(short, { mark: { highlight: 'green' }, label: (at) => `${letter(at)}.\u00a0` })
    .replaceAll('Câu ', 'Câu\u00a0')
    .normalize('NFD'),
  { items: short },
)

const TCVN3 = 'ĂÂÊÔƠƯĐăâêôơưđ______àảãáạ_ằẳẵắ_______ặầẩẫấậè_ẻẽéẹềểễếệìỉ___ĩíịò_ỏõóọồổỗốộờởỡớợù_ủũúụừửữựứỳỷỹýỵ'
const tcvn3 = (text: string) =>
  [...text]
    .map((sign) => {
      const at = TCVN3.indexOf(sign)
      return at === -1 || sign === '_' ? sign : String.fromCharCode(0xa1 + at)
    })
    .join('')
const VNI_TONES: Record<string, string> = {
  '\u0301': 'ù',
  '\u0300': 'ø',
  '\u0309': 'û',
  '\u0303': 'õ',
  '\u0323': 'ï',
}
const VNI_CIRCUMFLEX: Record<string, string> = {
  '': 'â',
  '\u0301': 'á',
  '\u0300': 'à',
  '\u0309': 'å',
  '\u0303': 'ã',
  '\u0323': 'ä',
}
const VNI_BREVE: Record<string, string> = {
  '': 'ê',
  '\u0301': 'é',
  '\u0300': 'è',
  '\u0309': 'ú',
  '\u0303': 'ü',
  '\u0323': 'ë',
}
const VNI_LONE: Record<string, string> = {
  í: 'í',
  ì: 'ì',
  ỉ: 'æ',
  ĩ: 'ó',
  ị: 'ò',
  đ: 'ñ',
  Đ: 'Ñ',
  ỵ: 'î',
  ơ: 'ô',
  ư: 'ö',
  Ơ: 'Ô',
  Ư: 'Ö',
}
const vni = (text: string) =>
  [...text.normalize('NFC')]
    .map((sign) => {
      if (VNI_LONE[sign]) return VNI_LONE[sign]
      const [base = '', ...marks] = [...sign.normalize('NFD')]
      if (marks.length === 0) return sign
      const tone = marks.find((mark) => VNI_TONES[mark]) ?? ''
      const raise = (mark: string) => (base === base.toUpperCase() ? mark.toUpperCase() : mark)
      if (marks.includes('\u0302')) return base + raise(VNI_CIRCUMFLEX[tone]!)
      if (marks.includes('\u0306')) return base + raise(VNI_BREVE[tone]!)
      if (marks.includes('\u031b'))
        return (base === 'o' ? 'ô' : base === 'u' ? 'ö' : base === 'O' ? 'Ô' : 'Ö') + raise(VNI_TONES[tone]!)
      return base + raise(VNI_TONES[tone]!)
    })
    .join('')
const oldWarnings = short.map((_, at) => ({ where: `Câu ${at + 1}`, found: 'bảng mã cũ' }))
const recode = (body: string, code: (text: string) => string) =>
  body.replace(/(<w:t xml:space="preserve">)([^<]*)/g, (_, open, text) => open + code(text))
const fonted = (font: string) =>
  list(short, { mark: { font, b: true }, plain: { font } })
    .replaceAll('<w:rPr><w:b/>', `<w:rPr><w:rFonts w:ascii="${font}" w:hAnsi="${font}"/><w:b/>`)
    .replace(
      /<w:r w:rsidR="(\w+)"><w:t /g,
      `<w:r w:rsidR="$1"><w:rPr><w:rFonts w:ascii="${font}" w:hAnsi="${font}"/></w:rPr><w:t `,
    )
add('word-tcvn3', recode(fonted('.VnTime'), tcvn3), { items: short, warnings: oldWarnings })
add('word-vni', recode(fonted('VNI-Times'), vni), { items: short, warnings: oldWarnings })
add('word-unicode-in-an-old-font', fonted('.VnTime'), { items: short, warnings: [] })
add(
  'word-tcvn3-by-style-capitals-mixed',
  paragraph(
    run(tcvn3('Câu 1. '), { font: '.VnTime', b: true }) +
      run(tcvn3('uỷ ban'), { font: '.VnTimeH' }) +
      run(tcvn3(' nhân dân họp ở đâu?')),
    { style: 'VnOld' },
  ) +
    paragraph(run(tcvn3('A. Trụ sở')), { style: 'VnOld' }) +
    paragraph(run('B. Nhà văn hóa', { font: 'Times New Roman', b: true })),
  {
    items: [{ text: 'UỶ BAN nhân dân họp ở đâu?', options: ['Trụ sở', 'Nhà văn hóa'], correct: [2] }],
    warnings: [{ where: 'Câu 1', found: 'bảng mã cũ' }],
  },
)
const math =
  '<m:oMath><m:r><m:t>S=</m:t></m:r><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>'
const MATHML =
  '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>S</mi><mo>=</mo><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mrow><mn>2</mn></mrow></mfrac></math>'
add(
  'word-pictures-and-equations',
  paragraph(run('Câu 1. Hình dưới đây là logo của cơ quan nào?')) +
    paragraph(picture('rIdImg1')) +
    say('A. Bộ Nội vụ', { b: true }) +
    say('B. Bộ Tài chính') +
    paragraph(run('Câu 2. Công thức nào đúng?')) +
    paragraph(`${run('A. ', { b: true })}${math}${run(' (mét)', { b: true })}`) +
    paragraph(`${run('B. ')}${picture('rIdImg2')}`) +
    paragraph(
      run('Câu 3. 5 m') +
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>' +
        run(' là gì?'),
    ) +
    say('A. Diện tích', { b: true }) +
    say('B. Thể tích'),
  {
    items: [
      {
        text: 'Hình dưới đây là logo của cơ quan nào?',
        options: ['Bộ Nội vụ', 'Bộ Tài chính'],
        correct: [1],
        images: [{ at: 'text', type: 'image/png' }],
      },
      {
        text: 'Công thức nào đúng?',
        options: [`${MATHML} (mét)`, ''],
        correct: [1],
        images: [{ at: 'option 2', type: 'image/png' }],
      },
      { text: '5 m² là gì?', options: ['Diện tích', 'Thể tích'], correct: [1] },
    ],
  },
  { media: { 'image1.png': PNG, 'image2.jpeg': PNG } },
)
add(
  'word-revisions',
  paragraph(
    `${run('Câu 1. Cơ quan nào ')}<w:del w:id="1" w:author="x"><w:r><w:delText>không </w:delText></w:r></w:del><w:ins w:id="2" w:author="x">${run('chịu trách nhiệm?')}</w:ins>`,
  ) +
    say('A. Sở Nội vụ', { b: true }) +
    paragraph(run('B. Sở '), { mark: '<w:rPr><w:del w:id="3" w:author="x"/></w:rPr>' }) +
    say('Tài chính') +
    paragraph(`${run('C. Sở Y tế')}${run(' mật', { hidden: true })}`),
  {
    items: [
      {
        text: 'Cơ quan nào chịu trách nhiệm?',
        options: ['Sở Nội vụ', 'Sở Tài chính', 'Sở Y tế'],
        correct: [1],
      },
    ],
    warnings: [{ where: 'Câu 1', found: 'chữ ở chế độ ẩn' }],
  },
)
add(
  'word-hidden-signs',
  say('Câu 1. Dịch\u200b vụ\u00a0công trực\u00adtuyến là gì?') +
    say('A. \u202eMột', { b: true }) +
    say('B. Hai'),
  {
    items: [{ text: 'Dịch vụ công trựctuyến là gì?', options: ['Một', 'Hai'], correct: [1] }],
    warnings: [{ where: 'Câu 1', found: 'ký tự ẩn' }],
  },
)
const parts = [
  { topic: 'Cải cách thể chế', difficulty: 'Nhận biết' },
  { topic: 'Cải cách thể chế', difficulty: 'Vận dụng cao' },
  { topic: 'Chuyển đổi số' },
]
const inParts = five.slice(0, 3).map((asked, at) => ({ ...asked, ...parts[at]! }))
add(
  'word-topics-and-difficulty',
  paragraph(run('Bộ câu hỏi'), { style: 'Heading1' }) +
    say('PHẦN I. Cải cách thể chế', { b: true }) +
    inParts
      .map(
        (asked, at) =>
          (at === 2 ? paragraph(run('Chuyển đổi số'), { style: 'Heading1' }) : '') +
          list([asked], {
            head: () => `Câu ${at + 1}${asked.difficulty ? ` (${asked.difficulty})` : ''}. `,
            mark: { b: true },
          }),
      )
      .join('') +
    say('---HẾT---'),
  { items: inParts },
)
add(
  'word-statements-in-a-question',
  say('1. Cho các nhận định sau:') +
    say('1. Thủ tục phải công khai.') +
    say('2. Hồ sơ phải đủ.') +
    say('a) Nhận định thêm.') +
    say('A. Chỉ 1', {}) +
    say('B. Cả 1 và 2', { b: true }) +
    list([short[0]!], { head: () => '2. ', mark: { b: true } }),
  {
    items: [
      {
        text: 'Cho các nhận định sau:\n1. Thủ tục phải công khai.\n2. Hồ sơ phải đủ.\na) Nhận định thêm.',
        options: ['Chỉ 1', 'Cả 1 và 2'],
        correct: [2],
      },
      short[0]!,
    ],
  },
)
add(
  'word-ordering-and-matching',
  say('Câu 1. Sắp xếp các bước.') +
    say('A. Trả kết quả') +
    say('B. Tiếp nhận') +
    say('C. Giải quyết') +
    say('Thứ tự đúng: B, C, A') +
    say('Câu 2. Ghép cơ quan với việc.') +
    say('1. Quốc hội') +
    say('2. Chính phủ') +
    say('A. Hành pháp') +
    say('B. Lập pháp') +
    say('Đáp án: 1-B, 2-A'),
  {
    items: [
      {
        text: 'Sắp xếp các bước.',
        options: ['Trả kết quả', 'Tiếp nhận', 'Giải quyết'],
        correct: [2, 3, 1],
        type: 'ordering',
      },
      {
        text: 'Ghép cơ quan với việc.',
        rows: ['Quốc hội', 'Chính phủ'],
        options: ['Hành pháp', 'Lập pháp'],
        correct: [2, 1],
        type: 'matching',
      },
    ],
  },
)
add(
  'word-faults',
  list(five, { mark: { b: true } }) +
    say('Câu 6. Không đánh dấu?') +
    say('A. Một') +
    say('B. Hai') +
    say('Câu 7. Hai đáp án khác nhau?') +
    say('A. Một', { b: true }) +
    say('B. Hai') +
    say('Đáp án: B') +
    say('Câu 8. Lặp chữ?') +
    say('A. Một', { b: true }) +
    say('A. Hai') +
    say('Câu 9. Thiếu chữ?') +
    say('A. Một', { b: true }) +
    say('C. Hai') +
    say('Câu 10. Trùng nhau?') +
    say('A. Một', { b: true }) +
    say('B. một') +
    say('Câu 11. Một phương án?') +
    say('A. Một', { b: true }) +
    say('Câu 12. Đậm một phần?') +
    paragraph(run('A. Một ') + run('phần thôi', { b: true })) +
    say('B. Hai phần') +
    say('Câu 13. Đáp án lạ?') +
    say('A. Một') +
    say('B. Hai') +
    say('Đáp án: E') +
    say('Câu 14.') +
    say('A. Một', { b: true }) +
    say('B. Hai') +
    say('Câu 15. Trống?') +
    say('A. Một', { b: true }) +
    say('B.') +
    say('Câu 16. Không gì cả?') +
    list([short[0]!], { head: () => 'Câu 17. ', mark: { b: true } }),
  {
    items: [...five, short[0]!],
    errors: [
      ['Câu 6', 'Không phương án nào được đánh dấu'],
      ['Câu 7', 'in đậm: A'],
      ['Câu 8', 'cùng chữ A'],
      ['Câu 9', 'mang chữ A, C'],
      ['Câu 10', 'A và B giống hệt'],
      ['Câu 11', 'một phương án'],
      ['Câu 12', 'một phần của phương án A'],
      ['Câu 13', 'Đáp án ghi “E”'],
      ['Câu 14', 'Không có nội dung câu hỏi'],
      ['Câu 15', 'B không có nội dung'],
      ['Câu 16', 'Không có phương án nào'],
    ].map(([where, found]) => ({ where: where!, found: found! })),
  },
)

// Google Docs.
add('google-bold-lists', autoList(five, { number: 2, letters: 'own', mark: { b: true }, manner: 'google' }), {
  items: five,
})
add(
  'google-highlight-typed',
  list(five, { manner: 'google', head: (no) => `Câu ${no}: `, mark: { shade: 'ffff00' } }),
  { items: five },
)
add(
  'google-red-small-letters-under',
  autoList(short, { number: 2, letters: 'under', mark: { color: 'FF0000' }, manner: 'google' }),
  { items: short },
)
add(
  'google-bank-table',
  table(
    [
      [
        'STT',
        'Nội dung câu hỏi',
        'Đáp án A',
        'Đáp án B',
        'Đáp án C',
        'Đáp án D',
        'Đáp án đúng',
        'Giải thích',
      ],
      ...cited.map((asked, at) => [
        String(at + 1),
        asked.text,
        ...asked.options,
        lettersOf(asked),
        asked.explanation,
      ]),
    ],
    'google',
  ),
  { items: cited.map(({ source: _, ...asked }) => asked) },
)

const sixty = singles.slice(0, 60)
add(
  'word-bank-of-60',
  LETTERHEAD +
    list(sixty, {
      head: (no) => `Câu ${no}. `,
      mark: { b: true, color: 'FF0000' },
      behind: (asked) => say(`Giải thích: ${asked.explanation}`),
    }),
  { items: sixty },
)

// The docx library.
const lib = async (name: string, children: (Paragraph | Table)[], outcome: Outcome) => {
  const document = new Document({
    numbering: {
      config: [
        {
          reference: 'questions',
          levels: [
            { level: 0, format: LevelFormat.DECIMAL, text: 'Câu %1.' },
            { level: 1, format: LevelFormat.UPPER_LETTER, text: '%2.' },
          ],
        },
      ],
    },
    sections: [{ children }],
  })
  docs[name] = { bytes: new Uint8Array(await Packer.toBuffer(document)), outcome }
}
const libParagraphs = (questions: Asked[], mark: object) =>
  questions.flatMap((asked, no) => [
    new Paragraph(`Câu ${no + 1}: ${asked.text}`),
    ...asked.options.map(
      (option, at) =>
        new Paragraph({
          children: [new TextRun({ text: `${letter(at)}. ${option}`, ...(isRight(asked, at) && mark) })],
        }),
    ),
  ])
await lib('lib-bold', libParagraphs(five, { bold: true }), { items: five })
await lib('lib-highlight', libParagraphs(five, { highlight: HighlightColor.YELLOW }), { items: five })
await lib(
  'lib-numbering-underline',
  five.flatMap((asked) => [
    new Paragraph({ text: asked.text, numbering: { reference: 'questions', level: 0 } }),
    ...asked.options.map(
      (option, at) =>
        new Paragraph({
          numbering: { reference: 'questions', level: 1 },
          children: [new TextRun({ text: option, ...(isRight(asked, at) && { underline: {} }) })],
        }),
    ),
  ]),
  { items: five },
)
await lib(
  'lib-bank-table',
  [
    new Table({
      rows: [
        heads,
        ...five.map((asked, at) => [String(at + 1), asked.text, ...asked.options, lettersOf(asked)]),
      ].map(
        (row) => new TableRow({ children: row.map((text) => new Cell({ children: [new Paragraph(text)] })) }),
      ),
    }),
  ],
  { items: five },
)

// LibreOffice, from HTML.
const html = (questions: Asked[], open: string, close: string, behind = (_: Asked) => '') =>
  questions
    .map(
      (asked, no) =>
        `<p>Câu ${no + 1}. ${asked.text}</p>${asked.options.map((option, at) => `<p>${isRight(asked, at) ? open : ''}${letter(at)}. ${option}${isRight(asked, at) ? close : ''}</p>`).join('')}${behind(asked)}`,
    )
    .join('')
const htmlLists = (questions: Asked[]) =>
  `<ol>${questions.map((asked) => `<li><p>${asked.text}</p><ol type="A">${asked.options.map((option, at) => `<li><p>${isRight(asked, at) ? `<b>${option}</b>` : option}</p></li>`).join('')}</ol></li>`).join('')}</ol>`
const pages: Record<string, { page: string; outcome: Outcome }> = {
  'lo-bold': { page: html(five, '<b>', '</b>'), outcome: { items: five } },
  'lo-coloured': { page: html(five, '<font color="#ff0000">', '</font>'), outcome: { items: five } },
  'lo-highlighted': {
    page: html(five, '<span style="background: #ffff00">', '</span>'),
    outcome: { items: five },
  },
  'lo-lists': { page: htmlLists(five), outcome: { items: five } },
  'lo-bank-table': {
    page: `<table border="1">${[heads, ...five.map((asked, at) => [String(at + 1), asked.text, ...asked.options, lettersOf(asked)])].map((row) => `<tr>${row.map((cell) => `<td><p>${cell}</p></td>`).join('')}</tr>`).join('')}</table>`,
    outcome: { items: five },
  },
  'lo-bank-of-60': {
    page: html(
      sixty,
      '',
      '',
      (asked) => `<p><i>Đáp án: ${lettersOf(asked)}</i></p><p>Giải thích: ${asked.explanation}</p>`,
    ),
    outcome: { items: sixty },
  },
}
const scratch = mkdtempSync(join(tmpdir(), 'word-files-'))
for (const [name, { page, outcome }] of Object.entries(pages)) {
  writeFileSync(
    join(scratch, `${name}.html`),
    `<html><head><meta charset="utf-8"></head><body>${page}</body></html>`,
  )
  writeOutcome(name, outcome)
}
try {
  const names = Object.keys(pages).map((name) => join(scratch, `${name}.html`))
  execFileSync(
    'soffice',
    [
      `-env:UserInstallation=file://${scratch}/profile`,
      '--headless',
      '--infilter=HTML (StarWriter)',
      '--convert-to',
      'docx:MS Word 2007 XML',
      '--outdir',
      folder,
      ...names,
    ],
    { stdio: 'ignore' },
  )
} catch {
  console.log('soffice is not here: lo-*.docx stay as they are')
}

for (const [name, { bytes, outcome }] of Object.entries(docs)) {
  writeFileSync(join(folder, `${name}.docx`), bytes)
  writeOutcome(name, outcome)
}

function writeOutcome(name: string, { items, errors = [], warnings }: Outcome): void {
  const expected = items.map((asked) => ({ type: 'single', images: [], ...asked }))
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify({ items: expected, errors, ...(warnings && { warnings }) }, null, 2)}\n`,
  )
}
