import { listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'

const sql = loadSql(import.meta.url)

export type Deed = {
  /** Null: the deed belongs to the whole installation. */
  readonly authorityId: string | null
  /** Who: an officer's account, or 'system'. */
  readonly actor: string
  /** What, as noun and participle: 'ranking.closed'. */
  readonly deed: string
  /** To what: an id. */
  readonly subject: string
  readonly details: Readonly<Record<string, unknown>>
  readonly at: Date
}

/** The record of a deed is written in the deed's own transaction, or neither happened. */
export async function recordDeed(tx: Tx, deed: Deed): Promise<void> {
  await listRows(tx, sql('record_deed'), [
    deed.authorityId,
    deed.actor,
    deed.deed,
    deed.subject,
    JSON.stringify(deed.details),
    deed.at,
  ])
}
