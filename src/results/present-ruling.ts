import type { Pool } from '../platform/db.ts'
import { presentDiff } from '../rankings/present-version.ts'
import type { Ruling } from '../rulings/model.ts'
import { countRuledAttempts, listRulingRounds } from '../rulings/store.ts'
import { findOpenProposal } from '../staff/proposal-store.ts'
import { oldestOpenProposal } from '../staff/rules.ts'
import type { RulingView } from './contract.ts'
import type { Drawn } from './draw-up-ruling.ts'
import { kindOf } from './propose-ruling.ts'
import { isInterrupted } from './rules.ts'
import { findQuestion } from './store.ts'

/** As an officer sees it: names in full, whatever the public is shown. */
export async function presentRuling(pool: Pool, ruling: Ruling, at: Date): Promise<RulingView> {
  const rounds = ruling.readyAt ? await listRulingRounds<Drawn>(pool, ruling.id) : []
  const proposalId = await findOpenProposal(pool, kindOf(ruling), ruling.id, oldestOpenProposal(at))
  const { id, kind, reason, notice, mayRetake, papers, papersDone } = ruling
  return {
    id,
    kind,
    state: stateOf(ruling, proposalId !== null, at),
    way: ruling.kind === 'question' ? ruling.way : null,
    question: ruling.kind === 'question' ? await findQuestion(pool, ruling.questionId) : null,
    scope: { ...ruling.scope },
    lifts: ruling.kind === 'lift' ? ruling.lifts : null,
    mayRetake,
    attempts: await countRuledAttempts(pool, id),
    papers,
    papersDone,
    failed: failureOf(ruling, at),
    madeAt: ruling.madeAt.toISOString(),
    decidedAt: ruling.decidedAt?.toISOString() ?? null,
    liftedAt: ruling.liftedAt?.toISOString() ?? null,
    reason,
    notice,
    proposalId,
    rounds: rounds.map(({ roundNo, drawn }) => ({
      round: roundNo === 0 ? 'final' : roundNo,
      state: drawn.head ? 'drawn' : 'at-close',
      papers: drawn.papers,
      diff: drawn.diff && presentDiff(drawn.diff, 'full'),
    })),
  }
}

function stateOf(ruling: Ruling, isProposed: boolean, at: Date): RulingView['state'] {
  if (ruling.liftedAt) return 'lifted'
  if (ruling.decidedAt) return 'decided'
  if (failureOf(ruling, at)) return 'failed'
  if (!ruling.readyAt) return 'working'
  return isProposed ? 'proposed' : 'ready'
}

function failureOf(ruling: Ruling, at: Date): RulingView['failed'] {
  if (ruling.failed === 'changed' || ruling.failed === 'dropped') return 'changed'
  if (ruling.failed) return 'error'
  return isInterrupted(ruling, at) ? 'interrupted' : null
}
