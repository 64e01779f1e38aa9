/**
 * The embedded PostgreSQL: a real server on a directory, started when somebody needs it, stopped when nobody does.
 *
 * Who owns it? Nobody, and everybody who uses it. Each process that calls `startEmbeddedPostgres` takes a seat: one
 * connection that holds an advisory lock in shared mode. Whoever leaves tries to get that lock alone; it succeeds only for
 * the last one out, who stops the server. So a command run beside the server never stops it under the server's feet, nor
 * the other way round; a process killed with SIGKILL loses its seat with its connection, and the PostgreSQL it leaves behind
 * is joined by the next start. No pid file of ours can go stale. Two that start at once are told apart by PostgreSQL's
 * own postmaster.pid: one wins, the other joins.
 *
 * A postmaster that dies while we run is started again. After `kill -9` this fails for a while, until its children are
 * gone, so we keep trying: with growing pauses, and at a first start for 60 s before we call it dead.
 */
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Cluster, openCluster } from './postgres-directory.ts'
import { faultIn, PostgresFault } from './postgres-faults.ts'
import {
  findPostmaster,
  type Launch,
  launchPostmaster,
  type Postmaster,
  stopPostmaster,
} from './postmaster.ts'
import { keepInNet } from './unplanned-end.ts'

export type EmbeddedPostgres = {
  /** For `pg`: the contest's database, as the role that owns it. */
  readonly url: string
  /** As the superuser, for backups and the doctor; never for requests. */
  readonly adminUrl: string
  /** Of the postmaster as it is now; it changes when it had to be started again. */
  readonly pid: number
  stop(): Promise<void>
}

type Options = {
  readonly directory: string
  readonly log: (line: string) => void
  /** On top of ours, for tests. */
  readonly settings?: Record<string, string>
}

type Seat = { readonly client: pg.Client; readonly postmaster: Postmaster }

/** 'hoithi' in numbers; the lock that says "in use", and the one behind which database and role are made. */
const IN_USE = 4_867_844_841
const MAKING = 4_867_844_842

const FIRST_START_PATIENCE = 60_000
/** While PostgreSQL answers "starting up" it is recovering, and that may take as long as the last minutes' writes need. */
const RECOVERY_PATIENCE = 15 * 60_000

export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(options.directory, options.log)
  let seat = await takeSeat(cluster, options, { givesUp: true })
  let leaving = false

  const keepSeat = () => {
    seat.client.once('end', async () => {
      if (leaving) return
      options.log(`PostgreSQL (process ${seat.postmaster.pid}) is gone; starting it again`)
      const next = await takeSeat(cluster, options, { givesUp: false, until: () => leaving }).catch(
        () => null,
      )
      if (!next) return
      if (leaving) return void next.client.end()
      seat = next
      options.log(`PostgreSQL is back (process ${seat.postmaster.pid})`)
      keepSeat()
    })
  }
  keepSeat()

  let stopped: Promise<void> | null = null
  const stop = () => {
    leaving = true
    stopped ??= leave(cluster, seat, options.log).finally(takeOutOfNet)
    return stopped
  }
  const takeOutOfNet = keepInNet(stop, () => sweepLater(cluster.directory))
  return {
    url: connectionString('hoithi', cluster.passwords.owner, seat.postmaster),
    adminUrl: connectionString('postgres', cluster.passwords.admin, seat.postmaster),
    get pid() {
      return seat.postmaster.pid
    },
    stop,
  }
}

/** Joins the server that runs on the directory, or starts one and joins it. */
async function takeSeat(
  cluster: Cluster,
  { log, settings = {} }: Options,
  patience: { givesUp: boolean; until?: () => boolean },
): Promise<Seat> {
  const begun = Date.now()
  let launched: Launch | null = null
  let lastWords = ''
  for (let attempt = 0; !patience.until?.(); attempt += 1) {
    const running = findPostmaster(cluster)
    if (running) {
      const answer = await sitDown(cluster, running)
      if (answer instanceof pg.Client) return { client: answer, postmaster: running }
      lastWords = answer.message
      if ('code' in answer && answer.code === '28P01') throw new PostgresFault('foreign-directory', lastWords)
      if (patience.givesUp && Date.now() - begun > RECOVERY_PATIENCE) break
      if (attempt % 50 === 49) log(`waiting for PostgreSQL (process ${running.pid}): ${lastWords}`)
    } else if (!launched) {
      launched = await launchPostmaster(cluster, settings)
    }
    if (launched) {
      const ended = await Promise.race([launched.ended, sleep(Math.min(50 + 10 * attempt, 500))])
      if (ended === undefined) continue
      launched = null
      lastWords = ended
      const fault = faultIn(ended)
      if (fault && patience.givesUp) throw fault
      if (!findPostmaster(cluster)) log(`PostgreSQL ended: ${ended.split('\n')[0]}`)
      if (patience.givesUp && Date.now() - begun > FIRST_START_PATIENCE) break
    }
    await sleep(Math.min(100 * 1.5 ** Math.min(attempt, 10), 5000))
  }
  throw new PostgresFault('not-starting', lastWords)
}

