import { readFile } from 'node:fs/promises'
import { type FileError, type Said, say } from './file-messages.ts'

export type TextRead = { ok: true; text: string } | { ok: false; error: FileError }

/**
 * Reads a text of a contest: UTF-8, with or without a byte order mark, brought to NFC, because the same Vietnamese word
 * typed on a Mac and on Windows would otherwise be two words. Another encoding is refused, never guessed.
 */
export async function readText(file: string): Promise<TextRead> {
  const wrong = (line: number, said: Said): TextRead => ({
    ok: false,
    error: { file, line, column: 1, path: '', ...said },
  })
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    return wrong(1, code === 'ENOENT' ? say.noFile(file) : say.unreadable(file, code))
  }
  const badLine = firstLineNotUtf8(bytes)
  if (badLine !== null) return wrong(badLine, say.notUtf8())
  return { ok: true, text: new TextDecoder().decode(bytes).normalize('NFC') }
}

/** UTF-16 without a mark is valid UTF-8 full of zeros, so a zero byte counts as another encoding too. */
function firstLineNotUtf8(bytes: Uint8Array): number | null {
  const strict = new TextDecoder('utf-8', { fatal: true })
  let start = 0
  for (let line = 1; start <= bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start)
    const end = newline === -1 ? bytes.length : newline
    const part = bytes.subarray(start, end)
    try {
      if (part.includes(0)) return line
      strict.decode(part)
    } catch {
      return line
    }
    start = end + 1
  }
  return null
}
