import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parse } from 'csv-parse/sync'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { type FreshDatabase, freshDatabase } from '../../tests/support/database.ts'
import {
  aRulebook,
  DAY,
  foldWholly,
  type LaidAttempt,
  type LaidContest,
  layAttempts,
  layContest,
  MINUTE,
  voidAttempt,
} from '../../tests/support/laid-contest.ts'
import { SETTLING_MS } from '../attempts/write-down-expired.ts'
import type { ContestId, Rulebook } from '../contests/model.ts'
import { stampArrivals } from '../platform/arrival.ts'
import { inTransaction, openPool, type Pool } from '../platform/db.ts'
import { listContests } from '../rounds/store.ts'
import type { Statistics } from './contract.ts'
import { publishSnapshots } from './publish-snapshots.ts'
import { statisticsRoutes } from './routes.ts'

const OPENS = new Date('2023-08-14T00:30:00Z')
const at = (ms: number) => new Date(OPENS.getTime() + ms)
const UNITS = [
  { code: 'T', choosable: false, name: 'Tỉnh mẫu' },
  { code: 'T.NV', parent: 'T', headcount: 3, name: 'Sở Nội vụ, "cơ quan thường trực"' },
  { code: 'T.NV.1', parent: 'T.NV', name: '=HYPERLINK("http://ví-dụ")' },
  { code: 'T.TC', parent: 'T', headcount: 4, name: '＠Sở Tài chính' },
]

