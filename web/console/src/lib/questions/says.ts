import { questions } from '../../../../messages/console/questions.ts'
import { wordsOf } from '../lang.ts'

const words = wordsOf(questions)

/** What the bank wants of a question, in words. */
export const says = ({ expected, pointer }: { expected?: string; pointer?: string }): string | undefined => {
  if (expected === undefined || pointer === undefined) return undefined
  return words.wants[expected] ?? (/^Too (small|big)|^Invalid/.test(expected) ? words.missing : undefined)
}
