import type { ContestantId } from '../contestants/model.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import type { PointerFault } from '../platform/problem.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { SigningKey } from '../platform/secrets.ts'
import { type Banks, paperOf } from '../questions/keep-banks.ts'
import type { Paper } from '../questions/model.ts'
import { checkAnswers, scoreOf } from '../questions/rules.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import { recordParticipation } from '../statistics/record-participation.ts'
import { hashPaper, issueReceipt } from './issue-receipt.ts'
import type { Attempt, AttemptId, PaperDeed } from './model.ts'
import { isParticipation, judge, readPrediction, type Verdict } from './rules.ts'
import { lockAttempts, writePapers } from './store.ts'

export type PaperNeeds = { pool: Pool; calendar: Calendar; banks: Banks; receiptKey: SigningKey }

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

/**
 * What happened to papers, written down for a whole batch in one transaction: the saved answers, the
 * seal with its score and receipt, and the ledger line. Deeds on one attempt are judged in the order they came.
 */
export async function writeDownPapers(
  needs: PaperNeeds,
  asked: readonly AskedDeed[],
): Promise<PaperOutcome[]> {
  return inTransaction(needs.pool, (tx) => writeDownIn(needs, tx, asked))
}

async function writeDownIn(needs: PaperNeeds, tx: Tx, asked: readonly AskedDeed[]): Promise<PaperOutcome[]> {
  const attempts = await lockAttempts(tx, [...new Set(asked.map(({ attemptId }) => attemptId))])
  const changed = new Set<AttemptId>()
  const outcomes: PaperOutcome[] = []
  for (const { attemptId, by, deed } of asked) {
    const attempt = attempts.get(attemptId)
    if (!attempt) outcomes.push(refuse('no-such-attempt'))
    else if (by && !by.includes(attempt.contestantId)) outcomes.push(refuse('not-your-attempt'))
    else {
      const paper = await loadPaper(needs, attempt)
      const reading = readDeed(needs, attempt, paper, deed)
      if (!reading.ok) {
        outcomes.push(reading)
        continue
      }
      const verdict = judge(attempt, reading.deed)
      const after = applied(needs, verdict, paper)
      if (after !== attempt) {
        attempts.set(attemptId, after)
        changed.add(attemptId)
      }
      outcomes.push(
        verdict.ok
          ? { ok: true, attempt: after, stale: verdict.stale }
          : { ok: false, reason: verdict.reason, attempt: after },
      )
    }
  }
  await writeDown(
    tx,
    [...changed].map((id) => attempts.get(id)!),
  )
  return outcomes
}

async function writeDown(tx: Tx, attempts: readonly Attempt[]): Promise<void> {
  await writePapers(tx, attempts)
  const ended = attempts.filter(({ sealed }) => sealed !== null)
  if (ended.length === 0) return
  await recordParticipation(
    tx,
    ended.map((attempt) => ({
      attemptId: attempt.id,
      authorityId: attempt.authorityId,
      contestId: attempt.contestId,
      roundId: attempt.roundId,
      unitId: attempt.unitId,
      contestantId: attempt.contestantId,
      participated: isParticipation(attempt.sealed!.ending, attempt),
      finishedAt: attempt.sealed!.submittedAt,
    })),
  )
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

/** The attempt after the verdict; where the paper ends, with its score and its signed receipt. */
function applied(needs: PaperNeeds, verdict: Verdict, paper: Paper): Attempt {
  const { attempt, seal } = verdict
  if (!seal) return attempt
  const { contest, round } = needs.calendar.roundOf(attempt.roundId)!
  const paperHash = hashPaper(attempt, paper)
  return {
    ...attempt,
    sealed: {
      ...seal,
      durationMs: seal.submittedAt.getTime() - attempt.startedAt.getTime(),
      score: scoreOf(paper, attempt.answers),
      total: paper.length,
      ...issueReceipt(
        needs.receiptKey,
        { contest: contest.rules.slug, round: round.no },
        attempt,
        seal,
        paperHash,
      ),
    },
  }
}
