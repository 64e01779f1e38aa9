/** What find-ambiguities.ts warns of: what is open, why that mattered, which entry settles it, and what may be said instead. */
import type { Said } from './file-messages.ts'
import type { Section } from './sections.ts'

export type AmbiguityCode =
  | 'people-or-papers'
  | 'void-papers'
  | 'prediction-missing'
  | 'prediction-population'
  | 'prediction-moment'
  | 'prediction-distance'
  | 'prediction-decimals'
  | 'prediction-unused'
  | 'time-measured'
  | 'begun-before-close'
  | 'last-minute'
  | 'midnight-words'
  | 'gaps-between-rounds'
  | 'public-holidays'
  | 'ties-without-end'
  | 'headcount-day'
  | 'headcount-whom'
  | 'unit-of-a-person'
  | 'subordinate-units'
  | 'collective-criteria'
  | 'collective-ties'
  | 'one-prize'
  | 'prize-taken-back'
  | 'who-is-named'
  | 'awards-for-emulation'

export type Ambiguity = {
  readonly code: AmbiguityCode
  /** The section, and the entry in it, that settles it. */
  readonly section: Section
  readonly pointer: string
  readonly what: Said
  readonly why: Said
  /** A sentence for the notes that settles it as this program does it; absent: the entry itself has to say. */
  readonly offers?: Said
}

