import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { endingOf, hashNumber } from './hash-number.ts'
import type { NumberKind, PersonId } from './model.ts'
import {
  insertNumber,
  insertPerson,
  insertSpell,
  lockPerson,
  lockRoster,
  type Person,
  writePerson,
} from './store.ts'

/** One person by hand: who begins today, or was forgotten in the file. */
export async function enterPerson(
  { keeper, identityKey }: { keeper: Pool; identityKey: Buffer },
  entry: {
    authorityId: string
    by: string
    fullName: string
    birthOn: string | null
    unitId: string
    position: string | null
    from: string
    numbers: readonly { kind: NumberKind; value: string }[]
    at: Date
  },
): Promise<{ ok: true; id: PersonId } | Refusal<'already-there'>> {
  const { authorityId, by, at, numbers, unitId, position, from: validFrom } = entry
  return inTransaction(keeper, async (tx) => {
    await lockRoster(tx, authorityId)
    const id = timeOrderedId(at) as PersonId
    await insertPerson(tx, { ...entry, id })
    for (const number of numbers) {
      const hash = hashNumber(identityKey, authorityId, number)
      const { kind, value } = number
      const isFree = await insertNumber(tx, {
        authorityId,
        kind,
        hash,
        personId: id,
        ending: endingOf(value),
      })
      if (!isFree) throw new AlreadyThere()
    }
    await insertSpell(tx, {
      id: timeOrderedId(at),
      authorityId,
      personId: id,
      unitId,
      position,
      standing: 'serving',
      validFrom,
      validTo: null,
      ending: null,
    })
    await recordDeed(tx, {
      authorityId,
      actor: by,
      deed: 'roster.person-entered',
      subject: id,
      details: { unit: unitId, from: validFrom },
      at,
    })
    return { ok: true as const, id }
  }).catch((error: unknown) => {
    if (error instanceof AlreadyThere) return refuse('already-there')
    throw error
  })
}

class AlreadyThere extends Error {}

/** A name or a birth date that was written wrongly. */
export async function correctPerson(
  { keeper }: { keeper: Pool },
  change: {
    personId: string
    authorityId: string
    by: string
    version: number
    fullName: string
    birthOn: string | null
    at: Date
  },
): Promise<{ ok: true } | Refusal<'not-found'> | (Refusal<'changed-meanwhile'> & { current: Person })> {
  const { personId, authorityId, by, version, fullName, birthOn, at } = change
  return inTransaction(keeper, async (tx) => {
    const person = await lockPerson(tx, personId, authorityId)
    if (!person) return refuse('not-found')
    if (person.version !== version) return { ...refuse('changed-meanwhile'), current: person }
    await writePerson(tx, { id: person.id, fullName, birthOn })
    const details = { renamed: person.fullName !== fullName, birthDate: person.birthOn !== birthOn }
    await recordDeed(tx, {
      authorityId,
      actor: by,
      deed: 'roster.person-corrected',
      subject: person.id,
      details,
      at,
    })
    return { ok: true }
  })
}
