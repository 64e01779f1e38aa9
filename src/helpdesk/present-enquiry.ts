import type { EnquiryView, FaqView, OwnEnquiry, QueuedEnquiry } from './contract.ts'
import type { Enquiry, Entry, Faq } from './model.ts'
import { FOLLOW_UPS_AT_MOST } from './rules.ts'
import type { Similar } from './store.ts'

/** For whoever holds the link: an answer comes from the desk, not from a person of it. */
export function presentOwnEnquiry(enquiry: Enquiry, said: readonly Entry[]): OwnEnquiry {
  const { reference, contestSlug, topic, text, context, state, askedAt, erasedAt } = enquiry
  const added = said.filter(({ kind }) => kind === 'follow-up').length
  return {
    reference,
    contest: contestSlug,
    topic,
    text,
    context,
    state,
    askedAt: askedAt.toISOString(),
    said: said.map(({ kind, text, at }) => ({ kind, text, at: at.toISOString() })),
    mayAdd: !erasedAt && added < FOLLOW_UPS_AT_MOST,
  }
}

export function presentQueued(enquiry: Enquiry): QueuedEnquiry {
  const { id, reference, contestSlug, topic, text, askerName, unitCode, unitName } = enquiry
  const { state, heldBy, holderName, mergedInto, askedAt, lastAt, version } = enquiry
  return {
    id,
    reference,
    contest: contestSlug,
    topic,
    text,
    askerName,
    unit: unitCode !== null && unitName !== null ? { code: unitCode, name: unitName } : null,
    state,
    holder: heldBy !== null && holderName !== null ? { id: heldBy, fullName: holderName } : null,
    mergedInto,
    askedAt: askedAt.toISOString(),
    lastAt: lastAt.toISOString(),
    version,
  }
}

export function presentEnquiry(
  enquiry: Enquiry,
  beside: { said: readonly Entry[]; similar: readonly Similar[]; mergedCount: number },
): EnquiryView {
  const { isContestant, context, erasedAt } = enquiry
  return {
    ...presentQueued(enquiry),
    isContestant,
    context,
    said: beside.said.map(({ kind, text, by, at }) => ({ kind, text, by, at: at.toISOString() })),
    similar: beside.similar.map((each) => ({ ...each, askedAt: each.askedAt.toISOString() })),
    mergedCount: beside.mergedCount,
    erased: erasedAt !== null,
  }
}

export function presentFaq({ id, contestSlug, question, answer, version, changedAt }: Faq): FaqView {
  return { id, contest: contestSlug, question, answer, version, changedAt: changedAt.toISOString() }
}
