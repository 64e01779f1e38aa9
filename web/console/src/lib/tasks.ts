/** What waits for this officer, each with its count and the way there. Only what their roles may read is asked for. */
import type { Overview } from '../../../../src/banks/contract.ts'
import type { ContestView } from '../../../../src/contests/contract.ts'
import type { QueuedEnquiry } from '../../../../src/helpdesk/contract.ts'
import type { PreflightView } from '../../../../src/preflight/contract.ts'
import type { ProposalView } from '../../../../src/staff/contract.ts'
import { shell } from '../../../messages/console/shell.ts'
import { formatOf } from '../../../messages/format.ts'
import { ask } from './ask.ts'
import { lang, wordsOf } from './lang.ts'
import { BASE } from './nav.ts'
import { session } from './session.svelte.ts'

export type Task = { label: string; href: string; count: string }

const words = wordsOf(shell).home
const { number } = formatOf(lang, 'Asia/Ho_Chi_Minh')
/** A page of a list. Of what goes on behind it one need not know how many. */
const PAGE = 50
const SOON_MS = 7 * 24 * 60 * 60 * 1000
/** Each preflight is looked at anew, so no more of them than this. */
const PREFLIGHTS = 3

const task = (label: string, href: string, count: number, more = ''): Task[] =>
  count === 0 ? [] : [{ label, href: `${BASE}${href}`, count: `${number(count)}${more}` }]

async function toReview(): Promise<Task[]> {
  if (!session.holds('question-reviewer')) return []
  const asked = await ask<Overview>('GET', '/console/questions/overview')
  const waiting = asked.ok && asked.value.states.find(({ state }) => state === 'in-review')
  return task(words.tasks.review, '/questions?state=in-review', waiting ? waiting.questions : 0)
}

/** Nobody confirms what they proposed themselves (P-20). */
async function toConfirm(): Promise<Task[]> {
  if (!session.holds('organiser', 'judge', 'question-reviewer')) return []
  const asked = await ask<ProposalView[]>('GET', `/staff/proposals?open=true&limit=${PAGE}`)
  if (!asked.ok) return []
  const others = asked.value.filter(({ proposedBy }) => proposedBy !== session.view?.staff.id)
  return task(words.tasks.proposals, '/proposals', others.length, asked.value.length < PAGE ? '' : '+')
}

async function toAnswer(): Promise<Task[]> {
  if (!session.holds('help-desk', 'organiser', 'unit-coordinator')) return []
  const asked = await ask<QueuedEnquiry[]>('GET', `/console/enquiries?queue=open&limit=${PAGE}`)
  if (!asked.ok) return []
  return task(words.tasks.enquiries, '/helpdesk', asked.value.length, asked.value.length < PAGE ? '' : '+')
}

async function beforeOpening(contest: ContestView): Promise<Task[]> {
  const asked = await ask<PreflightView>('GET', `/console/contests/${contest.slug}/preflight`)
  const unmet = asked.ok ? asked.value.findings.filter(({ state }) => state === 'unmet') : []
  return task(words.preflight(contest.name), `/contests/${contest.slug}/preflight`, unmet.length)
}

function openingSoon(contests: ContestView[]): ContestView[] {
  if (!session.holds('organiser', 'judge', 'administrator')) return []
  const now = Date.parse(session.view?.now ?? '')
  const isSoon = ({ rounds }: ContestView) =>
    rounds.every(({ phase }) => phase === 'upcoming') &&
    rounds.some(({ opensAt }) => Date.parse(opensAt) - now < SOON_MS)
  return contests.filter(isSoon).slice(0, PREFLIGHTS)
}

export async function tasksFor(contests: ContestView[]): Promise<Task[]> {
  const asked = [toReview(), toConfirm(), toAnswer(), ...openingSoon(contests).map(beforeOpening)]
  return (await Promise.all(asked)).flat()
}
