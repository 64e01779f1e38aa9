/** What is looked at before a contest opens: what each answer means, and where it is mended (docs/rules/preflight.md). */
import type { FindingView } from '../../../src/preflight/contract.ts'

type Check = FindingView['code']
type Seen = FindingView['seen']
type Told = { name: string; fix: string; says: Record<string, (seen: Seen) => string> }

/** 2026-11-23 as it is written here. */
const vietnameseDate = (on: unknown) => String(on).split('-').reverse().join('/')

const vi: Record<Check, Told> = {
  rounds: {
    name: 'Các tuần thi',
    fix: 'Sửa tuần thi trong phần thiết lập',
    says: {
      none: () => 'Chưa có tuần thi nào.',
      'out-of-order': ({ round }) => `Tuần ${round} đóng trước khi mở, hoặc chồng lên tuần trước.`,
      'already-begun': ({ round }) => `Tuần ${round} đã bắt đầu.`,
      'in-order': ({ count }) => `${count} tuần thi, đúng thứ tự, chưa tuần nào bắt đầu.`,
    },
  },
  papers: {
    name: 'Đủ câu hỏi cho đề thi',
    fix: 'Thêm hoặc duyệt câu hỏi',
    says: {
      'cannot-be-drawn': ({ round }) => `Không rút được đề cho tuần ${round}: thiếu câu hỏi.`,
      scarce: ({ round, row, available, wanted }) =>
        `Tuần ${round}, dòng ${row} của ma trận: cần ${wanted} câu mà chỉ có ${available} câu để chọn; đề của mọi người sẽ gần giống nhau.`,
      'no-rounds': () => 'Chưa có tuần thi để rút đề.',
      plenty: ({ rounds }) => `Rút được đề cho cả ${rounds} tuần, mỗi câu chọn từ ít nhất ba câu.`,
    },
  },
  keys: {
    name: 'Đáp án đã có người thứ hai duyệt',
    fix: 'Đến hàng chờ duyệt câu hỏi',
    says: {
      none: () => 'Chưa có câu hỏi nào trong đề.',
      'not-approved': ({ count }) => `${count} câu chưa được người thứ hai duyệt.`,
      'from-file': ({ count }) =>
        `${count} câu nạp từ tệp của cuộc thi, chưa qua duyệt trong trang điều hành.`,
      approved: ({ count }) => `${count} câu đều đã được người thứ hai duyệt.`,
    },
  },
  headcounts: {
    name: 'Số người của đơn vị',
    fix: 'Khai số người của đơn vị',
    says: {
      'no-units': () => 'Chưa có đơn vị nào để người dự thi chọn.',
      missing: ({ missing, count }) => `${missing} trong ${count} đơn vị chưa khai số người.`,
      all: ({ count }) => `${count} đơn vị đều đã khai số người.`,
    },
  },
  ambiguities: {
    name: 'Chỗ thể lệ còn để ngỏ',
    fix: 'Xem các cảnh báo trong phần thiết lập',
    says: {
      none: () => 'Không còn chỗ nào để ngỏ.',
      open: ({ count }) => `Còn ${count} chỗ có thể hiểu nhiều cách.`,
    },
  },
  support: {
    name: 'Nơi hỗ trợ người dự thi',
    fix: 'Điền thư điện tử và giờ trực',
    says: {
      whole: () => 'Có điện thoại, thư điện tử và giờ trực.',
      incomplete: () => 'Chưa có thư điện tử hoặc giờ trực.',
    },
  },
  'second-factors': {
    name: 'Người quyết định và bước xác thực thứ hai',
    fix: 'Đến danh sách tài khoản',
    says: {
      alone: ({ count }) =>
        `Chỉ có ${count} người có quyền quyết định; những việc cần hai người sẽ không làm được.`,
      without: ({ count }) => `${count} người có quyền quyết định chưa có bước xác thực thứ hai.`,
      all: ({ count }) => `${count} người có quyền quyết định đều có bước xác thực thứ hai.`,
    },
  },
  rehearsal: {
    name: 'Diễn tập',
    fix: 'Đến phần diễn tập',
    says: {
      none: () => 'Chưa thấy lần diễn tập nào của cuộc thi này.',
      'older-rules': ({ people }) => `Đã diễn tập với ${people} người, nhưng theo thể lệ trước lần sửa cuối.`,
      few: ({ people }) => `Mới diễn tập với ${people} người; nên từ 1.000 người trở lên.`,
      done: ({ people }) => `Đã diễn tập với ${people} người theo đúng thể lệ này.`,
    },
  },
  load: {
    name: 'Máy chủ chịu được tải',
    fix: 'Diễn tập với số người sát thực tế',
    says: {
      none: () => 'Chưa đo: lần diễn tập đầu tiên sẽ đo.',
      'too-little': ({ perSecond, busiestMinute }) =>
        `Máy trả lời được ${perSecond} yêu cầu mỗi giây, ít hơn phút đông nhất của diễn tập (${busiestMinute} yêu cầu).`,
      narrow: ({ perSecond, times }) =>
        `Máy trả lời được ${perSecond} yêu cầu mỗi giây, chỉ gấp ${times} lần phút đông nhất của diễn tập.`,
      ample: ({ perSecond, times }) =>
        `Máy trả lời được ${perSecond} yêu cầu mỗi giây, gấp ${times} lần phút đông nhất của diễn tập.`,
    },
  },
  mail: {
    name: 'Máy chủ thư điện tử',
    fix: 'Đến trang gửi thư (dành cho quản trị hệ thống)',
    says: {
      tested: ({ on }) => `Máy chủ thư đã nhận thư thử ngày ${vietnameseDate(on)}.`,
      'not-tested': () => 'Máy chủ thư trả lời, nhưng chưa có thư thử nào gửi được theo cấu hình này.',
      'not-configured': () => 'Chưa khai báo: không có thư nào được gửi đi; lời mời phải gửi bằng cách khác.',
      refuses: () => 'Máy chủ thư từ chối kết nối.',
      unreachable: () => 'Không kết nối được với máy chủ thư.',
    },
  },
  clock: {
    name: 'Đồng hồ của máy chủ',
    fix: 'Bật đồng bộ giờ (NTP) trên máy chủ',
    says: {
      'not-asked': () => 'Chưa hỏi được giờ của cơ sở dữ liệu.',
      apart: ({ ms }) => `Lệch ${ms} mili giây so với cơ sở dữ liệu.`,
      'not-synchronised': () => 'Hệ điều hành cho biết giờ chưa được đồng bộ.',
      'same-machine': () =>
        'Cơ sở dữ liệu ở cùng máy nên không đối chiếu được; hệ điều hành không cho biết có đồng bộ hay không.',
      'with-database-only': ({ ms }) =>
        `Khớp với cơ sở dữ liệu (lệch ${ms} mili giây); chưa rõ có đồng bộ với giờ chuẩn không.`,
      'in-step': ({ ms }) => `Đồng bộ, lệch ${ms} mili giây.`,
      'a-little-apart': ({ ms }) => `Đồng bộ, nhưng lệch ${ms} mili giây so với cơ sở dữ liệu.`,
    },
  },
  disk: {
    name: 'Đĩa',
    fix: 'Dọn đĩa hoặc thêm đĩa',
    says: {
      'not-seen': () => 'Không xem được đĩa của cơ sở dữ liệu.',
      full: ({ gigabytes }) => `Chỉ còn ${gigabytes} GB.`,
      little: ({ gigabytes }) => `Còn ${gigabytes} GB.`,
      enough: ({ gigabytes }) => `Còn ${gigabytes} GB.`,
    },
  },
  memory: {
    name: 'Bộ nhớ',
    fix: 'Tắt bớt chương trình khác hoặc thêm bộ nhớ',
    says: {
      'not-seen': () => 'Không xem được bộ nhớ của máy.',
      full: ({ available, total }) => `Chỉ còn ${available} trong ${total} MB.`,
      little: ({ available, total }) => `Còn ${available} trong ${total} MB.`,
      enough: ({ available, total }) => `Còn ${available} trong ${total} MB.`,
    },
  },
  backup: {
    name: 'Sao lưu',
    fix: 'Sao lưu theo hướng dẫn vận hành',
    says: {
      none: () => 'Chưa thấy bản sao lưu nào được ghi lại.',
      fresh: ({ hours }) => `Bản sao lưu gần nhất cách đây ${hours} giờ.`,
      old: ({ hours }) => `Bản sao lưu gần nhất đã ${hours} giờ.`,
    },
  },
}

