/**
 * How much memory do the Node processes take while people sit over their papers and others come and go, and does it grow?
 * Every second is a sample, and the largest is the figure.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { figuresFor, type Options, type Result } from './figures.ts'
import { isWhole } from './find-acknowledged.ts'
import { CONNECTIONS, type Ground } from './ground.ts'
import { shortOfDisk } from './lay.ts'
import { commandOf, descendantsOf, usageOf } from './processes.ts'

const figure = figuresFor('memory')
const OPEN = { quick: 2000, full: 5000 }
const SHARE = 0.7

export async function memory({ quick, say }: Options, ground: Ground): Promise<Result> {
  const { home, pid } = await ground.postgres()
  const short = shortOfDisk(home, quick ? 300_000 : 10_000_000)
  if (short) {
    say(`memory is not measured: ${short}`)
    return { figures: [], members: { rss_mb: null, rss_refused: short }, settings: {}, holds: true }
  }
  const field = await ground.large()
  const rate = SHARE * (await ground.saturatedRate())
  const settings = {
    connections: CONNECTIONS,
    openAttempts: quick ? OPEN.quick : OPEN.full,
    sealed: field.sealed,
    requestsPerSecond: rate,
    measureMs: quick ? 3000 : 120_000,
    sampleMs: quick ? 250 : 1000,
  }
  const at = () => nodesUnder(field.server.child.pid!)
  const before = at()
  const pace = { settleMs: 0, measureMs: 600_000 }
  const { heard } = await ground.play(field, { startsOf: settings.openAttempts }, pace)
  say(`${heard.length} attempts are open: ${at().toFixed(0)} MB`)

  const samples: [seconds: number, mb: number][] = []
  const begun = performance.now()
  let isOver = false
  const sampling = (async () => {
    while (!isOver) {
      samples.push([(performance.now() - begun) / 1000, at()])
      await sleep(settings.sampleMs)
    }
  })()
  const { measureMs } = settings
  await ground.play(field, 'attempts', { settleMs: 1100, measureMs, requestsPerSecond: rate })
  isOver = true
  await sampling
  const found = await ground.find(field)

  const settled = samples.slice(Math.floor(samples.length / 3))
  const largest = Math.max(...samples.map(([, mb]) => mb))
  const members = {
    rss_mb: largest,
    rss_mb_per_minute: slopeOf(settled) * 60,
    rss_open: heard.length,
    rss_sealed: field.sealed,
  }
  return {
    figures: [
      figure(`largest RSS, ${heard.length} attempts open, ${field.sealed} sealed`, largest, 'MB', {
        atMost: 300,
      }),
      figure('RSS before', before, 'MB'),
      figure('RSS at the end', samples.at(-1)![1], 'MB'),
      figure('growth over the last two thirds', members.rss_mb_per_minute, 'MB/min'),
      figure('PostgreSQL beside it (PSS)', usageOf(pid).pssMb, 'MB'),
    ],
    members,
    settings,
    curves: { memory: samples },
    holds: isWhole(found),
  }
}

/** RSS of the server and of whatever Node it has started. */
function nodesUnder(pid: number): number {
  const nodes = [pid, ...descendantsOf(pid).filter((each) => /(^|\/)node /.test(commandOf(each)))]
  return nodes.reduce((sum, each) => sum + usageOf(each, false).rssMb, 0)
}

/** Of the straight line that lies nearest, per unit of the first member. */
export function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const [up, across] = points.reduce(
    ([above, below], [at, value]) => [above + (at - x) * (value - y), below + (at - x) ** 2],
    [0, 0],
  )
  return across === 0 ? 0 : up / across
}
