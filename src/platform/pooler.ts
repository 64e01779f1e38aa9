/**
 * A database may stand behind a pooler that lends a connection for one transaction at a time (PgBouncer in transaction mode).
 * Nothing of a session lasts there: no start-up option, no statement by name, no SET. So the role is taken anew in every
 * transaction, in the same message as its BEGIN; and a statement outside of one is given one of its own, because there is no
 * other way to send a statement on such a client.
 */
import pg from 'pg'

/**
 * How a role is reached. `direct`: a session of our own, which takes the role when it is opened. `logged-in`: through a
 * pooler, as a database user that is the role. `per-transaction`: through a pooler, as a user that may become it.
 */
export type Reach = 'direct' | 'logged-in' | 'per-transaction'

/** Where a database is, and how a role is reached there. A bare URL is `direct`. */
export type Address = string | { readonly url: string; readonly reach: Reach }

export const urlOf = (address: Address): string => (typeof address === 'string' ? address : address.url)
export const reachOf = (address: Address): Reach => (typeof address === 'string' ? 'direct' : address.reach)

/** Start-up options that a pooler would refuse or drop; the last is there only to see whether they arrived. */
export const startUpOptions = (role?: string) =>
  [...(role ? [`role=${role}`] : []), 'timezone=UTC', ...(role === 'hoithi_web' ? BY_KEY : [])]
    .map((setting) => `-c ${setting}`)
    .join(' ')

/**
 * Requests look rows up by their keys, always. Their statements are prepared, and a plan made on the first day, while a table
 * is small, would read all of it, and be kept when it has grown: so these plans may not. (Behind a pooler nothing is kept.)
 */
const BY_KEY = ['enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off', 'enable_bitmapscan=off']
const PROBE = '-c hoithi.probe=1'

/** Asks the database itself. `told`: the operator says that it is a pooler, though it passes start-up options on. */
export async function findReach(url: string, role?: string, told?: 'transaction'): Promise<Reach> {
  if (!told && (await takesOptions(url, role))) return 'direct'
  const { user, zone } = await askOnce<{ user: string; zone: string }>(
    { connectionString: url },
    `SELECT current_user AS user, current_setting('TimeZone') AS zone`,
  )
  return user === role && zone === 'UTC' ? 'logged-in' : 'per-transaction'
}

async function takesOptions(url: string, role?: string): Promise<boolean> {
  try {
    const { user, probe } = await askOnce<{ user: string; probe: string | null }>(
      { connectionString: url, options: `${startUpOptions(role)} ${PROBE}` },
      `SELECT current_user AS user, current_setting('hoithi.probe', true) AS probe`,
    )
    return probe === '1' && (!role || user === role)
  } catch (error) {
    // "unsupported startup parameter: options" is a protocol violation to a pooler; anything else is not its doing.
    if ((error as { code?: string }).code === '08P01') return false
    throw error
  }
}

async function askOnce<Row>(config: pg.ClientConfig, text: string): Promise<Row> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(text)).rows[0]
  } finally {
    await client.end().catch(() => {})
  }
}

type Told = (error: Error | null, result?: unknown) => void
type Question = { name?: string; text: string }

const BEGINS = /^\s*(begin|start\s+transaction)\b/i
const ENDS = /^\s*(commit|end|rollback|abort)\b(?!\s+to\b)/i

/** A client that is safe behind a pooler: without names, and where `guard` is given, with the role in every transaction. */
export function clientBehindPooler(guard: { role?: string } | null): typeof pg.Client {
  const settings = guard
    ? `${guard.role ? `SET LOCAL ROLE ${pg.escapeIdentifier(guard.role)}; ` : ''}SET LOCAL timezone = 'UTC'`
    : null

  class ClientBehindPooler extends pg.Client {
    #isInTransaction = false

    // @ts-expect-error: the driver's seven overloads, of which ours takes every one but its own query objects
    override query(asked: string | Question, values?: unknown, told?: Told): Promise<unknown> | undefined {
      const answer = typeof values === 'function' ? (values as Told) : told
      const given = typeof values === 'function' ? undefined : values
      const result = this.#ask(asked, given)
      if (!answer) return result
      result.then(
        (found) => answer(null, found),
        (error: Error) => answer(error),
      )
    }

    async #ask(asked: string | Question, values: unknown): Promise<unknown> {
      // Fails closed: what we cannot read we cannot guard.
      if (typeof asked === 'object' && 'submit' in asked) throw new Error('no query objects behind a pooler')
      const { text, ...rest } = typeof asked === 'string' ? { text: asked } : unnamed(asked)
      const send = (statement: string): Promise<unknown> =>
        super.query({
          ...rest,
          text: statement,
          ...(values !== undefined && { values: values as unknown[] }),
        })
      const say = (statement: string): Promise<unknown> => super.query(statement)

      if (!settings) return send(text)
      if (BEGINS.test(text)) {
        this.#isInTransaction = true
        return say(`${text}; ${settings}`)
      }
      if (ENDS.test(text)) this.#isInTransaction = false
      else if (!this.#isInTransaction) return this.#inOneOfItsOwn(say, () => send(text))
      return send(text)
    }

    async #inOneOfItsOwn(say: (text: string) => Promise<unknown>, ask: () => Promise<unknown>) {
      try {
        await say(`BEGIN; ${settings}`)
        const found = await ask()
        await say('COMMIT')
        return found
      } catch (error) {
        await say('ROLLBACK').catch(() => {})
        throw error
      }
    }
  }
  return ClientBehindPooler as unknown as typeof pg.Client
}

function unnamed({ name, ...question }: Question): Question {
  return question
}

/** The driver's client for an address, as the owner of the database; not yet connected. */
export function ownersClient(address: Address): pg.Client {
  const connectionString = urlOf(address)
  if (reachOf(address) === 'direct') return new pg.Client({ connectionString, options: startUpOptions() })
  return new (clientBehindPooler({}))({ connectionString })
}
