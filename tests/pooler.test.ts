import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { openHouse } from '../src/main/house.ts'
import { startWorker } from '../src/main/worker.ts'
import { systemClock } from '../src/platform/clock.ts'
import { inTransaction, openPool } from '../src/platform/db.ts'
import { migrate, migrationsDirectory } from '../src/platform/migrate.ts'
import { type Address, clientBehindPooler, findReach, type Reach } from '../src/platform/pooler.ts'
import { TestHouse } from './support/a-house.ts'
import { emptyDatabase } from './support/database.ts'
import { brokenInvariants } from './support/invariants.ts'
import { aRulebook, DAY, layAttempts, layContest, MINUTE } from './support/laid-contest.ts'
import { aGoing, later, one, save, submit } from './support/people.ts'
import { noPgBouncer, type PgBouncer, startPgBouncer } from './support/pgbouncer.ts'
import { startTestServer, type TestServer } from './support/test-server.ts'

const log = () => {}
const WEB = { url: '', role: 'hoithi_web' } as const
const SECRET = randomBytes(12).toString('hex')

describe('a database behind PgBouncer in transaction mode', { skip: noPgBouncer }, () => {
  let server: TestServer
  let pooler: PgBouncer
  before(async () => {
    server = await startTestServer()
    process.env.HOITHI_TEST_DATABASE = server.url
    pooler = await startPgBouncer(server.url, { hoithi_web: SECRET, hoithi_keeper: SECRET })
  })
  after(async () => {
    await pooler.stop()
    await server.stop()
  })

  it('is migrated through it, once, though three start at the same moment', async () => {
    const database = await emptyDatabase()
    const url = pooler.through(database.url)
    const reach = await findReach(url)
    assert.equal(reach, 'per-transaction')
    const lines: string[] = []
    await Promise.all([1, 2, 3].map(() => migrate({ url, reach }, (line) => lines.push(line))))
    assert.equal(lines.length, readdirSync(migrationsDirectory).length)

    const admin = new pg.Client({ connectionString: server.adminUrl })
    await admin.connect()
    for (const role of ['hoithi_web', 'hoithi_keeper'])
      await admin.query(`ALTER ROLE ${role} LOGIN PASSWORD '${SECRET}'`)
    await admin.end()
    const found = [
      await findReach(database.url, WEB.role),
      await findReach(url, WEB.role),
      await findReach(pooler.through(database.url, WEB.role), WEB.role),
      await findReach(database.url, WEB.role, 'transaction'),
    ]
    assert.deepEqual(found, ['direct', 'per-transaction', 'logged-in', 'per-transaction'])
    await database.drop()
  })

  for (const [name, user, reach] of [
    ['one user, who takes the roles', undefined, 'per-transaction'],
    ['users that are the roles', true, 'logged-in'],
  ] as [string, true | undefined, Reach][])
    it(`a contest goes its whole way: ${name}`, async () => {
      const as = (role: string) => (url: string) => ({ url: pooler.through(url, user && role), reach })
      const [web, keeper] = [as('hoithi_web'), as('hoithi_keeper')]
      const house = new TestHouse({ through: { web, keeper } })
      await house.open()
      try {
        const crowd = Array.from({ length: 12 }, async () => {
          const going = await aGoing(house)
          for (const sequence of [1, 2]) await save(house, going, { sequence, answers: one(going, sequence) })
          return submit(house, going, { answers: one(going) }, { at: later(going.startedAt, MINUTE) })
        })
        for (const { status, body } of await Promise.all(crowd))
          assert.deepEqual([status, !!body.receipt], [201, true])
        assert.deepEqual(await brokenInvariants(house), [])

        // Every statement of either pool, alone and in a transaction, however they share the pooler's four connections.
        for (const pool of [house.house.pool, house.house.keeper]) {
          const role = pool === house.house.pool ? 'hoithi_web' : 'hoithi_keeper'
          const ask = async (db: Pick<pg.ClientBase, 'query'>) =>
            (await db.query('SELECT current_user AS role')).rows[0].role
          const asked = Array.from({ length: 100 }, (_, index) =>
            index % 2 ? ask(pool) : inTransaction(pool, ask),
          )
          assert.deepEqual(new Set(await Promise.all(asked)), new Set([role]))
        }
        await assert.rejects(house.house.pool.query('SELECT * FROM question_keys'), { code: '42501' })
        await assert.rejects(
          inTransaction(house.house.pool, (tx) => tx.query('SELECT * FROM question_keys')),
          { code: '42501' },
        )
        await closeByWorker(
          house,
          user ? house.url : { url: pooler.through(house.url), reach: 'per-transaction' },
        )
      } finally {
        await house.close()
      }
    })

  /** A round that was over before anybody looked, closed by the worker. */
  const closeByWorker = async (house: TestHouse, owner: Address) => {
    const closesAt = new Date(Date.now() - DAY)
    const opensAt = new Date(closesAt.getTime() - 7 * DAY)
    const rules = aRulebook({ cumulative: null })
    const contest = await layContest(house.owner, {
      rules,
      rounds: [{ opensAt, closesAt }],
      units: [{ code: 'TX' }],
    })
    const unit = [...contest.unitIds.keys()][0]!
    const startedAt = new Date(opensAt.getTime() + MINUTE)
    const paper = {
      person: 'An',
      round: 1,
      unit,
      startedAt,
      ending: 'submitted',
      durationMs: MINUTE,
      score: 5,
    } as const
    await layAttempts(house.owner, contest, [paper])
    const worker = await startWorker({ ...house.house, clock: systemClock }, owner)
    const isClosed = `SELECT count(*) FROM rounds WHERE closes_at = $1 AND books_closed_at IS NOT NULL`
    const giveUpAt = performance.now() + 30_000
    while ((await house.count(isClosed, [closesAt])) === 0) {
      assert.ok(performance.now() < giveUpAt, 'the worker did not close it')
      await wait(50)
    }
    await worker.stop()
  }

  it('is refused where the role would not be taken', async () => {
    const house = new TestHouse({})
    await house.open()
    const { receiptKey, identityKey, sessionKey, staffKey } = house.house
    const open = (url: Address) =>
      openHouse({ receiptKey, identityKey, sessionKey, staffKey, url, clock: systemClock, log })
    const url = pooler.through(house.url)
    await assert.rejects(open({ url, reach: 'logged-in' }), /did not take the role hoithi_web/)
    await assert.rejects(open(url), /unsupported startup parameter: options/)
    // A pooler that is told to drop what it does not know: the role is dropped without a word, and noticed.
    const silent = await startPgBouncer(server.url, {}, 'ignore_startup_parameters = options')
    await assert.rejects(open(silent.through(house.url)), /did not take the role hoithi_web/)
    assert.equal(await findReach(silent.through(house.url), 'hoithi_web'), 'per-transaction')
    await silent.stop()
    await house.close()
  })

  it('gets no statement that could run outside of a guarded transaction', async () => {
    const house = new TestHouse({})
    await house.open()
    const Client = clientBehindPooler({ role: 'hoithi_web' })
    const client = new Client({ connectionString: pooler.through(house.url) })
    await client.connect()
    const role = async () => (await client.query('SELECT current_user AS role')).rows[0].role
    assert.equal(await role(), 'hoithi_web')
    await client.query('BEGIN')
    await client.query('SAVEPOINT here')
    await client.query('ROLLBACK TO here')
    assert.equal(await role(), 'hoithi_web')
    await client.query('rollback')
    assert.equal(await role(), 'hoithi_web')
    await assert.rejects(client.query('SELECT nothing'), { code: '42703' })
    assert.equal(await role(), 'hoithi_web')
    await assert.rejects(async () => client.query(new pg.Query('SELECT 1') as never), /no query objects/)
    await client.end()
    const none = openPool({ url: pooler.through(house.url), reach: 'per-transaction' }, { size: 1, log })
    assert.equal((await none.query('SHOW timezone')).rows[0].TimeZone, 'UTC')
    await none.end()
    await house.close()
  })
})
