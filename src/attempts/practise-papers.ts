import { randomBytes } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ContestantId } from '../contestants/model.ts'
import { timeOrderedId } from '../platform/ids.ts'
import type { SigningKey } from '../platform/secrets.ts'
import { type Banks, paperOf } from '../questions/keep-banks.ts'
import { checkAnswers, scoreOf, shownKey } from '../questions/rules.ts'
import type { Contest, Round } from '../rounds/model.ts'
import type { UnitId } from '../units/model.ts'
import { hashPaper, issueReceipt } from './issue-receipt.ts'
import type { Attempt, AttemptId } from './model.ts'
import { writeStarted } from './present-attempt.ts'
import { deadlineOf, judge } from './rules.ts'

/**
 * Draws, shows, judges, grades and signs papers of a round that nobody takes, so that what is done for the first person has
 * been done before: the bank is in memory, and the code has been compiled. Nothing of it is kept, and the server's other
 * work goes on in between.
 */
export async function practisePapers(
  needs: { banks: Banks; receiptKey: SigningKey },
  { contest, round }: { contest: Contest; round: Round },
  { times, at }: { times: number; at: Date },
): Promise<void> {
  const bank = await needs.banks.ofRound(round.id)
  for (let turn = 0; turn < times; turn++) {
    const attempt = pretend(contest, round, at)
    const paper = paperOf(bank, contest.rules.paper, attempt)
    writeStarted(attempt, paper, { contest, at })
    const answers = Object.fromEntries(
      paper.map((drawn) => [String(drawn.no), drawn.question.kind === 'single' ? shownKey(drawn) : []]),
    ) as Attempt['answers']
    checkAnswers(paper, answers)
    const saved = judge(attempt, { kind: 'save', sequence: 1, answers, prediction: turn, arrivedAt: at })
    const ended = judge(saved.attempt, { kind: 'submission', answers, prediction: turn, arrivedAt: at })
    scoreOf(paper, answers)
    if (ended.ok && ended.seal) {
      const place = { contest: contest.slug, round: round.no }
      await issueReceipt(needs.receiptKey, place, attempt, ended.seal, hashPaper(ended.attempt, paper))
    }
    if (turn % 8 === 7) await nextTurn()
  }
}

function pretend(contest: Contest, round: Round, at: Date): Attempt {
  const id = timeOrderedId(at)
  return {
    id: id as AttemptId,
    authorityId: contest.authorityId,
    contestId: contest.id,
    roundId: round.id,
    contestantId: id as ContestantId,
    unitId: id as UnitId,
    attemptNo: 1,
    ruleVersion: contest.ruleVersion,
    nonce: randomBytes(16),
    startedAt: at,
    deadlineAt: deadlineOf(at, contest.rules.paper.timeLimitSeconds, new Date(at.getTime() + 86_400_000)),
    savedSequence: 0,
    savedAt: null,
    answers: {},
    prediction: null,
    sealed: null,
    voided: false,
  }
}
