import { createHash } from 'node:crypto'
import type { AuthorityId } from '../contests/model.ts'
import type { Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { tellImage } from '../question-files/tell-image.ts'
import { insertImage, type StoredImage } from './image-store.ts'

/** Of one picture: a page of a paper is weighed in tens of kilobytes, and everybody of a round fetches it. */
export const LARGEST_IMAGE = 512 * 1024
const LARGEST_SIDE = 4000

/** K-9. What a picture is, told from its bytes; what no page could show safely, or nobody could load, is refused. */
export function judgeImage(
  bytes: Uint8Array,
): { ok: true; image: StoredImage } | Refusal<'unknown-image' | 'image-too-large'> {
  const kind = tellImage(bytes)
  if (!kind || kind.width < 1 || kind.height < 1) return refuse('unknown-image')
  if (bytes.length > LARGEST_IMAGE || Math.max(kind.width, kind.height) > LARGEST_SIDE)
    return refuse('image-too-large')
  const digest = createHash('sha256').update(bytes).digest('hex')
  const { type, width, height } = kind
  return { ok: true, image: { digest, type, width, height, bytes } }
}

export async function keepImage(
  tx: Tx,
  authorityId: AuthorityId,
  bytes: Uint8Array,
  added: { by: string; at: Date },
): Promise<{ ok: true; image: StoredImage } | Refusal<'unknown-image' | 'image-too-large'>> {
  const judged = judgeImage(bytes)
  if (judged.ok) await insertImage(tx, authorityId, judged.image, added)
  return judged
}
