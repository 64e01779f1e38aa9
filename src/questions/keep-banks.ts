/**
 * The questions of a round and their keys, frozen in memory while papers are drawn and graded. Only the keeper's
 * pool can read them; the pool that serves requests cannot (R-S1). A round's pool never changes once it is loaded.
 */
import type { BlueprintRow, ContestId } from '../contests/model.ts'
import type { Pool } from '../platform/db.ts'
import type { RoundId } from '../rounds/model.ts'
import { loadRoundSecret } from '../rounds/store.ts'
import type { KeyedQuestion, Paper } from './model.ts'
import { drawer, drawPaper } from './rules.ts'
import { listPracticePool, listRoundPool } from './store.ts'

export type Bank = {
  readonly questions: readonly KeyedQuestion[]
  readonly drawSecret: Buffer
  readonly tieSeed: Buffer
}

export type Banks = {
  ofRound(id: RoundId): Promise<Bank>
  /** Practice questions change with the rule version. */
  practiceOf(id: ContestId, ruleVersion: number): Promise<readonly KeyedQuestion[]>
}

export function keepBanks(keeper: Pool): Banks {
  const remember = <Id, Value>(load: (id: Id) => Promise<Value>, atMost: number) => {
    const known = new Map<Id, Promise<Value>>()
    return (id: Id): Promise<Value> => {
      const hit = known.get(id)
      if (hit) return hit
      const loading = load(id)
      known.set(id, loading)
      loading.catch(() => known.delete(id))
      if (known.size > atMost) known.delete(known.keys().next().value as Id)
      return loading
    }
  }
  const practice = remember((key: string) => listPracticePool(keeper, key.split('/')[0] as ContestId), 64)
  return {
    ofRound: remember(async (id: RoundId) => {
      const [questions, secret] = await Promise.all([listRoundPool(keeper, id), loadRoundSecret(keeper, id)])
      return { questions, ...secret }
    }, 64),
    practiceOf: (id, ruleVersion) => practice(`${id}/${ruleVersion}`),
  }
}

/** The paper of an attempt, drawn again whenever it is needed: it is not stored, it follows. */
export function paperOf(
  bank: Bank,
  paper: { blueprint: readonly BlueprintRow[]; shuffleOptions: boolean },
  attempt: { id: string; nonce: Buffer },
): Paper {
  const draw = drawer(bank.drawSecret, `${attempt.id}/${attempt.nonce.toString('hex')}`)
  return drawPaper(bank.questions, paper.blueprint, paper.shuffleOptions, draw)
}
