import type { AuthorityId } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import type { LegalSource } from './model.ts'

const sql = loadSql(import.meta.url)

export type SourceRow = LegalSource & { readonly documentKey: string; readonly questions: number }

/** By their names without diacritics, from the one after `after`. */
export async function listSources(
  db: Db,
  authorityId: AuthorityId,
  page: { after: string; words: readonly string[]; limit: number },
): Promise<SourceRow[]> {
  const patterns = page.words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  return listRows(db, sql('list_sources'), [authorityId, page.after, patterns, page.limit])
}

export async function findSource(
  db: Db,
  id: string,
): Promise<(SourceRow & { authorityId: AuthorityId }) | null> {
  return isId(id) ? findRow(db, sql('find_source'), [id]) : null
}

export async function findSourceOf(
  db: Db,
  authorityId: AuthorityId,
  documentKey: string,
): Promise<Pick<LegalSource, 'validFrom' | 'validTo' | 'replacedBy'> | null> {
  return findRow(db, sql('find_source_by_key'), [authorityId, documentKey])
}

/** False where it is another version by now. */
export async function writeSource(
  tx: Tx,
  source: Pick<LegalSource, 'id' | 'version' | 'issuedOn' | 'validFrom' | 'validTo' | 'replacedBy'>,
): Promise<boolean> {
  const { id, version, issuedOn, validFrom, validTo, replacedBy } = source
  const values = [id, version, issuedOn, validFrom, validTo, replacedBy]
  return (await findRow(tx, sql('write_source'), values)) !== null
}
