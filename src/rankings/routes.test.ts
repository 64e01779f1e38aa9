import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { type FreshDatabase, freshDatabase } from '../../tests/support/database.ts'
import {
  aRulebook,
  closingNeeds,
  DAY,
  type LaidAttempt,
  type LaidContest,
  layAttempts,
  layContest,
  MINUTE,
} from '../../tests/support/laid-contest.ts'
import type { ContestantId } from '../contestants/model.ts'
import type { ContestId } from '../contests/model.ts'
import { stampArrivals } from '../platform/arrival.ts'
import { openPool, type Pool } from '../platform/db.ts'
import { listContests } from '../rounds/store.ts'
import { closeDueRounds } from './close-due-rounds.ts'
import { type ContestantView, contestantView, type Ranking, ranking } from './contract.ts'
import { rankingRoutes } from './routes.ts'

const OPENS = new Date('2023-08-14T00:30:00Z')
const at = (ms: number) => new Date(OPENS.getTime() + ms)

describe('published standings', () => {
  let database: FreshDatabase
  let owner: Pool
  let keeper: Pool
  let web: Pool
  let contest: LaidContest
  before(async () => {
    database = await freshDatabase()
    owner = openPool(database.url, { size: 2, log: () => {} })
    keeper = openPool(database.url, { role: 'hoithi_keeper', size: 4, log: () => {} })
    web = openPool(database.url, { role: 'hoithi_web', size: 4, log: () => {} })
    contest = await layContest(owner, {
      rules: aRulebook({
        counting: 'best',
        ranking: {
          gate: 'allCorrect',
          keys: ['predictionDistance', 'submittedAt', 'seededDraw'],
          ties: 'broken',
        },
        publication: { standings: 'atClose', names: 'initials', score: 'afterRound' },
      }),
      rounds: [1, 2].map((no) => ({ opensAt: at((no - 1) * 7 * DAY), closesAt: at(no * 7 * DAY) })),
      units: [{ code: 'T.NV', name: 'Sở Nội vụ' }],
    })
    await layAttempts(owner, contest, [
      paper('Nguyễn Thị Ánh', { score: 10, prediction: 3 }),
      paper('Lê Văn Bình', { score: 10, prediction: 2 }),
      paper('Trần Đức Chi', { score: 10, prediction: null }),
      paper('Đỗ Ơn', { score: 9 }),
      paper('Đỗ Ơn', { score: 3, attemptNo: 2, startedAt: at(DAY) }),
    ])
    const needs = await closingNeeds(keeper)
    await closeDueRounds(needs, at(8 * DAY))
    needs.stop()
  })
  after(async () => {
    await Promise.all([owner.end(), keeper.end(), web.end()])
    await database.drop()
  })

  const paper = (person: string, given: Partial<LaidAttempt>): LaidAttempt => ({
    person,
    round: 1,
    unit: 'T.NV',
    startedAt: at(MINUTE),
    ending: 'submitted',
    durationMs: MINUTE,
    score: 5,
    ...given,
  })
  const api = async (person?: string, when = at(9 * DAY)): Promise<FastifyInstance> => {
    const contests = await listContests(web, when)
    const app = Fastify()
    app.setValidatorCompiler(validatorCompiler)
    app.setSerializerCompiler(serializerCompiler)
    stampArrivals(app, { now: () => when })
    rankingRoutes(app, {
      pool: web,
      calendar: { contestOf: (slug) => contests.find((each) => each.slug === slug) },
      contestantsOf: () =>
        person === undefined
          ? []
          : [
              {
                contestId: contest.contestId as ContestId,
                contestantId: contest.contestantIds.get(person) as ContestantId,
              },
            ],
    })
    return app
  }
  const url = (rest: string) => `/api/v1/contests/${contest.slug}/${rest}`

  it('show who is placed, and why', async () => {
    const reply = await (await api()).inject(url('rankings/1'))
    const shown: Ranking = ranking.parse(reply.json())
    assert.deepEqual(
      shown.rows.map(({ place, name, unit, decidedBy }) => [place, name, unit, decidedBy]),
      [
        [1, 'N.T.Á.', 'Sở Nội vụ', null],
        [2, 'L.V.B.', 'Sở Nội vụ', 'predictionDistance'],
        [3, 'T.Đ.C.', 'Sở Nội vụ', 'predictionDistance'],
      ],
    )
    assert.deepEqual(
      [shown.actual, shown.placed, shown.version, shown.drawSeed],
      [3, 3, 1, contest.rounds[0]!.tieSeed],
    )
    assert.deepEqual(shown.rows[1]!.trace.slice(0, 2), [
      { key: 'predictionDistance', value: 1 },
      { key: 'submittedAt', value: at(2 * MINUTE).toISOString() },
    ])
    assert.deepEqual(shown.rows[2]!.trace[0], { key: 'predictionDistance', value: null })
  })

  it('come in parts where that is asked for, and are not sent again to who has them', async () => {
    const app = await api()
    const part = await app.inject(url('rankings/1?from=2&limit=1'))
    assert.deepEqual(
      part.json<Ranking>().rows.map(({ place }) => place),
      [2],
    )
    assert.deepEqual((await app.inject(url('rankings/1?from=99'))).json().rows, [])
    const headers = { 'if-none-match': String(part.headers.etag) }
    assert.equal((await app.inject({ url: url('rankings/1?from=2&limit=1'), headers })).statusCode, 304)
    assert.equal((await app.inject({ url: url('rankings/1'), headers })).statusCode, 200)
  })

  it('are not there before they are published, nor of what does not exist', async () => {
    const app = await api()
    for (const [path, reason] of [
      [url('rankings/2'), 'not-published'],
      [url('rankings/final'), 'not-published'],
      [url('rankings/3'), 'no-such-round'],
      [url('rankings/01'), 'no-such-round'],
      [url('rankings/first'), 'no-such-round'],
      ['/api/v1/contests/nowhere/rankings/1', 'no-such-contest'],
    ] as const) {
      const reply = await app.inject(path)
      assert.deepEqual([reply.statusCode, reply.json().reason], [404, reason], path)
    }
  })

  it('tell each contestant where they stand, placed or not', async () => {
    const me = async (person: string, when?: Date): Promise<ContestantView> =>
      contestantView.parse((await (await api(person, when)).inject(url('contestants/me'))).json())
    const [first, second] = (await me('Đỗ Ơn')).attempts
    assert.deepEqual(
      [first?.standing?.place, first?.standing?.of, first?.standing?.trace.length],
      [null, 3, 3],
    )
    assert.deepEqual(second?.standing, { place: null, of: 3, decidedBy: null, trace: [] })
    const binh = await me('Lê Văn Bình')
    assert.deepEqual([binh.fullName, binh.unit.name], ['Lê Văn Bình', 'Sở Nội vụ'])
    assert.deepEqual(
      [binh.attempts[0]?.standing?.place, binh.attempts[0]?.score, binh.attempts[0]?.total],
      [2, 10, 10],
    )
    assert.equal((await me('Lê Văn Bình', at(6 * DAY))).attempts[0]?.score, undefined)
  })

  it('are nobody’s own without a sign-in', async () => {
    const reply = await (await api()).inject(url('contestants/me'))
    assert.deepEqual([reply.statusCode, reply.json().reason], [401, 'not-signed-in'])
  })
})
