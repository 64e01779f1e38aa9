/** What the letters say: Vietnamese first, English beside. Names stand in the body alone, never in a header (M-6). */
import type { Role } from '../staff/model.ts'
import type { Letter } from './model.ts'

const ROLES: Record<Role, { vi: string; en: string }> = {
  administrator: { vi: 'Quản trị viên', en: 'administrator' },
  organiser: { vi: 'Ban Tổ chức', en: 'organiser' },
  'question-writer': { vi: 'Người soạn câu hỏi', en: 'question writer' },
  'question-reviewer': { vi: 'Người duyệt câu hỏi', en: 'question reviewer' },
  'unit-coordinator': { vi: 'Đầu mối đơn vị', en: 'unit coordinator' },
  'help-desk': { vi: 'Trực giải đáp', en: 'help desk' },
  judge: { vi: 'Giám khảo', en: 'judge' },
  auditor: { vi: 'Giám sát', en: 'auditor' },
}

const ZONE = 'Asia/Ho_Chi_Minh'
const english = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: ZONE })
const vietnamese = new Intl.DateTimeFormat('vi-VN', {
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: ZONE,
})

/** 08 giờ 05 phút ngày 23/11/2026, as an authority writes it. */
function instantOf(at: Date): string {
  const { hour, minute, day, month, year } = Object.fromEntries(
    vietnamese.formatToParts(at).map(({ type, value }) => [type, value]),
  )
  return `${hour} giờ ${minute} phút ngày ${day}/${month}/${year}`
}

export function invitationLetter(of: { role: Role; inviter: string; link: string; endsAt: Date }): Letter {
  const { role, inviter, link, endsAt } = of
  return written('Lời mời làm cán bộ cuộc thi / Invitation to the contest console', link, [
    `Kính gửi Anh/Chị,`,
    `${inviter} mời Anh/Chị tham gia quản lý cuộc thi với vai trò: ${ROLES[role].vi}.`,
    `Mời Anh/Chị mở liên kết dưới đây để tạo tài khoản. Liên kết chỉ dùng được một lần, đến ${instantOf(endsAt)}; xin không chuyển cho người khác.`,
    null,
    `Nếu không chờ thư này, Anh/Chị có thể bỏ qua.`,
    `—`,
    `${inviter} invites you to the contest console as: ${ROLES[role].en}. Open the link above to make your account. It works once, until ${english.format(endsAt)}; please do not pass it on. If you did not expect this mail, ignore it.`,
  ])
}

export function testLetter(of: { name: string; at: Date }): Letter {
  return written('Thư thử / Test mail – Hội Thi', '', [
    `Kính gửi ${of.name},`,
    `Đây là thư thử do chính Anh/Chị gửi từ trang điều hành lúc ${instantOf(of.at)}. Nhận được thư này nghĩa là hệ thống gửi được thư.`,
    `—`,
    `This is the test mail that you sent yourself from the console on ${english.format(of.at)}. Receiving it means that mail works.`,
  ])
}

/** Null stands for the link. */
function written(subject: string, link: string, paragraphs: (string | null)[]): Letter {
  const html = paragraphs.map((each) =>
    each === null ? `<p><a href="${escaped(link)}">${escaped(link)}</a></p>` : `<p>${escaped(each)}</p>`,
  )
  return {
    subject,
    text: `${paragraphs.map((each) => each ?? link).join('\n\n')}\n`,
    html: `<!doctype html><html lang="vi"><meta charset="utf-8"><body>${html.join('')}</body></html>`,
  }
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter]!)
