/** What an inspection of a capsule found, in sentences for the organisers. */
import type { Inspection, Unclear } from '../../capsules/inspect-capsule.ts'
import type { Difference, Finding } from '../../capsules/rules.ts'
import { table, tell } from './print.ts'

const FALSE = {
  seal: 'Niêm phong SAI: nội dung đã bị sửa, được làm giả, hoặc niêm phong bằng khóa của lượt thi khác / the seal is FALSE: altered, forged, or sealed under the key of another attempt',
  altered:
    'Tệp đã bị SỬA: phần đọc được khác với phần đã niêm phong / the file was ALTERED: what can be read in it is not what was sealed',
  'other-place':
    'Niêm phong SAI: ghi cuộc thi hoặc đợt thi khác với lượt thi này / FALSE: it names another contest or round than this attempt’s',
}

const UNCLEAR: Record<Unclear, string> = {
  'too-large': 'Không kết luận được: quá lớn, không phải niêm phong / cannot tell: too large to be a capsule',
  'not-a-capsule':
    'Không kết luận được: không đọc được, đây không phải (hoặc không còn nguyên) một niêm phong; hãy xin lại tệp, hoặc quét lại mã / cannot tell: this is not a capsule, or not all of one; ask for the file, or scan the code again',
  'other-version':
    'Không kết luận được: niêm phong của một phiên bản phần mềm khác / cannot tell: made by another version of the software',
  'other-key':
    'Không kết luận được: niêm phong bằng khóa khác (máy chủ khác, hoặc keys/session.key đã bị thay từ lúc đó) / cannot tell: sealed under another key (another installation, or keys/session.key was replaced since)',
  'no-such-attempt':
    'Không kết luận được: khóa đúng nhưng cơ sở dữ liệu này không có lượt thi ấy (khôi phục từ bản sao lưu cũ?) / cannot tell: the key is ours, but this database has no such attempt (restored from an older backup?)',
}

const FINDINGS: Record<Finding, string> = {
  'chosen-after-deadline':
    '✗ chính niêm phong ghi rằng câu cuối được chọn SAU khi hết giờ / it says itself that the last answer was chosen AFTER the deadline',
  'chosen-before-start':
    '✗ ghi giờ chọn trước khi lượt thi bắt đầu / it says the answer was chosen before the attempt began',
  'sealed-before-deadline':
    '✗ ghi là niêm phong trước khi hết giờ; trang thi chỉ niêm phong khi hết giờ / sealed before the deadline, which the page never does',
  'sealed-in-the-future':
    '✗ ghi giờ niêm phong sau lúc này: chưa đến giờ ấy / sealed at a time that has not come yet',
  'claims-more-than-saved':
    '✗ ghi rằng máy chủ đã nhận lần lưu mà máy chủ không có / it claims a save that the server does not have (or the database was restored)',
  'heard-before-save':
    '✗ giờ máy chủ nghe lần cuối sớm hơn lần lưu mà nó đã được báo / the server time last heard is earlier than the save it knew of',
  'reckoning-does-not-add-up':
    '✗ các mốc giờ trong niêm phong không khớp nhau (máy ngủ lâu, hoặc bị sửa trước khi niêm phong) / its times do not add up (a long sleep, or tampering before the sealing)',
  'sealed-late':
    '! niêm phong muộn hơn 5 phút sau khi hết giờ: người thi có thêm thời gian trước khi niêm phong / sealed more than 5 minutes after the deadline: there was time to change it',
  'saved-elsewhere-since':
    '! máy chủ có lần lưu mới hơn lần mà máy này biết (lưu từ máy khác, hoặc câu trả lời bị mất trên đường về) / the server holds a later save than this phone knew of',
  'was-handed-in': '! bài đã được chính người thi nộp / the paper had been handed in',
  'not-over-yet': '! lượt thi còn giờ: cứ làm tiếp và nộp / the attempt is still open: go on and submit',
  voided: '! lượt thi này đã bị hủy / this attempt is void',
  'phone-clock-apart':
    '· đồng hồ của điện thoại lệch hơn 2 phút so với giờ máy chủ / the phone’s own clock is more than 2 minutes off',
  'nothing-differs':
    '· máy chủ đã có đúng như vậy, không thiếu câu nào / the server holds exactly this already: nothing was lost',
}

