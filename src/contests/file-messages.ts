/**
 * What is wrong with a contest's files, said to the organisers at the command line: Vietnamese with English beside it.
 * (Sentences of the pages live in web/messages; these never reach a page.) Each says what is wrong and what is
 * expected; where it is wrong, the error carries beside it.
 */
import type { BankFault, RulebookFault } from './schema-forms.ts'

export type Said = { vi: string; en: string }

/** Line and column count from 1. In a CSV file `column` is the number of the cell and `path` the name of its column. */
export type FileError = Said & { file: string; line: number; column: number; path: string }

/** One sentence for each rule that the schema names; a new one does not compile until it has its sentence here. */
export const ruleSentences = {
  'code-form': {
    vi: 'Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối, bắt đầu bằng chữ, dài 2 đến 40 ký tự; ví dụ hoa-binh-2023.',
    en: 'A code has lower-case letters a–z, digits and hyphens, starts with a letter and is 2 to 40 characters long, e.g. hoa-binh-2023.',
  },
  'field-name-form': {
    vi: 'Tên trường chỉ gồm chữ không dấu và chữ số, bắt đầu bằng chữ thường, dài 2 đến 30 ký tự; ví dụ staffCode.',
    en: 'The name of a field has letters a–z and digits, starts with a lower-case letter and is 2 to 30 characters long, e.g. staffCode.',
  },
  'local-time-form': {
    vi: 'Thời điểm viết theo giờ Việt Nam dạng năm-tháng-ngàyTgiờ:phút; ví dụ 2023-08-14T07:30.',
    en: 'A time is written in Vietnamese time as year-month-dayThour:minute, e.g. 2023-08-14T07:30.',
  },
  'existing-time': {
    vi: 'Không có ngày giờ này. Nửa đêm cuối ngày 31/8 viết là 00:00 của ngày 01/9.',
    en: 'There is no such date and time. Midnight at the end of 31 August is 00:00 of 1 September.',
  },
  'local-date-form': {
    vi: 'Ngày viết dạng năm-tháng-ngày; ví dụ 2024-11-30.',
    en: 'A date is written as year-month-day, e.g. 2024-11-30.',
  },
  'existing-day': { vi: 'Không có ngày này trong lịch.', en: 'There is no such day in the calendar.' },
  'hour-minute-form': {
    vi: 'Giờ viết dạng giờ:phút từ 00:00 đến 23:59, đủ hai chữ số; ví dụ 07:30.',
    en: 'An hour is written as hour:minute from 00:00 to 23:59 with two digits each, e.g. 07:30.',
  },
  'telephone-form': {
    vi: 'Số điện thoại có 6 đến 20 ký tự: chữ số, dấu cách và các dấu + ( ) . -; số bắt đầu bằng 0 phải đặt trong dấu nháy hoặc viết cách.',
    en: 'A telephone number has 6 to 20 characters: digits, spaces and + ( ) . -; quote it, or space it, when it starts with 0.',
  },
  'email-form': {
    vi: 'Địa chỉ thư điện tử không đúng dạng; ví dụ cuocthi@tinh.gov.vn.',
    en: 'This is not an e-mail address; one looks like cuocthi@tinh.gov.vn.',
  },
  'csv-name-form': {
    vi: 'Tên tệp đơn vị nằm cùng thư mục, chữ thường không dấu, đuôi .csv; ví dụ units.csv.',
    en: 'The file of units lies in the same folder and has a lower-case name that ends in .csv, e.g. units.csv.',
  },
  'question-code-form': {
    vi: 'Mã câu hỏi gồm chữ hoa không dấu và chữ số, có ít nhất một dấu gạch nối; ví dụ CCHC-TT-001.',
    en: 'The code of a question has capitals A–Z and digits with at least one hyphen, e.g. CCHC-TT-001.',
  },
  'after-opening': {
    vi: 'Thời điểm đóng phải sau thời điểm mở.',
    en: 'The close must come after the opening.',
  },
  'numbered-in-order': {
    vi: 'Các đợt thi đánh số liên tục 1, 2, 3… theo thứ tự trong tệp.',
    en: 'Rounds are numbered 1, 2, 3… in the order of the file.',
  },
  'not-overlapping': {
    vi: 'Đợt thi này mở khi đợt trước chưa đóng; thời điểm mở phải bằng hoặc sau thời điểm đóng của đợt trước.',
    en: 'This round opens before the one before it has closed; it must open at that close or later.',
  },
  'at-most-count': {
    vi: 'Đợt đang mở (openNow) không được lớn hơn số đợt (count).',
    en: 'The round that is open now (openNow) must not be greater than the number of rounds (count).',
  },
  unique: {
    vi: 'Giá trị này đã có ở trên; trong một danh sách, mỗi giá trị chỉ được dùng một lần.',
    en: 'This value stands above already; within one list each may be used once only.',
  },
  'reserved-name': {
    vi: 'Tên này dành cho hệ thống; hãy đặt tên khác với stream, fullName, unitId, consent, guardian.',
    en: 'This name is reserved; choose one other than stream, fullName, unitId, consent, guardian.',
  },
  'identity-is-required': {
    vi: 'Trường định danh (identity: true) phải là trường bắt buộc (required: true).',
    en: 'A field of the identity (identity: true) must be required (required: true).',
  },
  'regular-expression': {
    vi: 'Mẫu (pattern) không phải là biểu thức chính quy hợp lệ; ví dụ ^[0-9]{12}$.',
    en: 'The pattern is not a valid regular expression; one looks like ^[0-9]{12}$.',
  },
  'one-identity-field': {
    vi: 'Mỗi đối tượng cần ít nhất một trường định danh (identity: true), để mỗi người chỉ là một thí sinh.',
    en: 'Each stream needs at least one field of identity (identity: true), so that one person is one contestant.',
  },
  'needs-birth-date': {
    vi: 'Có tuổi tối thiểu (minimumAge) thì phải có trường tên birthDate, loại (kind) date.',
    en: 'A minimumAge needs a field named birthDate of kind date.',
  },
  'needs-roster-number': {
    vi: 'Đối chiếu danh sách cán bộ (roster) thì cần một trường định danh loại phone, citizenId hoặc staffCode.',
    en: 'A roster needs a field of identity of kind phone, citizenId or staffCode.',
  },
  'only-needs-one-attempt': {
    vi: 'Cách tính only chỉ dùng khi mỗi người có đúng 1 lượt mỗi đợt (attempts.perRound: 1); nếu không, chọn first, last, best hoặc bestEarliest.',
    en: 'Counting only needs exactly one attempt per round (attempts.perRound: 1); otherwise choose first, last, best or bestEarliest.',
  },
  'only-percentages-have-decimals': {
    vi: 'Chỉ dự đoán tỷ lệ (target: percentAllCorrect) mới có chữ số thập phân; với số người, số lượt, decimals phải là 0.',
    en: 'Only a percentage (target: percentAllCorrect) has decimals; for persons and attempts, decimals must be 0.',
  },
  'needs-prediction': {
    vi: 'Không có câu hỏi dự đoán (prediction: null) nên không thể xếp hạng theo predictionDistance.',
    en: 'Without a prediction (prediction: null) nothing can be ordered by predictionDistance.',
  },
  'draw-comes-last': {
    vi: 'Rút thăm (seededDraw) phải đứng cuối danh sách; sau nó không còn ai bằng nhau.',
    en: 'The draw (seededDraw) must be the last key; after it nothing is equal any more.',
  },
  'broken-needs-draw': {
    vi: 'Muốn không ai đồng hạng (ties: broken) thì khóa cuối phải là seededDraw; nếu không, chọn ties: shared.',
    en: 'With ties: broken the last key must be seededDraw; otherwise choose ties: shared.',
  },
  'known-stream': {
    vi: 'Không có đối tượng dự thi nào mang mã này; phải là một mã (code) trong streams.',
    en: 'No stream has this code; it must be the code of one of streams.',
  },
  'needs-cumulative': {
    vi: 'Giải chung cuộc (scope: contest) của cuộc thi nhiều đợt cần quy định cách cộng kết quả (cumulative); nếu không, chọn scope: round.',
    en: 'A prize of the whole contest (scope: contest) over several rounds needs cumulative; otherwise choose scope: round.',
  },
  'known-identity-field': {
    vi: 'Không đối tượng nào có trường định danh tên này; phải là tên (name) của một trường có identity: true.',
    en: 'No stream has a field of identity of this name; it must be the name of a field with identity: true.',
  },
  'two-options': {
    vi: 'Câu hỏi loại này cần ít nhất 2 phương án (options).',
    en: 'A question of this kind needs at least 2 options.',
  },
  'option-numbers': {
    vi: 'Đáp án (correct) là số thứ tự của phương án, từ 1 đến số phương án.',
    en: 'The key (correct) holds numbers of options, from 1 to the number of options.',
  },
  'accepted-strings': {
    vi: 'Với câu hỏi điền số hoặc trả lời ngắn, đáp án (correct) là các câu trả lời được chấp nhận, đặt trong dấu nháy.',
    en: 'For numeric and short questions the key (correct) holds the accepted answers as quoted texts.',
  },
  'exactly-one': {
    vi: 'Câu hỏi loại này có đúng một đáp án (correct).',
    en: 'A question of this kind has exactly one right answer (correct).',
  },
  'all-in-order': {
    vi: 'Đáp án của câu hỏi sắp xếp phải nêu đủ mọi phương án, mỗi phương án một lần.',
    en: 'The key of an ordering question names every option once.',
  },
  'one-per-row': {
    vi: 'Đáp án của câu hỏi ghép đôi phải có đúng một số cho mỗi dòng bên trái (rows).',
    en: 'The key of a matching question has exactly one number for each of rows.',
  },
  'picture-digest': {
    vi: 'Mỗi hình được gọi bằng mã băm SHA-256 của nó (64 chữ số thập lục phân), sau khi đã tải lên kho hình.',
    en: 'A picture is named by its SHA-256 (64 hexadecimal digits), after it was uploaded.',
  },
  'picture-of-an-option': {
    vi: 'Hình thuộc về câu hỏi hoặc một phương án đang có.',
    en: 'A picture belongs to the question or to an option that is there.',
  },
  'after-validFrom': {
    vi: 'Ngày hết hiệu lực (validTo) phải sau ngày có hiệu lực (validFrom).',
    en: 'validTo must come after validFrom.',
  },
} satisfies Record<RulebookFault | BankFault, Said>

