/** The words of rehearsals that are started from the console (docs/rules/preflight.md, F-5 to F-7). */
import type { RehearsalView } from '../../../src/rehearsals/contract.ts'

type State = RehearsalView['state']

const vi = {
  title: 'Diễn tập',
  lead: 'Người thi giả lập đi hết cuộc thi đã thiết lập: đăng ký, làm bài, nộp bài, chốt và xếp hạng. Mọi việc diễn ra trên dữ liệu riêng, xong thì xóa; cuộc thi thật không bị đụng đến.',
  people: 'Số người thi giả lập',
  peopleHint:
    'Từ 1 đến 20.000. Nhường máy cho người đang thi thật nên có thể lâu: 1.000 người vài phút, 20.000 người đến nửa giờ.',
  seed: 'Số hạt giống',
  seedHint: 'Cùng thể lệ, cùng số người, cùng hạt giống thì ra cùng kết quả.',
  more: 'Tùy chọn',
  start: 'Bắt đầu diễn tập',
  before: 'Các lần diễn tập',
  none: 'Chưa diễn tập lần nào',
  noneText: 'Chạy thử ít nhất một lần với số người sát thực tế trước ngày mở thi.',
  row: (people: string, version: number) => `${people} người, thể lệ bản số ${version}`,
  by: (name: string, at: string) => `${name}, lúc ${at}`,
  states: { running: 'Đang chạy', done: 'Xong', failed: 'Không xong', cancelled: 'Đã hủy' } satisfies Record<
    State,
    string
  >,
  one: (people: string) => `Diễn tập với ${people} người`,
  starting: 'Đang lập cơ sở dữ liệu riêng …',
  registering: 'Đăng ký dự thi',
  round: (no: number) => `Tuần thi số ${no}`,
  done: (done: string, of: string) => `${done} / ${of} người`,
  mayLeave: 'Có thể rời trang này; diễn tập vẫn chạy tiếp.',
  cancel: 'Hủy diễn tập',
  cancelling: 'Đang hủy …',
  cancelled: 'Lần diễn tập này đã bị hủy; không có gì được giữ lại.',
  silent: 'Tiến trình diễn tập không còn trả lời. Bắt đầu lại; nếu vẫn vậy, báo người quản trị máy chủ.',
  failed: (fault: string) => `Diễn tập dừng giữa chừng: ${fault}`,
  forgotten: 'Kết quả chi tiết chỉ giữ bảy ngày. Diễn tập lại với cùng hạt giống sẽ ra cùng kết quả.',
  again: 'Diễn tập lần nữa',
  registered: 'Đã đăng ký',
  standings: (name: string) => `Xếp hạng ${name}`,
  week: (no: number) => `tuần ${no}`,
  final: 'chung cuộc',
  placed: 'Được xếp hạng',
  actual: 'Con số thật của câu hỏi dự đoán',
  decided: 'Thứ hạng được quyết định bởi',
  decidedNote:
    'Mỗi hạng hơn hạng liền dưới nhờ tiêu chí nào. Nhiều hạng do rút thăm nghĩa là thể lệ chưa đủ để phân định.',
  lots: (count: string) => `${count} hạng phải rút thăm.`,
  noLots: 'Không hạng nào phải rút thăm.',
  top: 'Mười người đầu',
  place: 'Hạng',
  name: 'Họ và tên',
  unit: 'Đơn vị',
  by_: 'Sau người liền trên vì',
  persons: 'Người dự thi',
  attempts: 'Lượt thi',
  turnout: 'Tham gia từng tuần',
  refusedTitle: 'Những gì hệ thống từ chối',
  refusedNote:
    'Người giả lập cố ý làm sai: đến sớm, nộp muộn, bấm hai lần, dùng số của người khác. Từ chối đúng là tốt; một lý do lạ với số lần lớn là dấu hiệu thể lệ hoặc thiết lập có chỗ sai.',
  refusedNone: 'Không từ chối yêu cầu nào.',
  reason: 'Lý do',
  times: 'Số lần',
  where: {
    registration: 'đăng ký',
    start: 'vào thi',
    attempt: 'xem bài',
    save: 'lưu câu trả lời',
    submission: 'nộp bài',
  } as Record<string, string>,
  load: 'Tải của máy chủ',
  busiest: 'Phút đông nhất trong diễn tập',
  busiestIs: (requests: string, at: string) => `${requests} yêu cầu (${at})`,
  perSecond: 'Máy này trả lời được',
  perSecondIs: (requests: string) => `${requests} yêu cầu mỗi giây`,
  loadIs: (times: string) => `Gấp ${times} lần phút đông nhất.`,
  loadIsLittle: 'Ít hơn phút đông nhất: máy này không chịu nổi số người như vậy.',
  loadNote:
    'Đo khi chạy ở mức ưu tiên thấp nhất và không qua mạng; chỉ để so sánh. Ngày thi thật còn có mạng và trình duyệt của người thi.',
  pages: 'Trang công khai sẽ trông thế này',
  pagesNote: 'Mở ở thẻ mới, chỉ để xem; mọi tên và số liệu đều là giả lập.',
  page: (name: string): string => {
    const round = /^rankings-(\d+)$/.exec(name)?.[1]
    if (round) return `Bảng xếp hạng tuần ${round}`
    return (
      {
        contest: 'Trang cuộc thi',
        rules: 'Thể lệ',
        statistics: 'Thống kê tham gia',
        'rankings-final': 'Bảng xếp hạng chung cuộc',
      }[name] ?? name
    )
  },
}

