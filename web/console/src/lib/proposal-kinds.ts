/** What each kind of proposal means, in a sentence, and where one sees what it would change. A part adds its kinds here. */
import type { ProposalView } from '../../../../src/staff/contract.ts'
import { results } from '../../../messages/console/results.ts'
import { formatOf } from '../../../messages/format.ts'
import { lang, wordsOf } from './lang.ts'
import { BASE } from './nav.ts'

export type Meant = { text: string; href?: string }
type Details = Record<string, unknown>

const words = wordsOf(results).proposalsPage.kinds
const format = formatOf(lang, 'Asia/Ho_Chi_Minh')
const contestOf = (details: Details) => `${BASE}/contests/${String(details.contest ?? '')}`

function aboutRuling({ subject, details }: ProposalView): Meant {
  const href = `${contestOf(details)}/rulings/${subject}`
  if (details.what === 'void') return { text: words.void(format.number(Number(details.attempts))), href }
  if (details.what === 'lift') return { text: words.lift(), href }
  const way = details.way === 'everybody-right' || details.way === 'another-key' ? details.way : 'left-out'
  return { text: words[way](), href }
}

function aboutPublication({ details }: ProposalView): Meant {
  const [round, version] = [String(details.round), String(details.version)]
  const sentence = details.deed === 'withdraw' ? words.withdraw : words.publish
  return {
    text: sentence(words.round(round), version),
    href: `${contestOf(details)}/results/${round}/${version}`,
  }
}

const KINDS: Record<string, (proposal: ProposalView) => Meant> = {
  void: aboutRuling,
  'answer-key': aboutRuling,
  'ranking-publication': aboutPublication,
  'question-approval': () => ({
    text: words['question-approval'](),
    href: `${BASE}/questions?state=in-review`,
  }),
  'rule-change': ({ details }) => ({
    text: words['rule-change'](),
    // Nobody can confirm what has been changed since: the page of the draft shows what was proposed, before and after.
    href: `${BASE}/drafts/${String(details.draftId)}/check`,
  }),
  incident: ({ details }) => ({ text: words.incident(), href: `${contestOf(details)}/day` }),
  merge: ({ subject, details: { slug } }) => ({
    text: words.merge(),
    ...(typeof slug === 'string' && { href: `${BASE}/contests/${slug}/duplicates/${subject}` }),
  }),
}

export function meaningOf(proposal: ProposalView): Meant {
  return KINDS[proposal.kind]?.(proposal) ?? { text: words.other(proposal.kind) }
}
