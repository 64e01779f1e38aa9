/**
 * PostgreSQL as we use it: a pool per role, statements by name, and one way to open a transaction.
 *
 * A WARNING that arrives with COMMIT means that the commit may not be where it must be (a cancelled wait for a
 * synchronous standby commits here only, and the driver reports success). So it is never taken for a yes: the
 * transaction helper turns it into a fault, and the request answers 503 (R-D5).
 */
import pg from 'pg'
import { type Address, clientBehindPooler, type Reach, reachOf, startUpOptions, urlOf } from './pooler.ts'
import type { Statement } from './sql.ts'

/** Anything a read may run on: the pool, or an open transaction. */
export type Db = Pick<pg.ClientBase, 'query'>

/** An open transaction. Writers demand it, so a write outside one does not compile. */
export type Tx = Db & { readonly __tx: true }

export type Pool = pg.Pool
export type Role = 'hoithi_web' | 'hoithi_keeper'

// Counts and amounts here are far below 2^53; numeric holds predictions and their actual figures.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)
// A civil date has no zone: it stays the text it is.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

export function openPool(
  address: Address,
  options: { role?: Role; size: number; log: (line: string) => void; answersWithinMs?: number },
): Pool {
  const url = urlOf(address)
  // It would take the place of ours, and with it the role: a request would run as the owner.
  if (/[?&]options=/.test(url)) throw new Error('DATABASE_URL: bỏ "options" / leave out "options"')
  const pool = new pg.Pool({
    connectionString: url,
    max: options.size,
    application_name: options.role ?? 'hoithi',
    connectionTimeoutMillis: 10_000,
    // What was opened for an opening is still open when it comes.
    idleTimeoutMillis: 10 * 60_000,
    // On our side only: the connection is dropped, never cancelled, so the fate of a commit stays the server's to tell.
    ...(options.answersWithinMs && { query_timeout: options.answersWithinMs }),
    ...howToTake(options.role, reachOf(address)),
  })
  // Without a listener a restart of the database would end the process.
  pool.on('error', (error) => options.log(`an idle database connection was lost: ${error.message}`))
  // One that is out on loan fails its query as well, and that is where it is said.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

function howToTake(role: Role | undefined, reach: Reach): pg.PoolConfig {
  if (reach === 'direct') return { options: startUpOptions(role) }
  return { Client: clientBehindPooler(reach === 'logged-in' ? null : role ? { role } : {}) }
}

export async function listRows<Row>(
  db: Db,
  statement: Statement,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { rows } = await db.query({ name: statement.name, text: statement.text, values: [...values] })
  return rows as Row[]
}

/**
 * A page of a list, planned for the very values it is asked with: what is not asked for is left out of the plan, and a rare word
 * is looked up where a common one is met soon enough on the way. It is not prepared, so no plan is kept for other values.
 */
export async function listPage<Row>(
  db: Db,
  statement: Statement,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { rows } = await db.query({ text: statement.text, values: [...values] })
  return rows as Row[]
}

export async function findRow<Row>(
  db: Db,
  statement: Statement,
  values: readonly unknown[] = [],
): Promise<Row | null> {
  return (await listRows<Row>(db, statement, values))[0] ?? null
}

/** The commit may have happened, or not, or not everywhere: nobody may be told yes. */
export class DoubtfulCommit extends Error {}

/**
 * One statement that is a transaction by itself; durable when it resolves, in a single trip. What it writes in several
 * tables is written in all of them or in none.
 */
export async function writeRows<Row>(
  pool: Pool,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const client = await pool.connect()
  const warnings = listenForWarnings(client)
  let broken: Error | undefined
  try {
    const rows = await listRows<Row>(client, statement, values)
    warnings.refuse()
    return rows
  } catch (error) {
    if (error instanceof DoubtfulCommit || isSilence(error)) broken = error as Error
    throw error
  } finally {
    warnings.stop()
    client.release(broken)
  }
}

export async function inTransaction<Result>(pool: Pool, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client as unknown as Tx)
    const warnings = listenForWarnings(client)
    let answer = ''
    try {
      answer = (await client.query('COMMIT')).command
      warnings.refuse()
    } catch (error) {
      broken = error as Error
      throw error
    } finally {
      warnings.stop()
    }
    // A transaction in which a statement failed, though somebody swallowed the error, is undone without a word.
    if (answer !== 'COMMIT') throw new Error(`PostgreSQL answered COMMIT with ${answer}`)
    return result
  } catch (error) {
    // Whoever does not answer a query would not answer a ROLLBACK either.
    if (isSilence(error)) broken = error as Error
    if (!broken) await client.query('ROLLBACK').catch((failed: Error) => (broken = failed))
    throw error
  } finally {
    client.release(broken)
  }
}

function listenForWarnings(client: pg.PoolClient): { refuse(): void; stop(): void } {
  const warnings: string[] = []
  const onNotice = (notice: { severity?: string | undefined; message?: string | undefined }) => {
    if (notice.severity === 'WARNING') warnings.push(notice.message ?? 'no text')
  }
  client.on('notice', onNotice)
  return {
    refuse: () => {
      if (warnings.length > 0)
        throw new DoubtfulCommit(`PostgreSQL warned while committing: ${warnings.join('; ')}`)
    },
    stop: () => void client.off('notice', onNotice),
  }
}

function isSilence(error: unknown): boolean {
  return (error as Error).message === 'Query read timeout'
}
