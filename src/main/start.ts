/** `npm start`: the database, the samples, the server and the worker, in one process. */
import { existsSync, readdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { readContestFile } from '../contests/read-contest-file.ts'
import { systemClock } from '../platform/clock.ts'
import { openPool, type Pool } from '../platform/db.ts'
import { layDemo } from '../setup/lay-demo.ts'
import { loadContest } from '../setup/load-contest.ts'
import { findContest } from '../setup/store.ts'
import { type Config, readConfig } from './config.ts'
import { openHouse, readKeys } from './house.ts'
import { type Database, openDatabase } from './open-database.ts'
import { buildServer } from './server.ts'
import { startWorker } from './worker.ts'

const contestsFolder = join(import.meta.dirname, '..', '..', 'contests')
const say = (line: string) => console.error(line)

async function start(): Promise<void> {
  const begun = performance.now()
  const config = readConfig(process.env)
  const database = await openDatabase(config, say)
  // Whatever goes wrong from here on, the database is not left running with nobody in it.
  await open(config, database, begun).catch(async (error: Error) => {
    await database.close()
    throw error
  })
}

async function open(config: Config, database: Database, begun: number): Promise<void> {
  const keys = readKeys(config.dataDirectory)
  const owner = openPool(database.url, { size: 2, log: say })
  await loadSamples(owner, keys.identityKey)
  await owner.end()

  const house = await openHouse({ ...keys, url: database.url, clock: systemClock, log: say })
  const worker = await startWorker(house, database.url)
  const app = await buildServer({
    house,
    withPages: true,
    publicUrl: config.PUBLIC_URL,
    trustedProxies: config.TRUSTED_PROXIES,
    metricsToken: config.HOITHI_METRICS_TOKEN,
    logLevel: config.LOG_LEVEL,
    isWorkerRunning: worker.isRunning,
  })
  const closeAll = async () => {
    // Requests first, then what they rest on.
    await app.close()
    await worker.stop()
    await house.close()
  }
  await listen(app, config).catch(async (error: Error) => {
    await closeAll()
    throw error
  })

  let isStopping = false
  const stop = async (signal: string) => {
    if (isStopping) return
    isStopping = true
    say(`${signal}: đang dừng, hoàn tất những gì đang dở / stopping, finishing what was begun`)
    await closeAll()
    await database.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(signal))

  const { port } = app.server.address() as AddressInfo
  letGoOfTheStart()
  announce(port, config, Math.round(performance.now() - begun))
}

/** The samples are loaded once; what was changed in the database since is not touched. */
async function loadSamples(owner: Pool, identityKey: Buffer): Promise<void> {
  const now = systemClock.now()
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

/** The port that was asked for, or 3000, or the next free one above it. */
async function listen(app: Awaited<ReturnType<typeof buildServer>>, config: Config): Promise<void> {
  for (let port = config.PORT ?? 3000; ; port++) {
    try {
      await app.listen({ port, host: config.HOST })
      return
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!isTaken || config.PORT !== undefined || port >= 3020) {
        if (!isTaken) throw error
        throw new Error(`cổng ${port} đang bận: đặt PORT khác / port ${port} is taken: set another PORT`)
      }
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

function announce(port: number, config: Config, took: number): void {
  const lan = Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal)?.address
  say(`
Hội Thi đã sẵn sàng / is ready (${took} ms)
  Trên máy này / on this machine:  http://localhost:${port}
${lan ? `  Trong mạng nội bộ / on the network: http://${lan}:${port}\n` : ''}  Dữ liệu / data: ${config.dataDirectory}
  Dừng / stop: Ctrl+C`)
  if (!config.PUBLIC_URL?.startsWith('https:'))
    say('  Chưa dùng https: chỉ để dùng thử / no https yet: for trying out only (PUBLIC_URL)')
}

start().catch((error: Error) => {
  console.error(error.message)
  if (process.env.LOG_LEVEL === 'debug') console.error(error.stack)
  process.exit(1)
})
