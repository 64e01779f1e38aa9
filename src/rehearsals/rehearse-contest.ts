import type { Pool } from '../platform/db.ts'
import { type Banks, paperOf } from '../questions/keep-banks.ts'
import type { Answers, DrawnQuestion, Paper } from '../questions/model.ts'
import { shownKey } from '../questions/rules.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { listHeadcounts, listUnits } from '../units/store.ts'
import type { Progress, Synthetic, Visit } from './model.ts'
import { type Dice, diceOf, synthesise, visitOf } from './rules.ts'

export type Ask = (
  at: Date,
  request: { method: 'GET' | 'POST' | 'PUT'; url: string; token?: string; body?: unknown },
) => Promise<{ status: number; body: Record<string, unknown> }>

export type RehearsalNeeds = {
  pool: Pool
  calendar: Calendar
  banks: Banks
  /** Asks API v1 as if at that instant. */
  ask: Ask
  /** Closes the round's books at that instant and publishes. */
  close: (round: Round, at: Date) => Promise<void>
  tell: (progress: Progress) => void
}

export type Rehearsal = {
  contest: string
  seed: number
  people: number
  registered: number
  rounds: { no: number; statistics: unknown; ranking: unknown }[]
  statistics: unknown
  final: unknown
  refused: { reason: string; where: string; count: number }[]
}

const AT_ONCE = 96
/** Books close once late requests have settled; a rehearsal has nobody to wait for, its clock simply says so. */
const BOOKS_CLOSE_AFTER_MS = 180_000

/**
 * Synthetic contestants take every round of a contest through the public API, against a clock that stands where each
 * of them is (B-22). Nobody's story touches another's, so they may run side by side and still come out the same.
 */
export async function rehearseContest(
  needs: RehearsalNeeds,
  rehearsal: { contest: Contest; people: number; seed: number },
): Promise<Rehearsal> {
  const { contest, people, seed } = rehearsal
  const { rules } = contest
  const refused = new Map<string, number>()
  const tally = (where: string, reason: unknown) => {
    const key = `${String(reason)}\n${where}`
    refused.set(key, (refused.get(key) ?? 0) + 1)
  }
  const story = { ...rehearsal, ...needs, tally, tokens: new Map<number, string>() }
  const persons = synthesise(rules, await weighUnits(needs.pool, contest), people, seed)

  const first = contest.rounds[0]!
  const registersAt = (person: Synthetic) => new Date(first.opensAt.getTime() - 86_400_000 + person.no * 1000)
  await inParallel(
    persons,
    (done) => needs.tell({ stage: 'registration', done, of: people }),
    async (person) => {
      const reply = await register(story, person, registersAt(person))
      if (reply.status < 300) story.tokens.set(person.no, String(reply.body.token))
      else tally('registration', reply.body.reason)
    },
  )

  const rounds: Rehearsal['rounds'] = []
  for (const { no } of contest.rounds) {
    const round = needs.calendar.contestOf(rules.slug)!.rounds.find((each) => each.no === no)!
    const lengthMs = round.closesAt.getTime() - round.opensAt.getTime()
    const visits = persons.flatMap((person) => {
      const visit = story.tokens.has(person.no) && visitOf(person, { no, lengthMs }, rules, people, seed)
      return visit ? [{ person, visit }] : []
    })
    const progress = (done: number) => needs.tell({ stage: 'round', no, done, of: visits.length })
    await inParallel(visits, progress, ({ person, visit }) => takePart(story, round, person, visit))
    const closesBooksAt = new Date(round.closesAt.getTime() + BOOKS_CLOSE_AFTER_MS)
    await needs.close(round, closesBooksAt)
    await needs.calendar.refresh()
    const at = new Date(closesBooksAt.getTime() + 1000)
    const read = (url: string) =>
      needs.ask(at, { method: 'GET', url: `/api/v1/contests/${rules.slug}/${url}` })
    rounds.push({
      no,
      statistics: (await read(`statistics?round=${no}`)).body,
      ranking: (await read(`rankings/${no}`)).body,
    })
  }
  const at = new Date(contest.rounds.at(-1)!.closesAt.getTime() + BOOKS_CLOSE_AFTER_MS + 2000)
  const final = await needs.ask(at, { method: 'GET', url: `/api/v1/contests/${rules.slug}/rankings/final` })
  const statistics = await needs.ask(at, { method: 'GET', url: `/api/v1/contests/${rules.slug}/statistics` })
  return {
    contest: rules.slug,
    seed,
    people,
    registered: story.tokens.size,
    rounds,
    statistics: statistics.body,
    final: final.status === 200 ? final.body : null,
    refused: [...refused]
      .map(([key, count]) => ({ reason: key.split('\n')[0]!, where: key.split('\n')[1]!, count }))
      .sort((a, b) => (a.reason + a.where < b.reason + b.where ? -1 : 1)),
  }
}

type Story = RehearsalNeeds & {
  contest: Contest
  people: number
  seed: number
  tally: (where: string, reason: unknown) => void
  tokens: Map<number, string>
}

