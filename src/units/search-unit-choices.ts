import { type Db, listRows } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import { searchKeyOf } from '../platform/text.ts'
import type { UnitChoice } from './contract.ts'

const sql = loadSql(import.meta.url, 'choices.sql')

/** Units of an authority, whatever contests they are in: for whoever gives somebody a scope. */
export async function searchUnitChoices(
  db: Db,
  { authorityId, query, on }: { authorityId: string | null; query: string; on: string },
): Promise<UnitChoice[]> {
  const words = searchKeyOf(query)
    .slice(0, 100)
    .split(' ')
    .map((word) => `%${word}%`)
  return listRows(db, sql('search_choices'), [authorityId, query.trim(), words, on])
}
