/** What the public may read of a rulebook. */
import type { PublicRulebook } from './contract.ts'
import type { Rulebook } from './model.ts'

export function presentRulebook(
  rules: Rulebook,
  version: { no: number; effectiveAt: Date },
): Omit<PublicRulebook, 'changes'> {
  const { document } = rules
  return {
    version: version.no,
    effectiveAt: version.effectiveAt.toISOString(),
    summary: rules.summary,
    notes: rules.notes,
    ...(document && { document }),
    streams: rules.streams.map(({ code, name, eligibility }) => ({ code, name, eligibility })),
    counting: rules.counting,
    ranking: rules.ranking,
    cumulative: rules.cumulative,
    prizes: rules.prizes.map(({ amountVnd, stream, note, ...prize }) => ({
      ...prize,
      ...(amountVnd !== undefined && { amountVnd }),
      ...(stream && { stream }),
      ...(note && { note }),
    })),
    onePrizePerPerson: rules.onePrizePerPerson,
    collective: rules.collective,
    ...(rules.participation.headcountAsOf && { headcountAsOf: rules.participation.headcountAsOf }),
    appeals: rules.appeals,
    scoreShown: rules.publication.score,
    exclusions: rules.exclusions.map(({ reason }) => reason),
  }
}
