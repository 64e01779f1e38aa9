/** Is it alive, is it ready, and how is it doing? For supervisors, proxies and Prometheus. */
import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { sendProblem } from '../platform/http.ts'
import type { House } from './house.ts'

type Needs = {
  house: House
  metricsToken: string | undefined
  /** Whether the worker of this process runs; absent: it runs elsewhere. */
  isWorkerRunning?: () => boolean
}

export function watch(app: FastifyInstance, { house, metricsToken, isWorkerRunning }: Needs): void {
  const registry = new Registry()
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
  app.addHook('onResponse', async (request, reply) => {
    const labels = { route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) }
    requests.observe(labels, reply.elapsedTime / 1000)
    if (reply.statusCode >= 400) refusals.inc(labels)
  })

  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'alive' }))

  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const checks = {
      database: await isTrue(async () => (await house.pool.query('SELECT 1')).rowCount === 1),
      migrations: await isTrue(
        async () => (await house.pool.query('SELECT FROM attempts LIMIT 0')).rowCount === 0,
      ),
      worker: isWorkerRunning?.() ?? true,
      clock: await isTrue(async () => {
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
    return reply.type(registry.contentType).send(await registry.metrics())
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
