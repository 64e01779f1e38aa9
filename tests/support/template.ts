/**
 * The template that fresh databases are copied from: migrated once, named after what is in db/migrations, and made behind
 * a lock, so that files of tests may run side by side.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Logger } from 'graphile-worker'
import pg from 'pg'
import { prepareWorkerSchema } from '../../src/main/worker.ts'
import { openPool } from '../../src/platform/db.ts'
import { dropDatabase } from '../../src/platform/drop-database.ts'
import { migrate, migrationsDirectory } from '../../src/platform/migrate.ts'

export type FreshDatabase = { readonly url: string; drop(): Promise<void> }

const MAKING_TEMPLATE = 4_867_844_843

export async function copyTemplate(server: string, template: string | null): Promise<FreshDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  const like = template ? `TEMPLATE ${template}` : ''
  await asAdmin(server, (client) => client.query(`CREATE DATABASE ${name} ${like}`))
  return {
    url: urlOf(server, name),
    drop: async () => {
      await asAdmin(server, (client) => dropDatabase(client, name))
    },
  }
}

export async function makeTemplate(server: string): Promise<string> {
  const name = `template_${migrationsHash()}`
  await asAdmin(server, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MAKING_TEMPLATE])
    const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rows.length > 0) return
    // Under another name until it is complete, so that nobody copies half a template.
    await dropDatabase(client, `${name}_making`)
    await client.query(`CREATE DATABASE ${name}_making`)
    await migrate(urlOf(server, `${name}_making`), () => {})
    await prepareQueue(urlOf(server, `${name}_making`))
    await client.query(`ALTER DATABASE ${name}_making RENAME TO ${name}`)
  })
  return name
}

/** What the worker makes at its first start: deeds leave word in it. */
async function prepareQueue(url: string): Promise<void> {
  const pool = openPool(url, { role: 'hoithi_keeper', size: 2, log: () => {} })
  const logger = new Logger(() => () => {})
  await prepareWorkerSchema(url, { pool, logger, log: () => {} }).finally(() => pool.end())
}

function migrationsHash(): string {
  const hash = createHash('sha256').update('with a queue')
  for (const file of readdirSync(migrationsDirectory).sort()) {
    hash.update(file).update(readFileSync(join(migrationsDirectory, file)))
  }
  return hash.digest('hex').slice(0, 12)
}

export function urlOf(server: string, database: string): string {
  return server.replace(/\/[^/?]*(\?|$)/, `/${database}$1`)
}

async function asAdmin<Result>(url: string, act: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return await act(client)
  } finally {
    await client.end()
  }
}
