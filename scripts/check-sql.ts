/** Lets PostgreSQL read every named statement of every .sql file in src, against the tables as the migrations make them. */
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import pg from 'pg'
import { parseSql } from '../src/platform/sql.ts'
import { copyTemplate, makeTemplate } from '../tests/support/template.ts'
import { startTestServer } from '../tests/support/test-server.ts'

/** PREPARE takes these alone; LOCK, NOTIFY and their like are left to the tests. */
const PREPARABLE = /^(SELECT|INSERT|UPDATE|DELETE|MERGE|VALUES|WITH|TABLE)\b/i

export async function checkSql(root: string, client: Pick<pg.Client, 'query'>): Promise<string[]> {
  const faults: string[] = []
  for (const file of globSync('src/**/*.sql', { cwd: root }).sort()) {
    const statements = parseSql(readFileSync(join(root, file), 'utf8'), basename(dirname(file)))
    for (const [name, { text }] of statements) {
      if (!PREPARABLE.test(text.replace(/^(\s*--.*\n)+/, '').trim())) continue
      try {
        await client.query(`PREPARE checked AS ${text}`)
        await client.query('DEALLOCATE checked')
      } catch (error) {
        faults.push(`${file}: ${name}: ${(error as Error).message}`)
      }
    }
  }
  return faults
}

if (process.argv[1] === import.meta.filename) {
  const server = await startTestServer()
  const database = await copyTemplate(server.url, await makeTemplate(server.url))
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const faults = await checkSql(join(import.meta.dirname, '..'), client)
  await client.end()
  await server.stop()
  for (const fault of faults) console.log(fault)
  process.exitCode = faults.length > 0 ? 1 : 0
}