export function printInspection(inspection: Inspection): void {
  if (inspection.verdict === 'cannot-tell') tell(UNCLEAR[inspection.reason])
  else if (inspection.verdict === 'false') {
    tell(`${FALSE[inspection.reason]}\nlượt thi nêu trong đó / attempt it names: ${inspection.attemptId}`)
    tellSeen(inspection.seen)
  } else printGenuine(inspection)
}

function printGenuine(inspection: Extract<Inspection, { verdict: 'genuine' }>): void {
  const { capsule, held, differences, findings, contradicted, seen } = inspection
  const at = (instant: Date | null) =>
    instant === null
      ? '–'
      : instant.toLocaleString('vi-VN', { timeZone: held.zone, hour12: false }).replace(',', '')
  tell(
    'Niêm phong ĐÚNG: do trang thi của lượt này tạo ra / the seal is GENUINE: made by this attempt’s own page',
  )
  tell('')
  const rows: [string, string][] = [
    ['cuộc thi, đợt / contest, round', `${held.contest}, ${held.round}`],
    ['lượt thi / attempt', `${capsule.attemptId} (${held.attemptNo}, ${held.state})`],
    ['đơn vị / unit', held.unit ? `${held.unit.code} ${held.unit.name}` : '–'],
    ['bắt đầu / started', at(held.startedAt)],
    ['hết giờ / deadline', at(held.deadlineAt)],
    ['máy chủ lưu lần cuối / last save held', `${at(held.savedAt)} (${held.savedSequence})`],
    ['đã nộp / submitted', held.state === 'open' ? '–' : at(held.submittedAt)],
    ['lời của điện thoại / the phone’s word:', ''],
    ['  chọn câu cuối / last choice', at(capsule.changedAt)],
    ['  niêm phong / sealed', at(capsule.sealedAt)],
    ['  giờ máy chủ nghe lần cuối / server last heard', at(capsule.heardAt)],
    ['  lần lưu được báo / save it knew of', String(capsule.savedSequence)],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  for (const [name, value] of rows) tell(`${name.padEnd(width)}  ${value}`)
  tell('')
  if (differences.length > 0)
    tell(
      table(
        ['câu / question', 'máy chủ có / server', 'niêm phong / capsule', 'chưa gửi được / unsent'],
        differences.map(rowOf),
      ),
    )
  for (const finding of findings) tell(FINDINGS[finding])
  tellSeen(seen)
  tell('')
  tell(
    contradicted
      ? 'Tin đến đâu: KHÔNG nên tin giờ ghi trong đó, có chỗ mâu thuẫn (✗) / how far: do NOT trust its times, they contradict themselves or the server (✗)'
      : 'Tin đến đâu: không thấy mâu thuẫn. Giờ trong đó vẫn chỉ là lời của điện thoại: ai mở trang thi ấy đều niêm phong được / how far: no contradiction found. Its times remain the phone’s word: whoever had that page could seal it',
  )
  tell(
    'Lệnh này không tính và không đổi gì; việc xem xét đã được ghi lại. Ban Tổ chức quyết định theo thể lệ / nothing was counted or changed; that it was inspected is on record. The organisers decide under the rulebook',
  )
}

function rowOf({ no, held, sealed, unsent }: Difference): (string | number | null)[] {
  return [no === 'prediction' ? 'dự đoán / prediction' : no, held, sealed, unsent ? '✓' : '–']
}

function tellSeen({ same, others, firstAt }: { same: number; others: number; firstAt: string | null }): void {
  if (same > 0)
    tell(
      `! đúng niêm phong này đã được xem ${same} lần, lần đầu ${firstAt} / this very capsule was inspected ${same} times before, first at ${firstAt}`,
    )
  if (others > 0)
    tell(
      `! lượt thi này có ${others} niêm phong khác đã được xem / ${others} other capsules of this attempt were inspected before`,
    )
}
