import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import fc from 'fast-check'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { ask, type Browser, type StaffReply, seated } from '../../tests/support/officers.ts'
import {
  askToStart,
  type Going,
  later,
  look,
  register,
  rightAnswers,
  start,
  submit,
} from '../../tests/support/people.ts'
import type { AttemptId } from '../attempts/model.ts'
import { findAttempt } from '../attempts/store.ts'
import { SETTLING_MS } from '../attempts/write-down-expired.ts'
import { loadPaper } from '../attempts/write-down-papers.ts'
import type { Answers, Paper } from '../questions/model.ts'
import { isRight } from '../questions/rules.ts'
import { closeRound } from '../rankings/close-round.ts'
import type { Order, RulingView } from './contract.ts'

const PEOPLE = 12
const REASON = 'Văn bản làm căn cứ của câu hỏi đã hết hiệu lực'
const WORDS = { reason: REASON, notice: 'Thông báo số 2: câu hỏi được chấm lại cho mọi bài thi' }
const bilingual = (vi: string) => ({ vi, en: vi })
const RULES = {
  prizes: [
    { scope: 'round' as const, name: bilingual('Giải Nhất'), count: 1 },
    { scope: 'round' as const, name: bilingual('Giải Nhì'), count: 2 },
  ],
  cumulative: null,
}
/** The first so many questions are answered right, and the others with what is wrong or with nothing. */
const RIGHT = [9, 9, 8, 8, 7, 7, 6, 6, 5, 4, 3, 0]

