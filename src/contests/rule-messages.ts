/** The words in which a rulebook is told (tell-rules.ts): Vietnamese, with English beside it. */
import type { Said } from './file-messages.ts'
import type { BlueprintRow, Rulebook, UnitKind } from './model.ts'

/** One thing that the rules say: what it is about, and what holds. */
export type Fact = { readonly key: string; readonly label: Said; readonly text: Said }
export const fact = (key: string, label: Said, text: Said): Fact => ({ key, label, text })

const said = (vi: string, en: string): Said => ({ vi, en })
const number = (value: number) => ({ vi: value.toLocaleString('vi-VN'), en: value.toLocaleString('en-GB') })
const DIFFICULTY = {
  easy: said('dễ', 'easy'),
  medium: said('trung bình', 'medium'),
  hard: said('khó', 'hard'),
}
const KINDS = {
  single: said('một đáp án', 'single choice'),
  multiple: said('nhiều đáp án', 'several answers'),
  'true-false': said('đúng/sai', 'true or false'),
  ordering: said('sắp xếp', 'ordering'),
  matching: said('ghép đôi', 'matching'),
  numeric: said('điền số', 'a number'),
  short: said('trả lời ngắn', 'a short text'),
}
const UNIT_KIND: Record<UnitKind, Said> = {
  authority: said('chính quyền', 'authority'),
  province: said('cấp tỉnh', 'province'),
  block: said('khối', 'block'),
  agency: said('cơ quan', 'agency'),
  'public-unit': said('đơn vị sự nghiệp', 'public unit'),
  district: said('cấp huyện', 'district'),
  commune: said('cấp xã', 'commune'),
  school: said('trường học', 'school'),
  'party-body': said('cơ quan Đảng', 'Party body'),
  'mass-organisation': said('Mặt trận, đoàn thể', 'mass organisation'),
  'armed-forces': said('lực lượng vũ trang', 'armed forces'),
  'central-body': said('cơ quan trung ương trên địa bàn', 'central body'),
  press: said('cơ quan báo chí', 'press'),
}
const SCOPES = {
  round: said('mỗi đợt thi', 'each round'),
  contest: said('chung cuộc', 'the whole contest'),
  collective: said('tập thể', 'units'),
  special: said('giải phụ', 'special'),
}

