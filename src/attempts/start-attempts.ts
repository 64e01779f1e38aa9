import type { ContestantId } from '../contestants/model.ts'
import { Busy } from '../platform/group-commit.ts'
import { hmac } from '../platform/hmac.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { localDateOf } from '../platform/zone.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { limitOf, nextClosing, phaseOf } from '../rounds/rules.ts'
import type { OpenPaper } from './keep-open-papers.ts'
import type { AttemptId } from './model.ts'
import { deadlineOf, nextSlots, type Retakes, withRetakes } from './rules.ts'
import {
  countSlots,
  insertAttempts,
  listAttempts,
  listRetakes,
  type NewAttempt,
  readStandings,
  type Standing,
} from './store.ts'
import { loadPaper, type PaperNeeds } from './write-down-papers.ts'

export type Start = {
  contest: Contest
  round: Round
  contestantId: ContestantId
  nonce: Buffer
  nonceBy: 'client' | 'server'
  arrivedAt: Date
}

export type StartOutcome =
  | ({ ok: true; isNew: boolean } & OpenPaper)
  | Refusal<'not-signed-in' | 'excluded' | 'round-not-open' | 'round-closed' | 'attempts-used-up'>
  | Unsettled

/**
 * The time of the attempt before has run out and nobody has written that down, which has to come first.
 * Only the attempt's own lane may do it: a save that arrived in time may still wait there.
 */
export type Unsettled = Refusal<'unsettled'> & { attemptId: AttemptId }

type Refused = Extract<StartOutcome, { ok: false }>
type Decision = { fresh: NewAttempt } | { resumed: AttemptId } | { refused: Refused }

/** Somebody else may take the slot between our reading and our writing; then there is one attempt more, and caps are small. */
const TURNS = 20

/**
 * Starts attempts, or resumes the open ones, for a whole batch: one statement reads who they are and what came before,
 * one writes the new attempts. Nothing is held in between; the numbered slots are what makes a cap a cap, and whoever
 * finds theirs taken is decided again.
 */
export async function startAttempts(needs: PaperNeeds, starts: readonly Start[]): Promise<StartOutcome[]> {
  const outcomes = new Map<Start, StartOutcome>()
  let waiting = starts
  for (let turn = 0; waiting.length > 0; turn++) {
    if (turn === TURNS) throw new Busy('others keep taking the same slots')
    const decisions = await decideAll(needs, waiting)
    const fresh = new Map(decisions.flatMap((each) => ('fresh' in each ? [[each.fresh.id, each.fresh]] : [])))
    const inserted = await insertAttempts(needs.pool, [...fresh.values()])
    const resumed = decisions.flatMap((each) =>
      'resumed' in each && !fresh.has(each.resumed) ? [each.resumed] : [],
    )
    const read = resumed.length > 0 ? await listAttempts(needs.pool, resumed) : new Map()
    const again: Start[] = []
    for (const [index, start] of waiting.entries()) {
      const decision = decisions[index]!
      if ('refused' in decision) {
        outcomes.set(start, decision.refused)
        continue
      }
      const isNew = 'fresh' in decision
      const id = isNew ? decision.fresh.id : decision.resumed
      const attempt = inserted.has(id) ? fresh.get(id) : read.get(id)
      if (!attempt) {
        again.push(start)
        continue
      }
      const open = { attempt, paper: await loadPaper(needs, attempt) }
      if (isNew) needs.openPapers?.keep(open)
      outcomes.set(start, { ok: true, isNew, ...open })
    }
    waiting = again
  }
  return starts.map((each) => outcomes.get(each)!)
}

async function decideAll(needs: PaperNeeds, starts: readonly Start[]): Promise<Decision[]> {
  // Counted before it is read what is open: an attempt that comes in between is then resumed, or its slot is found taken.
  const counted = await countTaken(needs, starts)
  const retakes = await countRetakesOf(needs, starts)
  const standings = new Map(
    (
      await readStandings(
        needs.pool,
        starts.map(({ round, contestantId }) => ({ roundId: round.id, contestantId })),
      )
    ).map((each) => [pairOf(each.roundId, each.contestantId), each]),
  )
  const decisions: Decision[] = []
  for (const start of starts) {
    const pair = pairOf(start.round.id, start.contestantId)
    const standing = standings.get(pair)
    const decision = await decide(needs, start, standing, { counted, retakes })
    decisions.push(decision)
    // The next request in this batch finds it open.
    if ('fresh' in decision && standing)
      standings.set(pair, { ...standing, last: { ...decision.fresh, isOpen: true } })
  }
  return decisions
}

