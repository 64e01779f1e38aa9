/** A file of units from somebody is read in a process of its own, as question files are (ADR 28). */
import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { ItemFault } from '../question-files/model.ts'
import { LARGEST_FILE } from '../question-files/open-archive.ts'
import { refusals } from '../question-files/refusal-messages.ts'
import { fileFaults } from './import-messages.ts'
import type { WrittenRow } from './import-model.ts'

const LONGEST_SECONDS = 60
const HEAP_MEGABYTES = 384
const LONGEST_REPLY = 128 * 1024 * 1024
const ROOT = join(import.meta.dirname, '..', '..')

export type UnitsFileRead = { rows: readonly WrittenRow[] } | { fault: ItemFault }

export async function readUnitsApart(path: string): Promise<UnitsFileRead> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    return size > LARGEST_FILE ? { fault: refusals.tooLarge(size, LARGEST_FILE) } : await readInChild(file.fd)
  } finally {
    await file.close()
  }
}

function readInChild(fd: number): Promise<UnitsFileRead> {
  const limits = [
    `--max-old-space-size=${HEAP_MEGABYTES}`,
    '--permission',
    `--allow-fs-read=${join(ROOT, '*')}`,
  ]
  const reader = join(import.meta.dirname, 'unit-reader-process.ts')
  const child = spawn(process.execPath, [...limits, '--no-warnings', reader], {
    stdio: [fd, 'pipe', 'ignore'],
    env: {},
  })
  const reply: Buffer[] = []
  let length = 0
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, LONGEST_SECONDS * 1000)
  ;(child.stdout as NodeJS.ReadableStream).on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > LONGEST_REPLY) child.kill('SIGKILL')
    else reply.push(chunk)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      if (code === 0) resolve(JSON.parse(Buffer.concat(reply).toString('utf8')) as UnitsFileRead)
      else resolve({ fault: isLate ? fileFaults.tooSlow(LONGEST_SECONDS) : fileFaults.unreadable() })
    })
  })
}
