import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Address } from '../platform/pooler.ts'
import type { RehearsalOrder } from './rehearsal-process.ts'

const HEAP_MEGABYTES = 512

/** Starts a rehearsal's process and lets it go on by itself; it ends with this one, if not before. */
export function rehearseApart(id: string, owner: Address, log: (line: string) => void): void {
  const order: RehearsalOrder = { id, owner }
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${HEAP_MEGABYTES}`,
      '--no-warnings',
      join(import.meta.dirname, 'rehearsal-process.ts'),
    ],
    {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { HOITHI_REHEARSAL: JSON.stringify(order) },
    },
  )
  child.stderr?.on('data', (said: Buffer) => log(`rehearsal: ${said.toString('utf8').trim()}`))
  child.once('error', (error) => log(`rehearsal: ${error.message}`))
  // It is not waited for at the end.
  child.unref()
  child.channel?.unref()
}
