/** Renders any page to the HTML that is sent: the one entry of the bundle that the server loads. */
import type { Component } from 'svelte'
import { render } from 'svelte/server'
import Root from '../elements/root.svelte'
import type { Site, Visit } from '../elements/site.ts'
import { formatOf } from '../messages/format.ts'
import { messagesOf } from '../messages/messages.ts'
import Api from './api.svelte'
import Check from './check.svelte'
import Contest from './contest.svelte'
import Contests from './contests.svelte'
import Enquiry from './enquiry.svelte'
import Faq from './faq.svelte'
import Help from './help.svelte'
import HelpChoice from './help-choice.svelte'
import Me from './me.svelte'
import Paper from './paper.svelte'
import Practice from './practice.svelte'
import PracticeResult from './practice-result.svelte'
import Privacy from './privacy.svelte'
import Problem from './problem.svelte'
import type { PageName, Pages } from './props.ts'
import Receipt from './receipt.svelte'
import Register from './register.svelte'
import Review from './review.svelte'
import Rules from './rules.svelte'
import Standings from './standings.svelte'
import Start from './start.svelte'
import Statistics from './statistics.svelte'
import Waiting from './waiting.svelte'

const pages: { [Name in PageName]: Component<Pages[Name]> } = {
  contests: Contests,
  contest: Contest,
  rules: Rules,
  register: Register,
  start: Start,
  paper: Paper,
  waiting: Waiting,
  review: Review,
  receipt: Receipt,
  check: Check,
  me: Me,
  practice: Practice,
  'practice-result': PracticeResult,
  standings: Standings,
  statistics: Statistics,
  'help-choice': HelpChoice,
  help: Help,
  enquiry: Enquiry,
  faq: Faq,
  api: Api,
  privacy: Privacy,
  problem: Problem,
}

const root = Root as unknown as Component<{ page: Component<object>; props: object; site: Site }>

export type Built = { css: string; assets: Site['assets'] }

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 26 26'%3E%3Crect width='26' height='26' rx='5' fill='%237a1414'/%3E%3Cpath d='M6 13.5l5 5 9-10' fill='none' stroke='%23d9a93c' stroke-width='3.5'/%3E%3C/svg%3E"

export function renderPage<Name extends PageName>(
  name: Name,
  props: Pages[Name],
  visit: Visit,
  built: Built,
): string {
  const zone = visit.contest?.zone ?? 'Asia/Ho_Chi_Minh'
  const site: Site = {
    ...visit,
    assets: built.assets,
    t: messagesOf(visit.lang),
    f: formatOf(visit.lang, zone),
  }
  const { head, body } = render(root, { props: { page: pages[name] as Component<object>, props, site } })
  return `<!doctype html><html lang="${visit.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="theme-color" content="#7a1414"><style>${built.css}</style>${bare(head)}<link rel="icon" href="${ICON}"></head><body>${bare(body)}</body></html>`
}

/** Nothing is hydrated, so the marks that hydration would need are only weight. */
function bare(html: string): string {
  return html.replace(/<!--.*?-->/gs, '').replace(/>\s+</g, '> <')
}
