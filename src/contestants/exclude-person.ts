/** Officers exclude somebody from a contest, or let them in again (docs/rules/people.md, N-11). */
import { recordDeed } from '../audit/record-deed.ts'
import { type Db, findRow, inTransaction, listPage, listRows, type Pool } from '../platform/db.ts'
import { isId, timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { loadSql } from '../platform/sql.ts'
import { nameKeyOf } from '../platform/text.ts'
import type { Contest } from '../rounds/model.ts'
import { hashIdentity } from './hash-identity.ts'

const sql = loadSql(import.meta.url, 'exclusions.sql')

export type ExclusionOrder = {
  readonly id: string
  readonly fullName: string
  readonly numbers: readonly string[]
  readonly reason: string
  readonly madeBy: string
  readonly madeAt: Date
  readonly liftedAt: Date | null
  readonly liftReason: string | null
}

class AlreadyThere extends Error {}

/** From now on: who has one of these numbers is refused at the next start, whenever they registered. */
export async function excludePerson(
  { keeper, identityKey }: { keeper: Pool; identityKey: Buffer },
  order: {
    contest: Contest
    fullName: string
    identities: readonly { field: string; value: string }[]
    reason: string
    by: string
    at: Date
  },
): Promise<{ ok: true; id: string } | Refusal<'already-there'>> {
  const { contest, fullName, identities, reason, by, at } = order
  const id = timeOrderedId(at)
  // Whoever came with a relative's number is known by number and name (C-3).
  const known = identities.flatMap(({ field, value }) => [
    { field, value },
    { field: `${field}+name`, value: `${value}\0${nameKeyOf(fullName)}` },
  ])
  try {
    await inTransaction(keeper, async (tx) => {
      const numbers = identities.map(({ field, value }) => `${field} ${value.slice(-3)}`)
      const { authorityId } = contest
      await listRows(tx, sql('insert_order'), [
        id,
        authorityId,
        contest.id,
        fullName,
        numbers,
        reason,
        by,
        at,
      ])
      const written = await listRows<{ field: string }>(tx, sql('insert_ordered'), [
        authorityId,
        contest.id,
        id,
        known.map(({ field }) => field),
        known.map((identity) => hashIdentity(identityKey, contest.id, identity)),
        reason,
      ])
      if (written.length < known.length) throw new AlreadyThere()
      await recordDeed(tx, {
        authorityId,
        actor: by,
        deed: 'contestant.excluded',
        subject: id,
        details: { contest: contest.slug, fields: identities.map(({ field }) => field), reason },
        at,
      })
    })
    return { ok: true, id }
  } catch (error) {
    if (error instanceof AlreadyThere) return refuse('already-there')
    throw error
  }
}

export async function liftExclusion(
  { keeper }: { keeper: Pool },
  lifting: { contest: Contest; id: string; reason: string; by: string; at: Date },
): Promise<{ ok: true } | Refusal<'not-found' | 'already-decided'>> {
  const { contest, id, reason, by, at } = lifting
  if (!isId(id)) return refuse('not-found')
  return inTransaction(keeper, async (tx) => {
    if (!(await findRow(tx, sql('find_order'), [id, contest.id]))) return refuse('not-found')
    if (!(await findRow(tx, sql('lift_order'), [id, contest.id, by, at, reason])))
      return refuse('already-decided')
    await listRows(tx, sql('clear_ordered'), [id])
    await recordDeed(tx, {
      authorityId: contest.authorityId,
      actor: by,
      deed: 'contestant.exclusion-lifted',
      subject: id,
      details: { contest: contest.slug, reason },
      at,
    })
    return { ok: true }
  })
}

export async function listExclusionOrders(
  db: Db,
  contestId: string,
  page: { before: string | null; limit: number },
): Promise<ExclusionOrder[]> {
  return listPage(db, sql('list_orders'), [contestId, page.before, page.limit])
}
