import type { FileRead, Format, ItemFault } from './model.ts'
import { LARGEST_FILE, openArchive } from './open-archive.ts'
import { readAiken } from './read-aiken.ts'
import { readDocx } from './read-docx.ts'
import { readGift } from './read-gift.ts'
import { readMoodleXml } from './read-moodle-xml.ts'
import { readQti } from './read-qti.ts'
import { readXlsx, type XlsxOptions } from './read-xlsx.ts'
import { refusals } from './refusal-messages.ts'
import { FileRefusal, refuseFile } from './refuse-file.ts'
import { isArchive, readText, tellArchiveFormat, tellTextFormat } from './tell-format.ts'

export type QuestionFileRead = { ok: true; read: FileRead } | { ok: false; fault: ItemFault }
type Tell = (count: number) => void

/** How each format is read. Text formats get their text by `readText` of tell-format.ts. */
const READERS: Record<
  Format,
  (bytes: Uint8Array, tell: Tell, options: XlsxOptions) => FileRead | Promise<FileRead>
> = {
  docx: readDocx,
  xlsx: (bytes, _, options) => readXlsx(bytes, options),
  gift: (bytes) => readGift(readText(bytes)),
  aiken: (bytes) => readAiken(readText(bytes)),
  'moodle-xml': readMoodleXml,
  qti21: readQti,
  qti22: readQti,
  qti3: readQti,
}

/** Any file of questions, as somebody chose it. Hostile files are read by read-file-apart.ts, in a process of their own. */
export async function readQuestionFile(
  bytes: Uint8Array,
  tell: Tell = () => {},
  options: XlsxOptions = {},
): Promise<QuestionFileRead> {
  try {
    if (bytes.length > LARGEST_FILE) refuseFile(refusals.tooLarge(bytes.length, LARGEST_FILE))
    const format = isArchive(bytes) ? tellArchiveFormat(await openArchive(bytes)) : tellTextFormat(bytes)
    return { ok: true, read: await READERS[format](bytes, tell, options) }
  } catch (cause) {
    if (cause instanceof FileRefusal) return { ok: false, fault: cause.fault }
    throw cause
  }
}
