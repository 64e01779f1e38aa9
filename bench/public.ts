/** Public pages and public JSON under load, next to a bare Fastify that has nothing but the same bytes and headers. */
import { get } from 'node:http'
import { join } from 'node:path'
import { percentile, perSecond } from './drive.ts'
import { type Figure, figuresFor, median, type Options, type Result } from './figures.ts'
import { CONNECTIONS, type Ground } from './ground.ts'
import { startProcess } from './processes.ts'
import type { Server } from './real-server.ts'
import type { Kept } from './static-server.ts'

const figure = figuresFor('public')

export async function publicPages({ quick, say, stack }: Options, ground: Ground): Promise<Result> {
  const settings = {
    connections: CONNECTIONS,
    pairs: quick ? 1 : 5,
    // Both have done each before: what a server does for the first time says nothing about a rush.
    warmUpMs: quick ? 150 : 1500,
    settleMs: quick ? 100 : 500,
    measureMs: quick ? 400 : 3000,
    loop: 'saturated',
    'accept-encoding': 'gzip, br',
  }
  const { warmUpMs, settleMs, measureMs } = settings
  const { server } = await ground.field()
  const kept = await Promise.all(PATHS.map((path) => fetchAsItIs(server.port, path)))
  const bare = await openStatic(stack, kept)
  const ask = async ({ port }: Server, path: string, pace = { settleMs, measureMs }) => {
    const told = { story: 'get', path } as const
    const measured = await ground.driver.run({
      told,
      port,
      connections: CONNECTIONS,
      requestsPerSecond: null,
      ...pace,
    })
    const unexpected = Object.entries(measured.unexpected)
    if (unexpected.length > 0) throw new Error(`${path}: ${JSON.stringify(unexpected)}`)
    return measured
  }

  for (const path of PATHS)
    for (const each of [bare, server]) await ask(each, path, { settleMs: 0, measureMs: warmUpMs })

  const figures: Figure[] = []
  const ratios: Record<string, number> = {}
  for (const [index, path] of PATHS.entries()) {
    const pairs: { ours: number; still: number; p99: number }[] = []
    for (let pair = 1; pair <= settings.pairs; pair++) {
      const still = perSecond(await ask(bare, path))
      const measured = await ask(server, path)
      pairs.push({ ours: perSecond(measured), still, p99: percentile(measured.histograms.get, 99) })
    }
    const middle = (of: (pair: (typeof pairs)[number]) => number) => median(pairs.map(of))
    const ratio = middle(({ ours, still }) => ours / still)
    ratios[path] = ratio
    say(`${path}: ${middle(({ ours }) => ours).toFixed(0)}/s, ${ratio.toFixed(2)} of the same bytes kept`)
    figures.push(
      figure(`${path} ÷ the same bytes kept`, ratio, '', { atLeast: 0.8 }),
      figure(
        path,
        middle(({ ours }) => ours),
        '/s',
      ),
      figure(
        `${path}, kept`,
        middle(({ still }) => still),
        '/s',
      ),
      figure(
        `${path}, p99`,
        middle(({ p99 }) => p99),
        'ms',
      ),
      figure(`${path}, over the wire`, Buffer.from(kept[index]!.body, 'base64').length, 'B'),
    )
  }
  const members = {
    // The slowest of them: none may hide behind another.
    page_vs_static: Math.min(...Object.values(ratios)),
    page_vs_static_median: median(Object.values(ratios)),
    page_vs_static_each: ratios,
  }
  return { figures, members, settings, curves: { public: ratios }, holds: true }
}

/** The contest, its figures and its published standings, as pages and as JSON. */
const PATHS = [
  '/contests/demo',
  '/contests/demo/statistics',
  '/contests/demo/rankings/1',
  '/api/v1/contests/demo',
  '/api/v1/contests/demo/statistics',
  '/api/v1/contests/demo/rankings/1?from=1&limit=100',
]

/** The bytes as they come over the wire, and the headers that belong to them. */
function fetchAsItIs(port: number, path: string): Promise<Kept> {
  const own = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length'])
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path, headers: { 'accept-encoding': 'gzip, br' } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        if (response.statusCode !== 200) return reject(new Error(`${path} answered ${response.statusCode}`))
        const headers = Object.fromEntries(
          Object.entries(response.headers).filter(([name]) => !own.has(name)),
        ) as Record<string, string>
        resolve({ path: path.split('?')[0]!, headers, body: Buffer.concat(chunks).toString('base64') })
      })
    }).once('error', reject)
  })
}

async function openStatic(stack: AsyncDisposableStack, pages: readonly Kept[]): Promise<Server> {
  const child = startProcess(stack, process.execPath, [join(import.meta.dirname, 'static-server.ts')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.send(pages as Kept[])
  const { port } = await new Promise<{ port: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { port: number }))
    child.once('exit', () => reject(new Error('the bare server did not start')))
  })
  return { port, child }
}
