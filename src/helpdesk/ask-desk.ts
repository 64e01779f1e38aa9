/** Somebody asks the help desk (docs/rules/helpdesk.md, H-1 to H-5). */
import { randomBytes, randomInt } from 'node:crypto'
import { presentReceipt } from '../attempts/issue-receipt.ts'
import type { AttemptId } from '../attempts/model.ts'
import { findAttempt } from '../attempts/store.ts'
import type { ContestantId } from '../contestants/model.ts'
import { findContestant } from '../contestants/store.ts'
import { type Db, inTransaction, type Pool } from '../platform/db.ts'
import { isId, timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Contest } from '../rounds/model.ts'
import { mintToken } from '../staff/mint-token.ts'
import type { Context, EnquiryId, Topic } from './model.ts'
import { maskIdentityNumbers } from './rules.ts'
import { insertEnquiry } from './store.ts'
import { type Asker, takeFromBuckets } from './take-from-buckets.ts'

export type AskNeeds = { pool: Pool; staffKey: Buffer }

type Question = {
  readonly topic: Topic
  readonly text: string
  readonly name: string | null
  readonly context: Context
  readonly contestantId: ContestantId | null
  readonly address: string
  readonly at: Date
}
type Outcome =
  | { ok: true; reference: string; token: string }
  | Refusal<'no-such-attempt'>
  | (Refusal<'slow-down'> & { until: Date })

/** What counts as theirs is looked up, not believed: who they are, their unit, and that an attempt is their own. */
export async function askDesk(needs: AskNeeds, contest: Contest, question: Question): Promise<Outcome> {
  const { contestantId, at, topic } = question
  const person = contestantId && (await findContestant(needs.pool, contestantId))
  const attempt = await findOwnAttempt(needs.pool, contest, question)
  if (attempt === 'not-theirs') return refuse('no-such-attempt')

  const { token, hash } = mintToken()
  const reference = newReference()
  const asker: Asker = person
    ? { kind: 'member', contestantId: person.id }
    : { kind: 'stranger', address: question.address }
  const { attemptId: _claimed, receiptCode: _typed, ...context } = question.context
  return inTransaction(needs.pool, async (tx) => {
    const taken = await takeFromBuckets(tx, needs.staffKey, { asker, contestId: contest.id, at })
    if (!taken.ok) return taken
    await insertEnquiry(tx, {
      id: timeOrderedId(at, randomBytes(10)) as EnquiryId,
      authorityId: contest.authorityId,
      contestId: contest.id,
      reference,
      tokenHash: hash,
      topic,
      text: maskIdentityNumbers(question.text),
      askerName: question.name ?? person?.fullName ?? null,
      contestantId: person?.id ?? null,
      unitId: person?.unitId ?? null,
      attemptId: attempt?.id ?? null,
      context: { ...context, ...attempt?.shown },
      at,
    })
    return { ok: true, reference, token }
  })
}

async function findOwnAttempt(db: Db, contest: Contest, { context, contestantId }: Question) {
  const { attemptId } = context
  if (attemptId === undefined) return null
  if (!contestantId || !isId(attemptId)) return 'not-theirs'
  const attempt = await findAttempt(db, attemptId as AttemptId)
  const round = contest.rounds.find(({ id }) => id === attempt?.roundId)
  if (attempt?.contestantId !== contestantId || !round) return 'not-theirs'
  const { id, sealed } = attempt
  const receiptCode =
    sealed && presentReceipt({ contest: contest.slug, round: round.no }, { id, sealed }).code
  return { id, shown: { attemptId: id, round: round.no, ...(receiptCode && { receiptCode }) } }
}

// No I, L, O or U: it is read out over the telephone.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** VM-7K2M-9QPX: forty bits, so that two never meet in the life of an installation. */
function newReference(): string {
  const draw = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return `VM-${draw()}-${draw()}`
}
