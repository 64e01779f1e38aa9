/** What is said of a list and of its rows, to whoever has the file open: what was found, and what was expected. */
import type { ItemFault } from '../question-files/model.ts'
import type { RowFault } from './model.ts'

const WHOLE = 'Cả tệp'
const fault = (found: string, expected: string): ItemFault => ({ where: WHOLE, found, expected })

export const fileRefusals = {
  empty: () => fault('Tệp rỗng, không có nội dung.', 'Một tệp danh sách cán bộ (.xlsx hoặc .csv).'),
  oldExcel: () =>
    fault(
      'Tệp Excel dạng cũ (.xls).',
      'Tệp .xlsx: mở bằng Excel, chọn Lưu thành (Save As), Sổ làm việc Excel (.xlsx).',
    ),
  unknownFormat: () =>
    fault('Không phải tệp Excel (.xlsx) và cũng không phải tệp CSV.', 'Tệp .xlsx hoặc .csv.'),
  tooManyRows: (most: number) =>
    fault(
      `Nhiều hơn ${most.toLocaleString('vi-VN')} dòng.`,
      `Nhiều nhất ${most.toLocaleString('vi-VN')} dòng; hãy chia theo đơn vị.`,
    ),
  brokenText: (line: number) =>
    fault(`Dấu nháy mở không đóng ở gần dòng ${line}.`, 'Tệp CSV do Excel hoặc LibreOffice lưu ra.'),
  noHeading: (seen: readonly string[]) =>
    fault(
      seen.length > 0
        ? `Không nhận ra dòng tiêu đề cột; thấy: ${seen.map((name) => `“${name.slice(0, 40)}”`).join(', ')}.`
        : 'Không nhận ra dòng tiêu đề cột.',
      'Có cột “Họ và tên” và ít nhất một cột khác (Đơn vị, Chức vụ, Mã cán bộ, Số CCCD, Điện thoại…), hoặc ghép cột bằng tay.',
    ),
  tooSlow: (seconds: number) =>
    fault(`Đọc quá ${seconds} giây chưa xong.`, 'Một tệp danh sách bình thường; hãy lưu lại rồi nạp lại.'),
  tooMuchMemory: () => fault('Đọc tệp tốn quá nhiều bộ nhớ.', 'Một tệp nhỏ hơn; hãy chia theo đơn vị.'),
  readerFailed: () => fault('Tệp hỏng, không đọc được.', 'Một tệp do Excel, LibreOffice hoặc Google lưu ra.'),
}

/** One sentence for the column “Lỗi”. */
export function sayRowFault({ kind, found = '', row = 0 }: RowFault): string {
  return ROW_FAULTS[kind](found, row)
}

const ROW_FAULTS: Record<RowFault['kind'], (found: string, row: number) => string> = {
  'no-name': () => 'Thiếu họ và tên',
  'bad-name': (found) => `Họ tên “${found}” có ký tự lạ, quá ngắn hoặc quá dài`,
  'bad-staffCode': () => 'Mã cán bộ phải là 2 đến 40 chữ, số',
  'bad-citizenId': () => 'Số CCCD phải đủ 12 chữ số',
  'bad-phone': () => 'Số điện thoại không đúng, ví dụ đúng: 0912345678',
  'lost-digits': () =>
    'Excel đã làm tròn số (dạng 1,2E+11), mất chữ số: định dạng cột là Văn bản (Text) rồi nhập lại số',
  'bad-birthOn': (found) => `Ngày sinh “${found}” không đọc được, ví dụ đúng: 31/05/1990`,
  'bad-validFrom': (found) => `Từ ngày “${found}” không đọc được, ví dụ đúng: 01/07/2026`,
  'bad-validTo': (found) => `Đến ngày “${found}” không đọc được, ví dụ đúng: 01/07/2026`,
  'bad-period': () => 'Đến ngày phải sau từ ngày',
  'bad-ending': (found) =>
    `Trạng thái “${found}” không rõ; dùng: chuyển công tác, nghỉ hưu, thôi việc, nghỉ dài ngày`,
  'no-unit': () => 'Thiếu đơn vị',
  'unknown-unit': (found) => `Không có đơn vị nào tên là “${found}”`,
  outside: (found) => `Đơn vị “${found}” nằm ngoài phạm vi của lần nhập này`,
  'same-number': (_, row) => `Trùng mã cán bộ hoặc số CCCD với dòng ${row} nhưng khác họ tên`,
  'of-several': () => 'Mã cán bộ và số CCCD thuộc về hai người khác nhau trong danh sách đã có',
  'of-others': () =>
    'Người này đang ở danh sách của đơn vị khác: đề nghị đầu mối đơn vị đó hoặc Ban Tổ chức chuyển',
}

export const FAULT_HEADING = 'Lỗi'
export const UNIT_TO_CHOOSE = (text: string) => `Chưa rõ “${text}” là đơn vị nào: hãy chọn ở trang xem trước`

export const TURNOUT_HEADINGS = [
  'Họ và tên',
  'Ngày sinh',
  'Mã đơn vị',
  'Đơn vị',
  'Chức vụ',
  'Tình trạng',
] as const
export const TURNOUT_STATUS = {
  'took-part': 'Đã dự thi',
  'by-name': 'Có người cùng tên, cùng đơn vị đã dự thi (cần xem lại)',
  missing: 'Chưa dự thi',
} as const
