/**
 * Brings a database to the shape this release expects: the plain SQL files of db/migrations, in the order of their 17-digit
 * prefixes, each in a transaction of its own, each once, under an advisory lock, so that two that start at once take turns.
 * The lock belongs to a transaction, which a pooler keeps together, and not to a session, which it does not.
 * Forward only: what is wrong with a migration is mended by the next one.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runner } from 'node-pg-migrate'
import type pg from 'pg'
import { type Address, ownersClient } from './pooler.ts'

export const migrationsDirectory = join(import.meta.dirname, '..', '..', 'db', 'migrations')

// Editors and file managers leave files behind; only these are ours.
const OURS = /^\d{17}_[a-z0-9_]+\.sql$/
const MIGRATING = 4_867_844_844

export async function migrate(
  address: Address,
  log: (line: string) => void,
  directory: string = migrationsDirectory,
): Promise<void> {
  await withClient(address, async (holder) => {
    await holder.query('BEGIN')
    await holder.query(`SET LOCAL idle_in_transaction_session_timeout = 0`)
    await holder.query(`SELECT pg_advisory_xact_lock(${MIGRATING})`)
    // The library notes when each file ran without a zone, and checks their order by it: one zone for every machine.
    await withClient(address, (client) => runFiles(client, log, directory))
    await holder.query('COMMIT')
  })
}

function runFiles(client: pg.Client, log: (line: string) => void, directory: string): Promise<unknown> {
  return runner({
    dbClient: client,
    dir: directory,
    ignorePattern: '(?!\\d{17}_[a-z0-9_]+\\.sql$).*',
    direction: 'up',
    migrationsTable: 'migrations',
    noLock: true,
    singleTransaction: false,
    checkOrder: true,
    logger: {
      ...quiet,
      info: (line: string) => line.startsWith('> - ') && log(`migrating: ${line.slice(4)}`),
    },
  })
}

async function withClient(address: Address, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = ownersClient(address)
  client.on('error', () => {})
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

/** The newest migration this release has: a database that lacks it is not the one the code was written for. */
export function newestMigration(directory: string = migrationsDirectory): string {
  const files = readdirSync(directory).filter((name) => OURS.test(name))
  return files.sort().at(-1)?.slice(0, -'.sql'.length) ?? ''
}

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
