import type { AuthorityId, ContestId } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import type { OrderedRehearsal, Progress, RehearsalResult } from './model.ts'

const sql = loadSql(import.meta.url)

/** A process that died said nothing: whatever was silent for too long is over. */
export async function giveUpSilent(tx: Tx, at: Date): Promise<void> {
  await listRows(tx, sql('give_up_silent'), [at])
}

export type NewRehearsal = {
  readonly id: string
  readonly authorityId: string
  readonly contestId: ContestId
  readonly ruleVersion: number
  readonly people: number
  readonly seed: number
  readonly by: string
  readonly at: Date
}

/** False where another one is running. */
export async function insertRehearsal(tx: Tx, each: NewRehearsal): Promise<boolean> {
  const { id, authorityId, contestId, ruleVersion, people, seed, by, at } = each
  const values = [id, authorityId, contestId, ruleVersion, people, seed, by, at]
  return (await findRow(tx, sql('insert_rehearsal'), values)) !== null
}

/** Null: it is not wanted any more, since somebody has given it up. */
export async function sayAlive(
  db: Db,
  id: string,
  progress: Progress | null,
): Promise<{ isCancelled: boolean } | null> {
  return findRow(db, sql('say_alive'), [id, progress && JSON.stringify(progress)])
}

/** What is to be rehearsed; null: it is over already. */
export async function findOrder(
  db: Db,
  id: string,
): Promise<{ contestId: ContestId; authorityId: AuthorityId; people: number; seed: number } | null> {
  return findRow(db, sql('find_order'), [id])
}

/** False where there is nothing to cancel, or somebody has asked before. */
export async function askToCancel(tx: Tx, id: string, at: Date): Promise<boolean> {
  return (await findRow(tx, sql('ask_to_cancel'), [id, at])) !== null
}

export type End =
  | { readonly state: 'done'; readonly result: RehearsalResult; readonly pages: Record<string, string> }
  | { readonly state: 'failed'; readonly fault: string }
  | { readonly state: 'cancelled' }

/** False where somebody has given it up meanwhile. */
export async function endRehearsal(db: Db, id: string, end: End, at: Date): Promise<boolean> {
  const [result, pages] =
    end.state === 'done' ? [JSON.stringify(end.result), JSON.stringify(end.pages)] : [null, null]
  const fault = end.state === 'failed' ? end.fault : null
  return (await findRow(db, sql('end_rehearsal'), [id, end.state, at, result, pages, fault])) !== null
}

/** The newest first, without what came of them. */
export async function listRehearsals(
  db: Db,
  contestId: ContestId,
  page: { after: string | null; limit: number },
): Promise<OrderedRehearsal[]> {
  return listRows(db, sql('list_rehearsals'), [contestId, page.after, page.limit, false, null])
}

export async function findRehearsal(
  db: Db,
  contestId: ContestId,
  id: string,
): Promise<OrderedRehearsal | null> {
  return isId(id) ? findRow(db, sql('list_rehearsals'), [contestId, null, 1, true, id]) : null
}

/** A page of the public as the rehearsal left it, as HTML. */
export async function findPage(
  db: Db,
  contestId: ContestId,
  id: string,
  page: string,
): Promise<string | null> {
  if (!isId(id) || !/^[a-z0-9-]+$/.test(page)) return null
  return (await findRow<{ html: string }>(db, sql('find_page'), [contestId, id, page]))?.html ?? null
}

/** What came of rehearsals that ended before then; that there was one stays. */
export async function forgetResults(db: Db, before: Date): Promise<void> {
  await listRows(db, sql('forget_results'), [before])
}
