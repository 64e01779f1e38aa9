import { setImmediate as breathe } from 'node:timers/promises'
import { inTransaction, type Pool } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Banks, paperOf } from '../questions/keep-banks.ts'
import type { Contest, Round } from '../rounds/model.ts'
import type { QuestionRuling, RegradedPaper, RegradeId, SealedPaper } from './model.ts'
import { isTheSealedOne, worthOf } from './rules.ts'
import { insertRegrade, insertRegradings, listSealedPapers } from './store.ts'

type Needs = { pool: Pool; banks: Banks }

/** Papers in memory at a time; and how many are drawn before requests on this process have their turn. */
const AT_ONCE = 1_000
const BREATH = 50

/**
 * Every sealed paper of a round, drawn again and graded as is ruled (V-1). Written beside the papers, in parts, each a
 * transaction of its own: nothing of it counts until it is put in force. Returns null where no question of the round is
 * ruled on. The pool is the keeper's: papers are drawn from the secret of the round.
 */
export async function gradeAgain(
  needs: Needs,
  given: {
    contest: Contest
    round: Round
    rulings: readonly QuestionRuling[]
    at: Date
    progress?: (papers: number) => Promise<void>
  },
): Promise<{ id: RegradeId; papers: number } | null> {
  const { contest, round, at } = given
  const bank = await needs.banks.ofRound(round.id)
  const asked = new Set(bank.questions.map(({ id }) => id))
  const rulings = new Map(
    given.rulings.flatMap((ruling) => (asked.has(ruling.questionId) ? [[ruling.questionId, ruling]] : [])),
  )
  if (rulings.size === 0) return null
  const place = { id: round.id, authorityId: contest.authorityId }
  const id = timeOrderedId(at) as RegradeId
  await inTransaction(needs.pool, (tx) => insertRegrade(tx, id, place, at))
  let papers = 0
  for (let last: SealedPaper | null = null; ; ) {
    const sealed = await listSealedPapers(needs.pool, round.id, last, AT_ONCE)
    if (sealed.length === 0) return { id, papers }
    const graded: RegradedPaper[] = []
    for (const [index, each] of sealed.entries()) {
      if (index % BREATH === BREATH - 1) await breathe()
      const rules = contest.paperRules[each.ruleVersion]
      if (!rules) throw new Error(`attempt ${each.id} was started under an unknown rule version`)
      const paper = paperOf(bank, rules, each)
      if (!isTheSealedOne(paper, each.answers, each))
        throw new Error(`attempt ${each.id} is not graded as it was sealed: its paper was drawn otherwise`)
      const worth = worthOf(paper, each.answers, rulings)
      if (worth) graded.push({ attemptId: each.id, ...worth })
    }
    await inTransaction(needs.pool, (tx) => insertRegradings(tx, id, place.authorityId, graded))
    papers += graded.length
    last = sealed.at(-1)!
    await given.progress?.(sealed.length)
  }
}
