import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Pool } from '../src/platform/db.ts'
import { freshHouse } from './support/a-house.ts'
import { aGoing, one, submit } from './support/people.ts'

const DENIED = { code: '42501' }

describe('what the roles of the database may do', () => {
  const house = freshHouse()
  let roles: [string, Pool][]
  let tables: string[]
  let sealed: string
  before(async () => {
    roles = [
      ['hoithi_web', house.house.pool],
      ['hoithi_keeper', house.house.keeper],
    ]
    const listed = `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`
    tables = (await house.rows<{ name: string }>(listed)).map(({ name }) => name)
    const going = await aGoing(house)
    await submit(house, going, { answers: one(going) })
    sealed = going.attemptId
  })

  it('each pool has its own role, and neither is the owner', async () => {
    for (const [role, pool] of roles) {
      const { rows } = await pool.query('SELECT current_user AS role')
      assert.deepEqual(rows, [{ role }])
    }
    const owners = `SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner LIKE 'hoithi\\_%'`
    assert.equal(await house.count(owners), 0)
  })

  it('who takes requests cannot read answer keys or the secrets of the draw', async () => {
    for (const table of ['question_keys', 'round_secrets']) {
      for (const what of ['*', 'count(*)', '1'])
        await assert.rejects(house.house.pool.query(`SELECT ${what} FROM ${table}`), DENIED, table)
      assert.ok((await house.house.keeper.query(`SELECT FROM ${table}`)).rowCount)
    }
  })

  /** Rows that lay out a contest that has not opened, or hold what somebody has not said for good yet. */
  const LAID_OUT = [
    'contest_units',
    'exclusions',
    'headcounts',
    'practice_questions',
    'round_questions',
    'round_secrets',
    'rounds',
  ]
  const PASSING = ['draft_exclusions', 'roster_identities', 'roster_import_rows', 'uploads']

  it('no role but the owner can delete or truncate anything that stays', async () => {
    assert.ok(tables.includes('attempts') && tables.length > 15)
    for (const [role, pool] of roles)
      for (const table of tables) {
        const may = role === 'hoithi_keeper' && [...LAID_OUT, ...PASSING].includes(table)
        if (!may) await assert.rejects(pool.query(`DELETE FROM ${table}`), DENIED, `${role} ${table}`)
        await assert.rejects(pool.query(`TRUNCATE ${table} CASCADE`), DENIED, `${role} ${table}`)
        await assert.rejects(pool.query(`DROP TABLE ${table}`), DENIED, `${role} ${table}`)
      }
    const granted = `
      SELECT table_name, privilege_type FROM information_schema.role_table_grants
      WHERE grantee IN ('hoithi_web', 'hoithi_keeper', 'PUBLIC') AND table_schema = 'public'
        AND privilege_type IN ('DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES')`
    const deletes = [...LAID_OUT, ...PASSING].map((table_name) => ({ table_name, privilege_type: 'DELETE' }))
    assert.deepEqual(
      await house.rows(`${granted} ORDER BY table_name`),
      deletes.toSorted((a, b) => (a.table_name < b.table_name ? -1 : 1)),
    )
  })

  it('the keeper takes nothing from a round that has opened', async () => {
    const stays = { code: '23514', constraint: 'opened_rounds_stay' }
    const { keeper } = house.house
    for (const table of ['round_questions', 'round_secrets', 'rounds'])
      await assert.rejects(keeper.query(`DELETE FROM ${table}`), stays, table)
    await assert.rejects(keeper.query(`UPDATE rounds SET closes_at = closes_at + interval '1 day'`), stays)
  })

  it('what is final is not changed by any of them: ledger, standings, deeds, identities, rules, hours', async () => {
    const changes = [
      `UPDATE participation_ledger SET participated = false`,
      `UPDATE standings SET place = 1`,
      `UPDATE deeds SET actor = 'x'`,
      `UPDATE contestant_identities SET hash = hash`,
      `UPDATE contestants SET full_name = 'x'`,
      `UPDATE rule_versions SET rules = '{}'`,
      `UPDATE attempts SET deadline_at = deadline_at + interval '1 hour'`,
      `UPDATE attempts SET started_at = started_at`,
      `UPDATE attempts SET unit_id = unit_id`,
      `UPDATE questions SET text = 'x'`,
      `UPDATE question_keys SET correct = '[1]'`,
      `UPDATE round_secrets SET draw_secret = draw_secret`,
      `INSERT INTO voids SELECT id, authority_id, 'x', 'x', now() FROM attempts`,
      `SET session_replication_role = replica`,
      `ALTER TABLE attempts DISABLE TRIGGER ALL`,
    ]
    for (const [role, pool] of roles)
      for (const change of changes) await assert.rejects(pool.query(change), DENIED, `${role}: ${change}`)
  })

  it('a sealed paper is not changed by any role, the owner included', async () => {
    const changes = [
      `score = 9`,
      `answers = '{}'`,
      `submitted_at = submitted_at - interval '1 second'`,
      `ending = NULL, submitted_at = NULL`,
      `saved_sequence = saved_sequence`,
    ]
    for (const pool of [...roles.map(([, each]) => each), house.owner])
      for (const change of changes)
        await assert.rejects(pool.query(`UPDATE attempts SET ${change} WHERE id = $1`, [sealed]), {
          code: '23000',
        })
  })
})
