/** What was declared of a contest's headcounts (docs/rules/units.md, U-12). */
import type { AuthorityId, ContestId } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import { searchKeyOf } from '../platform/text.ts'
import type { UnitId } from './model.ts'

const sql = loadSql(import.meta.url, 'headcounts.sql')

export type Declared = {
  readonly key: string
  readonly code: string
  readonly name: string
  readonly path: string
  readonly people: number | null
  readonly asOf: string | null
  readonly document: string | null
  readonly declaredBy: string | null
  readonly declaredAt: Date | null
  readonly version: number
}

/** `root`: the code at the top of what is seen; null: everything. */
export async function listDeclared(
  db: Db,
  contestId: ContestId,
  asked: { root: string | null; query: string; isMissing: boolean; after: string; limit: number },
): Promise<Declared[]> {
  const { root, query, isMissing, after, limit } = asked
  const key = searchKeyOf(query)
  const words = key === '' ? null : key.split(' ').map((word) => `%${word}%`)
  return listRows(db, sql('list_declared'), [contestId, root, words, query.trim(), isMissing, after, limit])
}

/** The unit of this code in the contest's tree, if it stands at or below the root; null: it is not there to be seen. */
export async function findDeclaredUnit(
  db: Db,
  contestId: ContestId,
  code: string,
  root: string | null,
): Promise<UnitId | null> {
  return (
    (await findRow<{ unitId: UnitId }>(db, sql('find_declared_unit'), [contestId, code, root]))?.unitId ??
    null
  )
}

export async function lockHeadcount(tx: Tx, contestId: ContestId, unitId: UnitId): Promise<number> {
  await listRows(tx, sql('lock_headcount'), [contestId, unitId])
  return (await findRow<{ version: number }>(tx, sql('newest_version'), [contestId, unitId]))!.version
}

export type Declaration = {
  readonly id: string
  readonly contest: { readonly id: ContestId; readonly authorityId: AuthorityId }
  readonly unitId: UnitId
  readonly asOf: string
  readonly people: number
  readonly document: string | null
  readonly by: string
  readonly at: Date
  readonly version: number
}

export async function insertDeclaration(tx: Tx, declared: Declaration): Promise<void> {
  const { id, contest, unitId, asOf, people, document, by, at, version } = declared
  const values = [id, contest.authorityId, contest.id, unitId, asOf, people, document, by, at, version]
  await listRows(tx, sql('insert_declaration'), values)
  await listRows(tx, sql('put_headcount'), [contest.id, contest.authorityId, unitId, asOf, people, id])
}
