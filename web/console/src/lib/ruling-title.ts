/** What a ruling is, in one sentence. */
import type { RulingView } from '../../../../src/results/contract.ts'
import { results } from '../../../messages/console/results.ts'
import { formatOf } from '../../../messages/format.ts'
import { lang, wordsOf } from './lang.ts'

const words = wordsOf(results)
const format = formatOf(lang, 'Asia/Ho_Chi_Minh')

export function rulingTitle({ kind, way, question, scope }: RulingView): string {
  if (kind === 'lift') return words.what.lift
  if (kind === 'question') return words.what[way ?? 'left-out'](question?.code ?? '')
  const round = String(scope.roundNo)
  if (scope.of === 'attempt') return words.what.attempt(round)
  return words.what.period(round, format.minute(String(scope.from)), format.minute(String(scope.until)))
}