async function decide(
  needs: PaperNeeds,
  start: Start,
  standing: Standing | undefined,
  { counted, retakes }: { counted: Map<string, number>; retakes: ReadonlyMap<string, Retakes> },
): Promise<Decision> {
  const { contest, round, arrivedAt } = start
  const { zone, attempts: caps, paper } = contest.rules
  if (!standing) return { refused: refuse('not-signed-in') }
  const { last } = standing
  if (standing.excluded) return { refused: refuse('excluded') }
  const phase = phaseOf(round, arrivedAt, zone)
  if (phase === 'upcoming' || phase === 'paused') return { refused: refuse('round-not-open') }
  if (phase !== 'open') return { refused: refuse('round-closed') }
  if (last?.isOpen)
    return last.deadlineAt > arrivedAt
      ? { resumed: last.id }
      : { refused: { ...refuse('unsettled'), attemptId: last.id } }

  const day = localDateOf(arrivedAt, zone)
  const inContest = `${contest.id}/${start.contestantId}`
  const onDay = `${inContest}/${day}`
  const taken = {
    inRound: last?.attemptNo ?? 0,
    onDay: counted.get(onDay) ?? 0,
    inContest: counted.get(inContest) ?? 0,
  }
  const slots = nextSlots(withRetakes(caps, retakes.get(pairOf(round.id, start.contestantId)), day), taken)
  if ('ok' in slots) return { refused: slots }
  counted.set(inContest, taken.inContest + 1).set(onDay, taken.onDay + 1)
  const { drawSecret } = await needs.banks.ofRound(round.id)
  const grants = contest.timeGrants?.get(start.contestantId)
  return {
    fresh: {
      // Nobody outside can tell an attempt's id in advance, and the same attempt always gets the same one.
      id: timeOrderedId(
        arrivedAt,
        hmac(drawSecret, `attempt/${start.contestantId}/${slots.attemptNo}`),
      ) as AttemptId,
      authorityId: contest.authorityId,
      contestId: contest.id,
      roundId: round.id,
      contestantId: start.contestantId,
      unitId: standing.unitId,
      attemptNo: slots.attemptNo,
      ruleVersion: contest.ruleVersion,
      nonce: start.nonce,
      nonceBy: start.nonceBy,
      startedAt: arrivedAt,
      deadlineAt: deadlineOf(
        arrivedAt,
        grants ? limitOf(paper.timeLimitSeconds, grants, round.id) : paper.timeLimitSeconds,
        nextClosing(round, arrivedAt, zone),
        round.pauses,
      ),
      savedSequence: 0,
      savedAt: null,
      answers: {},
      prediction: null,
      sealed: null,
      voided: false,
      slots,
      day,
    },
  }
}

/**
 * Only rulebooks that cap the day or the contest need to know what came before in other rounds. By contest and
 * contestant, and by these and the day: one batch may hold requests from both sides of midnight.
 */
async function countTaken(needs: PaperNeeds, starts: readonly Start[]): Promise<Map<string, number>> {
  const capped = starts.filter(({ contest }) => contest.rules.attempts.perDay ?? contest.rules.attempts.total)
  if (capped.length === 0) return new Map()
  const rows = await countSlots(
    needs.pool,
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

/** Only of rounds in which there is one, so that no other start asks for it. */
async function countRetakesOf(needs: PaperNeeds, starts: readonly Start[]): Promise<Map<string, Retakes>> {
  const asking = starts.filter(({ round }) => round.hasRetakes)
  if (asking.length === 0) return new Map()
  const retakes = await listRetakes(
    needs.pool,
    asking.map(({ round, contestantId }) => ({ roundId: round.id, contestantId })),
  )
  return new Map(retakes.map((each) => [pairOf(each.roundId, each.contestantId), each]))
}

function pairOf(roundId: Round['id'], contestantId: ContestantId): string {
  return `${roundId}/${contestantId}`
}
