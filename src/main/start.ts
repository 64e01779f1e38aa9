/** `npm start`: the database, the samples, the server and the worker; in one process, or in several behind one port. */
import cluster from 'node:cluster'
import { existsSync, readdirSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readContestFile } from '../contests/read-contest-file.ts'
import { anchoredClock } from '../platform/clock.ts'
import { openPool, type Pool } from '../platform/db.ts'
import { layDemo } from '../setup/lay-demo.ts'
import { loadContest } from '../setup/load-contest.ts'
import { findContest } from '../setup/store.ts'
import { invitationLink } from '../staff/account-routes.ts'
import { inviteFirstAdministrator } from '../staff/invite-first-administrator.ts'
import { type Config, readConfig } from './config.ts'
import { readKeys } from './house.ts'
import { type FromChild, leadProcesses, type Orders, type ToChild } from './lead-processes.ts'
import { type Database, openDatabase } from './open-database.ts'
import { freePort, serve } from './serve.ts'

const contestsFolder = join(import.meta.dirname, '..', '..', 'contests')
const say = (line: string) => console.error(line)
/** Only there does another machine reach us by an address of this one's network. */
const HEARD_EVERYWHERE = ['0.0.0.0', '::']

/** So long a process that is being replaced goes on answering, and sends its clients elsewhere for the next time. */
const HAND_OVER_MS = 1_000

async function start(): Promise<void> {
  const begun = performance.now()
  const config = readConfig(withArguments(process.env))
  const clock = anchoredClock()
  const database = await openDatabase(config, say)
  try {
    const keys = readKeys(config.dataDirectory, config.keysDirectory)
    const owner = openPool(database.owner, { size: 2, log: say })
    let first: { token: string } | null
    try {
      await sayWhoElseServes(owner, database)
      await loadSamples(owner, keys.identityKey, clock.now())
      first = await inviteFirstAdministrator({ keeper: owner }, clock.now())
    } finally {
      await owner.end()
    }

    const port = await freePort(config)
    const count = config.HOITHI_PROCESSES
    const lead = count > 1 ? await leadProcesses({ count, port, anchor: clock.anchor, log: say }) : null
    const running = lead ?? (await serve({ config, port, database, keys, clock, log: say, withWorker: true }))
    // Children are handed this clock's anchor, so it follows the drift as theirs do.
    if (lead) setInterval(() => clock.compare(), 5_000).unref()

    onceStopped(async () => {
      await running.stop()
      await database.close()
    })
    process.on('SIGUSR2', () => {
      if (!lead)
        return say('SIGUSR2: cần từ hai tiến trình trở lên / needs two processes or more (--processes 2)')
      say('SIGUSR2: thay lần lượt từng tiến trình / replacing the processes one by one')
      lead.replaceAll().then(
        () => say('đã thay xong / all replaced'),
        (error: Error) => say(`không thay được / not replaced: ${error.message}`),
      )
    })
    letGoOfTheStart()
    announce(port, config, { took: Math.round(performance.now() - begun), first })
  } catch (error) {
    // Whatever goes wrong, the database is not left running with nobody in it.
    await database.close()
    throw error
  }
}

/** One of several processes: it takes requests, and leaves the rest to the first. */
async function startChild(orders: Orders): Promise<void> {
  // What Ctrl+C sends to all of us is the first process's to answer.
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGUSR2'] as const) process.on(signal, () => {})
  const config = readConfig(withArguments(process.env))
  // What becomes of the database the first process says.
  const database = await openDatabase(config, () => {})
  const tell = (message: FromChild) => process.connected && process.send?.(message)
  const asked = new Map<number, (text: string) => void>()
  const serving = await serve({
    config,
    database,
    keys: readKeys(config.dataDirectory, config.keysDirectory),
    clock: anchoredClock(undefined, orders.anchor),
    log: say,
    withWorker: orders.withWorker,
    port: orders.port,
    isPortShared: true,
    allMetrics: () =>
      new Promise((resolve) => {
        const id = asked.size === 0 ? 1 : Math.max(...asked.keys()) + 1
        asked.set(id, resolve)
        tell({ kind: 'metrics?', id })
      }),
  })
  let isReplaced = false
  process.on('message', (message: ToChild) => {
    if (message.kind === 'metrics') {
      asked.get(message.id)?.(message.text)
      asked.delete(message.id)
    }
    if (message.kind === 'hand-over') {
      isReplaced = true
      serving.handOver()
    }
  })
  const stop = onceStopped(async () => {
    if (isReplaced) await sleep(HAND_OVER_MS)
    await serving.stop()
    await database.close()
  }, ['SIGTERM'])
  // The first process is gone without a word: nobody would start us again, nor stop us.
  process.once('disconnect', () => void stop('disconnect'))
  letGoOfTheStart()
  tell({ kind: 'ready' })
}

