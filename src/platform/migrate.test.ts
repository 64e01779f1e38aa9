import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import pg from 'pg'
import { emptyDatabase } from '../../tests/support/database.ts'
import { migrate, migrationsDirectory } from './migrate.ts'

const folder = mkdtempSync(join(tmpdir(), 'hoithi-migrations-'))
const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql)

describe('migrations', async () => {
  const database = await emptyDatabase()
  const pool = new pg.Pool({ connectionString: database.url })
  after(async () => {
    await pool.end()
    await database.drop()
    rmSync(folder, { recursive: true })
  })
  const run = async (lines: string[] = []) => {
    await migrate(database.url, (line) => lines.push(line), folder)
    return lines
  }
  const steps = async () =>
    (await pool.query('SELECT step FROM steps ORDER BY at, step')).rows.map(({ step }) => step)

  it('run in the order of their names, plain SQL with many statements each', async () => {
    write(
      '20261122090000000_steps__create.sql',
      `CREATE TABLE steps (step text, at serial, more jsonb DEFAULT '{}');
      INSERT INTO steps (step) VALUES ('first; {not} a mark'); -- no semicolon follows`,
    )
    write('20261122090100000_steps__second.sql', `INSERT INTO steps (step) VALUES ('second')`)
    write('README.md', 'not a migration')
    write('.20261122090200000_steps__third.sql.swp', 'left by an editor')
    assert.deepEqual(await run(), [
      'migrating: 20261122090000000_steps__create',
      'migrating: 20261122090100000_steps__second',
    ])
    assert.deepEqual(await steps(), ['first; {not} a mark', 'second'])
  })

  it('run once', async () => {
    assert.deepEqual(await run(), [])
    assert.deepEqual(await steps(), ['first; {not} a mark', 'second'])
  })

  it('run once although five start at the same moment', async () => {
    write(
      '20261122090300000_steps__slow.sql',
      `SELECT pg_sleep(0.3); INSERT INTO steps (step) VALUES ('slow')`,
    )
    await Promise.all(Array.from({ length: 5 }, () => run()))
    assert.deepEqual(
      (await steps()).filter((step) => step === 'slow'),
      ['slow'],
    )
  })

  it('leave nothing of a file that fails, and go on from it when it is mended', async () => {
    write('20261122090400000_steps__fails.sql', `INSERT INTO steps (step) VALUES ('half'); SELECT 1 / 0`)
    write('20261122090500000_steps__after.sql', `INSERT INTO steps (step) VALUES ('after')`)
    await assert.rejects(run(), /division by zero/)
    assert.ok(!(await steps()).includes('half') && !(await steps()).includes('after'))
    write('20261122090400000_steps__fails.sql', `INSERT INTO steps (step) VALUES ('whole')`)
    await run()
    assert.deepEqual((await steps()).slice(-2), ['whole', 'after'])
  })

  it('refuse a file that was slipped in before one that has already run', async () => {
    write('20261122090350000_steps__late.sql', `INSERT INTO steps (step) VALUES ('late')`)
    await assert.rejects(run(), /20261122090350000_steps__late/)
  })
})

describe('the migrations of this project', () => {
  it('carry seventeen digits and a table in their names, and none is left out', () => {
    for (const file of readdirSync(migrationsDirectory))
      assert.match(file, /^\d{17}_[a-z0-9_]+__[a-z0-9_]+\.sql$/)
  })

  it('run on an empty database, and not a second time', async () => {
    const database = await emptyDatabase()
    const lines: string[] = []
    await migrate(database.url, (line) => lines.push(line))
    assert.equal(lines.length, readdirSync(migrationsDirectory).length)
    await migrate(database.url, (line) => lines.push(line))
    assert.equal(lines.length, readdirSync(migrationsDirectory).length)
    await database.drop()
  })
})
