/**
 * Somebody changes the unit, goes on leave, comes back, retires or leaves, on a day (N-7). What was stays as it was: a time
 * ends and the next begins. No paper is moved by it: an attempt keeps the unit it was started from.
 */
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { localDateOf } from '../platform/zone.ts'
import type { Ending, PersonId } from './model.ts'
import { decideMove } from './moves.ts'
import { ZONE } from './place-of.ts'
import { endSpell, insertSpell, isBelow, listSpells, lockPerson, type Person, raiseVersion } from './store.ts'

export type Move = {
  readonly personId: string
  readonly authorityId: string
  /** What the officer may reach: nobody is moved out of another's units. Into them, one's own are handed over (N-7). */
  readonly root: string | null
  readonly by: string
  readonly version: number
  readonly kind: Ending
  readonly on: string
  /** Of a leave: the day on which they are back, if that is known. */
  readonly until: string | null
  readonly unitId: string | null
  readonly position: string | null
  readonly reason: string
  readonly at: Date
}
type Outcome =
  | { ok: true }
  | Refusal<'not-found' | 'conflict' | 'no-such-unit'>
  | (Refusal<'changed-meanwhile'> & { current: Person })

export async function movePerson({ keeper }: { keeper: Pool }, move: Move): Promise<Outcome> {
  return inTransaction(keeper, async (tx) => {
    const person = await lockPerson(tx, move.personId, move.authorityId)
    if (!person) return refuse('not-found')
    const spells = await listSpells(tx, person.id)
    const last = spells.at(-1)
    if (!last || !(await reach(tx, move, last.unitId))) return refuse('not-found')
    if (person.version !== move.version) return { ...refuse('changed-meanwhile'), current: person }
    if (
      move.unitId &&
      !(await isBelow(tx, {
        unitId: move.unitId,
        authorityId: move.authorityId,
        root: null,
        on: today(move),
      }))
    )
      return refuse('no-such-unit')
    const decision = decideMove(last, move)
    if (!decision.ok) return decision
    if (decision.ends) await endSpell(tx, last.id, decision.ends.on, decision.ends.ending)
    for (const next of decision.begins)
      await insertSpell(tx, {
        ...next,
        id: timeOrderedId(move.at),
        authorityId: move.authorityId,
        personId: person.id as PersonId,
      })
    await raiseVersion(tx, person.id)
    const { kind, on, until, reason, by, at } = move
    await recordDeed(tx, {
      authorityId: move.authorityId,
      actor: by,
      deed: `roster.${DEEDS[kind]}`,
      subject: person.id,
      details: { on, until, from: last.unitId, to: move.unitId, reason },
      at,
    })
    return { ok: true }
  })
}

const DEEDS: Record<Ending, string> = {
  transfer: 'moved',
  leave: 'leave-begun',
  return: 'returned',
  retired: 'retired',
  left: 'left',
}

const today = ({ at }: Move) => localDateOf(at, ZONE)
const reach = (tx: Tx, move: Move, unitId: string) => isBelow(tx, { ...move, unitId, on: today(move) })
