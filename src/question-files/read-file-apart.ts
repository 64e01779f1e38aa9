/**
 * A file from somebody else is read in a process of its own: little memory, little time, no files but the one it is handed,
 * no children. Whatever the file does to it, this process goes on. The bytes go from the disk to the reader and never
 * through here.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { FileRead, Item } from './model.ts'
import { LARGEST_FILE } from './open-archive.ts'
import type { QuestionFileRead } from './read-question-file.ts'
import type { XlsxOptions } from './read-xlsx.ts'
import { refusals } from './refusal-messages.ts'

/** Of the processor's time, where the system tells it: a busy machine must not make a good file a slow one. */
export const READING_SECONDS = 10
/** However little of the processor it had. */
const LONGEST_SECONDS = 6 * READING_SECONDS
const LOOK_EVERY_MS = 200
const HEAP_MEGABYTES = 256
/** What a reader may say: pictures of a file of the largest size, as letters. */
const LONGEST_REPLY = 4 * LARGEST_FILE
const ROOT = join(import.meta.dirname, '..', '..')

type Options = { seconds?: number; tell?: (count: number) => void; reading?: XlsxOptions }

export async function readFileApart(
  path: string,
  { seconds = READING_SECONDS, tell, reading = {} }: Options = {},
): Promise<QuestionFileRead> {
  const file = await open(path, 'r')
  try {
    const stats = await file.stat()
    // A folder opens as a file does, and would be blamed on the reader.
    if (stats.isDirectory()) throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR', path })
    const { size } = stats
    if (size > LARGEST_FILE) return { ok: false, fault: refusals.tooLarge(size, LARGEST_FILE) }
    return await readInChild(file.fd, seconds, tell, reading)
  } finally {
    await file.close()
  }
}

function readInChild(
  fd: number,
  seconds: number,
  tell: ((count: number) => void) | undefined,
  reading: XlsxOptions,
): Promise<QuestionFileRead> {
  const limits = [
    `--max-old-space-size=${HEAP_MEGABYTES}`,
    '--permission',
    `--allow-fs-read=${join(ROOT, '*')}`,
  ]
  const child = spawn(
    process.execPath,
    [...limits, '--no-warnings', join(import.meta.dirname, 'reader-process.ts'), JSON.stringify(reading)],
    {
      stdio: [fd, 'pipe', 'pipe'],
      env: {},
    },
  )
  const { stdout, stderr } = child as typeof child & {
    stdout: NodeJS.ReadableStream
    stderr: NodeJS.ReadableStream
  }
  const reply: Buffer[] = []
  let length = 0
  let isLate = false
  let isOutOfMemory = false
  const startedAt = performance.now()
  const timer = setInterval(() => {
    if (isLate) return
    const lasted = (performance.now() - startedAt) / 1000
    isLate = (processorSeconds(child.pid) ?? lasted) > seconds || lasted > LONGEST_SECONDS
    if (isLate) child.kill('SIGKILL')
  }, LOOK_EVERY_MS)
  stdout.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > LONGEST_REPLY) child.kill('SIGKILL')
    else reply.push(chunk)
  })
  createInterface({ input: stderr }).on('line', (line) => {
    if (/^\d+$/.test(line)) tell?.(Number(line))
    if (/heap out of memory|Array buffer allocation failed/.test(line)) isOutOfMemory = true
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearInterval(timer)
      if (code === 0) resolve(readReply(Buffer.concat(reply).toString('utf8')))
      else if (isLate) resolve({ ok: false, fault: refusals.tooSlow(seconds) })
      else
        resolve({
          ok: false,
          fault: isOutOfMemory || length > LONGEST_REPLY ? refusals.tooMuchMemory() : refusals.readerFailed(),
        })
    })
  })
}

/** Null where the system does not tell it so: anywhere but on Linux. */
export function processorSeconds(pid: number | undefined): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
    // In hundredths of a second, in user mode and in the system.
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return null
  }
}

/** Pictures come as letters, since JSON has no bytes. */
function readReply(text: string): QuestionFileRead {
  const reply = JSON.parse(text) as QuestionFileRead
  if (!reply.ok) return reply
  const { items, broken } = reply.read
  const read: FileRead = {
    ...reply.read,
    items: items.map(withBytes),
    ...(broken && { broken: broken.map(withBytes) }),
  }
  return { ok: true, read }
}

function withBytes<Of extends Pick<Item, 'images'>>(item: Of): Of {
  const images = item.images.map((image) => ({
    ...image,
    bytes: Buffer.from(image.bytes as unknown as string, 'base64'),
  }))
  return { ...item, images }
}