export const words = {
  name: said('Tên cuộc thi', 'Name of the contest'),
  authority: said('Cơ quan tổ chức', 'Organised by'),
  document: said('Văn bản ban hành', 'Issued by'),
  documentIs: (no: string, on: string, title: string) =>
    said(`${no} ngày ${on}: ${title}`, `${no} of ${on}: ${title}`),
  summary: said('Tóm tắt', 'Summary'),
  note: said('Ghi chú', 'Note'),
  stream: ({ vi, en }: Said) => said(`Đối tượng “${vi}”`, `Stream “${en}”`),
  fieldsOf: ({ vi, en }: Said) => said(`Thông tin đăng ký của “${vi}”`, `What “${en}” fills in`),
  guardianOf: ({ vi, en }: Said) => said(`Dùng số của người thân, “${vi}”`, `A relative's number, “${en}”`),
  ageOf: ({ vi, en }: Said) => said(`Tuổi, “${vi}”`, `Age, “${en}”`),
  kindsOf: ({ vi, en }: Said) => said(`Đơn vị được chọn, “${vi}”`, `Units to choose, “${en}”`),
  rosterOf: ({ vi, en }: Said) => said(`Đối chiếu danh sách, “${vi}”`, `Roster, “${en}”`),
  roster: {
    required: said(
      'Chỉ người có tên trong danh sách của cơ quan mới được dự thi.',
      'Only people on the roster of the authority may take part.',
    ),
    known: said(
      'Ai có tên trong danh sách của cơ quan thì được ghi nhận; người khác vẫn được dự thi.',
      'Who is on the roster of the authority is noted; others may take part, too.',
    ),
  },
  field: (label: Said, required: boolean, identity: boolean) =>
    said(
      `${label.vi} (${identity ? 'định danh, mỗi người một lần' : required ? 'bắt buộc' : 'không bắt buộc'})`,
      `${label.en} (${identity ? 'identity, one person once' : required ? 'required' : 'optional'})`,
    ),
  guardian: said(
    'Người chưa có số riêng được dùng số của cha, mẹ hoặc người giám hộ; khi đó họ tên là một phần của định danh.',
    'Whoever has no number may give a relative’s; then the name is part of who one is.',
  ),
  age: (years: number) => said(`Từ đủ ${years} tuổi.`, `At least ${years} years old.`),
  kinds: (kinds: readonly UnitKind[]) =>
    said(
      kinds.map((kind) => UNIT_KIND[kind].vi).join(', '),
      kinds.map((kind) => UNIT_KIND[kind].en).join(', '),
    ),
  rounds: said('Các đợt thi', 'Rounds'),
  laid: (count: number, days: number) =>
    said(`${count} đợt, mỗi đợt ${days} ngày, liền nhau.`, `${count} rounds of ${days} days without gaps.`),
  window: (opens: Said, closes: Said) =>
    said(`Từ ${opens.vi} đến ${closes.vi}.`, `From ${opens.en} to ${closes.en}.`),
  asPrinted: (printed: string) => said(`Thể lệ ghi: “${printed}”.`, `As printed: “${printed}”.`),
  paper: said('Bài thi', 'Paper'),
  questions: (count: number) => said(`${count} câu hỏi`, `${count} questions`),
  time: said('Thời gian làm bài', 'Time limit'),
  blueprint: said('Ma trận đề', 'Blueprint'),
  row: ({ count, topic, difficulty, kinds }: BlueprintRow) =>
    said(
      [
        `${count} câu`,
        topic === undefined ? 'chủ đề bất kỳ' : `chủ đề ${topic}`,
        ...(difficulty ? [`mức ${DIFFICULTY[difficulty].vi}`] : []),
        ...(kinds ? [kinds.map((kind) => KINDS[kind].vi).join(' hoặc ')] : []),
      ].join(', '),
      [
        `${count} question(s)`,
        topic === undefined ? 'of any topic' : `of ${topic}`,
        ...(difficulty ? [DIFFICULTY[difficulty].en] : []),
        ...(kinds ? [kinds.map((kind) => KINDS[kind].en).join(' or ')] : []),
      ].join(', '),
    ),
  shuffle: said('Thứ tự phương án', 'Order of the options'),
  shuffled: said('Đảo ngẫu nhiên cho từng bài.', 'Shuffled for each paper.'),
  notShuffled: said('Giữ nguyên như trong ngân hàng.', 'As in the bank.'),
  practice: said('Thi thử', 'Practice'),
  noPractice: said('Không có.', 'None.'),
  attempts: said('Số lượt thi', 'Attempts'),
  caps: ({ perRound, perDay, total }: Rulebook['attempts']) => {
    const vi = [
      ...(perRound === undefined ? [] : [`${perRound} lượt mỗi đợt`]),
      ...(perDay === undefined ? [] : [`${perDay} lượt mỗi ngày`]),
      ...(total === undefined ? [] : [`${total} lượt cả cuộc thi`]),
    ]
    const en = [
      ...(perRound === undefined ? [] : [`${perRound} in a round`]),
      ...(perDay === undefined ? [] : [`${perDay} a day`]),
      ...(total === undefined ? [] : [`${total} in the whole contest`]),
    ]
    return vi.length === 0
      ? said('Không giới hạn số lượt.', 'As many as one likes.')
      : said(`Mỗi người nhiều nhất ${vi.join(', ')}.`, `At most ${en.join(', ')} for each person.`)
  },
  countingIs: said('Bài được tính', 'The paper that counts'),
  counting: {
    only: said('Bài duy nhất của đợt.', 'The only one of the round.'),
    first: said('Bài đầu tiên.', 'The first.'),
    last: said('Bài cuối cùng.', 'The last.'),
    best: said('Bài tốt nhất.', 'The best.'),
    bestEarliest: said(
      'Bài tốt nhất; bằng nhau thì bài nộp sớm hơn.',
      'The best; of equal ones the earlier.',
    ),
  } satisfies Record<Rulebook['counting'], Said>,
  prediction: said('Câu hỏi dự đoán', 'Prediction'),
  noPrediction: said('Không có.', 'None.'),
  target: said('Con số phải đoán', 'What is predicted'),
  targets: {
    allCorrectPersons: said(
      'Số người trả lời đúng tất cả câu hỏi của đợt, tính khi khóa sổ.',
      'How many people answer everything right in the round, when its books are closed.',
    ),
    participants: said(
      'Số người dự thi của đợt, tính khi khóa sổ.',
      'How many people take part in the round.',
    ),
    attempts: said('Số lượt thi của đợt, tính khi khóa sổ.', 'How many attempts there are in the round.'),
    percentAllCorrect: said(
      'Tỷ lệ phần trăm người trả lời đúng tất cả, trên số người dự thi của đợt.',
      'The percentage of the round’s participants who answer everything right.',
    ),
  } satisfies Record<NonNullable<Rulebook['prediction']>['target'], Said>,
  decimals: said('Số chữ số thập phân', 'Decimals'),
  predictionAnswer: said('Trả lời câu dự đoán', 'Answering it'),
  required: said('Bắt buộc.', 'Required.'),
  optional: said(
    'Không bắt buộc; bài không dự đoán đứng sau bài có dự đoán.',
    'Optional; a paper without one stands behind.',
  ),
  gate: said('Bài được xếp hạng', 'Who is placed'),
  gates: {
    none: said('Mọi bài hợp lệ.', 'Every valid paper.'),
    allCorrect: said('Chỉ bài trả lời đúng tất cả.', 'Only papers with everything right.'),
  },
  ranking: said('Thứ tự xếp hạng', 'Order of the standings'),
  keys: {
    score: said('số câu đúng nhiều hơn', 'more right answers'),
    predictionDistance: said('dự đoán gần con số thật hơn', 'the nearer prediction'),
    durationMs: said('thời gian làm bài ngắn hơn', 'the shorter time'),
    submittedAt: said('nộp bài sớm hơn', 'the earlier submission'),
    startedAt: said('bắt đầu sớm hơn', 'the earlier start'),
    perfectAttempts: said('nhiều bài đúng hết hơn', 'more papers with everything right'),
    seededDraw: said(
      'rút thăm bằng mã công bố sau khi đóng đợt thi',
      'a draw with a seed published after the close',
    ),
  } satisfies Record<Rulebook['ranking']['keys'][number], Said>,
  ties: said('Bằng nhau', 'Ties'),
  tied: {
    shared: said('Cùng một hạng.', 'Share a place.'),
    broken: said('Không có hai người cùng hạng.', 'No two share a place.'),
  },
  cumulative: said('Chung cuộc', 'Final standings'),
  noCumulative: said('Không xếp hạng chung cuộc.', 'None.'),
  policies: {
    sum: said('Cộng kết quả của tất cả các đợt.', 'The sum of all rounds.'),
    best: said('Lấy đợt tốt nhất của mỗi người.', 'The best round of each person.'),
  },
  cumulativeKeys: said('Thứ tự xếp hạng chung cuộc', 'Order of the final standings'),
  cumulativeTies: said('Bằng nhau ở chung cuộc', 'Ties in the final standings'),
  prizes: said('Giải thưởng', 'Prizes'),
  noPrizes: said('Không có giải thưởng.', 'None.'),
  prize: ({ scope, count, amountVnd, note }: Rulebook['prizes'][number], stream: Said | null) => {
    const amount = amountVnd === undefined ? null : number(amountVnd)
    return said(
      [
        `${count} giải ${SCOPES[scope].vi}`,
        ...(amount ? [`${amount.vi} đồng mỗi giải`] : []),
        ...(stream ? [`dành cho ${stream.vi}`] : []),
        ...(note ? [note.vi] : []),
      ].join('; '),
      [
        `${count}, ${SCOPES[scope].en}`,
        ...(amount ? [`VND ${amount.en} each`] : []),
        ...(stream ? [`for ${stream.en}`] : []),
        ...(note ? [note.en] : []),
      ].join('; '),
    )
  },
  onePrizeIs: said('Số giải của một người', 'Prizes of one person'),
  onePrize: said('Mỗi người chỉ nhận một giải, là giải cao nhất.', 'A person gets the highest only.'),
  severalPrizes: said('Một người có thể nhận nhiều giải.', 'A person may get several.'),
  collective: (no: number) => said(`Giải tập thể, tiêu chí ${no}`, `Collective award, criterion ${no}`),
  headcount: said('Ngày chốt số người của đơn vị', 'Headcount as of'),
  excluded: said('Không được dự thi', 'May not take part'),
  standings: said('Công bố bảng xếp hạng', 'Standings appear'),
  standingsShown: {
    atClose: said('Ngay khi khóa sổ đợt thi.', 'When the books of the round are closed.'),
    decided: said('Khi Ban Tổ chức quyết định.', 'When the organisers say so.'),
  },
  names: said('Tên người trên bảng', 'Names shown'),
  namesShown: { full: said('Họ và tên đầy đủ.', 'In full.'), initials: said('Chữ cái đầu.', 'Initials.') },
  score: said('Điểm của mỗi người', 'One’s own score'),
  scoreShown: {
    afterSubmit: said('Hiện ngay sau khi nộp bài.', 'Right after handing in.'),
    afterRound: said('Hiện sau khi đợt thi đóng.', 'Once the round has closed.'),
    never: said('Không hiện riêng.', 'Not shown.'),
  },
  freeze: said('Ngừng hiện số liệu từ', 'Figures withheld from'),
  appeals: said('Phản ánh, khiếu nại', 'Appeals'),
  appealDays: said('Thời hạn phản ánh, khiếu nại', 'Time for appeals'),
  days: (days: number) => said(`${days} ngày kể từ khi công bố kết quả.`, `${days} days from publication.`),
  support: said('Hỗ trợ', 'Support'),
  supportAt: ({ body, post, telephone, email, hours }: Rulebook['support']) => {
    const text = [body, post, telephone, email, hours].filter((part) => part !== undefined).join('; ')
    return said(text, text)
  },
}
