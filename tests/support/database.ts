/**
 * A fresh database for every test file: a copy of a template that was migrated once.
 *
 * One PostgreSQL serves a whole run; `scripts/test.ts` starts it and names it in HOITHI_TEST_DATABASE. A file that is
 * run alone (`node --test src/…`) starts one of its own and takes it down after its last test. The template is named after
 * what is in db/migrations, and made behind a lock, so files may run side by side.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import { migrate, migrationsDirectory } from '../../src/platform/migrate.ts'
import { startTestServer } from './test-server.ts'

export type FreshDatabase = { readonly url: string; drop(): Promise<void> }

const MAKING_TEMPLATE = 4_867_844_843

export async function freshDatabase(): Promise<FreshDatabase> {
  const template = await templateDatabase()
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin(await serverUrl(), (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  return {
    url: urlOf(await serverUrl(), name),
    drop: async () => {
      await asAdmin(await serverUrl(), (client) =>
        client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      )
    },
  }
}

/** A database without any table, for tests of the migrations themselves. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin(await serverUrl(), (client) => client.query(`CREATE DATABASE ${name}`))
  return {
    url: urlOf(await serverUrl(), name),
    drop: async () => {
      await asAdmin(await serverUrl(), (client) =>
        client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      )
    },
  }
}

let server: Promise<string> | null = null
function serverUrl(): Promise<string> {
  server ??= process.env.HOITHI_TEST_DATABASE
    ? Promise.resolve(process.env.HOITHI_TEST_DATABASE)
    : startTestServer().then((started) => {
        stopAlone = started.stop
        return started.url
      })
  return server
}

let stopAlone = async () => {}
after(() => stopAlone())

let template: Promise<string> | null = null
export function templateDatabase(): Promise<string> {
  template ??= makeTemplate()
  return template
}

async function makeTemplate(): Promise<string> {
  const url = await serverUrl()
  const name = `template_${migrationsHash()}`
  await asAdmin(url, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MAKING_TEMPLATE])
    const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rows.length > 0) return
    // Under another name until it is complete, so that nobody copies half a template.
    await client.query(`DROP DATABASE IF EXISTS ${name}_making WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${name}_making`)
    await migrate(urlOf(url, `${name}_making`), () => {})
    await client.query(`ALTER DATABASE ${name}_making RENAME TO ${name}`)
  })
  return name
}

function migrationsHash(): string {
  const hash = createHash('sha256')
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
