import type { RehearsalView } from './contract.ts'
import type { OrderedRehearsal } from './model.ts'

export function presentRehearsal(it: OrderedRehearsal): RehearsalView {
  const { askedByName, askedAt, endedAt, result, pages, ...rest } = it
  return {
    ...rest,
    askedBy: askedByName,
    askedAt: askedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    pages: [...pages],
    result: result as RehearsalView['result'],
  }
}
