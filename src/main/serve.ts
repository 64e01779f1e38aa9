/** One process that takes requests: the house, the worker where it is wanted, and the HTTP server on its port. */
import { createServer } from 'node:net'
import { keepPresence } from '../live/keep-presence.ts'
import { keepTally } from '../live/keep-tally.ts'
import type { AnchoredClock } from '../platform/clock.ts'
import { readSecret } from '../platform/secrets.ts'
import { watchClock } from '../platform/watch-clock.ts'
import type { SsoSettings } from '../staff/open-sso.ts'
import { type Config, mailOf } from './config.ts'
import { type Keys, openHouse } from './house.ts'
import type { Database } from './open-database.ts'
import { buildServer } from './server.ts'
import { warmUp, warmUpBeforeOpenings } from './warm-up.ts'
import { startWorker } from './worker.ts'

export type Serving = {
  /** From now on every answer asks its client to open another connection, which another process will take. */
  handOver(): void
  /** Finishes what was begun, then closes what it rests on. The database itself stays open. */
  stop(): Promise<void>
}

type Needs = {
  config: Config
  database: Database
  keys: Keys
  clock: AnchoredClock
  log: (line: string) => void
  /** Without one another process of this machine runs it. */
  withWorker: boolean
  /** Figures of all processes together, where there are several. */
  allMetrics?: () => Promise<string>
  port: number
  /** Other processes of this server listen on it too. */
  isPortShared?: boolean
}

export async function serve(needs: Needs): Promise<Serving> {
  const { config, database, keys, clock, log } = needs
  const house = await openHouse({
    ...keys,
    url: database.owner,
    web: database.web,
    keeper: database.keeper,
    startsPerSecond: config.HOITHI_STARTS_PER_SECOND,
    batchAtMost: config.HOITHI_BATCH,
    acceptKeys: config.HOITHI_ACCEPT_KEYS,
    mail: mailOf(config),
    clock,
    log,
  })
  const clockWatch = watchClock({ clock, db: house.pool, log })
  const worker = needs.withWorker ? await startWorker(house, database.owner) : null
  const tally = keepTally()
  const app = await buildServer({
    house,
    tally,
    withPages: true,
    keepsAnswers: true,
    publicUrl: config.PUBLIC_URL,
    trustedProxies: config.TRUSTED_PROXIES,
    metricsToken: config.HOITHI_METRICS_TOKEN,
    logLevel: config.LOG_LEVEL,
    secondFactor: config.HOITHI_SECOND_FACTOR,
    sso: ssoOf(config),
    machine: {
      dataDirectory: config.dataDirectory,
      isDatabaseHere: database.kind === 'embedded' || /@(localhost|127\.0\.0\.1)[:/]/.test(database.url),
    },
    clockWatch,
    ...(worker && { isWorkerRunning: worker.isRunning }),
    ...(needs.allMetrics && { allMetrics: needs.allMetrics }),
  })
  const presence = keepPresence({
    ...house,
    tally,
    fullness: () => app.pressureNow(),
    hasWorker: needs.withWorker,
    log,
  })
  let isHandingOver = false
  app.server.prependListener('request', (_request, response) => {
    if (isHandingOver) response.setHeader('connection', 'close')
  })
  const warming = config.HOITHI_WARM_UP === 'on' ? warmUpBeforeOpenings(house, app) : null
  const stop = async () => {
    // Requests first, then what they rest on.
    warming?.stop()
    await app.finishTaken()
    await app.close()
    await worker?.stop()
    clockWatch.stop()
    await presence.stop()
    await house.close()
  }
  if (warming) await warmUp(house, app).catch((error: Error) => log(`warming up: ${error.message}`))
  // The kernel divides what comes between the sockets of all processes. That of a killed process dies with it, and so do its
  // connections: whoever is handed over by another process of ours would be left waiting.
  const shared = needs.isPortShared && canShare && { reusePort: true, exclusive: true }
  await app.listen({ port: needs.port, host: config.HOST, ...shared }).catch(async (error: Error) => {
    await stop()
    throw error
  })
  return {
    handOver: () => {
      isHandingOver = true
    },
    stop,
  }
}

function ssoOf(config: Config): SsoSettings | undefined {
  const { HOITHI_OIDC_ISSUER, HOITHI_OIDC_CLIENT_ID, HOITHI_OIDC_CLIENT_SECRET_FILE, PUBLIC_URL } = config
  if (!HOITHI_OIDC_ISSUER || !HOITHI_OIDC_CLIENT_ID || !HOITHI_OIDC_CLIENT_SECRET_FILE || !PUBLIC_URL) return
  return {
    issuer: HOITHI_OIDC_ISSUER,
    clientId: HOITHI_OIDC_CLIENT_ID,
    clientSecret: readSecret(HOITHI_OIDC_CLIENT_SECRET_FILE),
    redirectUri: `${new URL(PUBLIC_URL).origin}/console/sso`,
  }
}

/** Elsewhere node:cluster hands connections round. */
const canShare = process.platform === 'linux'

/** The port that was asked for, or 3000, or the next free one above it. */
export async function freePort({ PORT, HOST }: Config): Promise<number> {
  for (let port = PORT ?? 3000; ; port++) {
    if (await isFree(port, HOST)) return port
    if (PORT !== undefined || port >= 3020)
      throw new Error(`cổng ${port} đang bận: đặt PORT khác / port ${port} is taken: set another PORT`)
  }
}

/** Tried alone, without sharing: so what somebody else shares is taken as well. */
function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}
