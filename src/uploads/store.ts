import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { Upload, UploadId } from './model.ts'

const sql = loadSql(import.meta.url)

export async function insertUpload(
  tx: Tx,
  upload: Upload & { authorityId: string | null; staffId: string; at: Date },
): Promise<void> {
  const { id, authorityId, staffId, name, size, at } = upload
  await listRows(tx, sql('insert_upload'), [id, authorityId, staffId, name, size, at])
}

/** Only whoever sent it finds it. */
export async function findUpload(db: Db, id: string, staffId: string): Promise<Upload | null> {
  return findRow(db, sql('find_upload'), [id, staffId])
}

/** The bytes of all that somebody has here. */
export async function sumSizes(db: Db, staffId: string): Promise<number> {
  const row = await findRow<{ bytes: string }>(db, sql('sum_sizes'), [staffId])
  return Number(row?.bytes ?? 0)
}

export async function writePart(db: Db, id: UploadId, no: number, bytes: Buffer): Promise<void> {
  await listRows(db, sql('write_part'), [id, no, bytes])
}

export async function listPartSizes(db: Db, id: UploadId): Promise<{ no: number; size: number }[]> {
  return listRows(db, sql('list_part_sizes'), [id])
}

export async function readPart(db: Db, id: UploadId, no: number): Promise<Buffer> {
  const row = await findRow<{ bytes: Buffer }>(db, sql('read_part'), [id, no])
  if (!row) throw new Error(`part ${no} of upload ${id} was there and is gone`)
  return row.bytes
}

export async function removeUpload(db: Db, id: UploadId): Promise<void> {
  await listRows(db, sql('remove_upload'), [id])
}

export async function removeUploadsBefore(db: Db, at: Date): Promise<void> {
  await listRows(db, sql('remove_old'), [at])
}