const said = (vi: string, en: string): Said => ({ vi, en })
/** In the order of the sections. */
export const AMBIGUITIES: readonly Ambiguity[] = [
  {
    code: 'awards-for-emulation',
    section: 'plan',
    pointer: '/document',
    what: said(
      'Chưa nêu văn bản ban hành, trong khi có giải tập thể.',
      'No document is named, though there are awards for units.',
    ),
    why: said(
      'Muốn dùng kết quả để xét thi đua, khen thưởng theo chuyên đề, cơ quan phải viện dẫn kế hoạch hoặc quyết định phát động.',
      'Where the result feeds emulation awards, the plan or decision that launched the contest has to be cited.',
    ),
  },
  {
    code: 'last-minute',
    section: 'rounds',
    pointer: '/rounds',
    what: said(
      'Có đợt đóng lúc 23 giờ 59 phút: phút cuối cùng của ngày có được tính hay không?',
      'A round closes at 23:59: does the last minute of the day count?',
    ),
    why: said(
      'Người nộp bài lúc 23:59:30 cho rằng mình còn trong ngày. Chọn 00:00 ngày hôm sau, hoặc ghi giờ đóng “như in trong thể lệ”.',
      'Whoever hands in at 23:59:30 thinks it is still that day. Choose 00:00 of the next day, or give the hour as printed.',
    ),
  },
  {
    code: 'midnight-words',
    section: 'rounds',
    pointer: '/rounds',
    what: said(
      'Có đợt đóng lúc 00 giờ 00 phút; thể lệ in “24h00”, “hết ngày” hay “00h00”?',
      'A round closes at 00:00; does the printed rulebook say “24:00”, “to the end of the day” or “00:00”?',
    ),
    why: said(
      'Cách ghi “00h00 ngày 31” và “24h00 ngày 31” lệch nhau đúng một ngày. Ghi lại lời văn của thể lệ để người dự thi đối chiếu.',
      '“00:00 on the 31st” and “24:00 on the 31st” are a whole day apart. Give the words of the printed rulebook.',
    ),
  },
  {
    code: 'gaps-between-rounds',
    section: 'rounds',
    pointer: '/rounds',
    what: said('Khoảng nghỉ giữa các đợt không đều nhau.', 'The gaps between the rounds are not alike.'),
    why: said(
      'Người dự thi thuộc nhịp tuần; một đợt mở muộn hoặc đóng sớm hơn các đợt khác thường là gõ nhầm, hoặc phải được báo trước.',
      'People know the weekly rhythm; a round out of step is mostly a slip, or has to be announced.',
    ),
    offers: said(
      'Khoảng nghỉ giữa các đợt thi không đều nhau là chủ ý của Ban Tổ chức; giờ mở và giờ đóng của từng đợt ghi trong thể lệ này là giờ chính thức.',
      'The gaps between the rounds differ on purpose; the hours of each round given here are the official ones.',
    ),
  },
  {
    code: 'public-holidays',
    section: 'rounds',
    pointer: '/rounds',
    what: said('Có đợt thi trùng ngày nghỉ lễ.', 'A round includes a public holiday.'),
    why: said(
      'Ngày lễ nhiều cơ quan không trực; người dự thi hỏi ngày đó có thi không và ai hỗ trợ.',
      'Offices are closed; people ask whether the contest goes on and who helps them.',
    ),
    offers: said(
      'Đợt thi vẫn mở trong ngày nghỉ lễ; việc hỗ trợ người dự thi thực hiện vào ngày làm việc.',
      'Rounds stay open on public holidays; support is given on working days.',
    ),
  },
  {
    code: 'begun-before-close',
    section: 'paper',
    pointer: '/paper/timeLimitSeconds',
    what: said(
      'Bài bắt đầu trước giờ đóng nhưng chưa hết thời gian làm bài thì sao?',
      'What of a paper begun before the close whose time has not run out?',
    ),
    why: said(
      'Người vào thi 5 phút trước giờ đóng đòi đủ thời gian làm bài; hội đồng phải trả lời bằng điều khoản.',
      'Whoever starts 5 minutes before the close asks for the whole time; there has to be a rule to answer with.',
    ),
    offers: said(
      'Bài bắt đầu trước giờ đóng thì làm đến hết thời gian làm bài hoặc đến giờ đóng của đợt thi, tùy giờ nào đến trước.',
      'A paper begun before the close lasts to the end of its time or to the close of the round, whichever comes first.',
    ),
  },
  {
    code: 'prediction-missing',
    section: 'prediction',
    pointer: '/prediction/required',
    what: said(
      'Bài không trả lời câu dự đoán được xếp thế nào?',
      'Where does a paper without a prediction stand?',
    ),
    why: said(
      'Người đúng hết nhưng bỏ trống câu dự đoán cho rằng vẫn được xét ngang. Đặt câu này là bắt buộc, hoặc ghi rõ.',
      'Whoever had everything right and left it empty expects to be equal. Require it, or say so.',
    ),
    offers: said(
      'Bài không trả lời câu hỏi dự đoán vẫn được xếp hạng, đứng sau các bài có dự đoán bằng nhau ở những tiêu chí trước đó.',
      'A paper without a prediction is placed, behind those with one that are equal in the keys before it.',
    ),
  },
  {
    code: 'prediction-population',
    section: 'prediction',
    pointer: '/prediction/target',
    what: said(
      'Con số thật của câu dự đoán tính chung mọi đối tượng hay riêng từng đối tượng?',
      'Is the figure taken over all streams, or over one’s own?',
    ),
    why: said(
      'Cuộc thi có nhiều đối tượng; hai cách tính cho hai người thắng khác nhau.',
      'With several streams the two ways have different winners.',
    ),
    offers: said(
      'Con số thật của câu hỏi dự đoán tính chung cho mọi đối tượng dự thi của đợt.',
      'The figure of the prediction is taken over all streams of the round together.',
    ),
  },
  {
    code: 'prediction-moment',
    section: 'prediction',
    pointer: '/prediction/target',
    what: said(
      'Con số thật chốt lúc nào, bài bị hủy sau đó có tính không?',
      'When is the figure taken, and do papers count that are declared void later?',
    ),
    why: said(
      'Hủy vài bài sau khi công bố làm con số thật đổi, và người trúng giải đổi theo.',
      'Voiding a few papers after publication moves the figure, and with it the winner.',
    ),
    offers: said(
      'Con số thật của câu hỏi dự đoán chốt khi khóa sổ đợt thi, trên các bài hợp lệ; có bài bị hủy sau đó thì tính lại và công bố bản xếp hạng mới kèm lý do.',
      'The figure is taken when the books of the round are closed, over valid papers; where papers are declared void later it is taken anew, and new standings are published with the reason.',
    ),
  },
  {
    code: 'prediction-distance',
    section: 'prediction',
    pointer: '/ranking/keys',
    what: said('Đoán cao hơn và đoán thấp hơn có như nhau không?', 'Is too high as far off as too low?'),
    why: said(
      'Có nơi loại người đoán vượt; thể lệ chỉ ghi “gần đúng nhất” thì cả hai cách đều đọc được.',
      'Some contests put aside whoever guessed too high; “the nearest” can be read both ways.',
    ),
    offers: said(
      'Dự đoán cao hơn hay thấp hơn con số thật đều tính theo khoảng cách như nhau.',
      'Too high and too low are measured alike, by the distance.',
    ),
  },
  {
    code: 'prediction-decimals',
    section: 'prediction',
    pointer: '/prediction/decimals',
    what: said(
      'Dự đoán tỷ lệ phần trăm nhưng không có chữ số thập phân.',
      'A percentage is predicted without decimals.',
    ),
    why: said(
      'Hàng trăm người cùng đoán một số nguyên, câu dự đoán không còn phân định được; phần lớn thể lệ cho hai chữ số.',
      'Hundreds guess the same whole number and nothing is decided; most rulebooks allow two.',
    ),
  },
  {
    code: 'prediction-unused',
    section: 'ranking',
    pointer: '/ranking/keys',
    what: said(
      'Có câu dự đoán nhưng không dùng để xếp hạng.',
      'There is a prediction, and nothing is ordered by it.',
    ),
    why: said(
      'Người dự thi mặc nhiên coi câu dự đoán là tiêu chí phụ; đưa vào thứ tự xếp hạng hoặc bỏ câu này.',
      'People take it for the tie-break; put it into the order, or leave it out.',
    ),
  },
  {
    code: 'time-measured',
    section: 'ranking',
    pointer: '/ranking/keys',
    what: said(
      'Thời gian làm bài đo thế nào khi mất mạng hoặc mở lại?',
      'How is time measured when a paper is interrupted?',
    ),
    why: said(
      'Hai người cùng số câu đúng chênh nhau vài phần nghìn giây; người bị rớt mạng hỏi thời gian gián đoạn có trừ không.',
      'People with equal scores are milliseconds apart; whoever lost the network asks for the time back.',
    ),
    offers: said(
      'Thời gian làm bài tính từ lúc bắt đầu đến lúc nộp theo đồng hồ máy chủ, đến phần nghìn giây; thời gian mất mạng, thoát ra hoặc mở lại vẫn tính.',
      'Time runs from start to submission by the server’s clock, in milliseconds; interruptions are part of it.',
    ),
  },
  {
    code: 'ties-without-end',
    section: 'ranking',
    pointer: '/ranking/ties',
    what: said(
      'Nhiều người đồng hạng ở giải cuối cùng thì chia thế nào?',
      'Several share the place of the last prize: who gets it?',
    ),
    why: said(
      'Đã có cuộc thi mà số người đồng hạng nhiều hơn số giải. Thêm rút thăm vào cuối thứ tự, hoặc ghi cách chia.',
      'There were contests with more people in a place than prizes. Add the draw as the last key, or say how it is shared.',
    ),
    offers: said(
      'Nhiều người đồng hạng ở giải cuối cùng thì cùng nhận giải đó và chia đều giá trị giải.',
      'Whoever shares the place of the last prize shares its value equally.',
    ),
  },
  {
    code: 'one-prize',
    section: 'prizes',
    pointer: '/onePrizePerPerson',
    what: said('Một người trúng nhiều đợt được nhận mấy giải?', 'How many prizes may one person get?'),
    why: said(
      'Người đứng đầu nhiều tuần liền là chuyện thường; không ghi trước thì giải bỏ trống hay chuyển cho ai đều bị kiện.',
      'It is common that one person leads for weeks; without a rule every way of going on is contested.',
    ),
  },
  {
    code: 'prize-taken-back',
    section: 'prizes',
    pointer: '/notes',
    what: said(
      'Giải bị thu hồi hoặc không ai nhận thì trao cho ai?',
      'Who gets a prize that is taken back or not claimed?',
    ),
    why: said(
      'Người đạt giải vi phạm, hoặc không liên hệ được; cần biết người kế tiếp có lên hạng không.',
      'A winner broke the rules or cannot be reached; does the next person move up?',
    ),
    offers: said(
      'Giải bị thu hồi, hoặc không có người nhận trong 30 ngày kể từ ngày công bố, thì trao cho người xếp hạng kế tiếp.',
      'A prize that is taken back, or not claimed within 30 days of publication, goes to the next person in the standings.',
    ),
  },
  {
    code: 'collective-criteria',
    section: 'collective',
    pointer: '/collective',
    what: said('Có giải tập thể nhưng chưa có tiêu chí xét.', 'There are awards for units, and no criteria.'),
    why: said(
      'Xét theo số người hay theo tỷ lệ cho kết quả ngược nhau giữa đơn vị lớn và đơn vị nhỏ.',
      'By number or by rate: large and small units win in turn.',
    ),
  },
  {
    code: 'collective-ties',
    section: 'collective',
    pointer: '/collective',
    what: said(
      'Nhiều đơn vị bằng nhau ở tiêu chí duy nhất (thường là 100 %) thì xét tiếp theo gì?',
      'Several units are equal in the only criterion (mostly 100%): what decides then?',
    ),
    why: said(
      'Đơn vị ít người dễ đạt 100 %; thiếu tiêu chí thứ hai thì không chọn được.',
      'Small units reach 100% easily; without a second criterion nobody can choose.',
    ),
  },
  {
    code: 'people-or-papers',
    section: 'collective',
    pointer: '/collective',
    what: said(
      '“Số người tham gia” là người, lượt thi hay người-tuần?',
      'Does “participation” count people, papers or people per week?',
    ),
    why: said(
      'Báo cáo của các nơi lẫn người với lượt, chênh nhau vài lần; giải tập thể xét theo con số nào phải ghi rõ.',
      'Reports mixed people and papers, several times apart.',
    ),
    offers: said(
      'Số người dự thi là số người khác nhau có ít nhất một bài hợp lệ, mỗi người tính một lần; số lượt thi là số bài, nêu riêng.',
      'Participants are different people with at least one valid paper, each once; the number of papers is given apart.',
    ),
  },
  {
    code: 'void-papers',
    section: 'collective',
    pointer: '/collective',
    what: said(
      'Người có bài bị hủy còn được tính là đã tham gia không?',
      'Is somebody whose paper is void still a participant?',
    ),
    why: said(
      'Hủy bài sau khi đơn vị đã báo cáo tỷ lệ làm số của đơn vị đổi.',
      'Voiding a paper after units have reported changes their figures.',
    ),
    offers: said(
      'Bài bị hủy không tính là tham gia; người chỉ có bài bị hủy không tính vào số người dự thi của đơn vị.',
      'A void paper counts for nothing; somebody with void papers only is no participant.',
    ),
  },
  {
    code: 'headcount-day',
    section: 'collective',
    pointer: '/participation/headcountAsOf',
    what: said(
      'Chưa có ngày chốt số người của đơn vị để tính tỷ lệ.',
      'No day is named for the headcounts that rates are taken over.',
    ),
    why: said(
      'Biên chế thay đổi trong kỳ thi; tỷ lệ tính theo hai ngày khác nhau thì không so được.',
      'Headcounts change during a contest; rates over different days cannot be compared.',
    ),
  },
  {
    code: 'headcount-whom',
    section: 'collective',
    pointer: '/participation',
    what: said(
      'Mẫu số gồm những ai: hợp đồng, người hoạt động không chuyên trách, người nghỉ thai sản, đi học, biệt phái?',
      'Who is in the headcount: contract staff, part-time cadres, people on maternity leave, training, secondment?',
    ),
    why: said(
      'Đơn vị tự loại người nghỉ ra khỏi mẫu số thì tỷ lệ vượt đơn vị khai đủ; có nơi vượt 100 %.',
      'A unit that leaves out the absent beats one that does not; some had more than 100%.',
    ),
    offers: said(
      'Tỷ lệ tham gia tính trên toàn bộ cán bộ, công chức, viên chức và người lao động có mặt tại ngày chốt, không trừ người nghỉ, đi học hoặc biệt phái; tỷ lệ trên 100 % giữ nguyên như tính được.',
      'Rates are taken over all staff on the rolls on that day, with nobody left out for leave, training or secondment; a rate above 100% stays as it is.',
    ),
  },
  {
    code: 'unit-of-a-person',
    section: 'collective',
    pointer: '/participation',
    what: said(
      'Người chuyển công tác trong kỳ thi tính cho đơn vị nào?',
      'Which unit counts somebody who moves during the contest?',
    ),
    why: said(
      'Cả hai đơn vị cùng kê người đó, hoặc không đơn vị nào.',
      'Both units list that person, or neither does.',
    ),
    offers: said(
      'Người dự thi tính cho đơn vị đã chọn khi làm bài của từng đợt; chuyển công tác sau đó không làm thay đổi số của đợt đã thi.',
      'A participant counts for the unit of the paper in each round; moving later changes nothing that was counted.',
    ),
  },
  {
    code: 'subordinate-units',
    section: 'collective',
    pointer: '/collective',
    what: said(
      'Đơn vị trực thuộc có tính vào đơn vị cấp trên không?',
      'Are subordinate units counted in the one above?',
    ),
    why: said(
      'Sở có nhiều đơn vị sự nghiệp: gộp hay tách làm thứ hạng tập thể đảo lộn.',
      'A department has many public units: taken together or apart, the order of the units turns over.',
    ),
    offers: said(
      'Số của đơn vị cấp trên gồm số của các đơn vị trực thuộc; mỗi người chỉ tính một lần.',
      'The figures of a unit include those of the units below it; nobody is counted twice.',
    ),
  },
  {
    code: 'who-is-named',
    section: 'publication',
    pointer: '/publication',
    what: said(
      'Danh sách người đạt giải công bố đến đâu: họ tên đầy đủ hay viết tắt?',
      'How are winners named: in full or by initials?',
    ),
    why: said(
      'Họ tên kèm đơn vị là dữ liệu cá nhân; phải báo trước cho người dự thi.',
      'A name with a unit is personal data; people have to be told before.',
    ),
  },
]
