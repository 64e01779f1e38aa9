/** Why a file is not read at all, said to whoever chose it: where, what was found there, what was expected. */
import type { ItemFault } from './model.ts'

const WHOLE = 'Cả tệp'
const AS_DOCX =
  'Tệp Word dạng .docx: mở tệp bằng Word (hoặc LibreOffice), chọn Lưu thành (Save As), Lưu lại dạng .docx rồi nạp lại.'
const WELL_MADE =
  'Một tệp do Word, LibreOffice, Google Docs hoặc Excel lưu ra; hãy mở tệp, lưu lại rồi nạp lại.'

const fault = (where: string, found: string, expected: string): ItemFault => ({ where, found, expected })
const megabytes = (bytes: number) =>
  `${(bytes / 1_000_000).toLocaleString('vi-VN', { maximumFractionDigits: 1 })} MB`
/** A name from inside somebody's file may be anything; only its beginning, and nothing that moves a cursor. */
const quoted = (name: string) => `“${name.slice(0, 80).replace(/\p{C}/gu, '�')}”`

export const refusals = {
  tooLarge: (size: number, most: number) =>
    fault(
      WHOLE,
      `Tệp lớn ${megabytes(size)}.`,
      `Nhiều nhất ${megabytes(most)}; hãy chia thành nhiều tệp nhỏ hơn.`,
    ),
  empty: () => fault(WHOLE, 'Tệp rỗng, không có nội dung.', 'Một tệp có câu hỏi.'),
  notArchive: () => fault(WHOLE, 'Tệp hỏng hoặc không phải tệp nén ZIP hợp lệ.', WELL_MADE),
  tooManyEntries: (count: number, most: number) =>
    fault(
      WHOLE,
      `Bên trong có ${count.toLocaleString('vi-VN')} tệp con.`,
      `Nhiều nhất ${most.toLocaleString('vi-VN')} tệp con.`,
    ),
  encrypted: () =>
    fault(
      WHOLE,
      'Tệp được đặt mật khẩu.',
      'Tệp không có mật khẩu: bỏ mật khẩu, Lưu lại dạng .docx rồi nạp lại.',
    ),
  unsafeName: (name: string) =>
    fault(
      `Tệp con ${quoted(name)}`,
      'Tên chỉ ra ngoài tệp nén (đường dẫn tuyệt đối, “..” hoặc dấu \\).',
      WELL_MADE,
    ),
  repeatedName: (name: string) => fault(`Tệp con ${quoted(name)}`, 'Có hai tệp con cùng tên.', WELL_MADE),
  symbolicLink: (name: string) =>
    fault(`Tệp con ${quoted(name)}`, 'Là liên kết tới tệp khác, không phải nội dung.', WELL_MADE),
  unknownCompression: (name: string) =>
    fault(`Tệp con ${quoted(name)}`, 'Nén theo cách không đọc được.', WELL_MADE),
  inflatesTooMuch: (size: number, most: number) =>
    fault(
      WHOLE,
      `Giải nén ra ${megabytes(size)}.`,
      `Nhiều nhất ${megabytes(most)}; tệp như vậy có thể được làm ra để làm treo máy.`,
    ),
  inflatesTooFar: (name: string, most: number) =>
    fault(
      `Tệp con ${quoted(name)}`,
      `Giải nén ra lớn hơn ${most} lần.`,
      `Nhiều nhất ${most} lần; tệp như vậy có thể được làm ra để làm treo máy.`,
    ),
  overlapping: () => fault(WHOLE, 'Các tệp con nằm chồng lên nhau hoặc nằm ngoài tệp.', WELL_MADE),
  lyingSize: (name: string) =>
    fault(`Tệp con ${quoted(name)}`, 'Nội dung hỏng hoặc không đúng kích thước đã khai.', WELL_MADE),
  missingPart: (name: string) => fault(WHOLE, `Thiếu phần ${quoted(name)} bên trong.`, WELL_MADE),

  documentType: (name: string) =>
    fault(
      name,
      'Có khai báo DTD (<!DOCTYPE …>), cách có thể dùng để đọc trộm tệp khác hoặc làm treo máy.',
      'XML không có DTD.',
    ),
  brokenXml: (name: string, line: number) =>
    fault(`${name}, dòng ${line}`, 'XML sai cú pháp hoặc dùng thực thể lạ.', WELL_MADE),
  tooDeep: (name: string, most: number) => fault(name, `Các thẻ lồng nhau sâu hơn ${most} lớp.`, WELL_MADE),
  notUtf8: (name: string) =>
    fault(name, 'Không phải văn bản mã Unicode (UTF-8 hoặc UTF-16).', 'Lưu lại với bảng mã UTF-8.'),

  oldWord: () => fault(WHOLE, 'Tệp Word đời cũ (.doc).', AS_DOCX),
  oldExcel: () =>
    fault(
      WHOLE,
      'Tệp Excel đời cũ (.xls).',
      'Tệp .xlsx: mở bằng Excel, chọn Lưu thành, lưu lại dạng .xlsx rồi nạp lại.',
    ),
  oldOffice: () => fault(WHOLE, 'Tệp Office đời cũ (.doc, .xls, .ppt).', AS_DOCX),
  macros: () => fault(WHOLE, 'Tệp có macro (.docm hoặc có mã VBA).', `Tệp không có macro. ${AS_DOCX}`),
  template: () => fault(WHOLE, 'Tệp là mẫu Word (.dotx), không phải văn bản.', AS_DOCX),
  openDocument: () => fault(WHOLE, 'Tệp OpenDocument (.odt, .ods).', AS_DOCX),
  portableDocument: () => fault(WHOLE, 'Tệp PDF.', `Tệp gốc đã dùng để in ra PDF. ${AS_DOCX}`),
  richText: () => fault(WHOLE, 'Tệp RTF.', AS_DOCX),
  webPage: () => fault(WHOLE, 'Tệp trang web hoặc Word lưu ở dạng XML, HTML.', AS_DOCX),
  picture: () => fault(WHOLE, 'Tệp ảnh.', AS_DOCX),
  unknownFormat: () =>
    fault(
      WHOLE,
      'Không nhận ra loại tệp.',
      'Một trong: Word (.docx), Excel (.xlsx), GIFT, Aiken, Moodle XML, QTI 2.1, 2.2, 3.0.',
    ),
  noReader: (format: string) => fault(WHOLE, `Tệp ${format}.`, 'Bản này chưa đọc được loại tệp ấy.'),

  tooSlow: (seconds: number) =>
    fault(
      WHOLE,
      `Đọc quá ${seconds} giây chưa xong.`,
      'Tệp đọc được trong thời hạn; hãy chia thành nhiều tệp nhỏ hơn.',
    ),
  tooMuchMemory: () => fault(WHOLE, 'Cần quá nhiều bộ nhớ để đọc.', 'Tệp nhỏ hơn; hãy chia thành nhiều tệp.'),
  readerFailed: () => fault(WHOLE, 'Bộ đọc dừng giữa chừng vì nội dung lạ.', WELL_MADE),
}