/** The connection that says "in use", or why there is none. Whoever is just stopping the server makes us wait here. */
async function sitDown(cluster: Cluster, postmaster: Postmaster): Promise<pg.Client | Error> {
  const client = new pg.Client({
    connectionString: connectionString('postgres', cluster.passwords.admin, postmaster),
    connectionTimeoutMillis: 10_000,
    application_name: 'hoithi seat',
  })
  // Without a listener a server that goes away would end our process; `end` follows, and is what we act upon.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(`SELECT pg_advisory_lock_shared(${IN_USE})`)
    await makeDatabase(client, cluster.passwords.owner)
    return client
  } catch (error) {
    await client.end().catch(() => {})
    return error as Error
  }
}

async function makeDatabase(client: pg.Client, password: string): Promise<void> {
  const { rows } = await client.query(`SELECT FROM pg_database WHERE datname = 'hoithi'`)
  if (rows.length > 0) return
  await client.query(`SELECT pg_advisory_lock(${MAKING})`)
  try {
    const role = await client.query(`SELECT FROM pg_roles WHERE rolname = 'hoithi'`)
    if (role.rows.length === 0) {
      // Not a superuser, who could run programs through SQL; it makes databases (rehearsals,
      // tests) and the roles that the migrations name.
      await client.query(
        `CREATE ROLE hoithi LOGIN CREATEDB CREATEROLE PASSWORD ${client.escapeLiteral(password)}`,
      )
    }
    const database = await client.query(`SELECT FROM pg_database WHERE datname = 'hoithi'`)
    if (database.rows.length === 0) await client.query('CREATE DATABASE hoithi OWNER hoithi')
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${MAKING})`)
  }
}

/** The last one out stops the server. */
async function leave(cluster: Cluster, seat: Seat, log: (line: string) => void): Promise<void> {
  let isLast = false
  try {
    await seat.client.query(`SELECT pg_advisory_unlock_shared(${IN_USE})`)
    // Again after a moment: the server may not have noticed yet that another process was killed.
    for (let attempt = 0; attempt < 3 && !isLast; attempt += 1) {
      if (attempt > 0) await sleep(100)
      const { rows } = await seat.client.query(`SELECT pg_try_advisory_lock(${IN_USE}) AS last`)
      isLast = rows[0]?.last === true
    }
  } catch {
    // The server is down, or going: stopping what is left of it is all that remains.
    isLast = true
  }
  const running = findPostmaster(cluster)
  if (isLast && running) await stopPostmaster(cluster, running)
  else if (running)
    log(
      'PostgreSQL còn được máy chủ dùng, nên chạy tiếp / goes on running: another process of Hội Thi uses it',
    )
  await seat.client.end().catch(() => {})
}

/** An exit can wait for nothing, so a process of its own looks whether somebody is still using the server. */
function sweepLater(directory: string): void {
  spawn(process.execPath, [import.meta.filename, directory], { detached: true, stdio: 'ignore' }).unref()
}

async function sweep(directory: string): Promise<void> {
  const cluster = await openCluster(directory, () => {})
  const running = findPostmaster(cluster)
  const client = running && (await sitDown(cluster, running))
  if (client instanceof pg.Client) await leave(cluster, { client, postmaster: running! }, () => {})
}

function connectionString(role: 'hoithi' | 'postgres', password: string, { host, port }: Postmaster): string {
  return `postgresql://${role}:${password}@/${role}?host=${encodeURIComponent(host)}&port=${port}`
}

if (process.argv[1] === import.meta.filename) await sweep(process.argv[2]!)
