import type { Askable } from '../contests/check-paper.ts'
import type { AuthorityId, ContestId } from '../contests/model.ts'
import type { RulesDraft } from '../contests/sections.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import type { BankAddition } from '../questions/store.ts'
import type { ExcludedPerson } from '../setup/write-contest.ts'
import type { Draft, DraftId, ListedPerson, MadeContest } from './model.ts'

const sql = loadSql(import.meta.url)

/** False: there is a draft of this contest already. */
export async function insertDraft(
  tx: Tx,
  draft: Pick<Draft, 'id' | 'authorityId' | 'contestId' | 'rules' | 'unitRoots' | 'ruleVersion'> & {
    by: string
    at: Date
  },
): Promise<boolean> {
  const { id, authorityId, contestId, rules, unitRoots, ruleVersion, by, at } = draft
  const values = [id, authorityId, contestId, JSON.stringify(rules), unitRoots, ruleVersion, by, at]
  return (await findRow(tx, sql('insert_draft'), values)) !== null
}

export async function findDraft(db: Db, id: string): Promise<Draft | null> {
  return isId(id) ? findRow(db, sql('find_draft'), [id]) : null
}

export async function lockDraft(tx: Tx, id: string): Promise<Draft | null> {
  return isId(id) ? findRow(tx, sql('lock_draft'), [id]) : null
}

export async function findDraftOfContest(db: Db, contestId: ContestId): Promise<DraftId | null> {
  return (await findRow<{ id: DraftId }>(db, sql('find_draft_of_contest'), [contestId]))?.id ?? null
}

export type ListedDraft = {
  readonly id: DraftId
  readonly name: string | null
  readonly slug: string | null
  readonly version: number
  readonly ruleVersion: number | null
  readonly changedAt: Date
  readonly changedBy: string
  readonly authority: string
  readonly contest: string | null
}

/** The newest first. */
export async function listDrafts(
  db: Db,
  page: { authorityId: string | null; after: string | null; limit: number },
): Promise<ListedDraft[]> {
  const { authorityId, after, limit } = page
  return listRows(db, sql('list_drafts'), [authorityId, after !== null && isId(after) ? after : null, limit])
}

export async function writeDraft(
  tx: Tx,
  id: DraftId,
  change: { rules: RulesDraft; unitRoots: readonly string[] | null; by: string; at: Date },
): Promise<void> {
  const { rules, unitRoots, by, at } = change
  await listRows(tx, sql('write_draft'), [id, JSON.stringify(rules), unitRoots, by, at])
}

export async function discardDraft(tx: Tx, id: DraftId, by: string, at: Date): Promise<void> {
  await listRows(tx, sql('clear_people'), [id])
  await listRows(tx, sql('discard_draft'), [id, by, at])
}

export async function markMade(tx: Tx, id: DraftId, ruleVersion: number): Promise<void> {
  await listRows(tx, sql('mark_made'), [id, ruleVersion])
}

export async function listPeople(db: Db, id: DraftId): Promise<ListedPerson[]> {
  return listRows(db, sql('list_people'), [id])
}

export async function writePeople(tx: Tx, draft: Draft, people: readonly ListedPerson[]): Promise<void> {
  await listRows(tx, sql('clear_people'), [draft.id])
  await listRows(tx, sql('insert_people'), [
    draft.id,
    draft.authorityId,
    people.map(({ listNo }) => listNo),
    people.map(({ field }) => field),
    people.map(({ hash }) => hash),
  ])
}

export async function findContestBySlug(
  db: Db,
  slug: string,
): Promise<{ id: ContestId; authorityId: AuthorityId } | null> {
  return findRow(db, sql('find_contest_by_slug'), [slug])
}

export async function findMade(db: Db, contestId: ContestId): Promise<MadeContest | null> {
  type Row = Omit<MadeContest, 'rounds'> & {
    rounds: { id: string; no: number; opensAt: string; closesAt: string; booksClosedAt: string | null }[]
  }
  const row = await findRow<Row>(db, sql('find_made'), [contestId])
  return (
    row && {
      ...row,
      rounds: row.rounds.map(({ opensAt, closesAt, booksClosedAt, ...round }) => ({
        ...round,
        opensAt: new Date(opensAt),
        closesAt: new Date(closesAt),
        booksClosedAt: booksClosedAt === null ? null : new Date(booksClosedAt),
      })),
    }
  )
}

export async function listExcluded(db: Db, contestId: ContestId): Promise<ExcludedPerson[]> {
  return listRows(db, sql('list_excluded'), [contestId])
}

export async function listRoundShapes(db: Db, roundId: string): Promise<Askable[]> {
  return listRows(db, sql('list_round_shapes'), [roundId])
}

export async function listInForce(
  db: Db,
  authorityId: AuthorityId,
  banks: readonly string[],
): Promise<BankAddition[]> {
  const rows = await listRows<BankAddition & { validTo: string | null }>(db, sql('list_in_force'), [
    authorityId,
    banks,
  ])
  return rows.map(({ validTo, ...row }) => ({ ...row, ...(validTo !== null && { validTo }) }))
}

export async function loadAuthority(db: Db, id: AuthorityId): Promise<{ code: string; name: string }> {
  const row = await findRow<{ code: string; name: string }>(db, sql('find_authority'), [id])
  if (!row) throw new Error(`authority ${id} is referenced but does not exist`)
  return row
}

export async function ensureAuthority(
  tx: Tx,
  authority: { id: string; code: string; name: string },
): Promise<AuthorityId> {
  const { id, code, name } = authority
  return (await findRow<{ id: AuthorityId }>(tx, sql('ensure_authority'), [id, code, name]))!.id
}
