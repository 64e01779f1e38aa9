/** Mail, for administrators: whether it works, what went out, and why something did not (docs/rules/mail.md). */
import type { MailView } from '../../../src/mail/contract.ts'

type Fault = NonNullable<MailView['fault']>

export const mail = {
  vi: {
    title: 'Gửi thư',
    lead: 'Hệ thống gửi lời mời cán bộ qua máy chủ thư của cơ quan. Thư chưa gửi được sẽ tự gửi lại.',
    notSetUp:
      'Chưa khai báo máy chủ thư. Lời mời vẫn tạo được: sao chép liên kết và tự gửi cho người được mời.',
    howTo:
      'Người vận hành máy chủ đặt hai biến SMTP_URL và MAIL_FROM rồi khởi động lại (tài liệu: docs/operating/gui-thu.md).',
    server: (via: string) => `Máy chủ và người gửi: ${via}`,
    tested: (at: string) => `Máy chủ đã nhận thư thử lúc ${at}.`,
    notTested: 'Chưa có thư thử nào gửi được theo cấu hình này.',
    test: 'Gửi thư thử',
    testText: (email: string) => `Thư thử được gửi đến chính bạn: ${email}.`,
    testing: 'Đang gửi thư thử… Trang này tự xem lại cho đến khi có kết quả.',
    taken: 'Máy chủ thư đã nhận thư thử. Xin mở hộp thư của bạn xem thư đã đến chưa, kể cả mục thư rác.',
    notYet: 'Chưa có kết quả của thư thử. Xin bấm “Xem lại” sau ít phút.',
    again: 'Xem lại',
    list: 'Thư đã và đang gửi',
    none: 'Chưa có thư nào.',
    kinds: { invitation: 'Lời mời cán bộ', test: 'Thư thử' } satisfies Record<MailView['kind'], string>,
    states: {
      waiting: 'Đang chờ gửi',
      sent: 'Máy chủ đã nhận',
      'given-up': 'Không gửi được',
      dropped: 'Đã bỏ, không cần gửi nữa',
    } satisfies Record<MailView['state'], string>,
    next: (at: string, attempts: number) => `Đã thử ${attempts} lần; lần tới sau ${at}`,
    settled: (at: string) => `Nhận lúc ${at}`,
    serverSaid: (words: string) => `Máy chủ thư trả lời: ${words}`,
    faults: {
      unreachable: 'Không kết nối được với máy chủ thư.',
      'not-secure': 'Máy chủ thư không mã hóa được đường truyền, hoặc chứng thư của máy chủ không đáng tin.',
      'sign-in-refused': 'Máy chủ thư không nhận tên hoặc mật khẩu đã khai báo.',
      'recipient-refused': 'Máy chủ thư không nhận địa chỉ này. Xin kiểm tra rồi mời lại.',
      'put-off': 'Máy chủ thư hẹn gửi lại sau.',
      refused: 'Máy chủ thư từ chối thư này.',
      'not-set-up': 'Không còn khai báo máy chủ thư.',
      'cannot-be-opened': 'Khóa của hệ thống đã đổi nên không mở được thư. Xin tạo lời mời mới.',
    } satisfies Record<Fault, string>,
  },
  en: {
    title: 'Mail',
    lead: 'Invitations of officers go out by the authority’s mail server. What could not be sent is tried again.',
    notSetUp: 'No mail server is set up. Invitations work all the same: copy the link and send it yourself.',
    howTo:
      'Whoever runs the server sets SMTP_URL and MAIL_FROM and starts it again (docs/operating/gui-thu.md).',
    server: (via: string) => `Server and sender: ${via}`,
    tested: (at: string) => `The server took a test mail at ${at}.`,
    notTested: 'No test mail has gone out by these settings yet.',
    test: 'Send a test mail',
    testText: (email: string) => `It goes to yourself: ${email}.`,
    testing: 'Sending the test mail… This page looks again by itself until something becomes of it.',
    taken:
      'The mail server took the test mail. Please see whether it arrived in your mailbox, or among the junk.',
    notYet: 'Nothing has become of the test mail yet. Please press “Look again” in a few minutes.',
    again: 'Look again',
    list: 'Mails',
    none: 'There are none yet.',
    kinds: { invitation: 'Invitation', test: 'Test mail' } satisfies Record<MailView['kind'], string>,
    states: {
      waiting: 'Waiting',
      sent: 'Taken by the server',
      'given-up': 'Could not be sent',
      dropped: 'Dropped, not wanted any more',
    } satisfies Record<MailView['state'], string>,
    next: (at: string, attempts: number) => `Tried ${attempts} times; again after ${at}`,
    settled: (at: string) => `Taken at ${at}`,
    serverSaid: (words: string) => `The server said: ${words}`,
    faults: {
      unreachable: 'The mail server cannot be reached.',
      'not-secure': 'The mail server does not encrypt, or its certificate is not to be trusted.',
      'sign-in-refused': 'The mail server refuses the name or the password.',
      'recipient-refused': 'The mail server refuses this address. Please check it and invite again.',
      'put-off': 'The mail server wants it later.',
      refused: 'The mail server refuses this mail.',
      'not-set-up': 'No mail server is set up any more.',
      'cannot-be-opened':
        'The key of this system is another one, the mail cannot be opened. Please invite anew.',
    } satisfies Record<Fault, string>,
  },
}
