/** Who may do what with the bank, beyond the table of access (docs/rules/banks.md, K-3 and K-10). */
import type { Role } from '../staff/model.ts'
import { holds } from '../staff/policy.ts'

type Who = Parameters<typeof holds>[0]

const READ_KEYS: readonly Role[] = ['question-writer', 'question-reviewer', 'organiser', 'judge']
/** While a question is in the pool of a round that has not closed. */
const READ_SEALED_KEYS: readonly Role[] = ['question-reviewer', 'organiser', 'judge']

export const mayReadKey = (who: Who, isSealed: boolean): boolean =>
  holds(who, isSealed ? READ_SEALED_KEYS : READ_KEYS)

/** Whoever reviews may send back; whoever wrote may take back. */
export const mayReturn = (who: Who & { readonly id: string }, writers: readonly string[]): boolean =>
  holds(who, ['question-reviewer']) || writers.includes(who.id)
