import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aGoing, register, save } from '../../tests/support/people.ts'
import { goesOverLists } from '../platform/open-connections.ts'
import { statementsOf } from '../platform/sql.ts'
import { warmUp } from './warm-up.ts'

describe('warming up', () => {
  const house = freshHouse({ server: { withPages: true }, startsPerSecond: 5 })

  /** Every row of every table, as one hash per table. */
  const everything = async () => {
    const tables = await house.rows<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    )
    const found: Record<string, unknown> = {}
    for (const { name } of tables)
      found[name] = (
        await house.rows(
          `SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) AS hash FROM ${name} t`,
        )
      )[0]
    return found
  }

  it('leaves no trace in the database, nor in the figures, while a round is open and before one opens', async () => {
    const going = await aGoing(house)
    await save(house, going, { sequence: 1, answers: {} })
    await register(house)
    for (const at of [house.round().opensAt.getTime() + 60_000, house.round().opensAt.getTime() - 60_000]) {
      house.setClock(new Date(at))
      const before = await everything()
      assert.ok(Object.keys(before).length > 20)
      await warmUp(house.house, house.app)
      assert.deepEqual(await everything(), before)
    }
    const { text } = await house.ask('GET', '/metrics')
    assert.doesNotMatch(text, /hoithi_request_seconds_count\{[^}]*submission/)
  })

  it('opens every connection, and what is planned on it is planned', async () => {
    const { pool, keeper } = house.house
    assert.deepEqual([pool.totalCount, keeper.totalCount], [pool.options.max, keeper.options.max])
    const { rows } = await pool.query(`SELECT name FROM pg_prepared_statements WHERE name LIKE 'attempts/%'`)
    const planned = rows.map(({ name }) => name)
    for (const name of ['attempts/insert_attempts', 'attempts/write_papers', 'attempts/list_attempts'])
      assert.ok(planned.includes(name), `${name} of ${planned}`)
  })

  it('runs over empty lists only what goes over lists', () => {
    for (const [text, goes] of [
      ['SELECT 1 WHERE id = ANY ($1::uuid[])', true],
      ['INSERT INTO t SELECT * FROM unnest($1::uuid[], $2::text[])', true],
      ['UPDATE t SET a = $2 WHERE id = ANY ($1::uuid[])', false],
      ['UPDATE t SET a = 1', false],
      ['SELECT $1::uuid[], $1', true],
    ] as const)
      assert.equal(goesOverLists({ name: 'x', text }), goes, text)
    const lists = statementsOf('attempts').filter(goesOverLists)
    assert.ok(lists.length >= 3)
  })
})