/** `--processes 2` is the same as HOITHI_PROCESSES=2. */
function withArguments(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { values } = parseArgs({ options: { processes: { type: 'string' } } })
  return values.processes === undefined ? environment : { ...environment, HOITHI_PROCESSES: values.processes }
}

function onceStopped(
  closeAll: () => Promise<void>,
  signals: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'],
): (signal: string) => Promise<void> {
  let isStopping = false
  const stop = async (signal: string) => {
    if (isStopping) return
    isStopping = true
    if (cluster.isPrimary)
      say(`${signal}: đang dừng, hoàn tất những gì đang dở / stopping, finishing what was begun`)
    await closeAll()
    process.exit(0)
  }
  for (const signal of signals) process.on(signal, () => void stop(signal))
  return stop
}

/** A second server on the same data is a second node: it works, but it is seldom what was meant. */
async function sayWhoElseServes(owner: Pool, database: Database): Promise<void> {
  if (database.kind !== 'embedded') return
  const { rows } = await owner.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'hoithi_web' LIMIT 1`,
  )
  if (rows.length > 0)
    say(
      'một máy chủ Hội Thi khác đang dùng dữ liệu này: cả hai cùng phục vụ / another server of Hội Thi uses this data: both will serve',
    )
}

/** The samples are loaded once; what was changed in the database since is not touched. */
async function loadSamples(owner: Pool, identityKey: Buffer, now: Date): Promise<void> {
  const folders = readdirSync(contestsFolder).filter((name) =>
    existsSync(join(contestsFolder, name, 'contest.yaml')),
  )
  for (const name of folders) {
    const folder = join(contestsFolder, name)
    if (name === 'demo') {
      if ((await layDemo({ owner, identityKey }, folder, now)) === 'laid') say('đã nạp / loaded: demo')
      continue
    }
    if (await findContest(owner, name)) continue
    const read = await readContestFile(folder, now)
    if (!read.ok)
      say(`${name}: ${read.errors.map(({ file, line, vi }) => `${file}:${line} ${vi}`).join('\n')}`)
    else {
      await loadContest({ owner, identityKey }, { file: read.contest, at: now })
      say(`đã nạp / loaded: ${name}`)
    }
  }
}

/**
 * What a start leaves behind (samples read, schemas built) V8 would keep until there is work: 70 MB of a first start,
 * while the house itself needs 30. The ordinary collection gives no pages back; `npm start` allows this one (--expose-gc).
 */
function letGoOfTheStart(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

function announce(
  port: number,
  config: Config,
  { took, first }: { took: number; first: { token: string } | null },
): void {
  const lan = HEARD_EVERYWHERE.includes(config.HOST)
    ? Object.values(networkInterfaces())
        .flat()
        .find((each) => each?.family === 'IPv4' && !each.internal)?.address
    : undefined
  const several = config.HOITHI_PROCESSES
  const address = config.PUBLIC_URL ? new URL(config.PUBLIC_URL).origin : `http://localhost:${port}`
  say(`
Hội Thi đã sẵn sàng / is ready (${took} ms)
  Trên máy này / on this machine:  http://localhost:${port}
${lan ? `  Trong mạng nội bộ / on the network: http://${lan}:${port}\n` : ''}  Dữ liệu / data: ${config.dataDirectory}
${several > 1 ? `  Số tiến trình / processes: ${several}\n` : ''}  Dừng / stop: Ctrl+C`)
  if (!config.PUBLIC_URL?.startsWith('https:'))
    say('  Chưa dùng https: chỉ để dùng thử / no https yet: for trying out only (PUBLIC_URL)')
  if (!first) say(`  Trang điều hành / console: ${address}/console`)
  else
    say(`
  Chưa có quản trị viên. Mở liên kết này để lập tài khoản đầu tiên (dùng một lần, trong 72 giờ):
  Nobody looks after accounts yet. Open this link to make the first one (once, within 72 hours):

  ${invitationLink(address, first.token)}
`)
}

const orders = process.env.HOITHI_CHILD
const begin = cluster.isWorker && orders ? startChild(JSON.parse(orders) as Orders) : start()
begin.catch((error: Error) => {
  console.error(error.message)
  if (process.env.LOG_LEVEL === 'debug') console.error(error.stack)
  process.exit(1)
})
