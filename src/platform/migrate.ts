/**
 * Brings a database to the shape this release expects: the plain SQL files of db/migrations, in the order of their 17-digit
 * prefixes, each in a transaction of its own, each once, under an advisory lock, so that two that start at once take turns.
 * Forward only: what is wrong with a migration is mended by the next one.
 */
import { join } from 'node:path'
import { runner } from 'node-pg-migrate'
import pg from 'pg'

export const migrationsDirectory = join(import.meta.dirname, '..', '..', 'db', 'migrations')

export async function migrate(
  databaseUrl: string,
  log: (line: string) => void,
  directory: string = migrationsDirectory,
): Promise<void> {
  // The library notes when each file ran without a zone, and checks their order by it: one zone for every machine.
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c timezone=UTC' })
  client.on('error', () => {})
  await client.connect()
  try {
    await runner({
      dbClient: client,
      dir: directory,
      // Editors and file managers leave files behind; only these are ours.
      ignorePattern: '(?!\\d{17}_[a-z0-9_]+\\.sql$).*',
      direction: 'up',
      migrationsTable: 'migrations',
      advisoryLockMode: 'wait',
      singleTransaction: false,
      checkOrder: true,
      logger: {
        ...quiet,
        info: (line: string) => line.startsWith('> - ') && log(`migrating: ${line.slice(4)}`),
      },
    })
  } finally {
    await client.end()
  }
}

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
