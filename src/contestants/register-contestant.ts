import { recordDeed } from '../audit/record-deed.ts'
import type { Stream } from '../contests/model.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Contest } from '../rounds/model.ts'
import type { UnitId } from '../units/model.ts'
import { hashIdentity } from './hash-identity.ts'
import type { ContestantId, Person } from './model.ts'
import {
  countGuesses,
  findGuessesUsedUp,
  type HashedIdentity,
  insertContestant,
  insertIdentities,
  isExcluded,
  listKnown,
  lockContestants,
  moveContestant,
} from './store.ts'

type Needs = {
  pool: Pool
  identityKey: Buffer
  /** Looks for who registered on the roster; the roster belongs to another slice. Absent: there is none. */
  linkToRoster?: LinkToRoster | undefined
}
export type LinkToRoster = (
  tx: Tx,
  registered: {
    authorityId: string
    contestId: string
    contestantId: string
    stream: Stream
    identities: Person['identities']
  },
) => Promise<boolean>
type Registration = {
  contest: Contest
  stream: Stream
  person: Person
  unitId: UnitId
  at: Date
  /** Every round has closed: who is known may come back and look, nobody new comes in. */
  isOver: boolean
}
type Outcome =
  | { ok: true; contestantId: ContestantId; isNew: boolean }
  | Refusal<'already-registered' | 'round-closed' | 'excluded' | 'not-on-roster'>
  | (Refusal<'slow-down'> & { until: Date })

class Overtaken extends Error {}
/** C-5. Undoes the registration, which was written before it was asked. */
class NotOnRoster extends Error {}

/** C-4: so many guesses at who somebody is, in so long. An identity, never an address: an office shares one. */
const GUESSES = 5
const COUNTED_FOR_MS = 10 * 60_000

/**
 * One person, one contestant per contest (C-1): the same identities, name and birth date are recognised; a part of
 * them is refused without a hint at which part. A new unit counts from the next attempt on.
 */
export async function registerContestant(needs: Needs, registration: Registration): Promise<Outcome> {
  const { contest, person } = registration
  const hashed = (identity: { field: string; value: string }) => ({
    field: identity.field,
    hash: hashIdentity(needs.identityKey, contest.id, identity),
  })
  const identities = person.identities.map(hashed)
  // Whoever is excluded does not come in by calling their own number a relative's.
  if (await isExcluded(needs.pool, contest.id, person.borrowed.map(hashed))) return refuse('excluded')
  for (let tries = 0; ; tries++) {
    try {
      return await inTransaction(needs.pool, async (tx) => {
        const known = await listKnown(tx, contest.id, identities)
        if (known.length === 0)
          return registration.isOver ? refuse('round-closed') : enter(needs, tx, registration, identities)
        // Held first: of a hundred guesses at once each finds those before it counted, in whichever process it came.
        await lockContestants(
          tx,
          known.map(({ id }) => id),
        )
        const { at } = registration
        const until = await findGuessesUsedUp(tx, contest.id, identities, { atMost: GUESSES, at })
        if (until) return { ...refuse('slow-down'), until }
        const [same] = known
        const recognised =
          known.length === 1 &&
          same !== undefined &&
          same.matched === identities.length &&
          same.identities === identities.length &&
          same.stream === registration.stream.code &&
          same.nameKey === person.nameKey &&
          isSameBirth(same.birthOn, person.birthOn) &&
          same.guardian === person.guardian
        if (!recognised) {
          const until = new Date(at.getTime() + COUNTED_FOR_MS)
          await countGuesses(tx, contest, identities, { at, until })
          return refuse('already-registered')
        }
        if (same.unitId !== registration.unitId) await transfer(tx, registration, same.id, same.unitId)
        return { ok: true, contestantId: same.mergedInto ?? same.id, isNew: false }
      })
    } catch (error) {
      if (error instanceof NotOnRoster) return refuse('not-on-roster')
      // Another request entered the same person between our look and our insert: look again.
      if (!(error instanceof Overtaken) || tries === 3) throw error
    }
  }
}

/** C-4. What was first given must be given again; what was not given then is no contradiction now. */
function isSameBirth(before: string | null, now: string | null): boolean {
  return before === null || before === now
}

async function enter(
  needs: Needs,
  tx: Tx,
  registration: Registration,
  identities: HashedIdentity[],
): Promise<Outcome> {
  const { contest, stream, person, unitId, at } = registration
  // The id follows from who it is and when, so that a rehearsal run again gives the same ids.
  const contestantId = timeOrderedId(at, identities[0]!.hash) as ContestantId
  const isFirst = await insertContestant(tx, {
    id: contestantId,
    authorityId: contest.authorityId,
    contestId: contest.id,
    stream: stream.code,
    person,
    unitId,
    at,
  })
  if (!isFirst || (await insertIdentities(tx, contest, contestantId, identities)) !== identities.length)
    throw new Overtaken()
  if (stream.roster && needs.linkToRoster) {
    const registered = {
      authorityId: contest.authorityId,
      contestId: contest.id,
      contestantId,
      stream,
      // Only one's own number says who one is on a roster.
      identities: person.identities,
    }
    const isOnIt = await needs.linkToRoster(tx, registered)
    if (!isOnIt && stream.roster === 'required') throw new NotOnRoster()
  }
  return { ok: true, contestantId, isNew: true }
}

async function transfer(tx: Tx, registration: Registration, id: ContestantId, from: UnitId): Promise<void> {
  await moveContestant(tx, id, registration.unitId)
  await recordDeed(tx, {
    authorityId: registration.contest.authorityId,
    actor: 'contestant',
    deed: 'contestant.moved',
    subject: id,
    details: { from, to: registration.unitId },
    at: registration.at,
  })
}
