/**
 * What a change of the rules may touch once a round has opened (docs/rules/setup.md, E-7). What ranks a round that people are
 * in stays as it was when it opened; what else changes holds from the effective time on, and for papers begun after it.
 */
import canonicalize from 'canonicalize'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Rulebook } from './model.ts'

/** Standings are made by the rules in force when the books are closed, which is shortly after the round. */
const BOOKS_CLOSE_WITHIN_MS = 10 * 60_000

export type OpenedRound = {
  readonly no: number
  readonly opensAt: Date
  readonly closesAt: Date
  readonly booksClosedAt: Date | null
}
export type RuleChangeReason =
  | 'slug-stays'
  | 'opened-rounds-stay'
  | 'identity-stays'
  | 'rounds-change-at-once'
  | 'open-round-keeps-its-order'

export function decideRuleChange(
  before: Rulebook,
  after: Rulebook,
  when: { rounds: readonly OpenedRound[]; at: Date; effectiveAt: Date },
): { ok: true } | Refusal<RuleChangeReason> {
  const { rounds, at, effectiveAt } = when
  const opened = rounds.filter(({ opensAt }) => opensAt <= at)
  if (before.slug !== after.slug || before.authority.code !== after.authority.code)
    return refuse('slug-stays')
  if (opened.some(({ no }) => !isSame(windowOf(before, no), windowOf(after, no))))
    return refuse('opened-rounds-stay')
  if (
    before.streams.some((stream) => !isSame(identityOf(before, stream.code), identityOf(after, stream.code)))
  )
    return refuse('identity-stays')
  const moves = !isSame(windowsOf(before), windowsOf(after)) || !isSame(before.exclusions, after.exclusions)
  if (moves && effectiveAt > at) return refuse('rounds-change-at-once')
  const isOpenThen = rounds.some(
    ({ opensAt, closesAt, booksClosedAt }) =>
      !booksClosedAt &&
      opensAt <= effectiveAt &&
      effectiveAt.getTime() < closesAt.getTime() + BOOKS_CLOSE_WITHIN_MS,
  )
  if (isOpenThen && !isSame(orderOf(before), orderOf(after))) return refuse('open-round-keeps-its-order')
  return { ok: true }
}

const isSame = (one: unknown, other: unknown) => canonicalize(one ?? null) === canonicalize(other ?? null)
const orderOf = ({ counting, prediction, ranking }: Rulebook) => ({ counting, prediction, ranking })
const windowsOf = ({ rounds }: Rulebook) =>
  Array.isArray(rounds)
    ? rounds.map(({ opensAt, closesAt, openHours }) => ({ opensAt, closesAt, openHours }))
    : rounds

function windowOf({ rounds }: Rulebook, no: number): unknown {
  if (!Array.isArray(rounds)) return rounds
  const found = rounds.find((round) => round.no === no)
  return found && { opensAt: found.opensAt, closesAt: found.closesAt, openHours: found.openHours }
}

/** By what a person is known: another field, and everybody could come in a second time. */
function identityOf({ streams }: Rulebook, code: string): unknown {
  const stream = streams.find((each) => each.code === code)
  return (
    stream && {
      guardian: stream.guardianAllowed,
      fields: stream.fields.filter(({ identity }) => identity).map(({ name, kind }) => ({ name, kind })),
    }
  )
}
