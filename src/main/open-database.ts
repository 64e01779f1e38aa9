import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { dropDatabase } from '../platform/drop-database.ts'
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts'
import { migrate } from '../platform/migrate.ts'
import { checkSettings } from '../platform/safe-settings.ts'
import type { Config } from './config.ts'

export type Database = {
  /** As the owner: for migrations and for setting contests up. Requests run as narrower roles. */
  readonly url: string
  readonly kind: 'embedded' | 'external'
  close(): Promise<void>
}

/** The contest's database, migrated: the one of DATABASE_URL, or the embedded one, started or joined. */
export async function openDatabase(
  config: Config,
  log: (line: string) => void,
  options: { mustExist?: boolean } = {},
): Promise<Database> {
  const directory = join(config.dataDirectory, 'postgres')
  if (options.mustExist && !config.DATABASE_URL && !existsSync(join(directory, 'PG_VERSION')))
    throw new Error(
      `chưa có dữ liệu ở ${config.dataDirectory}: đặt HOITHI_DATA, hoặc chạy npm start trước / no data there: set HOITHI_DATA, or run npm start first`,
    )
  const database = await connect(config, log)
  try {
    await refuseUnsafeSettings(database.url, log)
    await migrate(database.url, log)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

async function connect(config: Config, log: (line: string) => void): Promise<Database> {
  if (config.DATABASE_URL) return { url: config.DATABASE_URL, kind: 'external', close: async () => {} }
  const embedded = await startEmbeddedPostgres({ directory: join(config.dataDirectory, 'postgres'), log })
  return { url: embedded.url, kind: 'embedded', close: () => embedded.stop() }
}

/** An acknowledged paper must survive a power cut (R-D8): a server that does not promise it is not used. */
async function refuseUnsafeSettings(url: string, log: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const found = await checkSettings(client)
    const lines = found.map(({ found: value, remedy }) => `${value}. ${remedy}`)
    for (const [index, { severity }] of found.entries()) if (severity === 'warning') log(lines[index]!)
    const faults = lines.filter((_, index) => found[index]!.severity === 'fault')
    if (faults.length > 0)
      throw new Error(
        `không khởi động: máy chủ PostgreSQL chưa an toàn / not started, PostgreSQL is not safe:\n${faults.join('\n')}`,
      )
  } finally {
    await client.end()
  }
}

/**
 * A second database on the same server, apart from the live one: made anew, migrated, and dropped at the end unless it
 * is to be kept. What is written there need not survive a power cut, so nothing waits for the disk.
 */
export async function makeDatabaseBeside(
  database: Database,
  name: string,
  log: (line: string) => void,
): Promise<{ url: string; drop(): Promise<void> }> {
  const url = withDatabase(database.url, name)
  if (url === database.url) throw new Error(`${name} is the live database`)
  const ask = async (work: (client: pg.Client) => Promise<unknown>) => {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    try {
      await work(client)
    } finally {
      await client.end()
    }
  }
  await ask(async (client) => {
    await dropDatabase(client, name)
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)} TEMPLATE template0`)
    await client.query(`ALTER DATABASE ${client.escapeIdentifier(name)} SET synchronous_commit = off`)
  })
  await migrate(url, log)
  return { url, drop: () => ask((client) => dropDatabase(client, name)) }
}

/** The same server, another database. A URL over a socket has no host, so it is not one that URL can read. */
function withDatabase(url: string, name: string): string {
  const [address = '', ...settings] = url.split('?')
  return [address.slice(0, address.lastIndexOf('/') + 1) + name, ...settings].join('?')
}
