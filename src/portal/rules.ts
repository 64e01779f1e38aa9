/** How forms of the pages become requests of the API, and its answers what a page shows. Pure. */
import type { Along, Stream, Typed, Wrong } from '../../web/public/props.ts'
import type { Answers } from '../attempts/contract.ts'
import type { ContestView } from '../contests/contract.ts'
import type { PointerFault } from '../platform/problem.ts'
import type { ContestantView } from '../rankings/contract.ts'
import type { Statistics } from '../statistics/contract.ts'

/** What somebody typed, each name once; nothing of it is judged here. */
export function typedOf(form: URLSearchParams): Typed {
  return Object.fromEntries([...form].map(([name, value]) => [name, value.slice(0, 1000)]))
}

/** What the API is asked for a registration: the stream's own fields beside the members that everybody has. */
export function registrationOf(stream: Stream, typed: Typed): Record<string, unknown> {
  const fields = stream.fields.map(({ name }) => [name, typed[name] ?? ''] as const)
  return {
    stream: stream.code,
    fullName: typed.fullName ?? '',
    unitId: typed.unitId ?? '',
    ...(typed.consent === 'yes' && { consent: true }),
    ...(typed.guardian === 'yes' && { guardian: true }),
    ...Object.fromEntries(fields.filter(([, value]) => value.trim() !== '')),
  }
}

/** What is missing, before anybody is asked. */
export function missingOf(stream: Stream, typed: Typed): Record<string, Wrong> {
  const names = [
    'fullName',
    'unitId',
    ...stream.fields.filter((field) => field.required).map(({ name }) => name),
  ]
  const missing = names.filter((name) => (typed[name] ?? '').trim() === '')
  if (typed.consent !== 'yes') missing.push('consent')
  return Object.fromEntries(missing.map((name) => [name, 'empty' as const]))
}

/** What the API found wrong, by field. A fault that belongs to no field of the form stands at the name. */
export function wrongOf(stream: Stream, faults: readonly PointerFault[]): Record<string, Wrong> {
  const known = ['fullName', 'unitId', 'consent', 'stream', ...stream.fields.map(({ name }) => name)]
  const names = faults.map(({ pointer }) => pointer.split('/')[1] ?? '')
  return Object.fromEntries(names.map((name) => [known.includes(name) ? name : 'fullName', 'wrong' as const]))
}

/**
 * How many attempts somebody still has in a round: the tightest cap decides; null where there is none.
 * Days are those on the wall of the contest's zone.
 */
export function attemptsLeft(
  contest: Pick<ContestView, 'attempts' | 'zone' | 'serverNow'>,
  attempts: readonly Pick<ContestantView['attempts'][number], 'roundNo' | 'startedAt'>[],
  roundNo: number,
): number | null {
  const { perRound, perDay, total } = contest.attempts
  const days = new Intl.DateTimeFormat('en-CA', { timeZone: contest.zone })
  const dayOf = (at: string) => days.format(Date.parse(at))
  const today = attempts.filter(({ startedAt }) => dayOf(startedAt) === dayOf(contest.serverNow))
  const left = [
    perRound !== undefined && perRound - attempts.filter((each) => each.roundNo === roundNo).length,
    perDay !== undefined && perDay - today.length,
    total !== undefined && total - attempts.length,
  ].filter((each): each is number => each !== false)
  return left.length === 0 ? null : Math.max(0, Math.min(...left))
}

/**
 * A form of the paper that is older than what the server holds: somebody goes on with another phone. What the form
 * answers is the later word; what it leaves open stays as it was saved.
 */
export function laidOver(saved: Answers, form: Answers): Answers {
  return { ...saved, ...form }
}

/** The units that a page of statistics shows: those under `parent`, or the top ones; every one for `all`. */
export function unitsShown(
  units: Statistics['units'],
  parentCode: string | undefined,
): Pick<import('../../web/public/props.ts').Pages['statistics'], 'parent' | 'above' | 'shown'> {
  const parent = units.find(({ code }) => code === parentCode) ?? null
  const above: Statistics['units'] = []
  for (let at = unitAbove(units, parent); at; at = unitAbove(units, at)) above.unshift(at)
  if (parent) return { parent, above, shown: units.filter(({ parentId }) => parentId === parent.unitId) }
  const tops = units.filter(({ parentId }) => parentId === null)
  const [only] = tops
  const shown = tops.length === 1 && only ? units.filter(({ parentId }) => parentId === only.unitId) : tops
  return { parent: null, above, shown: shown.length > 0 ? shown : tops }
}

function unitAbove(units: Statistics['units'], unit: Statistics['units'][number] | null) {
  return unit?.parentId ? units.find(({ unitId }) => unitId === unit.parentId) : undefined
}

/**
 * What an enquiry is about, as far as the page they came from says: its path, its round, and of who is signed in the attempt
 * of that page, else their last one there. What a link may have been filled with by somebody else is left out.
 */
export function aboutWhat(
  given: { page: string; saw?: string | undefined; reference?: string | undefined; browser: string },
  contest: Pick<ContestView, 'rounds'>,
  attempts: readonly Pick<
    ContestantView['attempts'][number],
    'attemptId' | 'attemptNo' | 'roundNo' | 'receipt'
  >[],
): Along {
  const { page, saw, reference, browser } = given
  const isOurs = /^\/[\w./-]{0,299}$/.test(page) && !page.startsWith('//') && !page.startsWith('/help')
  const [, roundOfPage] = (isOurs && /\/rounds\/(\d{1,4})(?:\/|$)/.exec(page)) || []
  const [, attemptOfPage] = (isOurs && /^\/attempts\/([\w-]+)\//.exec(page)) || []
  const wanted = roundOfPage === undefined ? null : Number(roundOfPage)
  const attempt =
    attempts.find(({ attemptId }) => attemptId === attemptOfPage) ??
    attempts.findLast(({ roundNo }) => wanted === null || roundNo === wanted)
  const round = attempt?.roundNo ?? wanted
  return {
    ...(isOurs && { page }),
    ...(round !== null && contest.rounds.some(({ no }) => no === round) && { round }),
    ...(attempt && { attemptId: attempt.attemptId, attemptNo: attempt.attemptNo }),
    ...(attempt?.receipt && { receiptCode: attempt.receipt.code }),
    ...(saw && /^[\w-]{1,80}$/.test(saw) && { saw }),
    ...(reference && /^[\w-]{1,80}$/.test(reference) && { reference }),
    browser,
  }
}
