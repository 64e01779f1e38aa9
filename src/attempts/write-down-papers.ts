import type { ContestantId } from '../contestants/model.ts'
import type { Pool } from '../platform/db.ts'
import { Busy } from '../platform/group-commit.ts'
import type { PointerFault } from '../platform/problem.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { SigningKey } from '../platform/secrets.ts'
import { type Banks, paperOf } from '../questions/keep-banks.ts'
import type { Paper } from '../questions/model.ts'
import { checkAnswers, scoreOf } from '../questions/rules.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import { pausedMs } from '../rounds/rules.ts'
import { hashPaper, issueReceipt } from './issue-receipt.ts'
import type { OpenPaper, OpenPapers } from './keep-open-papers.ts'
import type { Attempt, AttemptId, PaperDeed } from './model.ts'
import { isParticipation, judge, readPrediction, type Verdict } from './rules.ts'
import { type Change, listAttempts, writePapers } from './store.ts'

export type PaperNeeds = {
  pool: Pool
  calendar: Calendar
  banks: Banks
  receiptKey: SigningKey
  /** Absent: every attempt is read. */
  openPapers?: OpenPapers
}

/** A deed as it came in: whose it is not yet proven, the prediction not yet read. */
export type AskedDeed = {
  attemptId: AttemptId
  /** The contestants this request speaks for; null where the house itself asks. */
  by: readonly ContestantId[] | null
  deed: PaperDeed extends infer Deed
    ? Deed extends { prediction: unknown }
      ? Omit<Deed, 'prediction'> & { prediction: number | string | null | undefined }
      : Deed
    : never
}

export type PaperOutcome =
  | { ok: true; attempt: Attempt; stale: boolean }
  | Refusal<'no-such-attempt' | 'not-your-attempt'>
  | (Refusal<'malformed'> & { faults: PointerFault[] })
  | (Refusal<'too-late' | 'already-submitted'> & { attempt: Attempt })

/** Others may write the same paper between our reading and our writing; each time that happens, one of them got through. */
const TURNS = 20

/**
 * What happened to papers, written down for a whole batch in one statement: the saved answers, the seal
 * with its score and receipt, and the ledger line. Deeds on one attempt are judged in the order they came, on the attempt
 * as this process knows it; where it no longer stands so, nothing of it is written and it is read and judged again.
 * A deed that cannot be judged comes back as the error, alone.
 */
export async function writeDownPapers(
  needs: PaperNeeds,
  asked: readonly AskedDeed[],
): Promise<(PaperOutcome | Error)[]> {
  const outcomes = new Map<AskedDeed, PaperOutcome | Error>()
  let waiting = groupByAttempt(asked)
  for (let turn = 0; waiting.size > 0; turn++) {
    if (turn === TURNS) throw new Busy('others keep writing the same papers')
    const judged = await judgeAll(needs, waiting, turn === 0)
    const changes = judged.flatMap(({ change, isSettled }) => (isSettled && change) || [])
    // Whatever becomes of the statement, what was known before it is no longer known.
    for (const { now } of changes) needs.openPapers?.forget(now.id)
    const written = await writePapers(needs.pool, changes)
    const again = new Map<AttemptId, AskedDeed[]>()
    for (const { attemptId, deeds, change, isSettled, paper } of judged) {
      if (!isSettled || (change && !written.has(attemptId))) {
        again.set(
          attemptId,
          deeds.map(({ asked: each }) => each),
        )
        continue
      }
      for (const each of deeds) outcomes.set(each.asked, each.outcome)
      if (change && paper && !change.now.sealed) needs.openPapers?.keep({ attempt: change.now, paper })
    }
    waiting = again
  }
  return asked.map((each) => outcomes.get(each)!)
}

function groupByAttempt(asked: readonly AskedDeed[]): Map<AttemptId, AskedDeed[]> {
  const groups = new Map<AttemptId, AskedDeed[]>()
  for (const each of asked) {
    const group = groups.get(each.attemptId)
    if (group) group.push(each)
    else groups.set(each.attemptId, [each])
  }
  return groups
}

type Judged = {
  readonly attemptId: AttemptId
  readonly deeds: readonly { asked: AskedDeed; outcome: PaperOutcome | Error }[]
  /** What is to be written; null where nothing changes. */
  readonly change: Change | null
  readonly paper: Paper | null
  /** False: judged on memory, which may be old, and something of it was not granted. */
  readonly isSettled: boolean
}

async function judgeAll(
  needs: PaperNeeds,
  waiting: ReadonlyMap<AttemptId, readonly AskedDeed[]>,
  trustMemory: boolean,
): Promise<Judged[]> {
  // Asked once: while the others are read, memory may let one go.
  const remembered = new Map(
    [...waiting.keys()].map((id) => [id, trustMemory ? needs.openPapers?.find(id) : undefined]),
  )
  const toRead = [...waiting.keys()].filter((id) => !remembered.get(id))
  const read = toRead.length > 0 ? await listAttempts(needs.pool, toRead) : new Map<AttemptId, Attempt>()
  // Side by side, so that the papers that end are signed side by side.
  return Promise.all(
    [...waiting].map(async ([attemptId, asked]): Promise<Judged> => {
      const known = remembered.get(attemptId)
      try {
        const open = known ?? (await openPaper(needs, read.get(attemptId)))
        return await judgePaper(needs, attemptId, open, asked, known !== undefined)
      } catch (error) {
        const deeds = asked.map((each) => ({ asked: each, outcome: error as Error }))
        return { attemptId, deeds, change: null, paper: null, isSettled: true }
      }
    }),
  )
}