describe('figures per unit', () => {
  let database: FreshDatabase
  let owner: Pool
  let keeper: Pool
  let web: Pool
  before(async () => {
    database = await freshDatabase()
    owner = openPool(database.url, { size: 2, log: () => {} })
    keeper = openPool(database.url, { role: 'hoithi_keeper', size: 6, log: () => {} })
    web = openPool(database.url, { role: 'hoithi_web', size: 2, log: () => {} })
  })
  after(async () => {
    await Promise.all([owner.end(), keeper.end(), web.end()])
    await database.drop()
  })

  const lay = (rules: Partial<Rulebook> = {}, rounds = 2) =>
    layContest(owner, {
      rules: aRulebook(rules),
      rounds: Array.from({ length: rounds }, (_, no) => ({
        opensAt: at(no * 7 * DAY),
        closesAt: at((no + 1) * 7 * DAY),
      })),
      units: UNITS,
    })
  const paper = (
    person: string,
    round: number,
    unit: string,
    given: Partial<LaidAttempt> = {},
  ): LaidAttempt => ({
    person,
    round,
    unit,
    startedAt: at((round - 1) * 7 * DAY + MINUTE),
    ending: 'submitted',
    durationMs: MINUTE,
    score: 5,
    ...given,
  })
  const publish = async (contest: LaidContest, when: Date) => {
    const contestId = contest.contestId as ContestId
    await foldWholly(keeper, contestId, { at: when })
    return inTransaction(keeper, (tx) => publishSnapshots(tx, { contestId, at: when, pages: 'all' }))
  }

  const api = async (when: Date): Promise<FastifyInstance> => {
    const contests = await listContests(web, when)
    const app = Fastify()
    app.setValidatorCompiler(validatorCompiler)
    app.setSerializerCompiler(serializerCompiler)
    stampArrivals(app, { now: () => when })
    const contestOf = (slug: string) => contests.find((contest) => contest.slug === slug)
    statisticsRoutes(app, { pool: web, calendar: { contestOf } })
    return app
  }
  const read = async (contest: LaidContest, query = '', when = at(30 * DAY)): Promise<Statistics> =>
    (await (await api(when)).inject(`/api/v1/contests/${contest.slug}/statistics${query}`)).json()
  const ofUnit = (statistics: Statistics, code: string) =>
    statistics.units.find((unit) => unit.code === code)!

  it('count persons, attempts and full participation, at the unit and along the tree', async () => {
    const contest = await lay()
    await layAttempts(owner, contest, [
      paper('An', 1, 'T.NV'),
      // The same person again, from another unit: in the round they stay where they first took part.
      paper('An', 1, 'T.TC', { attemptNo: 2, startedAt: at(DAY) }),
      paper('An', 2, 'T.TC'),
      paper('Bình', 1, 'T.NV.1'),
      paper('Chi', 2, 'T.TC'),
      // Time ran out with nothing saved: an attempt, and nobody took part.
      paper('Dũng', 1, 'T.TC', { ending: 'expired', score: 0 }),
      // Time ran out with an answer saved: took part.
      paper('Em', 1, 'T.TC', { ending: 'expired', saved: true }),
    ])
    await publish(contest, at(15 * DAY))
    const first = await read(contest, '?round=1')
    assert.deepEqual(first.totals, { persons: 3, attempts: 5, full: 3 })
    assert.deepEqual(ofUnit(first, 'T.NV').own, { persons: 1, attempts: 1, full: 1 })
    assert.deepEqual(ofUnit(first, 'T.NV').rollUp, { persons: 2, attempts: 2, full: 2 })
    assert.deepEqual(ofUnit(first, 'T.TC').own, { persons: 1, attempts: 3, full: 1 })
    assert.deepEqual([ofUnit(first, 'T.NV').headcount, ofUnit(first, 'T.NV').rate], [3, 66.67])
    assert.deepEqual([ofUnit(first, 'T').headcount, ofUnit(first, 'T').rate], [7, 42.86])
    assert.equal('headcount' in ofUnit(first, 'T.NV.1'), false)

    const second = await read(contest, '?round=2')
    assert.deepEqual([second.totals, second.fullRounds], [{ persons: 2, attempts: 2, full: 1 }, [1, 2]])

    const whole = await read(contest)
    assert.deepEqual(whole.totals, { persons: 4, attempts: 7, full: 1 })
    // In the contest a person stands where they took part last.
    assert.deepEqual(ofUnit(whole, 'T.NV').own, { persons: 0, attempts: 1, full: 0 })
    assert.deepEqual(ofUnit(whole, 'T.TC').own, { persons: 3, attempts: 5, full: 1 })
    assert.deepEqual(whole.rounds, [1, 2])
  })

  it('are published again only when they changed, and never go down but for a void', async () => {
    const contest = await lay()
    const [first] = await layAttempts(owner, contest, [paper('An', 1, 'T.NV')])
    assert.equal(await publish(contest, at(DAY)), 2)
    assert.equal(await publish(contest, at(DAY + 5000)), 0)
    await layAttempts(owner, contest, [paper('Bình', 1, 'T.NV')])
    assert.equal(await publish(contest, at(2 * DAY)), 2)
    await owner.query('UPDATE rounds SET books_closed_at = $2 WHERE id = $1', [
      contest.rounds[0]!.id,
      at(8 * DAY),
    ])
    await publish(contest, at(8 * DAY))
    assert.equal(await publish(contest, at(8 * DAY + 5000)), 0)
    assert.equal((await read(contest, '?round=1')).totals.persons, 2)
    await voidAttempt(owner, contest, first!, at(9 * DAY))
    // The round and the contest; round 2 has had nobody, before and after.
    assert.equal(await publish(contest, at(9 * DAY)), 2)
    assert.equal((await read(contest, '?round=1')).totals.persons, 1)
  })

  it('count once when several workers count at the same time', async () => {
    const contest = await lay()
    await layAttempts(owner, contest, [paper('An', 1, 'T.NV')])
    const written = await Promise.all(Array.from({ length: 6 }, () => publish(contest, at(DAY))))
    assert.equal(
      written.reduce((sum, each) => sum + each, 0),
      2,
    )
  })

  it('agree with a naive recount of the ledger', async () => {
    const contest = await lay({}, 3)
    const codes = ['T.NV', 'T.NV.1', 'T.TC']
    const attempts = Array.from({ length: 400 }, (_, no) =>
      paper(`p${(no * 37) % 90}`, 1 + (no % 3), codes[(no * 7) % 3]!, {
        attemptNo: 1 + no,
        startedAt: at((no % 3) * 7 * DAY + ((no * 104_729) % 5_000_000)),
        ending: no % 5 === 0 ? 'expired' : 'submitted',
        saved: no % 10 !== 0,
      }),
    )
    const ids = await layAttempts(owner, contest, attempts)
    for (const id of ids.filter((_, no) => no % 11 === 0)) await voidAttempt(owner, contest, id, at(DAY))
    await publish(contest, at(22 * DAY))

    const counted = attempts
      .map((each, no) => ({ ...each, id: ids[no]!, end: each.startedAt.getTime() + each.durationMs, no }))
      .filter(({ no }) => no % 11 !== 0)
    const took = counted.filter(({ ending, saved }) => ending === 'submitted' || saved)
    const inOrder = (a: (typeof took)[number], b: (typeof took)[number]) =>
      a.end - b.end || (a.id < b.id ? -1 : 1)
    const isFull = (person: string, upTo: number) =>
      Array.from({ length: upTo }, (_, no) => no + 1).every((round) =>
        took.some((each) => each.person === person && each.round === round),
      )
    for (const roundNo of [1, 2, 3, null]) {
      const inScope = took.filter(({ round }) => roundNo === null || round === roundNo).sort(inOrder)
      const homes = new Map<string, string>()
      for (const each of inScope)
        if (roundNo === null || !homes.has(each.person)) homes.set(each.person, each.unit)
      const statistics = await read(contest, roundNo === null ? '' : `?round=${roundNo}`)
      for (const code of codes) {
        const persons = [...homes].filter(([, unit]) => unit === code).map(([person]) => person)
        assert.deepEqual(ofUnit(statistics, code).own, {
          persons: persons.length,
          attempts: counted.filter(
            ({ unit, round }) => unit === code && (roundNo === null || round === roundNo),
          ).length,
          full: persons.filter((person) => isFull(person, roundNo ?? 3)).length,
        })
      }
    }
  })

  it('withhold what would give the prediction away, and no difference reveals it', async () => {
    const contest = await lay({ prediction: { ...aRulebook().prediction!, target: 'participants' } })
    const round1 = contest.rounds[0]!.id
    await layAttempts(owner, contest, [
      paper('An', 1, 'T.NV'),
      paper('An', 2, 'T.NV'),
      paper('Bình', 2, 'T.TC'),
    ])
    await publish(contest, at(DAY))
    const hidden = await read(contest, '?round=1')
    assert.deepEqual(hidden.totals, { persons: null, attempts: null, full: null })
    assert.ok(hidden.withheld && hidden.units.every(({ own, rate }) => own.persons === null && rate == null))
    assert.deepEqual((await read(contest)).totals, { persons: 0, attempts: 0, full: 0 })
    const { rows } = await web.query('SELECT figures FROM statistics_newest WHERE contest_id = $1', [
      contest.contestId,
    ])
    assert.ok(rows.every(({ figures }) => figures.own.length === 0))

    await owner.query('UPDATE rounds SET books_closed_at = $2, standings_published_at = $2 WHERE id = $1', [
      round1,
      at(7 * DAY + SETTLING_MS),
    ])
    await publish(contest, at(8 * DAY))
    assert.deepEqual((await read(contest, '?round=1')).totals, { persons: 1, attempts: 1, full: 1 })
    const whole = await read(contest)
    assert.deepEqual(
      [whole.totals, whole.rounds, whole.withheld],
      [{ persons: 1, attempts: 1, full: 1 }, [1], true],
    )
  })

  it('are nobody at every unit before anything was counted', async () => {
    const contest = await lay()
    const statistics = await read(contest, '', at(-DAY))
    assert.deepEqual([statistics.totals, statistics.units.length], [{ persons: 0, attempts: 0, full: 0 }, 4])
    const app = await api(at(-DAY))
    for (const [path, status, reason] of [
      [`${contest.slug}/statistics?round=3`, 404, 'no-such-round'],
      ['nowhere/statistics', 404, 'no-such-contest'],
      ['nowhere/statistics.csv', 404, 'no-such-contest'],
    ] as const) {
      const reply = await app.inject(`/api/v1/contests/${path}`)
      assert.deepEqual([reply.statusCode, reply.json().reason], [status, reason])
    }
  })

  it('are not sent again to who has them', async () => {
    const contest = await lay()
    await publish(contest, at(DAY))
    const app = await api(at(DAY))
    const url = `/api/v1/contests/${contest.slug}/statistics`
    const first = await app.inject(url)
    assert.equal(first.headers['cache-control'], 'public, max-age=5')
    assert.equal(first.headers.etag, `"${first.json().snapshot}"`)
    const again = await app.inject({ url, headers: { 'if-none-match': `W/${first.headers.etag}` } })
    assert.deepEqual([again.statusCode, again.body], [304, ''])
  })

  it('open in a spreadsheet as a table without formulas', async () => {
    const contest = await lay()
    await layAttempts(owner, contest, [paper('An', 1, 'T.NV')])
    await publish(contest, at(DAY))
    const reply = await (await api(at(DAY))).inject(`/api/v1/contests/${contest.slug}/statistics.csv?round=1`)
    assert.equal(reply.headers['content-type'], 'text/csv; charset=utf-8')
    assert.equal(
      reply.headers['content-disposition'],
      `attachment; filename="thong-ke-${contest.slug}-tuan-1-2023-08-15.csv"`,
    )
    assert.deepEqual([...reply.rawPayload.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    assert.ok(reply.body.includes('\r\n'))
    const rows: string[][] = parse(reply.body, { bom: true })
    assert.equal(rows[0]![0], 'Mã đơn vị')
    assert.deepEqual(rows[2], [
      'T.NV',
      UNITS[1]!.name,
      'T',
      '1',
      '1',
      '1',
      '1',
      '1',
      '1',
      '3',
      '33.33',
      '15/08/2023 07:30:00',
    ])
    assert.deepEqual([rows[3]![1], rows[4]![1]], [`'${UNITS[2]!.name}`, `'${UNITS[3]!.name}`])
  })
})
