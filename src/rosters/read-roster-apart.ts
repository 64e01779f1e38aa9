/**
 * A list from somebody is read in a process of its own, as question files are (ADR 28): little memory, nothing to read but
 * the program and the file, no environment. Its rows come through a pipe that fills: the reader goes on as the listener does.
 */
import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { ItemFault } from '../question-files/model.ts'
import { LARGEST_FILE } from '../question-files/open-archive.ts'
import { processorSeconds } from '../question-files/read-file-apart.ts'
import { refusals } from '../question-files/refusal-messages.ts'
import { fileRefusals } from './import-messages.ts'
import type { SheetHead, SheetLine } from './list-roster-rows.ts'
import type { Field, RosterRow } from './model.ts'

/** Of the processor's time; a hundred thousand rows take some ten seconds. */
const READING_SECONDS = 90
/** However slowly what is read can be written down. */
const LONGEST_SECONDS = 1800
const LOOK_EVERY_MS = 250
const HEAP_MEGABYTES = 256
/** A batch of rows, whatever is in its cells. */
const LONGEST_LINE = 64 * 1024 * 1024
const ROOT = join(import.meta.dirname, '..', '..')

export type RosterPart =
  | { readonly head: SheetHead }
  | { readonly rows: readonly RosterRow[] }
  | { readonly raw: readonly SheetLine[] }
  | { readonly end: { readonly rows: number; readonly peakMegabytes: number } }
  | { readonly refused: ItemFault }

type Reading = {
  /** Names of columns in the file, and what they mean. */
  readonly columns?: Readonly<Record<string, Field>>
  /** The lines as they stand there, to be given back with a column more. */
  readonly raw?: boolean
}

export async function* readRosterApart(path: string, reading: Reading = {}): AsyncGenerator<RosterPart> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    if (size > LARGEST_FILE) yield { refused: refusals.tooLarge(size, LARGEST_FILE) }
    else yield* readInChild(file.fd, reading)
  } finally {
    await file.close()
  }
}

async function* readInChild(fd: number, reading: Reading): AsyncGenerator<RosterPart> {
  const limits = [
    `--max-old-space-size=${HEAP_MEGABYTES}`,
    '--permission',
    `--allow-fs-read=${join(ROOT, '*')}`,
  ]
  const reader = join(import.meta.dirname, 'roster-reader-process.ts')
  const child = spawn(process.execPath, [...limits, '--no-warnings', reader, JSON.stringify(reading)], {
    stdio: [fd, 'pipe', 'pipe'],
    env: {},
  })
  const stdout = child.stdout as NodeJS.ReadableStream
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  failed.catch(() => {})
  let isOutOfMemory = false
  ;(child.stderr as NodeJS.ReadableStream).on('data', (chunk: Buffer) => {
    if (/heap out of memory|Array buffer allocation failed/.test(String(chunk))) isOutOfMemory = true
  })
  let isLate = false
  const startedAt = performance.now()
  const timer = setInterval(() => {
    const lasted = (performance.now() - startedAt) / 1000
    isLate ||= (processorSeconds(child.pid) ?? 0) > READING_SECONDS || lasted > LONGEST_SECONDS
    if (isLate) child.kill('SIGKILL')
  }, LOOK_EVERY_MS)
  let isWhole = false
  try {
    for await (const line of linesOf(stdout)) {
      const part = JSON.parse(line) as RosterPart
      isWhole = 'end' in part || 'refused' in part
      yield part
    }
    await Promise.race([ended, failed])
    if (isWhole) return
    if (isLate) yield { refused: fileRefusals.tooSlow(READING_SECONDS) }
    else yield { refused: isOutOfMemory ? fileRefusals.tooMuchMemory() : fileRefusals.readerFailed() }
  } finally {
    clearInterval(timer)
    child.kill('SIGKILL')
    await Promise.race([ended, failed])
  }
}

/** Whole lines; the stream is read on only when the line before has been dealt with. */
async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  let pieces: Buffer[] = []
  let length = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      yield Buffer.concat([...pieces, chunk.subarray(from, at)]).toString('utf8')
      pieces = []
      length = 0
      from = at + 1
    }
    pieces.push(chunk.subarray(from))
    length += chunk.length - from
    if (length > LONGEST_LINE) return
  }
}
