import type { AuthorityId, ContestId } from '../contests/model.ts'
import { type Db, findRow, listPage, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import { patternsOf, searchKeyOf } from '../platform/text.ts'
import type { UnitScope } from '../staff/scope-of.ts'
import type { Context, Enquiry, EnquiryId, EnquiryState, Entry, ReadyAnswer, Topic } from './model.ts'
import type { Bucket } from './rules.ts'

const sql = loadSql(import.meta.url)

export async function insertEnquiry(
  tx: Tx,
  enquiry: {
    id: EnquiryId
    authorityId: AuthorityId
    contestId: ContestId
    reference: string
    tokenHash: Buffer
    topic: Topic
    text: string
    askerName: string | null
    contestantId: string | null
    unitId: string | null
    attemptId: string | null
    context: Context
    at: Date
  },
): Promise<void> {
  const { id, authorityId, contestId, reference, tokenHash, topic, text, askerName, at } = enquiry
  await listRows(tx, sql('insert_enquiry'), [
    id,
    authorityId,
    contestId,
    reference,
    tokenHash,
    topic,
    text,
    askerName,
    enquiry.contestantId,
    enquiry.unitId,
    enquiry.attemptId,
    JSON.stringify(enquiry.context),
    searchKeyOf(`${reference} ${askerName ?? ''} ${text}`),
    at,
  ])
}

/** Holds the bucket, made full where there was none. */
export async function lockBucket(tx: Tx, bucket: Buffer, full: Bucket): Promise<Bucket> {
  return (await findRow<Bucket>(tx, sql('lock_bucket'), [bucket, full.filledMs, full.at]))!
}

export async function writeBucket(tx: Tx, bucket: Buffer, { filledMs, at }: Bucket): Promise<void> {
  await listRows(tx, sql('write_bucket'), [bucket, filledMs, at])
}

export async function findEnquiry(db: Db, id: string): Promise<Enquiry | null> {
  return isId(id) ? findRow(db, sql('find_enquiry'), [id]) : null
}

export async function findEnquiryByToken(db: Db, tokenHash: Buffer): Promise<Enquiry | null> {
  const row = await findRow<{ id: EnquiryId }>(db, sql('find_enquiry_by_token'), [tokenHash])
  return row && findEnquiry(db, row.id)
}

/** Finds the enquiry, and holds it. */
export async function lockEnquiry(tx: Tx, id: string): Promise<Enquiry | null> {
  if (!isId(id)) return null
  await listRows(tx, sql('lock_enquiry'), [id])
  return findEnquiry(tx, id)
}

export async function lockEnquiryByToken(tx: Tx, tokenHash: Buffer): Promise<Enquiry | null> {
  const row = await findRow<{ id: EnquiryId }>(tx, sql('lock_enquiry_by_token'), [tokenHash])
  return row && findEnquiry(tx, row.id)
}

export async function findEnquiryIdByReference(db: Db, reference: string): Promise<EnquiryId | null> {
  const row = await findRow<{ id: EnquiryId }>(db, sql('find_enquiry_by_reference'), [reference])
  return row?.id ?? null
}

export type QueuePage = {
  readonly authorityId: string | null
  readonly scope: UnitScope
  readonly states: readonly EnquiryState[]
  readonly heldBy: string | null
  readonly contestId: ContestId | null
  readonly query: string
  readonly after: string | null
  readonly oldestFirst: boolean
  readonly limit: number
}

export async function listEnquiries(db: Db, page: QueuePage): Promise<Enquiry[]> {
  const { all, longest } = patternsOf(page.query)
  const { authorityId, scope, states, heldBy, contestId, after, oldestFirst, limit } = page
  const found = all.length === 0 ? '' : longest
  const given = [authorityId, scope.root, states, heldBy, contestId, all, found, after, oldestFirst, limit]
  return listPage(db, sql('list_enquiries'), [...given, longest])
}

/** Whether the unit of whoever asked is within this scope. */
export async function isWithin(db: Db, id: EnquiryId, scope: UnitScope): Promise<boolean> {
  return scope.root === null || (await findRow(db, sql('is_below'), [id, scope.root])) !== null
}

export type Similar = Pick<Enquiry, 'id' | 'reference' | 'text' | 'state' | 'askedAt'>

export async function listSimilar(db: Db, id: EnquiryId): Promise<Similar[]> {
  return listRows(db, sql('list_similar'), [id])
}

export async function countMerged(db: Db, id: EnquiryId): Promise<number> {
  return (await findRow<{ count: number }>(db, sql('count_merged'), [id]))!.count
}

export async function listSaid(db: Db, enquiry: Pick<Enquiry, 'id' | 'mergedInto'>): Promise<Entry[]> {
  return listRows(db, sql('list_said'), [enquiry.id, enquiry.mergedInto])
}

/** By the keeper: the role that takes requests cannot read them. */
export async function listNotes(keeper: Db, id: EnquiryId): Promise<Entry[]> {
  return listRows(keeper, sql('list_notes'), [id])
}

export async function countFollowUps(db: Db, id: EnquiryId): Promise<number> {
  return (await findRow<{ count: number }>(db, sql('count_follow_ups'), [id]))!.count
}

type Place = Pick<Enquiry, 'id' | 'authorityId'>

export async function insertFollowUp(tx: Tx, { id, authorityId }: Place, text: string, at: Date) {
  await listRows(tx, sql('insert_follow_up'), [id, authorityId, text, at])
  await listRows(tx, sql('open_again'), [id, at])
}

export async function insertAnswer(
  tx: Tx,
  { id, authorityId }: Place,
  { text, by, at }: { text: string; by: string; at: Date },
): Promise<void> {
  await listRows(tx, sql('insert_answer'), [id, authorityId, text, by, at])
}

export async function insertNote(
  tx: Tx,
  { id, authorityId }: Place,
  { text, by, at }: { text: string; by: string; at: Date },
): Promise<void> {
  await listRows(tx, sql('insert_note'), [id, authorityId, text, by, at])
}

export async function writeEnquiry(
  tx: Tx,
  {
    id,
    state,
    heldBy,
    mergedInto,
    lastAt,
  }: Pick<Enquiry, 'id' | 'state' | 'heldBy' | 'mergedInto' | 'lastAt'>,
): Promise<void> {
  await listRows(tx, sql('change_enquiry'), [id, state, heldBy, mergedInto, lastAt])
}

export async function moveMerged(tx: Tx, from: EnquiryId, into: EnquiryId): Promise<void> {
  await listRows(tx, sql('move_merged'), [from, into])
}

/** Those that are part of it are answered with it; how many. */
export async function answerMerged(tx: Tx, id: EnquiryId, at: Date): Promise<number> {
  return (await listRows(tx, sql('answer_merged'), [id, at])).length
}

export async function listDeskOfficers(
  db: Db,
  authorityId: string | null,
): Promise<{ id: string; fullName: string }[]> {
  return listRows(db, sql('list_desk_officers'), [authorityId])
}

export async function listReadyAnswers(db: Db, authorityId: AuthorityId): Promise<ReadyAnswer[]> {
  return listRows(db, sql('list_ready_answers'), [authorityId])
}

export async function insertReadyAnswer(
  tx: Tx,
  ready: { id: string; authorityId: AuthorityId; title: string; text: string },
): Promise<void> {
  await listRows(tx, sql('insert_ready_answer'), [ready.id, ready.authorityId, ready.title, ready.text])
}

export async function lockReadyAnswer(
  tx: Tx,
  id: string,
): Promise<(ReadyAnswer & { authorityId: AuthorityId }) | null> {
  return isId(id) ? findRow(tx, sql('lock_ready_answer'), [id]) : null
}

export async function writeReadyAnswer(
  tx: Tx,
  { id, title, text }: Pick<ReadyAnswer, 'id' | 'title' | 'text'>,
  removedAt: Date | null,
): Promise<void> {
  await listRows(tx, sql('change_ready_answer'), [id, title, text, removedAt])
}

export async function listDueErasures(db: Db, before: Date, atMost: number): Promise<EnquiryId[]> {
  const rows = await listRows<{ id: EnquiryId }>(db, sql('list_due_erasures'), [before, atMost])
  return rows.map(({ id }) => id)
}

export async function writeErasures(tx: Tx, ids: readonly EnquiryId[], at: Date): Promise<void> {
  await listRows(tx, sql('erase_enquiries'), [ids, at])
  for (const block of ['erase_follow_ups', 'erase_answers', 'erase_notes'])
    await listRows(tx, sql(block), [ids])
}

export async function dropFullBuckets(db: Db, at: Date): Promise<void> {
  await listRows(db, sql('drop_full_buckets'), [at])
}
