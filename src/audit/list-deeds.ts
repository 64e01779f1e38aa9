import { type Db, listRows } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { Deed } from './record-deed.ts'

const sql = loadSql(import.meta.url)

/** What was done of this kind to this subject, the earliest first. */
export async function listDeeds(
  db: Db,
  { deed, subject }: Pick<Deed, 'deed' | 'subject'>,
): Promise<Pick<Deed, 'actor' | 'details' | 'at'>[]> {
  return listRows(db, sql('list_deeds'), [deed, subject])
}
