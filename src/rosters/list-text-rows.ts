/**
 * A list as text with separators: UTF-8, or UTF-16 as Excel saves "Unicode text"; else Windows-1258, TCVN3 or VNI, whichever
 * makes names of columns out of the first lines.
 */
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { parse as parseAtOnce } from 'csv-parse/sync'
import { convertEncoding } from '../question-files/convert-encoding.ts'
import { refuseFile } from '../question-files/refuse-file.ts'
import { findRosterColumns } from './find-roster-columns.ts'
import { fileRefusals } from './import-messages.ts'
import type { NumberedTexts } from './list-roster-rows.ts'
import type { Field } from './model.ts'

type Decoder = (bytes: Buffer) => string
const PIECE = 64 * 1024
const BEGINNING = 16 * 1024
const SEPARATORS = ['\t', ';', ',', '|']
const MOST_ROWS = 200_000
const OLD: readonly Decoder[] = [
  (bytes) => new TextDecoder('windows-1258').decode(bytes).normalize('NFC'),
  (bytes) => convertEncoding(bytes.toString('latin1'), 'tcvn3'),
  (bytes) => convertEncoding(bytes.toString('latin1'), 'vni'),
]

export async function* listTextRows(
  bytes: Buffer,
  given: Readonly<Record<string, Field>>,
): AsyncGenerator<NumberedTexts> {
  if (bytes.subarray(0, BEGINNING).includes(0) && !isWide(bytes)) refuseFile(fileRefusals.unknownFormat())
  const beginning = bytes.subarray(0, endOfLine(bytes, BEGINNING))
  const read = decoderOf(bytes, beginning, given)
  const delimiter = separatorOf(read(beginning))
  const options = {
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: false,
  }
  const parser = Readable.from(pieces(bytes, read)).pipe(
    parse({ ...options, info: true, max_record_size: 1_000_000 }),
  )
  let count = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { lines: number }
    }>) {
      if (record.every((text) => text.trim() === '')) continue
      if (++count > MOST_ROWS) refuseFile(fileRefusals.tooManyRows(MOST_ROWS))
      yield {
        no: info.lines,
        texts: new Map(record.flatMap((text, at) => (text.trim() === '' ? [] : [[at + 1, text] as const]))),
      }
    }
  } catch (error) {
    if (error instanceof CsvError) refuseFile(fileRefusals.brokenText(parser.info.lines))
    throw error
  }
}

const isWide = (bytes: Buffer) => ['fffe', 'feff'].includes(bytes.toString('hex', 0, 2))

function decoderOf(bytes: Buffer, beginning: Buffer, given: Readonly<Record<string, Field>>): Decoder {
  if (isWide(bytes))
    return (piece) => new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(piece)
  if (isUtf8(bytes)) return (piece) => piece.toString('utf8')
  const known = OLD.map((decoder) => ({ decoder, columns: columnsIn(decoder(beginning), given) }))
  return known.reduce((best, each) => (each.columns > best.columns ? each : best)).decoder
}

function columnsIn(text: string, given: Readonly<Record<string, Field>>): number {
  const delimiter = separatorOf(text)
  const rows = parseAtOnce(text, { delimiter, relax_column_count: true, relax_quotes: true }) as string[][]
  const found = rows.map((row) => findRosterColumns(new Map(row.map((name, at) => [at, name])), given))
  return Math.max(0, ...found.map((head) => Object.keys(head?.columns ?? {}).length))
}

function isUtf8(bytes: Buffer): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (let at = 0; at < bytes.length; at += PIECE)
      decoder.decode(bytes.subarray(at, at + PIECE), { stream: true })
    decoder.decode()
    return true
  } catch {
    return false
  }
}

/** Which of them parts the lines into columns most often. */
function separatorOf(text: string): string {
  const lines = text.split(/\r?\n/, 30)
  const count = (separator: string) => lines.reduce((sum, line) => sum + line.split(separator).length - 1, 0)
  return SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best))
}

/** Pieces end where lines do, so that no letter is cut in two. */
function* pieces(bytes: Buffer, read: Decoder): Generator<string> {
  for (let at = 0; at < bytes.length; ) {
    const end = endOfLine(bytes, at + PIECE)
    const text = read(bytes.subarray(at, end))
    yield text
    at = end
  }
}

function endOfLine(bytes: Buffer, from: number): number {
  if (from >= bytes.length) return bytes.length
  const wide = isWide(bytes)
  for (let at = from; ; ) {
    const found = bytes.indexOf(0x0a, at)
    if (found < 0) return bytes.length
    if (!wide) return found + 1
    // Of two bytes each: 0a 00, or 00 0a.
    if (bytes[0] === 0xff && found % 2 === 0 && bytes[found + 1] === 0) return found + 2
    if (bytes[0] === 0xfe && found % 2 === 1 && bytes[found - 1] === 0) return found + 1
    at = found + 1
  }
}