const en: Record<Check, Told> = {
  rounds: {
    name: 'Rounds',
    fix: 'Mend the rounds in the set-up',
    says: {
      none: () => 'There is no round.',
      'out-of-order': ({ round }) => `Round ${round} closes before it opens, or overlaps the one before.`,
      'already-begun': ({ round }) => `Round ${round} has begun.`,
      'in-order': ({ count }) => `${count} rounds in order; none has begun.`,
    },
  },
  papers: {
    name: 'Enough questions for the papers',
    fix: 'Add or approve questions',
    says: {
      'cannot-be-drawn': ({ round }) => `No paper can be drawn for round ${round}: questions are missing.`,
      scarce: ({ round, row, available, wanted }) =>
        `Round ${round}, row ${row} of the blueprint: ${wanted} wanted, ${available} to choose from; papers will be much alike.`,
      'no-rounds': () => 'There is no round to draw papers for.',
      plenty: ({ rounds }) =>
        `Papers can be drawn for all ${rounds} rounds, each question out of three at least.`,
    },
  },
  keys: {
    name: 'Keys approved by a second person',
    fix: 'To the review queue',
    says: {
      none: () => 'There is no question in the rounds.',
      'not-approved': ({ count }) => `${count} questions are not approved by a second person.`,
      'from-file': ({ count }) =>
        `${count} questions came from the contest’s files and were not reviewed in the console.`,
      approved: ({ count }) => `All ${count} questions are approved by a second person.`,
    },
  },
  headcounts: {
    name: 'Headcounts of units',
    fix: 'Declare headcounts',
    says: {
      'no-units': () => 'There is no unit to choose.',
      missing: ({ missing, count }) => `${missing} of ${count} units have no headcount.`,
      all: ({ count }) => `All ${count} units have a headcount.`,
    },
  },
  ambiguities: {
    name: 'What the rules leave open',
    fix: 'See the warnings in the set-up',
    says: {
      none: () => 'Nothing is left open.',
      open: ({ count }) => `${count} places can be read in more than one way.`,
    },
  },
  support: {
    name: 'Support for contestants',
    fix: 'Fill in e-mail and hours',
    says: {
      whole: () => 'Telephone, e-mail and hours are there.',
      incomplete: () => 'E-mail or hours are missing.',
    },
  },
  'second-factors': {
    name: 'Who decides, and second factors',
    fix: 'To the accounts',
    says: {
      alone: ({ count }) => `Only ${count} may decide; what takes two people cannot be done.`,
      without: ({ count }) => `${count} of those who decide have no second factor.`,
      all: ({ count }) => `All ${count} who decide have a second factor.`,
    },
  },
  rehearsal: {
    name: 'Rehearsal',
    fix: 'Go to the rehearsals',
    says: {
      none: () => 'No rehearsal of this contest is on record.',
      'older-rules': ({ people }) => `Rehearsed with ${people} people, under rules that have changed since.`,
      few: ({ people }) => `Rehearsed with ${people} people; 1,000 or more would be better.`,
      done: ({ people }) => `Rehearsed with ${people} people under these rules.`,
    },
  },
  load: {
    name: 'The machine stands the load',
    fix: 'Rehearse with about as many people as are to come',
    says: {
      none: () => 'Not measured yet: the first rehearsal will.',
      'too-little': ({ perSecond, busiestMinute }) =>
        `It answered ${perSecond} requests a second, less than the busiest minute of the rehearsal (${busiestMinute} requests).`,
      narrow: ({ perSecond, times }) =>
        `It answered ${perSecond} requests a second, only ${times} times the busiest minute of the rehearsal.`,
      ample: ({ perSecond, times }) =>
        `It answered ${perSecond} requests a second, ${times} times the busiest minute of the rehearsal.`,
    },
  },
  mail: {
    name: 'Mail server',
    fix: 'To the page on mail (for administrators)',
    says: {
      tested: ({ on }) => `It took a test mail on ${on}.`,
      'not-tested': () => 'It answers, but has not taken a test mail by these settings yet.',
      'not-configured': () => 'Not configured: no mail goes out; invitations have to be sent otherwise.',
      refuses: () => 'It refuses the connection.',
      unreachable: () => 'It cannot be reached.',
    },
  },
  clock: {
    name: 'The server’s clock',
    fix: 'Switch on time synchronisation (NTP)',
    says: {
      'not-asked': () => 'The database could not be asked for its time.',
      apart: ({ ms }) => `${ms} ms apart from the database.`,
      'not-synchronised': () => 'The system says that its time is not synchronised.',
      'same-machine': () =>
        'The database is on the same machine, so there is nothing to compare; the system does not say whether it is synchronised.',
      'with-database-only': ({ ms }) =>
        `In step with the database (${ms} ms); whether with the world is not known.`,
      'in-step': ({ ms }) => `Synchronised, ${ms} ms apart.`,
      'a-little-apart': ({ ms }) => `Synchronised, but ${ms} ms apart from the database.`,
    },
  },
  disk: {
    name: 'Disk',
    fix: 'Free some disk, or add one',
    says: {
      'not-seen': () => 'The disk of the database cannot be seen.',
      full: ({ gigabytes }) => `Only ${gigabytes} GB left.`,
      little: ({ gigabytes }) => `${gigabytes} GB left.`,
      enough: ({ gigabytes }) => `${gigabytes} GB left.`,
    },
  },
  memory: {
    name: 'Memory',
    fix: 'End other programs, or add memory',
    says: {
      'not-seen': () => 'The memory of the machine cannot be seen.',
      full: ({ available, total }) => `Only ${available} of ${total} MB left.`,
      little: ({ available, total }) => `${available} of ${total} MB left.`,
      enough: ({ available, total }) => `${available} of ${total} MB left.`,
    },
  },
  backup: {
    name: 'Backup',
    fix: 'Back up as the guide says',
    says: {
      none: () => 'No backup is on record.',
      fresh: ({ hours }) => `The last one was ${hours} hours ago.`,
      old: ({ hours }) => `The last one was ${hours} hours ago.`,
    },
  },
}

