import type { ContestantId } from '../contestants/model.ts'
import { type LockedContestant, lockContestants } from '../contestants/store.ts'
import { inTransaction, type Tx } from '../platform/db.ts'
import { hmac } from '../platform/hmac.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { localDateOf } from '../platform/zone.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { nextClosing, phaseOf } from '../rounds/rules.ts'
import type { Attempt, AttemptId } from './model.ts'
import { deadlineOf, nextSlots, type Taken } from './rules.ts'
import {
  countSlots,
  insertAttempts,
  type LastAttempt,
  listAttempts,
  listLastAttempts,
  type NewAttempt,
} from './store.ts'
import type { PaperNeeds } from './write-down-papers.ts'

export type Start = {
  contest: Contest
  round: Round
  contestantId: ContestantId
  nonce: Buffer
  nonceBy: 'client' | 'server'
  arrivedAt: Date
}

export type StartOutcome =
  | { ok: true; attempt: Attempt; isNew: boolean }
  | Refusal<'not-signed-in' | 'excluded' | 'round-not-open' | 'round-closed' | 'attempts-used-up'>
  | Unsettled

/**
 * The time of the attempt before has run out and nobody has written that down, which has to come first.
 * Only the attempt's own lane may do it: a save that arrived in time may still wait there.
 */
export type Unsettled = Refusal<'unsettled'> & { attemptId: AttemptId }

type Decision = { attemptId: AttemptId; isNew: boolean } | Extract<StartOutcome, { ok: false }>

/**
 * Starts attempts, or resumes the open ones, for a whole batch in one transaction. The contestant's row is held
 * first, so that two requests of one person wait for each other; the numbered slots are what makes a cap a cap.
 */
export async function startAttempts(needs: PaperNeeds, starts: readonly Start[]): Promise<StartOutcome[]> {
  return inTransaction(needs.pool, async (tx) => {
    const contestants = await lockContestants(tx, [
      ...new Set(starts.map(({ contestantId }) => contestantId)),
    ])
    const last = new Map((await listLastAttempts(tx, pairsOf(starts))).map((each) => [pairOf(each), each]))
    const counted = await countTaken(tx, starts)

    const fresh: NewAttempt[] = []
    const decisions: Decision[] = []
    for (const start of starts) {
      const decision = await decide(
        needs,
        start,
        contestants.get(start.contestantId),
        last.get(pairOf(start)),
        counted,
      )
      if (!('started' in decision)) {
        decisions.push(decision)
        continue
      }
      const { started } = decision
      fresh.push(started)
      decisions.push({ attemptId: started.id, isNew: true })
      // The next request in this batch finds it open.
      const { id, roundId, contestantId, deadlineAt } = started
      last.set(pairOf(start), {
        id,
        roundId,
        contestantId,
        deadlineAt,
        attemptNo: started.slots.attemptNo,
        isOpen: true,
      })
    }
    await insertAttempts(tx, fresh)
    const attempts = await listAttempts(
      tx,
      decisions.flatMap((each) => ('isNew' in each ? [each.attemptId] : [])),
    )
    return decisions.map((each) =>
      'isNew' in each ? { ok: true, attempt: attempts.get(each.attemptId)!, isNew: each.isNew } : each,
    )
  })
}

async function decide(
  needs: PaperNeeds,
  start: Start,
  contestant: LockedContestant | undefined,
  last: LastAttempt | undefined,
  counted: Map<string, number>,
): Promise<Decision | { started: NewAttempt }> {
  const { contest, round, arrivedAt } = start
  const { zone, attempts: caps, paper } = contest.rules
  if (!contestant) return refuse('not-signed-in')
  if (contestant.excluded) return refuse('excluded')
  const phase = phaseOf(round, arrivedAt, zone)
  if (phase === 'upcoming' || phase === 'paused') return refuse('round-not-open')
  if (phase !== 'open') return refuse('round-closed')
  if (last?.isOpen)
    return last.deadlineAt > arrivedAt
      ? { attemptId: last.id, isNew: false }
      : { ...refuse('unsettled'), attemptId: last.id }

  const day = localDateOf(arrivedAt, zone)
  const inContest = `${contest.id}/${start.contestantId}`
  const onDay = `${inContest}/${day}`
  const taken: Taken = {
    inRound: last?.attemptNo ?? 0,
    onDay: counted.get(onDay) ?? 0,
    inContest: counted.get(inContest) ?? 0,
  }
  const slots = nextSlots(caps, taken)
  if ('ok' in slots) return slots
  counted.set(inContest, taken.inContest + 1).set(onDay, taken.onDay + 1)
  const { drawSecret } = await needs.banks.ofRound(round.id)
  return {
    started: {
      // Nobody outside can tell an attempt's id in advance, and the same attempt always gets the same one.
      id: timeOrderedId(
        arrivedAt,
        hmac(drawSecret, `attempt/${start.contestantId}/${slots.attemptNo}`),
      ) as AttemptId,
      authorityId: contest.authorityId,
      contestId: contest.id,
      roundId: round.id,
      contestantId: start.contestantId,
      unitId: contestant.unitId,
      ruleVersion: contest.ruleVersion,
      nonce: start.nonce,
      nonceBy: start.nonceBy,
      startedAt: arrivedAt,
      deadlineAt: deadlineOf(arrivedAt, paper.timeLimitSeconds, nextClosing(round, arrivedAt, zone)),
      slots,
      day,
    },
  }
}

/**
 * Only rulebooks that cap the day or the contest need to know what came before in other rounds. By contest and
 * contestant, and by these and the day: one batch may hold requests from both sides of midnight.
 */
async function countTaken(tx: Tx, starts: readonly Start[]): Promise<Map<string, number>> {
  const capped = starts.filter(({ contest }) => contest.rules.attempts.perDay ?? contest.rules.attempts.total)
  if (capped.length === 0) return new Map()
  const rows = await countSlots(
    tx,
    capped.map(({ contest, contestantId, arrivedAt }) => ({
      contestId: contest.id,
      contestantId,
      day: localDateOf(arrivedAt, contest.rules.zone),
    })),
  )
  return new Map(
    rows.flatMap(({ contestId, contestantId, day, inContest, onDay }) => [
      [`${contestId}/${contestantId}`, inContest],
      [`${contestId}/${contestantId}/${day}`, onDay],
    ]),
  )
}

function pairsOf(starts: readonly Start[]): { roundId: Round['id']; contestantId: ContestantId }[] {
  return starts.map(({ round, contestantId }) => ({ roundId: round.id, contestantId }))
}

function pairOf(of: Start | LastAttempt): string {
  return 'round' in of ? `${of.round.id}/${of.contestantId}` : `${of.roundId}/${of.contestantId}`
}
