/**
 * A file that an officer sent in parts, as a file on this machine for as long as somebody looks at it. What is in it is not
 * believed: it is read apart (question-files/read-file-apart.ts).
 */
import { createHash } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { partCount, partSize } from './model.ts'
import { findUpload, listPartSizes, readPart } from './store.ts'

/** `digest` is the SHA-256 of its bytes, in hexadecimal digits. */
export type ReceivedFile = {
  readonly path: string
  readonly name: string
  readonly size: number
  readonly digest: string
}

/** Hands `look` the file; it is gone from this machine when `look` has ended. A file that lacks a part is not there yet. */
export async function receiveFile<Result>(
  { keeper }: { keeper: Pool },
  { uploadId, staffId }: { uploadId: string; staffId: string },
  look: (file: ReceivedFile) => Promise<Result>,
): Promise<{ ok: true; result: Result } | Refusal<'not-found' | 'upload-incomplete'>> {
  const upload = await findUpload(keeper, uploadId, staffId)
  if (!upload) return refuse('not-found')
  const { id, name, size } = upload
  const parts = await listPartSizes(keeper, id)
  const isWhole =
    parts.length === partCount(size) && parts.every((part) => part.size === partSize(size, part.no))
  if (!isWhole) return refuse('upload-incomplete')
  const folder = await mkdtemp(join(tmpdir(), 'hoithi-upload-'))
  try {
    const path = join(folder, 'file')
    const hash = createHash('sha256')
    const file = await open(path, 'wx', 0o600)
    try {
      for (const { no } of parts) {
        const bytes = await readPart(keeper, id, no)
        hash.update(bytes)
        await file.write(bytes)
      }
    } finally {
      await file.close()
    }
    return { ok: true, result: await look({ path, name, size, digest: hash.digest('hex') }) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