const quoted = (names: readonly string[]) => names.join(', ')
const orNearest = (nearest: string | undefined): Said =>
  nearest ? { vi: ` Có phải ý bạn là ${nearest}?`, en: ` Did you mean ${nearest}?` } : { vi: '', en: '' }

const typeNames: Record<string, Said> = {
  string: { vi: 'một văn bản', en: 'a text' },
  number: { vi: 'một số', en: 'a number' },
  fraction: { vi: 'một số lẻ', en: 'a fraction' },
  int: { vi: 'một số nguyên', en: 'a whole number' },
  boolean: { vi: 'true hoặc false', en: 'true or false' },
  array: {
    vi: 'một danh sách (mỗi phần tử một dòng bắt đầu bằng dấu -)',
    en: 'a list (each element on a line that starts with -)',
  },
  object: { vi: 'một nhóm các mục', en: 'a group of entries' },
}
const nameOfType = (type: string): Said => typeNames[type] ?? { vi: type, en: type }
const eitherOf = (types: string[]): Said => ({
  vi: types.map((type) => nameOfType(type).vi).join(' hoặc '),
  en: types.map((type) => nameOfType(type).en).join(' or '),
})

/** Sentences with something of the file in them. */
export const say = {
  missing: (key: string, types: string[]): Said => ({
    vi: `Thiếu mục ${key}; cần ${eitherOf(types).vi}.`,
    en: `${key} is missing; ${eitherOf(types).en} is expected.`,
  }),
  missingOneOf: (key: string, allowed: string[]): Said => ({
    vi: `Thiếu mục ${key}; phải là một trong: ${quoted(allowed)}.`,
    en: `${key} is missing; it must be one of: ${quoted(allowed)}.`,
  }),
  empty: (types: string[]): Said => ({
    vi: `Mục này đang để trống; cần ${eitherOf(types).vi}.`,
    en: `This entry is empty; ${eitherOf(types).en} is expected.`,
  }),
  wrongType: (types: string[], found: string): Said => ({
    vi: `Cần ${eitherOf(types).vi}, nhưng ở đây là ${nameOfType(found).vi}.`,
    en: `${eitherOf(types).en} is expected, but this is ${nameOfType(found).en}.`.replace(/^./, (first) =>
      first.toUpperCase(),
    ),
  }),
  oneOf: (found: string, allowed: string[], nearest: string | undefined): Said => ({
    vi: `Giá trị “${found}” không dùng được; phải là một trong: ${quoted(allowed)}.${orNearest(nearest).vi}`,
    en: `“${found}” cannot be used; it must be one of: ${quoted(allowed)}.${orNearest(nearest).en}`,
  }),
  unknownKey: (key: string, known: string[], nearest: string | undefined): Said => ({
    vi: `Không có mục nào tên là “${key}”.${orNearest(nearest).vi} Các mục dùng được: ${quoted(known)}.`,
    en: `There is no entry named “${key}”.${orNearest(nearest).en} Known entries: ${quoted(known)}.`,
  }),
  commaInText: (key: string): Said => ({
    vi: `Trong dấu { }, dấu phẩy ngăn cách các mục nên “${key}” bị hiểu là một mục mới. Câu có dấu phẩy phải đặt trong dấu nháy: { vi: '…, …', en: '…' }.`,
    en: `Within { } a comma separates entries, so “${key}” reads as a new one. Quote a text that has a comma: { vi: '…, …', en: '…' }.`,
  }),
  textLength: (least: number | undefined, most: number | undefined): Said => ({
    vi:
      least === undefined
        ? `Văn bản dài quá; nhiều nhất ${most} ký tự.`
        : `Văn bản ngắn quá; ít nhất ${least} ký tự.`,
    en:
      least === undefined
        ? `The text is too long; at most ${most} characters.`
        : `The text is too short; at least ${least} characters.`,
  }),
  listLength: (least: number | undefined, most: number | undefined): Said => ({
    vi:
      least === undefined
        ? `Danh sách dài quá; nhiều nhất ${most} phần tử.`
        : `Danh sách cần ít nhất ${least} phần tử.`,
    en:
      least === undefined
        ? `The list is too long; at most ${most} elements.`
        : `The list needs at least ${least} element(s).`,
  }),
  numberRange: (least: number | undefined, most: number | undefined): Said => ({
    vi: least === undefined ? `Số lớn quá; nhiều nhất là ${most}.` : `Số nhỏ quá; ít nhất là ${least}.`,
    en:
      least === undefined
        ? `The number is too great; at most ${most}.`
        : `The number is too small; at least ${least}.`,
  }),
  unclear: (detail: string): Said => ({
    vi: `Giá trị không đúng quy định (${detail}).`,
    en: `The value is not as it should be (${detail}).`,
  }),

  noFolder: (folder: string): Said => ({
    vi: `Không có thư mục ${folder}; cần thư mục của cuộc thi, trong đó có contest.yaml.`,
    en: `There is no folder ${folder}; the folder of a contest is expected, with contest.yaml in it.`,
  }),
  noFile: (file: string): Said => ({
    vi: `Không có tệp ${file}.`,
    en: `There is no file ${file}.`,
  }),
  unreadable: (file: string, code: string): Said => ({
    vi: `Không đọc được tệp ${file} (${code}); cần một tệp thường mà chương trình được quyền đọc.`,
    en: `The file ${file} cannot be read (${code}); an ordinary file that the program may read is expected.`,
  }),
  notUtf8: (): Said => ({
    vi: 'Tệp không dùng bảng mã UTF-8. Trong Excel chọn “Lưu thành” loại “CSV UTF-8”; trong trình soạn thảo chọn mã hóa UTF-8.',
    en: 'The file is not in UTF-8. In Excel save it as “CSV UTF-8”; in an editor choose the encoding UTF-8.',
  }),
  badYaml: (known: Said | undefined, detail: string): Said => ({
    vi: `YAML viết sai: ${known?.vi ?? `không đọc được chỗ này (${detail})`}`,
    en: `This is not YAML: ${known?.en ?? detail}`,
  }),

  semicolons: (): Said => ({
    vi: 'Các cột đang ngăn cách bằng dấu chấm phẩy; tệp CSV phải ngăn cách bằng dấu phẩy.',
    en: 'The columns are separated by semicolons; a CSV file separates them by commas.',
  }),
  badCsv: (detail: string): Said => ({
    vi: `CSV viết sai: dấu nháy kép phải bao trọn một ô, và dấu nháy trong ô viết hai lần (${detail}).`,
    en: `This is not CSV: quotes enclose a whole cell, and a quote within a cell is doubled (${detail}).`,
  }),
  missingColumn: (column: string, columns: readonly string[]): Said => ({
    vi: `Dòng tiêu đề thiếu cột ${column}; các cột: ${quoted(columns)}.`,
    en: `The heading lacks the column ${column}; the columns are: ${quoted(columns)}.`,
  }),
  unknownColumn: (column: string, columns: readonly string[], nearest: string | undefined): Said => ({
    vi: `Không có cột nào tên là “${column}”.${orNearest(nearest).vi} Các cột: ${quoted(columns)}.`,
    en: `There is no column named “${column}”.${orNearest(nearest).en} The columns are: ${quoted(columns)}.`,
  }),
  cellCount: (found: number, expected: number): Said => ({
    vi: `Dòng này có ${found} ô, cần ${expected} ô như dòng tiêu đề; tên có dấu phẩy phải đặt trong dấu nháy kép.`,
    en: `This line has ${found} cells, ${expected} are expected as in the heading; quote a name that has a comma.`,
  }),
  unitCode: (): Said => ({
    vi: 'Mã đơn vị gồm chữ hoa không dấu, chữ số, dấu chấm và dấu gạch nối, nhiều nhất 40 ký tự; ví dụ HB.SNV.',
    en: 'The code of a unit has capitals A–Z, digits, dots and hyphens, at most 40 characters, e.g. HB.SNV.',
  }),
  unitName: (): Said => ({
    vi: 'Tên đơn vị không được để trống và dài nhất 300 ký tự.',
    en: 'The name of a unit must not be empty, nor longer than 300 characters.',
  }),
  headcount: (found: string): Said => ({
    vi: `Biên chế “${found}” phải là số nguyên từ 0, viết liền không có dấu chấm, dấu phẩy; để trống nếu chưa có.`,
    en: `The headcount “${found}” must be a whole number from 0 without separators; leave it empty where there is none.`,
  }),
  date: (found: string): Said => ({
    vi: `“${found}” không phải là một ngày có thật viết dạng năm-tháng-ngày, ví dụ 2024-11-30; để trống nếu không giới hạn.`,
    en: `“${found}” is not a real date written as year-month-day, e.g. 2024-11-30; leave it empty where there is no limit.`,
  }),
  datesInOrder: (): Said => ({
    vi: 'valid_to là ngày đầu tiên đơn vị không còn, nên phải sau valid_from.',
    en: 'valid_to is the first day on which the unit is no more, so it must come after valid_from.',
  }),
  repeatedColumn: (column: string): Said => ({
    vi: `Cột ${column} có hai lần trong dòng tiêu đề; mỗi cột chỉ một lần.`,
    en: `The column ${column} stands twice in the heading; each may stand once.`,
  }),
  repeatedCode: (code: string, where: Said): Said => ({
    vi: `Mã ${code} đã dùng ở ${where.vi}; mỗi mã chỉ được dùng một lần.`,
    en: `The code ${code} is used already at ${where.en}; each may be used once only.`,
  }),
  noParent: (parent: string, nearest: string | undefined): Said => ({
    vi: `Không có đơn vị cha nào mang mã ${parent}.${orNearest(nearest).vi} Phải là mã (code) của một dòng trong tệp.`,
    en: `There is no parent with the code ${parent}.${orNearest(nearest).en} It must be the code of a line of this file.`,
  }),
  noRoot: (): Said => ({
    vi: 'Cần đúng một đơn vị gốc, là dòng để trống cột parent; tệp này không có.',
    en: 'Exactly one root is expected, a line without a parent; this file has none.',
  }),
  secondRoot: (first: string): Said => ({
    vi: `Cần đúng một đơn vị gốc; ${first} đã là gốc, nên dòng này phải có đơn vị cha (parent).`,
    en: `Exactly one root is expected; ${first} is the root already, so this line needs a parent.`,
  }),
  cycle: (codes: string[]): Said => ({
    vi: `Các đơn vị này là cha của nhau thành vòng: ${codes.join(' → ')}; phải đi lên được đến đơn vị gốc.`,
    en: `These units are parents of one another in a circle: ${codes.join(' → ')}; the way up must end at the root.`,
  }),
  sameName: (name: string, where: Said): Said => ({
    vi: `Cùng đơn vị cha đã có “${name}” ở ${where.vi}; người dự thi sẽ không phân biệt được.`,
    en: `The same parent has “${name}” already, at ${where.en}; contestants cannot tell them apart.`,
  }),
  nothingToChoose: (): Said => ({
    vi: 'Không đơn vị nào để chọn: cần ít nhất một đơn vị có choosable là yes, thuộc các loại (unitKinds) đã nêu và còn hiệu lực trong thời gian thi.',
    en: 'No unit is left to choose: at least one must be choosable, of the kinds named by unitKinds, and valid during the contest.',
  }),
  noHeadcounts: (): Said => ({
    vi: 'Có ngày chốt biên chế (headcountAsOf) nhưng chưa đơn vị nào có số (headcount); sẽ chưa tính được tỷ lệ.',
    en: 'headcountAsOf is given, but no unit has a headcount yet; no rate can be computed.',
  }),
  headcountsWithoutDay: (): Said => ({
    vi: 'Tệp đơn vị có số người (headcount) nhưng thể lệ chưa nêu ngày chốt (headcountAsOf); số này chưa được dùng để tính tỷ lệ.',
    en: 'The units have headcounts, but the rulebook names no day for them (headcountAsOf); they are not used for rates.',
  }),

  noBank: (bank: string, folder: string): Said => ({
    vi: `Không có ngân hàng câu hỏi “${bank}”: cần thư mục ${folder} có ít nhất một tệp .yaml.`,
    en: `There is no question bank “${bank}”: the folder ${folder} is expected with at least one .yaml file.`,
  }),
  tooFewQuestions: (found: number, needed: number, rounds: number[]): Said => ({
    vi: `Ngân hàng không đủ câu hỏi cho dòng này ở đợt ${rounds.join(', ')}: có ${found} câu hợp lệ, cần ${needed}.`,
    en: `The bank is too small for this row in round ${rounds.join(', ')}: ${found} valid question(s), ${needed} needed.`,
  }),
  fewQuestions: (found: number, advised: number): Said => ({
    vi: `Ngân hàng chỉ có ${found} câu hợp lệ cho dòng này; nên có ít nhất ${advised} (gấp 3 số câu của đề) để đề ít trùng nhau.`,
    en: `The bank has only ${found} valid question(s) for this row; ${advised} or more (3 times the paper's) make papers differ.`,
  }),
  unknownTopic: (topic: string, known: string[], nearest: string | undefined): Said => ({
    vi: `Ngân hàng không có chủ đề “${topic}”.${orNearest(nearest).vi} Các chủ đề: ${quoted(known)}.`,
    en: `The bank has no topic “${topic}”.${orNearest(nearest).en} The topics are: ${quoted(known)}.`,
  }),
  tooFewForPractice: (found: number, needed: number): Said => ({
    vi: `Ngân hàng không đủ câu hỏi thi thử (practice: true): có ${found} câu hợp lệ, cần ${needed}.`,
    en: `The bank has too few practice questions (practice: true): ${found} valid, ${needed} needed.`,
  }),
}

