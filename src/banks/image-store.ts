import type { AuthorityId } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'

const sql = loadSql(import.meta.url)

export type StoredImage = {
  readonly digest: string
  readonly type: string
  readonly width: number
  readonly height: number
  readonly bytes: Uint8Array
}

/** The same bytes are kept once. */
export async function insertImage(
  tx: Tx,
  authorityId: AuthorityId,
  image: StoredImage,
  { by, at }: { by: string; at: Date },
): Promise<void> {
  const { digest, type, width, height, bytes } = image
  await listRows(tx, sql('insert_image'), [digest, authorityId, type, width, height, bytes, by, at])
}

export async function listImageSizes(
  db: Db,
  digests: readonly string[],
): Promise<ReadonlyMap<string, { width: number; height: number }>> {
  if (digests.length === 0) return new Map()
  const rows = await listRows<{ digest: string; width: number; height: number }>(
    db,
    sql('list_image_sizes'),
    [digests],
  )
  return new Map(rows.map(({ digest, ...size }) => [digest, size]))
}

export async function findImage(db: Db, digest: string): Promise<{ type: string; bytes: Buffer } | null> {
  return findRow(db, sql('find_image'), [digest])
}

export async function listImages(
  db: Db,
  digests: readonly string[],
): Promise<ReadonlyMap<string, { type: string; bytes: Buffer }>> {
  if (digests.length === 0) return new Map()
  const rows = await listRows<{ digest: string; type: string; bytes: Buffer }>(db, sql('list_images'), [
    digests,
  ])
  return new Map(rows.map(({ digest, ...image }) => [digest, image]))
}