describe('what is decided about results', () => {
  const house = freshHouse({ contests: [aContest({ rules: RULES })] })
  const console_ = '/api/v1/console/contests/thi'
  let goings: Going[]
  let papers: { id: string; paper: Paper; answers: Answers }[]
  let organiser: Browser
  let judge: Browser

  const closes = (no: number) => {
    const at = later(house.round(no).closesAt.toISOString(), SETTLING_MS)
    house.setClock(at)
    return closeRound({ ...house.house, pool: house.house.keeper }, { roundId: house.round(no).id, at })
  }
  const seatBoth = async () => {
    organiser = (await seated(house, ['organiser'])).browser
    judge = (await seated(house, ['judge'])).browser
  }

  before(async () => {
    goings = []
    for (let no = 0; no < PEOPLE; no++) {
      const going = await start(house, await register(house, { fullName: `Người Thi ${no}` }))
      const right = Object.entries(await rightAnswers(house, going)).slice(0, RIGHT[no])
      const reply = await submit(
        house,
        going,
        { answers: Object.fromEntries(right), prediction: no },
        { at: later(going.startedAt, 60_000 + no * 1000) },
      )
      assert.equal(reply.status, 201)
      goings.push(going)
    }
    papers = await Promise.all(
      goings.map(async ({ attemptId }) => {
        const attempt = (await findAttempt(house.owner, attemptId as AttemptId))!
        return { id: attemptId, paper: await loadPaper(house.house, attempt), answers: attempt.answers }
      }),
    )
    assert.equal((await closes(1)).ok, true)
    await house.house.calendar.refresh()
    await seatBoth()
  })

  /** Drawn up, and looked at until it is. */
  const drawn = async (order: Order | Record<string, unknown>, by = organiser): Promise<RulingView> => {
    const reply = await ask(house, by, 'POST', `${console_}/rulings`, { body: order })
    assert.equal(reply.status, 201, reply.text)
    for (;;) {
      const found = await ask(house, by, 'GET', `${console_}/rulings/${reply.body.id}`)
      assert.notEqual(found.body.state, 'failed', found.text)
      if (found.body.state !== 'working') return found.body
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  const propose = async (ruling: { id: string }, by = organiser): Promise<string> => {
    const reply = await ask(house, by, 'POST', `${console_}/rulings/${ruling.id}/proposal`, { body: WORDS })
    assert.equal(reply.status, 201, reply.text)
    return reply.body.proposalId
  }
  const confirm = (proposalId: string, by = judge): Promise<StaffReply> =>
    ask(house, by, 'PUT', `/api/v1/staff/proposals/${proposalId}/confirmation`)
  const decided = async (order: Order | Record<string, unknown>): Promise<RulingView> => {
    const ruling = await drawn(order)
    const reply = await confirm(await propose(ruling))
    assert.equal(reply.status, 200, reply.text)
    return ruling
  }
  const lifted = (ruling: { id: string }) => decided({ kind: 'lift', rulingId: ruling.id })

  type Row = { name: string; place: number; score: number; total: number; attemptId: string }
  const standings = (): Promise<Row[]> =>
    house.rows(
      `SELECT c.full_name AS name, s.place, s.score, s.total, s.attempt_id AS "attemptId"
       FROM standings s JOIN contestants c ON c.id = s.contestant_id
       WHERE s.ranking_id = (SELECT id FROM rankings WHERE round_no = 1 ORDER BY version_no DESC LIMIT 1) ORDER BY s.position`,
    )
  const published = async () => (await house.ask('GET', '/api/v1/contests/thi/rankings/1')).text

  /** Everything that results rest on, as it lies in the tables. */
  const everything = () =>
    house.rows(`SELECT (SELECT jsonb_agg(to_jsonb(k) ORDER BY k.id) FROM rankings k) AS rankings,
      (SELECT jsonb_agg(to_jsonb(v) ORDER BY v.id) FROM voids v) AS voids,
      (SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id) FROM attempts a) AS attempts,
      (SELECT jsonb_agg(g.id ORDER BY g.id) FROM regrades g WHERE g.in_force) AS regrades,
      (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.id) FROM statistics_snapshots s) AS snapshots,
      (SELECT count(*)::int FROM deeds) AS deeds`)

  /** By other means: each question asked by itself, without the rules that are tested. */
  const naively = (left: readonly string[], free: readonly string[]): Map<string, [number, number]> =>
    new Map(
      papers.map(({ id, paper, answers }) => {
        const asked = paper.filter((drawnOne) => !left.includes(drawnOne.question.id))
        const right = asked.filter(
          (drawnOne) => free.includes(drawnOne.question.id) || isRight(drawnOne, answers[drawnOne.no]),
        )
        return [id, [right.length, asked.length]]
      }),
    )
  const holds = async (expected: Map<string, [number, number]>) =>
    assert.deepEqual(
      Object.fromEntries(
        (await standings()).map(({ attemptId, score, total }) => [attemptId, [score, total]]),
      ),
      Object.fromEntries(expected),
    )
  /** A question that many papers hold, and somebody answered wrong. */
  const someQuestions = () => {
    const held = new Map<string, number>()
    for (const { paper } of papers)
      for (const { question } of paper) held.set(question.id, (held.get(question.id) ?? 0) + 1)
    return [...held].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([id]) => id)
  }
  const holding = (id: string) =>
    papers.filter(({ paper }) => paper.some(({ question }) => question.id === id))

  it('to look at what a ruling would do changes nothing', async () => {
    const [before, shown] = [await everything(), await published()]
    const [question] = someQuestions()
    const ruling = await drawn({ kind: 'question', questionId: question!, way: 'left-out' })
    assert.equal(ruling.state, 'ready')
    assert.equal(ruling.rounds[0]?.papers, holding(question!).length)
    assert.equal(ruling.rounds[0]?.diff?.rescored, holding(question!).length)
    assert.equal(ruling.rounds[1]?.state, 'at-close')
    assert.deepEqual(await everything(), before)
    assert.equal(await published(), shown)
  })

  it('a question that is taken out is taken out of every paper that held it, when a second person says so', async () => {
    const [question] = someQuestions()
    const one = goings[papers.indexOf(holding(question!)[0]!)]!
    const before = (await look(house, one)).body
    const ruling = await drawn({ kind: 'question', questionId: question!, way: 'left-out' })
    const proposalId = await propose(ruling)
    assert.equal((await confirm(proposalId, organiser)).body.reason, 'same-person')
    assert.equal((await confirm(proposalId)).status, 200)
    await holds(naively([question!], []))
    const shown = JSON.parse(await published())
    assert.deepEqual(
      [shown.version, shown.previous, shown.reason, shown.notice],
      [2, 1, WORDS.reason, WORDS.notice],
    )
    const { regraded, ...after } = (await look(house, one)).body as typeof before & { regraded: unknown }
    assert.deepEqual(after, before)
    assert.deepEqual(regraded, { score: naively([question!], []).get(one.attemptId)![0], total: 8 })
    const versions = await house.ask('GET', '/api/v1/contests/thi/rankings/1/versions')
    assert.deepEqual(
      (versions.body as unknown as { version: number; diff: unknown }[]).map(({ version }) => version),
      [2, 1],
    )
    await lifted(ruling)
    await holds(naively([], []))
  })

  it('a question without a right answer counts as right for everybody who had it', async () => {
    const [, question] = someQuestions()
    const before = await standings()
    const ruling = await decided({ kind: 'question', questionId: question!, way: 'everybody-right' })
    await holds(naively([], [question!]))
    const places = new Map((await standings()).map(({ name, place }) => [name, place]))
    const moved = before.filter(({ name, place }) => places.get(name) !== place)
    assert.equal(ruling.rounds[0]?.diff?.moved, moved.length)
    const changes = await ask(house, judge, 'GET', `${console_}/rulings/${ruling.id}/changes?limit=200`)
    const told = changes.body.filter(
      (row: { placeBefore: number; placeAfter: number }) => row.placeBefore !== row.placeAfter,
    )
    assert.deepEqual(
      told.map((row: { name: string; placeBefore: number; placeAfter: number }) => [
        row.name,
        row.placeBefore,
        row.placeAfter,
      ]),
      moved
        .map(({ name, place }) => [name, place, places.get(name)!] as const)
        .sort((a, b) => a[2] - b[2])
        .map((row) => [...row]),
    )
    await lifted(ruling)
    assert.deepEqual(await standings(), before)
  })

  it('another key is confirmed as a key is, and nobody can read it meanwhile', async () => {
    const single = papers[11]!.paper.find(({ question }) => question.kind === 'single')!.question
    const order = { kind: 'question', questionId: single.id, way: 'another-key', correct: [4] }
    const reply = await ask(house, organiser, 'POST', `${console_}/rulings`, {
      body: { ...order, correct: [2] },
    })
    assert.equal(reply.body.errors?.[0]?.pointer, '/correct')
    const ruling = await drawn(order)
    const proposalId = await propose(ruling)
    assert.equal((await confirm(proposalId)).body.reason, 'not-allowed', 'a judge confirms no key')
    const reviewer = (await seated(house, ['question-reviewer'])).browser
    assert.equal((await confirm(proposalId, reviewer)).status, 200)
    await assert.rejects(house.house.pool.query('SELECT FROM ruling_keys'), { code: '42501' })
    const right = (id: string) => papers.find((each) => each.id === id)!
    for (const { attemptId, score } of await standings()) {
      const { paper, answers } = right(attemptId)
      const shown = paper.map((each) => {
        if (each.question.id !== single.id) return isRight(each, answers[each.no])
        const answer = answers[each.no]
        return Array.isArray(answer) && each.optionOrder[answer[0] - 1] === 4
      })
      assert.equal(score, shown.filter(Boolean).length)
    }
    await lifted(ruling)
  })

  it('the order of rulings does not matter, and lifted they leave the standings as they were', async () => {
    const before = await standings()
    const [a, b, c] = someQuestions()
    const orders = [
      { kind: 'question', questionId: a!, way: 'left-out' },
      { kind: 'question', questionId: b!, way: 'everybody-right' },
      { kind: 'void-one', attemptId: papers[0]!.id, mayRetake: false },
      { kind: 'question', questionId: c!, way: 'left-out' },
    ]
    let first: Row[] | null = null
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(orders, { minLength: 4 }),
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
        async (inOrder, back) => {
          const rulings = []
          for (const order of inOrder) rulings.push(await decided(order))
          const now = await standings()
          first ??= now
          assert.deepEqual(now, first)
          const expected = naively([a!, c!], [b!])
          expected.delete(papers[0]!.id)
          await holds(expected)
          for (const index of back) await lifted(rulings[index]!)
          assert.deepEqual(await standings(), before)
        },
      ),
      { numRuns: 2, seed: 34 },
    )
  })

  it('a period that is declared void leaves standings, the figure of the prediction and statistics, and comes back', async () => {
    const before = await standings()
    const figures = async () =>
      (await house.ask('GET', '/api/v1/contests/thi/statistics?round=1')).body as unknown as {
        totals: { persons: number; attempts: number }
      }
    const was = (await figures()).totals
    const from = later(goings[0]!.startedAt, 60_000)
    const ruling = await drawn({
      kind: 'void',
      round: 1,
      from: from.toISOString(),
      until: new Date(from.getTime() + 2000).toISOString(),
      by: 'submitted',
      mayRetake: false,
    })
    assert.equal(ruling.attempts, 2)
    const diff = ruling.rounds[0]!.diff!
    // Two had everything right, and both handed in then.
    assert.deepEqual(diff.actual, { from: 2, to: 0 })
    assert.deepEqual([diff.people, diff.left], [{ from: 12, to: 10 }, 2])
    // Somebody else is given what was theirs.
    assert.deepEqual([diff.prizes[0]?.loses.length, diff.prizes[0]?.gains.length], [1, 1])
    assert.equal(diff.units[0]?.people.to, 10)
    assert.equal((await confirm(await propose(ruling))).status, 200)
    assert.equal((await look(house, goings[0]!)).body.state, 'void')
    assert.equal((await look(house, goings[0]!)).body.receipt.attemptId, goings[0]!.attemptId)
    assert.deepEqual((await figures()).totals, {
      ...was,
      persons: was.persons - 2,
      attempts: was.attempts - 2,
      full: 10,
    })
    assert.equal((await standings()).length, 10)
    const one = await decided({ kind: 'lift', rulingId: ruling.id, attemptId: goings[0]!.attemptId })
    assert.equal(one.attempts, 1)
    assert.equal((await standings()).length, 11)
    await lifted(ruling)
    assert.deepEqual(await standings(), before)
    assert.deepEqual((await figures()).totals, was)
    assert.equal((await look(house, goings[0]!)).body.state, 'sealed')
  })

  it('who may take another attempt takes one more, and no other', async () => {
    house.setClock(later(house.round(2).opensAt.toISOString(), 60_000))
    await seatBoth()
    const [person, other] = [await register(house), await register(house)]
    const going = await start(house, person, { round: 2 })
    await submit(house, going, {})
    await submit(house, await start(house, other, { round: 2 }), {})
    const again = (who: typeof person) => askToStart(house, who, { round: 2 })
    assert.equal((await again(person)).body.reason, 'attempts-used-up')
    const ruling = await decided({ kind: 'void-one', attemptId: going.attemptId, mayRetake: true })
    assert.deepEqual(
      ruling.rounds.map(({ round, state }) => [round, state]),
      [[2, 'at-close']],
    )
    await house.house.calendar.refresh()
    assert.equal((await again(person)).status, 201)
    assert.equal((await again(other)).body.reason, 'attempts-used-up')
    await submit(house, { ...going, ...(await again(person)).body, person }, {})
    assert.equal((await again(person)).body.reason, 'attempts-used-up')
    assert.equal((await look(house, going)).body.state, 'void')
  })

  it('a question that is ruled on while its round runs counts so when the books are closed', async () => {
    const going = await start(house, await register(house), { round: 2 })
    const answers = await rightAnswers(house, going)
    const [first] = await loadPaper(
      house.house,
      (await findAttempt(house.owner, going.attemptId as AttemptId))!,
    )
    await submit(house, going, { answers })
    const ruling = await decided({ kind: 'question', questionId: first!.question.id, way: 'left-out' })
    assert.equal((await closes(2)).ok, true)
    await house.house.calendar.refresh()
    await seatBoth()
    const rows = await house.rows<{ score: number; total: number }>(
      `SELECT s.score, s.total FROM standings s JOIN rankings k ON k.id = s.ranking_id AND k.round_no = 2 WHERE attempt_id = $1`,
      [going.attemptId],
    )
    assert.deepEqual(rows, [{ score: 8, total: 8 }])
    await lifted(ruling)
    await holds(naively([], []))
  })

  it('what has changed since it was looked at is not confirmed', async () => {
    const [a, b] = someQuestions()
    const first = await drawn({ kind: 'question', questionId: a!, way: 'left-out' })
    const second = await drawn({ kind: 'question', questionId: b!, way: 'left-out' })
    const [one, other] = [await propose(first), await propose(second)]
    assert.equal((await confirm(one)).status, 200)
    const shown = await standings()
    assert.equal((await confirm(other)).body.reason, 'conflict')
    assert.deepEqual(await standings(), shown)
    assert.equal(
      await house.count('SELECT count(*)::int FROM staff_proposals WHERE id = $1 AND confirmed_at IS NULL', [
        other,
      ]),
      1,
    )
    const again = await ask(house, organiser, 'POST', `${console_}/rulings/${second.id}/proposal`, {
      body: WORDS,
    })
    assert.equal(again.body.reason, 'conflict')
    await lifted(first)
  })

  it('a decided ruling is not changed, and a draft that is dropped takes nothing else along', async () => {
    const [a, b] = someQuestions()
    const ruling = await decided({ kind: 'question', questionId: a!, way: 'left-out' })
    await assert.rejects(house.owner.query(`UPDATE rulings SET reason = 'x' WHERE id = $1`, [ruling.id]), {
      code: '23000',
    })
    const shown = await standings()
    const draft = await drawn({ kind: 'question', questionId: b!, way: 'left-out' })
    const rows = `SELECT count(*)::int FROM standings WHERE ranking_id = (SELECT ranking_id FROM ruling_rounds WHERE ruling_id = $1 AND round_no = 1)`
    const drawnUp = `SELECT count(*)::int FROM regradings`
    const regradings = await house.count(drawnUp)
    assert.equal(await house.count(rows, [draft.id]), PEOPLE)
    for (const id of [draft.id, ruling.id])
      await house.house.keeper.query('SELECT drop_ruling_draft($1)', [id])
    assert.equal(await house.count(rows, [draft.id]), 0)
    assert.ok((await house.count(drawnUp)) < regradings)
    assert.deepEqual(await standings(), shown)
    await holds(naively([a!], []))
    await lifted(ruling)
  })

  it('standings are taken back and shown again by two people', async () => {
    const body = { reason: 'Chờ kết quả giải quyết khiếu nại' }
    const path = `${console_}/results/1`
    assert.equal(
      (await ask(house, organiser, 'POST', `${path}/publication`, { body })).body.reason,
      'already-decided',
    )
    const withdrawal = await ask(house, organiser, 'POST', `${path}/withdrawal`, { body })
    assert.equal(JSON.parse(await published()).reason === 'not-published', false)
    assert.equal((await confirm(withdrawal.body.proposalId)).status, 200)
    assert.equal(JSON.parse(await published()).reason, 'not-published')
    const publication = await ask(house, organiser, 'POST', `${path}/publication`, { body })
    assert.equal((await confirm(publication.body.proposalId)).status, 200)
    assert.ok(JSON.parse(await published()).rows.length === PEOPLE)
  })

  it('an officer of another authority finds nothing', async () => {
    const [{ id: authorityId }] = (await house.rows<{ id: string }>(
      `INSERT INTO authorities VALUES (gen_random_uuid(), 'khac', 'Khác') RETURNING id`,
    )) as [{ id: string }]
    const { browser } = await seated(house, ['organiser'], { authorityId })
    for (const path of ['/results', '/rulings', '/results/questions', '/results/attempts'])
      assert.equal((await ask(house, browser, 'GET', `${console_}${path}`)).status, 404, path)
  })
})
