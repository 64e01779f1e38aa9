/** Is it alive, is it ready, and how is it doing? For supervisors, proxies and Prometheus. */
import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { sendProblem } from '../platform/http.ts'
import { newestMigration } from '../platform/migrate.ts'
import type { ClockWatch } from '../platform/watch-clock.ts'
import { findLag } from '../statistics/fold-store.ts'
import type { House } from './house.ts'

/** Where requests come from that the server makes to warm itself up; no address of a network. They are not counted. */
export const WARMING = 'warming up'

export type WatchOptions = {
  /** Counts for the live view. */
  tally?: { noteStatus(status: number): void }
  /** Compares the clocks; absent: only the database's is compared, when somebody asks. */
  clockWatch?: ClockWatch
  /** Figures of all processes of this server together; absent: this is the only one. */
  allMetrics?: () => Promise<string>
}

type Needs = WatchOptions & {
  house: House
  metricsToken: string | undefined
  /** Whether the worker of this process runs; absent: it runs elsewhere. */
  isWorkerRunning?: () => boolean
}

export function watch(app: FastifyInstance, needs: Needs): void {
  const { house, metricsToken, isWorkerRunning, clockWatch, allMetrics } = needs
  const registry = new Registry()
  if (allMetrics) {
    // It listens for the first process, which asks every one and adds up what they say.
    new AggregatorRegistry()
    AggregatorRegistry.setRegistries(registry)
  }
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'hoithi_request_seconds',
    help: 'Time from arrival to answer',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  const refusals = new Counter({
    name: 'hoithi_refusals_total',
    help: 'Refused requests by route and status',
    labelNames: ['route', 'status'],
    registers: [registry],
  })
  new Gauge({
    name: 'hoithi_database_connections',
    help: 'Open database connections of this process',
    registers: [registry],
    collect() {
      this.set(house.pool.totalCount + house.keeper.totalCount)
    },
  })
  if (clockWatch) {
    new Gauge({
      name: 'hoithi_clock_apart_seconds',
      help: 'How far the clocks of the system and of the database are from the one papers are judged by',
      labelNames: ['clock'],
      aggregator: 'max',
      registers: [registry],
      collect() {
        const { system, database } = clockWatch.apart()
        this.set({ clock: 'system' }, system / 1000)
        if (database !== null) this.set({ clock: 'database' }, database / 1000)
      },
    })
    new Gauge({
      name: 'hoithi_clock_alarm',
      help: '1 while one of them has jumped',
      aggregator: 'max',
      registers: [registry],
      collect() {
        this.set(clockWatch.isAlarmed() ? 1 : 0)
      },
    })
  }
  new Gauge({
    name: 'hoithi_statistics_lag_seconds',
    help: 'How long the oldest paper that is not in the published figures yet has been waiting for it',
    aggregator: 'max',
    registers: [registry],
    async collect() {
      this.set(await findLag(house.keeper, house.clock.now()).catch(() => Number.NaN))
    },
  })
  // A series is looked up by its labels once; on the hot path that look-up would cost more than the counting.
  const series = new Map<string, (seconds: number) => void>()
  const seriesOf = (route: string, status: number) => {
    const labels = { route, status: String(status) }
    const took = requests.labels(labels)
    const refused = status >= 400 ? refusals.labels(labels) : null
    return (seconds: number) => {
      took.observe(seconds)
      refused?.inc()
    }
  }
  app.addHook('onResponse', (request, reply, done) => {
    if (request.socket.remoteAddress === WARMING) return done()
    const route = request.routeOptions.url ?? 'none'
    const key = `${reply.statusCode}${route}`
    let note = series.get(key)
    if (!note) {
      note = seriesOf(route, reply.statusCode)
      series.set(key, note)
    }
    note(reply.elapsedTime / 1000)
    if (reply.statusCode >= 500) needs.tally?.noteStatus(reply.statusCode)
    done()
  })

  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'alive' }))

  const newest = newestMigration()
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const checks = {
      database: await isTrue(async () => (await house.pool.query('SELECT 1')).rowCount === 1),
      // A newer database is fine: during a change of release the old processes go on for a moment.
      migrations: await isTrue(async () => {
        const found = await house.pool.query('SELECT FROM migrations WHERE name = $1', [newest])
        return found.rowCount === 1
      }),
      worker: isWorkerRunning?.() ?? true,
      clock: await isTrue(async () => {
        if (clockWatch?.isAlarmed()) return false
        const { rows } = await house.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now')
        return Math.abs(rows[0]!.now.getTime() - house.clock.now().getTime()) < 2000
      }),
    }
    const isReady = Object.values(checks).every(Boolean)
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not-ready', checks })
  })

  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    // A proxy on this machine comes from here too, but it says for whom.
    const isForwarded = FORWARDED.some((name) => name in request.headers)
    const isHere = !isForwarded && ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip)
    if (!isHere && !isBearer(request.headers.authorization, metricsToken))
      return sendProblem(reply, 'not-found')
    return reply.type(registry.contentType).send(await (allMetrics?.() ?? registry.metrics()))
  })
}

/** What the usual proxies add, each in its own way. */
const FORWARDED = [
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-real-ip',
  'forwarded',
  'via',
]

async function isTrue(ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask()
  } catch {
    return false
  }
}

function isBearer(header: string | undefined, token: string | undefined): boolean {
  if (!token || !header) return false
  const [given, expected] = [Buffer.from(header), Buffer.from(`Bearer ${token}`)]
  return given.length === expected.length && timingSafeEqual(given, expected)
}
