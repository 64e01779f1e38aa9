/** What a file is, told from what is in it; its name may say anything. What cannot be read is refused with a way out. */
import type { Format } from './model.ts'
import type { Archive } from './open-archive.ts'
import { refusals } from './refusal-messages.ts'
import { refuseFile } from './refuse-file.ts'

export function isArchive(bytes: Uint8Array): boolean {
  return startsWith(bytes, 'PK\x03\x04') || startsWith(bytes, 'PK\x05\x06')
}

export function tellArchiveFormat({ names }: Archive): Format {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name))
  if (has(/(?:^|\/)vbaProject\.bin$/i)) refuseFile(refusals.macros())
  if (has(/^word\//)) return 'docx'
  if (has(/^xl\//)) return 'xlsx'
  // Which version it is, the reader says.
  if (has(/(?:^|\/)imsmanifest\.xml$/)) return 'qti21'
  return refuseFile(has(/^mimetype$/) ? refusals.openDocument() : refusals.unknownFormat())
}

export function tellTextFormat(bytes: Uint8Array): Format {
  refuseKnownOthers(bytes)
  const text = readText(bytes)
  const beginning = text
    .slice(0, 20_000)
    .replace(/<!--.*?-->|<\?.*?\?>/gs, '')
    .trimStart()
  if (beginning.startsWith('<')) return tellXmlFormat(text.slice(0, 20_000), beginning)
  if (/^\s*ANSWER\s*:\s*[A-Z]\b/im.test(text) && !/(?<!\\)\{/.test(text)) return 'aiken'
  if (/(?<!\\)\{[^{}]*\}/.test(text) || /^\s*(?:::|\$CATEGORY:)/m.test(text)) return 'gift'
  return refuseFile(refusals.unknownFormat())
}

function tellXmlFormat(whole: string, beginning: string): Format {
  const root = /<(?:\w+:)?([\w-]+)/.exec(beginning)?.[1] ?? ''
  if (root === 'quiz') return 'moodle-xml'
  if (/^qti-assessment-(?:item|test)$/.test(root)) return 'qti3'
  if (/^assessment(?:Item|Test)$/.test(root)) return whole.includes('imsqti_v2p2') ? 'qti22' : 'qti21'
  // A document type is told about where it is found; the root behind it may be anything.
  if (/<!DOCTYPE\s+(?!html)/i.test(beginning)) return 'moodle-xml'
  return refuseFile(refusals.webPage())
}

const COMPOUND = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
const OTHERS: readonly (readonly [magic: string, refusal: keyof Refusals])[] = [
  ['%PDF', 'portableDocument'],
  ['{\\rtf', 'richText'],
  ['\x89PNG', 'picture'],
  ['\xff\xd8\xff', 'picture'],
  ['GIF8', 'picture'],
  ['MIME-Version:', 'webPage'],
]
type Refusals = Pick<typeof refusals, 'portableDocument' | 'richText' | 'picture' | 'webPage'>

function refuseKnownOthers(bytes: Uint8Array): void {
  if (bytes.length === 0) refuseFile(refusals.empty())
  for (const [magic, refusal] of OTHERS) if (startsWith(bytes, magic)) refuseFile(refusals[refusal]())
  if (!startsWith(bytes, COMPOUND)) return
  // The old container of Office: its directory has the names of the streams in UTF-16.
  const holds = (name: string) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(Buffer.from(name, 'utf16le'))
  if (holds('EncryptedPackage')) refuseFile(refusals.encrypted())
  refuseFile(
    holds('WordDocument')
      ? refusals.oldWord()
      : holds('Workbook')
        ? refusals.oldExcel()
        : refusals.oldOffice(),
  )
}

export function readText(bytes: Uint8Array): string {
  const encoding = startsWith(bytes, '\xff\xfe')
    ? 'utf-16le'
    : startsWith(bytes, '\xfe\xff')
      ? 'utf-16be'
      : 'utf-8'
  let text: string
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return refuseFile(bytes.includes(0) ? refusals.unknownFormat() : refusals.notUtf8('Cả tệp'))
  }
  return text.includes('\0') ? refuseFile(refusals.unknownFormat()) : text.normalize('NFC')
}

const startsWith = (bytes: Uint8Array, magic: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, magic.length)).toString('latin1') ===
  magic