/** The commonest slips in YAML, by the parser's code. */
export const yamlSlips: Record<string, Said> = {
  DUPLICATE_KEY: {
    vi: 'mục này đã có ở trên; mỗi mục chỉ được viết một lần.',
    en: 'this entry stands above already; each may be written once.',
  },
  TAB_AS_INDENT: {
    vi: 'thụt dòng bằng phím Tab; phải thụt bằng dấu cách.',
    en: 'the line is indented with a tab; indent with spaces.',
  },
  BAD_INDENT: {
    vi: 'thụt dòng không thẳng; các mục cùng nhóm phải thụt bằng nhau.',
    en: 'the indentation is uneven; entries of one group are indented alike.',
  },
  MISSING_CHAR: {
    vi: 'thiếu một dấu ngoặc, dấu nháy, dấu phẩy hoặc dấu hai chấm.',
    en: 'a bracket, a quote, a comma or a colon is missing.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    vi: 'có hai dấu hai chấm trên một dòng; văn bản có “: ” phải đặt trong dấu nháy.',
    en: 'there are two colons in one line; quote a text that has “: ” in it.',
  },
  MULTILINE_IMPLICIT_KEY: {
    vi: 'dòng này thiếu dấu hai chấm sau tên mục.',
    en: 'a colon is missing after the name of the entry.',
  },
  MULTIPLE_DOCS: {
    vi: 'tệp có nhiều tài liệu ngăn cách bằng ---; chỉ được có một.',
    en: 'the file holds several documents separated by ---; only one is expected.',
  },
}