export const preflight = {
  vi: {
    title: 'Kiểm tra trước khi mở',
    lead: 'Mọi mục được xem lại mỗi khi mở trang này. Mục chưa đạt không cấm mở cuộc thi, nhưng người mở phải ghi lý do.',
    states: { met: 'Đạt', warning: 'Cảnh báo', unmet: 'Chưa đạt', unknown: 'Không kiểm tra được' },
    lookedAt: (at: string) => `Đã xem lúc ${at}.`,
    again: 'Kiểm tra lại',
    checks: vi,
    open: 'Quyết định mở cuộc thi',
    openText: 'Kết quả kiểm tra lúc này được lưu cùng quyết định.',
    reason: 'Lý do mở dù còn mục chưa đạt',
    openButton: 'Mở cuộc thi',
    opened: (at: string) => `Cuộc thi được mở lúc ${at}.`,
    fromStart: (at: string) => `Cuộc thi công khai từ khi được lập, lúc ${at}.`,
    because: (reason: string) => `Lý do: ${reason}`,
  },
  en: {
    title: 'Preflight',
    lead: 'Everything is looked at anew whenever this page opens. What is not met does not forbid opening, but asks for a reason.',
    states: { met: 'Met', warning: 'Look at it', unmet: 'Not met', unknown: 'Could not be found out' },
    lookedAt: (at: string) => `Looked at ${at}.`,
    again: 'Look again',
    checks: en,
    open: 'Decide to open the contest',
    openText: 'What the list says now is kept with the decision.',
    reason: 'Why it is opened although something is not met',
    openButton: 'Open the contest',
    opened: (at: string) => `The contest was opened at ${at}.`,
    fromStart: (at: string) => `The contest has been public since it was made, at ${at}.`,
    because: (reason: string) => `Reason: ${reason}`,
  },
}
