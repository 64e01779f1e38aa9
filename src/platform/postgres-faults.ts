/**
 * What can keep the embedded PostgreSQL from running, in words for the person at the console. It speaks before there is
 * a page or a catalogue of messages, so its sentences stand here, in both languages.
 */
export type PostgresFaultCode =
  | 'foreign-directory'
  | 'wrong-major-version'
  | 'no-permission'
  | 'disk-full'
  | 'socket-taken'
  | 'unsupported-system'
  | 'not-starting'

const sentences: Record<PostgresFaultCode, (about: string) => string> = {
  'foreign-directory': (about) =>
    `Thư mục dữ liệu này không phải của Hội Thi, nên không đụng đến: ${about}. ` +
    'Hãy chọn thư mục khác bằng HOITHI_DATA, hoặc dùng PostgreSQL ấy qua DATABASE_URL.\n' +
    `This directory holds another PostgreSQL or other files, so it is left alone: ${about}. ` +
    'Choose another one with HOITHI_DATA, or use that PostgreSQL through DATABASE_URL.',
  'wrong-major-version': (about) =>
    `Dữ liệu thuộc một phiên bản PostgreSQL khác: ${about}. ` +
    'Hãy chạy lại bản Hội Thi cũ, sao lưu, rồi khôi phục bằng bản mới.\n' +
    `The data belong to another major version of PostgreSQL: ${about}. ` +
    'Run the earlier release of Hội Thi, back up, and restore with this one.',
  'no-permission': (about) =>
    `Không đủ quyền: ${about}. Hãy chạy bằng đúng người dùng đã tạo thư mục, hoặc chọn thư mục khác bằng HOITHI_DATA.\n` +
    `Not permitted: ${about}. Run as the user who made the directory, or choose another one with HOITHI_DATA.`,
  'disk-full': (about) =>
    `Đĩa đã đầy: ${about}. Hãy giải phóng dung lượng rồi khởi động lại; dữ liệu đã ghi không mất.\n` +
    `The disk is full: ${about}. Free some space and start again; what was written is not lost.`,
  'socket-taken': (about) =>
    `Ổ cắm (socket) hoặc cổng của PostgreSQL đang bị chương trình khác giữ: ${about}. Hãy tắt chương trình ấy rồi thử lại.\n` +
    `Another program holds the socket or port of PostgreSQL: ${about}. Stop that program and try again.`,
  'unsupported-system': (about) =>
    `Máy này chưa có PostgreSQL đi kèm: ${about}. Hãy chạy "npm ci" rồi thử lại, hoặc dùng PostgreSQL khác qua DATABASE_URL.\n` +
    `No PostgreSQL comes along for this machine: ${about}. Run "npm ci" and try again, or use another PostgreSQL through DATABASE_URL.`,
  'not-starting': (about) =>
    `PostgreSQL không khởi động được. Nguyên văn / PostgreSQL does not start. In its own words:\n${about}`,
}

export class PostgresFault extends Error {
  readonly code: PostgresFaultCode

  constructor(code: PostgresFaultCode, about: string) {
    super(sentences[code](about))
    this.name = 'PostgresFault'
    this.code = code
  }
}

const signs: [PostgresFaultCode, RegExp][] = [
  ['disk-full', /No space left on device|Disk quota exceeded/i],
  ['wrong-major-version', /incompatible with server|initialized by PostgreSQL version/],
  [
    'no-permission',
    /wrong ownership|Permission denied|EACCES|invalid permissions|Read-only file system|EROFS/i,
  ],
  ['socket-taken', /could not create any (Unix-domain|TCP\/IP) sockets|Address already in use/],
]

/** Reads PostgreSQL's last words. What is not a known fault may pass by itself, so the caller tries again. */
export function faultIn(words: string): PostgresFault | null {
  for (const [code, sign] of signs) {
    const line = words.split('\n').find((each) => sign.test(each))
    if (line) return new PostgresFault(code, line.trim())
  }
  return null
}