async function openPaper(needs: PaperNeeds, attempt: Attempt | undefined): Promise<OpenPaper | null> {
  return attempt ? { attempt, paper: await loadPaper(needs, attempt) } : null
}

async function judgePaper(
  needs: PaperNeeds,
  attemptId: AttemptId,
  open: OpenPaper | null,
  asked: readonly AskedDeed[],
  isRemembered: boolean,
): Promise<Judged> {
  let now = open?.attempt
  let allGranted = true
  const deeds: { asked: AskedDeed; outcome: PaperOutcome }[] = []
  for (const each of asked) {
    const { after, outcome } = await judgeDeed(needs, now, open?.paper, each)
    allGranted &&= after !== now
    now = after
    deeds.push({ asked: each, outcome })
  }
  const was = open?.attempt
  const change =
    was && now && now !== was
      ? { was, now, participated: now.sealed !== null && isParticipation(now.sealed.ending, now) }
      : null
  return { attemptId, deeds, change, paper: open?.paper ?? null, isSettled: allGranted || !isRemembered }
}

async function judgeDeed(
  needs: PaperNeeds,
  attempt: Attempt | undefined,
  paper: Paper | undefined,
  { by, deed }: AskedDeed,
): Promise<{ after: Attempt | undefined; outcome: PaperOutcome }> {
  if (!attempt || !paper) return { after: attempt, outcome: refuse('no-such-attempt') }
  if (by && !by.includes(attempt.contestantId)) return { after: attempt, outcome: refuse('not-your-attempt') }
  const reading = readDeed(needs, attempt, paper, deed)
  if (!reading.ok) return { after: attempt, outcome: reading }
  const verdict = judge(attempt, reading.deed)
  const { attempt: judged, seal } = verdict
  const after = seal ? await sealed(needs, judged, seal, paper) : judged
  const outcome: PaperOutcome = verdict.ok
    ? { ok: true, attempt: after, stale: verdict.stale }
    : { ok: false, reason: verdict.reason, attempt: after }
  return { after, outcome }
}

/** The paper of an attempt, under the rules it was started with. */
export async function loadPaper(
  needs: Pick<PaperNeeds, 'calendar' | 'banks'>,
  attempt: Attempt,
): Promise<Paper> {
  const rulesOf = () => needs.calendar.roundOf(attempt.roundId)!.contest.paperRules[attempt.ruleVersion]
  // Another process may have started it under a version that this one has not heard of yet.
  if (!rulesOf()) await needs.calendar.refresh()
  const rules = rulesOf()
  if (!rules) throw new Error(`attempt ${attempt.id} was started under an unknown rule version`)
  return paperOf(await needs.banks.ofRound(attempt.roundId), rules, attempt)
}

function readDeed(
  needs: PaperNeeds,
  attempt: Attempt,
  paper: Paper,
  deed: AskedDeed['deed'],
): { ok: true; deed: PaperDeed } | (Refusal<'malformed'> & { faults: PointerFault[] }) {
  if (deed.kind === 'expiry') return { ok: true, deed }
  // A later submission gets the first receipt, whatever it holds.
  if (deed.kind === 'submission' && attempt.sealed?.ending === 'submitted')
    return { ok: true, deed: { ...deed, answers: undefined, prediction: undefined } }
  const faults = deed.answers ? checkAnswers(paper, deed.answers) : []
  const prediction = readPrediction(
    needs.calendar.roundOf(attempt.roundId)!.contest.rules.prediction,
    deed.prediction,
  )
  if (!prediction.ok) faults.push({ pointer: '/prediction', expected: prediction.expected })
  if (!prediction.ok || faults.length > 0) return { ...refuse('malformed'), faults }
  return { ok: true, deed: { ...deed, prediction: prediction.value } }
}

/** The attempt with its end, its score and its signed receipt. */
async function sealed(
  needs: PaperNeeds,
  attempt: Attempt,
  seal: NonNullable<Verdict['seal']>,
  paper: Paper,
): Promise<Attempt> {
  const { contest, round } = needs.calendar.roundOf(attempt.roundId)!
  const place = { contest: contest.rules.slug, round: round.no }
  return {
    ...attempt,
    sealed: {
      ...seal,
      // I-4: less what the round stood still.
      durationMs:
        seal.submittedAt.getTime() -
        attempt.startedAt.getTime() -
        pausedMs(round, attempt.startedAt, seal.submittedAt),
      score: scoreOf(paper, attempt.answers),
      total: paper.length,
      ...(await issueReceipt(needs.receiptKey, place, attempt, seal, hashPaper(attempt, paper))),
    },
  }
}
