import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type FreshDatabase, freshDatabase } from '../../tests/support/database.ts'
import { DoubtfulCommit, findRow, inTransaction, listRows, openPool, type Pool } from './db.ts'

describe('a transaction', () => {
  let database: FreshDatabase
  let pool: Pool
  const rows = async () =>
    (await pool.query<{ no: number }>('SELECT no FROM t ORDER BY no')).rows.map(({ no }) => no)

  before(async () => {
    database = await freshDatabase()
    pool = openPool(database.url, { size: 2, log: () => {} })
    await pool.query(`
      CREATE TABLE t (no integer CONSTRAINT number_once UNIQUE DEFERRABLE INITIALLY DEFERRED);
      CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN IF NEW.no = 666 THEN RAISE WARNING 'the standby is away'; END IF; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER warns_at_commit AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION warn();`)
  })
  after(async () => {
    await pool.end()
    await database.drop()
  })

  it('hands back what the work returned, after the commit', async () => {
    const result = await inTransaction(pool, async (tx) => {
      await tx.query('INSERT INTO t VALUES (1)')
      assert.deepEqual(await rows(), [])
      return 'done'
    })
    assert.equal(result, 'done')
    assert.deepEqual(await rows(), [1])
  })
  it('leaves nothing behind when the work throws, and the connection goes back whole', async () => {
    for (let again = 0; again < 4; again++)
      await assert.rejects(
        inTransaction(pool, async (tx) => {
          await tx.query('INSERT INTO t VALUES (2)')
          throw new Error('bad')
        }),
        /bad/,
      )
    assert.deepEqual(await rows(), [1])
    assert.ok(pool.totalCount <= 2 && pool.idleCount === pool.totalCount)
  })
  it('fails where its commit fails', async () => {
    await assert.rejects(
      inTransaction(pool, async (tx) => tx.query('INSERT INTO t VALUES (1)')),
      { code: '23505' },
    )
    assert.deepEqual(await rows(), [1])
  })
  it('is not taken for committed where PostgreSQL warns while committing', async () => {
    await assert.rejects(
      inTransaction(pool, async (tx) => tx.query('INSERT INTO t VALUES (666)')),
      DoubtfulCommit,
    )
  })
  it('is not taken for committed where a failed statement has already undone it', async () => {
    // COMMIT of a failed transaction is answered with ROLLBACK, and without an error.
    await assert.rejects(
      inTransaction(pool, async (tx) => {
        await tx.query('INSERT INTO t VALUES (3)')
        await tx.query('SELECT 1 / 0').catch(() => null)
        return 'swallowed'
      }),
    )
    assert.equal((await rows()).includes(3), false)
  })
  it('does not mind a warning before the commit', async () => {
    const result = await inTransaction(pool, async (tx) => {
      await tx.query(`DO $$ BEGIN RAISE WARNING 'only words'; END $$`)
      return 'done'
    })
    assert.equal(result, 'done')
  })
  it('fails when its connection is lost, and the pool heals', async () => {
    await assert.rejects(
      inTransaction(pool, async (tx) => tx.query('SELECT pg_terminate_backend(pg_backend_pid())')),
    )
    assert.equal((await pool.query('SELECT 1')).rowCount, 1)
  })
})

describe('values', () => {
  it('come back as numbers, civil dates as the text they are, instants to the millisecond', async () => {
    const database = await freshDatabase()
    const pool = openPool(database.url, { role: 'hoithi_web', size: 1, log: () => {} })
    const statement = {
      name: 'values',
      text: `SELECT $1::bigint AS big, 87.65::numeric AS amount, '2023-08-14'::date AS day, $2::timestamptz AS at, current_user AS who`,
    }
    const at = new Date('2023-08-14T00:30:00.123Z')
    const expected = { big: 9_007_199_254_740_991, amount: 87.65, day: '2023-08-14', at, who: 'hoithi_web' }
    assert.deepEqual(await findRow(pool, statement, [9_007_199_254_740_991, at]), expected)
    assert.deepEqual(await listRows(pool, { name: 'none', text: 'SELECT 1 WHERE false' }), [])
    assert.equal(await findRow(pool, { name: 'none', text: 'SELECT 1 WHERE false' }), null)
    await pool.end()
    await database.drop()
  })
})