const en: typeof vi = {
  title: 'Rehearsals',
  lead: 'Synthetic contestants go through the contest as it is set up: they register, take papers, hand in; rounds are closed and ranked. All on a database of its own, dropped at the end; the real contest is not touched.',
  people: 'Synthetic contestants',
  peopleHint:
    '1 to 20,000. It gives way to people who are taking a paper: a thousand take some minutes, 20,000 up to half an hour.',
  seed: 'Seed',
  seedHint: 'The same rules, people and seed give the same standings.',
  more: 'Options',
  start: 'Start the rehearsal',
  before: 'Rehearsals so far',
  none: 'No rehearsal yet',
  noneText: 'Try it at least once, with about as many people as are to come, before the opening.',
  row: (people, version) => `${people} people, version ${version} of the rules`,
  by: (name, at) => `${name}, ${at}`,
  states: { running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Broken off' },
  one: (people) => `Rehearsal with ${people} people`,
  starting: 'A database of its own is being made …',
  registering: 'Registration',
  round: (no) => `Round ${no}`,
  done: (done, of) => `${done} of ${of} people`,
  mayLeave: 'You may leave this page; the rehearsal goes on.',
  cancel: 'Break it off',
  cancelling: 'Breaking off …',
  cancelled: 'This rehearsal was broken off; nothing was kept.',
  silent:
    'The process of the rehearsal no longer answers. Start again; if it stays so, tell whoever runs the server.',
  failed: (fault) => `The rehearsal stopped half-way: ${fault}`,
  forgotten: 'Details are kept for seven days. Another rehearsal with the same seed gives the same.',
  again: 'Rehearse again',
  registered: 'Registered',
  standings: (name) => `Standings, ${name}`,
  week: (no) => `round ${no}`,
  final: 'final',
  placed: 'Placed',
  actual: 'The actual number of the prediction question',
  decided: 'What decided the places',
  decidedNote:
    'By which key each place is ahead of the next. Many draws mean that the rules do not tell people apart.',
  lots: (count) => `${count} places had to be drawn.`,
  noLots: 'No place had to be drawn.',
  top: 'The first ten',
  place: 'Place',
  name: 'Name',
  unit: 'Unit',
  by_: 'Behind the one above by',
  persons: 'Persons',
  attempts: 'Attempts',
  turnout: 'Participation by round',
  refusedTitle: 'What was refused',
  refusedNote:
    'Some synthetic people err on purpose: too early, too late, twice, with another’s number. That those are refused is right; an odd reason in large numbers shows that rules or set-up are wrong somewhere.',
  refusedNone: 'Nothing was refused.',
  reason: 'Reason',
  times: 'Times',
  where: {
    registration: 'registration',
    start: 'start',
    attempt: 'looking at a paper',
    save: 'saving answers',
    submission: 'handing in',
  },
  load: 'The load',
  busiest: 'The busiest minute of the rehearsal',
  busiestIs: (requests, at) => `${requests} requests (${at})`,
  perSecond: 'This machine answered',
  perSecondIs: (requests) => `${requests} requests a second`,
  loadIs: (times) => `${times} times the busiest minute.`,
  loadIsLittle: 'Less than the busiest minute: this machine does not stand so many people.',
  loadNote:
    'Measured at the lowest priority and without the network; only to compare. On the day there are networks and browsers, too.',
  pages: 'What the public pages will look like',
  pagesNote: 'They open in a new tab, only to look at; every name and figure is made up.',
  page: (name) => {
    const round = /^rankings-(\d+)$/.exec(name)?.[1]
    if (round) return `Standings of round ${round}`
    return (
      {
        contest: 'The contest',
        rules: 'The rules',
        statistics: 'Participation',
        'rankings-final': 'Final standings',
      }[name] ?? name
    )
  },
}

export const rehearsals = { vi, en }
