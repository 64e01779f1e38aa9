/**
 * Opens a ZIP from somebody else: .docx, .xlsx, a QTI package. The central directory is read first, and everything in it
 * is judged before a byte is inflated; what is inflated then may not be more than was declared.
 */
import yauzl from 'yauzl'
import { refusals } from './refusal-messages.ts'
import { FileRefusal, refuseFile } from './refuse-file.ts'

export const LARGEST_FILE = 50_000_000
const LARGEST_INFLATED = 500_000_000
const MOST_ENTRIES = 5_000
/** A package of questions has a file for each of them, and their pictures; more questions than that nobody reads. */
const MOST_ENTRIES_OF_PACKAGE = 25_000
/** A file of text rarely shrinks to a thirtieth; a bomb to a thousandth. */
const LARGEST_RATIO = 100
/** Below this an entry may shrink as it likes: a page of blanks does. */
const RATIO_MATTERS_FROM = 1_000_000
const LOCAL_HEADER = 30
const STORED = 0
const DEFLATED = 8

export type Archive = {
  readonly names: readonly string[]
  has(name: string): boolean
  /** Inflates as it is read; refuses the file where it is not what it said. */
  stream(name: string): AsyncIterable<Uint8Array>
  bytes(name: string): Promise<Uint8Array>
}

export async function openArchive(bytes: Uint8Array): Promise<Archive> {
  if (bytes.length > LARGEST_FILE) refuseFile(refusals.tooLarge(bytes.length, LARGEST_FILE))
  const zip = await openDirectory(bytes)
  const { entryCount } = zip
  if (entryCount > MOST_ENTRIES_OF_PACKAGE)
    refuseFile(refusals.tooManyEntries(entryCount, MOST_ENTRIES_OF_PACKAGE))
  const entries = await readDirectory(zip)
  const isPackage = [...entries.keys()].some((name) => /(?:^|\/)imsmanifest\.xml$/.test(name))
  if (entryCount > MOST_ENTRIES && !isPackage) refuseFile(refusals.tooManyEntries(entryCount, MOST_ENTRIES))
  refuseOverlaps([...entries.values()], bytes.length)

  async function* stream(name: string): AsyncGenerator<Uint8Array> {
    const entry = entries.get(name) ?? refuseFile(refusals.missingPart(name))
    try {
      for await (const chunk of await zip.openReadStreamPromise(entry)) yield chunk
    } catch (cause) {
      if (cause instanceof FileRefusal) throw cause
      refuseFile(refusals.lyingSize(name))
    }
  }
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    stream,
    bytes: async (name) => Buffer.concat(await Array.fromAsync(stream(name))),
  }
}

async function openDirectory(bytes: Uint8Array): Promise<yauzl.ZipFile> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    return await yauzl.fromBufferPromise(buffer, { decodeStrings: true, strictFileNames: true })
  } catch {
    return refuseFile(refusals.notArchive())
  }
}

async function readDirectory(zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  const entries = new Map<string, yauzl.Entry>()
  let inflated = 0
  try {
    for await (const entry of zip.eachEntry()) {
      refuseEntry(entry)
      inflated += entry.uncompressedSize
      if (inflated > LARGEST_INFLATED) refuseFile(refusals.inflatesTooMuch(inflated, LARGEST_INFLATED))
      if (entries.has(entry.fileName)) refuseFile(refusals.repeatedName(entry.fileName))
      entries.set(entry.fileName, entry)
    }
  } catch (cause) {
    if (cause instanceof FileRefusal) throw cause
    const unsafe = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)/s.exec(
      (cause as Error).message,
    )
    refuseFile(unsafe ? refusals.unsafeName(unsafe[1]!) : refusals.notArchive())
  }
  return entries
}

function refuseEntry(entry: yauzl.Entry): void {
  const name = entry.fileName
  if (entry.isEncrypted()) refuseFile(refusals.encrypted())
  if (/\p{Cc}/u.test(name)) refuseFile(refusals.unsafeName(name))
  // The upper half of the attributes is the mode of a file where the archive was made on Unix.
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000) refuseFile(refusals.symbolicLink(name))
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    refuseFile(refusals.unknownCompression(name))
  if (
    entry.uncompressedSize > RATIO_MATTERS_FROM &&
    entry.uncompressedSize > entry.compressedSize * LARGEST_RATIO
  )
    refuseFile(refusals.inflatesTooFar(name, LARGEST_RATIO))
}

/** A bomb of the better kind lets many entries share the same compressed bytes. */
function refuseOverlaps(entries: readonly yauzl.Entry[], size: number): void {
  const inOrder = entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)
  let free = 0
  for (const entry of inOrder) {
    if (entry.relativeOffsetOfLocalHeader < free) refuseFile(refusals.overlapping())
    free = entry.relativeOffsetOfLocalHeader + LOCAL_HEADER + entry.fileNameLength + entry.compressedSize
  }
  if (free > size) refuseFile(refusals.overlapping())
}
