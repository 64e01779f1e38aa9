import { type Db, listPage } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { Deed } from './record-deed.ts'

const sql = loadSql(import.meta.url)

export type DeedSearch = {
  readonly authorityId: string | null
  /** Null: whoever it was. */
  readonly actors: readonly string[] | null
  /** How the deed's name begins. */
  readonly what: string
  readonly subject: string
  readonly from: string | null
  readonly until: string | null
  readonly after: number | null
  readonly limit: number
}
export type NumberedDeed = Omit<Deed, 'authorityId'> & { readonly no: number }

/** A page of the record, from the latest. */
export async function searchDeeds(db: Db, search: DeedSearch): Promise<NumberedDeed[]> {
  const { authorityId, actors, what, subject, from, until, after, limit } = search
  return listPage(db, sql('search_deeds'), [authorityId, actors, what, subject, from, until, after, limit])
}