async function weighUnits(
  pool: Pool,
  contest: Contest,
): Promise<{ id: string; kind: string; weight: number }[]> {
  const headcounts = await listHeadcounts(pool, contest.id)
  const typical: Record<string, number> = {
    agency: 60,
    'public-unit': 45,
    district: 90,
    school: 35,
    commune: 22,
  }
  return (await listUnits(pool, contest.id))
    .filter(({ choosable }) => choosable)
    .map(({ id, kind }) => ({ id, kind, weight: headcounts.get(id) ?? typical[kind] ?? 30 }))
}

function register({ ask, contest }: Story, person: Synthetic, at: Date) {
  const { stream, fullName, unitId, fields } = person
  return ask(at, {
    method: 'POST',
    url: `/api/v1/contests/${contest.slug}/contestants`,
    body: { stream, fullName, unitId, consent: true, ...fields },
  })
}

async function takePart(story: Story, round: Round, person: Synthetic, visit: Visit): Promise<void> {
  const { ask, tally, seed } = story
  const token = story.tokens.get(person.no)!
  const dice = diceOf(seed, `answers/${person.no}/${round.no}`)
  const startsAt = new Date(round.opensAt.getTime() + visit.startsAfterMs)
  const after = (ms: number) => new Date(startsAt.getTime() + ms)
  const url = `/api/v1/rounds/${round.id}/attempts`
  const nonce = Buffer.from(Array.from({ length: 16 }, () => dice.below(256)))
  const start = (at: Date) => ask(at, { method: 'POST', url, token, body: { nonce: nonce.toString('hex') } })
  const refusal = (where: string, reply: { status: number; body: Record<string, unknown> }) => {
    if (reply.status >= 400) tally(where, reply.body.reason)
    return reply.status >= 400
  }

  if (visit.mishap === 'too-early') refusal('start', await start(new Date(round.opensAt.getTime() - 1)))
  if (visit.mishap === 'too-late-to-start') return void refusal('start', await start(round.closesAt))
  if (visit.mishap === 'someone-elses-number' && person.no > 0) {
    const taken = { ...person, fullName: `${person.fullName} Khác` }
    refusal('registration', await register(story, taken, startsAt))
  }
  const started = await start(startsAt)
  if (refusal('start', started) || visit.mishap === 'opens-only') return

  const attempt = `/api/v1/attempts/${String(started.body.attemptId)}`
  if (visit.mishap === 'someone-elses-paper') {
    const stranger = story.tokens.get((person.no + 1) % story.people)
    if (stranger) refusal('attempt', await ask(after(1000), { method: 'GET', url: attempt, token: stranger }))
  }
  const bank = await story.banks.ofRound(round.id)
  const paper = paperOf(bank, story.contest.rules.paper, { id: String(started.body.attemptId), nonce })
  const answers = answersOf(paper, visit.rightShare, dice)
  const save = (at: Date, sequence: number, body: object) =>
    ask(at, { method: 'PUT', url: `${attempt}/answers`, token, body: { sequence, ...body } })
  const half = Object.fromEntries(Object.entries(answers).slice(0, Math.ceil(paper.length / 2)))

  refusal('save', await save(after(visit.durationMs * 0.5), 1, { answers: half }))
  if (visit.mishap === 'odd-prediction')
    refusal(
      'save',
      await save(after(visit.durationMs * 0.7), 2, {
        answers,
        prediction: dice.pick(['-5', 'khoảng 300', '12,5%']),
      }),
    )
  refusal('save', await save(after(visit.durationMs * 0.9), 2, { answers, prediction: visit.prediction }))
  if (visit.mishap === 'walks-away') return

  const submit = (at: Date) => ask(at, { method: 'POST', url: `${attempt}/submission`, token, body: {} })
  const deadlineAt = new Date(String(started.body.deadlineAt))
  if (visit.mishap === 'hands-in-late') return void refusal('submission', await submit(deadlineAt))
  refusal('submission', await submit(after(visit.durationMs)))
  if (visit.mishap === 'taps-twice') refusal('submission', await submit(after(visit.durationMs + 150)))
  if (visit.mishap === 'tries-again') refusal('start', await start(after(visit.durationMs + 60_000)))
}

/** Right answers for a share of the questions; which ones are missed is for the dice to say. */
function answersOf(paper: Paper, rightShare: number, dice: Dice): Answers {
  return Object.fromEntries(
    paper.map((drawn) => [
      String(drawn.no),
      dice.share() < rightShare ? rightAnswer(drawn) : wrongAnswer(drawn),
    ]),
  )
}

function rightAnswer(drawn: DrawnQuestion): number[] | string {
  const key = shownKey(drawn)
  return typeof key[0] === 'string' ? key[0] : (key as number[])
}

function wrongAnswer(drawn: DrawnQuestion): number[] | string {
  const key = shownKey(drawn)
  if (typeof key[0] === 'string') return 'không rõ'
  const options = drawn.question.options.length
  if (drawn.question.kind === 'ordering') return (key as number[]).toReversed()
  return key.length > 1 ? [] : [((key[0] as number) % options) + 1]
}

/** Runs `work` over the items, so many at once, telling how many are done. */
async function inParallel<Item>(
  items: readonly Item[],
  progress: (done: number) => void,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0
  let done = 0
  const runner = async () => {
    for (let index = next++; index < items.length; index = next++) {
      await work(items[index] as Item)
      done += 1
      if (done % 50 === 0 || done === items.length) progress(done)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, runner))
}
