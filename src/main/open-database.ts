import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { dropDatabase } from '../platform/drop-database.ts'
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts'
import { migrate } from '../platform/migrate.ts'
import { type Address, findReach, ownersClient, reachOf, urlOf } from '../platform/pooler.ts'
import { checkSettings, describeSettings } from '../platform/safe-settings.ts'
import type { Config } from './config.ts'

export type Database = {
  /** As the owner, without a pooler where one can be passed by: for migrations, the queue, and setting contests up. */
  readonly owner: Address
  /** As the role that takes requests, and as the one that grades: through a pooler, if there is one. */
  readonly web: Address
  readonly keeper: Address
  /** The owner's, as text. */
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
    await refuseUnsafeSettings(database.owner, log)
    await migrate(database.owner, log)
    // The migrations make the roles, so only now can they be asked for.
    return { ...database, url: urlOf(database.owner), ...(await findRoles(config, database.owner)) }
  } catch (error) {
    await database.close()
    throw error
  }
}

async function connect(
  config: Config,
  log: (line: string) => void,
): Promise<Pick<Database, 'owner' | 'kind' | 'close'>> {
  const { DATABASE_URL, DATABASE_DIRECT_URL } = config
  if (!DATABASE_URL) {
    const directory = join(config.dataDirectory, 'postgres')
    const settings = { max_connections: String(connectionsFor(config.HOITHI_PROCESSES)) }
    const embedded = await startEmbeddedPostgres({ directory, log, settings })
    return { owner: embedded.url, kind: 'embedded', close: () => embedded.stop() }
  }
  const url = DATABASE_DIRECT_URL ?? DATABASE_URL
  // What is named direct is not a pooler, whatever the other is.
  const reach = await findReach(url, undefined, DATABASE_DIRECT_URL ? undefined : config.DATABASE_POOLER)
  if (reach !== 'direct')
    log(
      'DATABASE_URL là bộ gộp kết nối, nên đặt thêm DATABASE_DIRECT_URL / is a pooler: set DATABASE_DIRECT_URL too',
    )
  return { owner: { url, reach }, kind: 'external', close: async () => {} }
}

/** One process takes up to thirty; besides, there are commands run beside the server. */
const connectionsFor = (processes: number) => 30 + 30 * processes

async function findRoles(config: Config, owner: Address): Promise<Pick<Database, 'web' | 'keeper'>> {
  const { DATABASE_URL, DATABASE_WEB_URL, DATABASE_KEEPER_URL, DATABASE_POOLER: told } = config
  if (!DATABASE_URL) return { web: owner, keeper: owner }
  const [web, keeper] = [DATABASE_WEB_URL ?? DATABASE_URL, DATABASE_KEEPER_URL ?? DATABASE_URL]
  return {
    web: { url: web, reach: await findReach(web, 'hoithi_web', told) },
    keeper: { url: keeper, reach: await findReach(keeper, 'hoithi_keeper', told) },
  }
}

/** An acknowledged paper must survive a power cut (R-D8): a server that does not promise it is not used. */
async function refuseUnsafeSettings(owner: Address, log: (line: string) => void): Promise<void> {
  const client = ownersClient(owner)
  await client.connect()
  try {
    const found = await checkSettings(client)
    for (const { severity, found: value, remedy } of found)
      if (severity === 'warning') log(`${value}. ${remedy}`)
    const faults = found.filter(({ severity }) => severity === 'fault')
    if (faults.length > 0) throw new Error(describeSettings(faults))
  } finally {
    await client.end()
  }
}

/**
 * A second database on the same server, apart from the live one: made anew, migrated, and dropped at the end unless it
 * is to be kept. What is written there need not survive a power cut, so nothing waits for the disk.
 */
export async function makeDatabaseBeside(
  database: Pick<Database, 'owner' | 'url'>,
  name: string,
  log: (line: string) => void,
): Promise<{ url: string; drop(): Promise<void> }> {
  if (reachOf(database.owner) !== 'direct')
    throw new Error('cần DATABASE_DIRECT_URL / DATABASE_DIRECT_URL is needed: a pooler makes no databases')
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
