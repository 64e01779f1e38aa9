/** What is drawn of a result, each file by its name. A bench that was not run is not drawn. */
import { type Axis, decadesAround, drawBars, drawLines, ticksUpTo, written } from './draw.ts'

/** What benches leave behind to be drawn. */
export type Curves = {
  readonly hotpath?: readonly { readonly echo: number; readonly ours: number }[]
  readonly kinds?: readonly { readonly name: string; readonly ours: number; readonly echo: number }[]
  readonly singleTx?: readonly { readonly gathered: number; readonly single: number }[]
  /** Of each kind of request, its time in ms at a percentile. */
  readonly latency?: Readonly<Record<string, readonly (readonly [number, number])[]>>
  readonly public?: Readonly<Record<string, number>>
  readonly growth?: readonly { readonly papers: number; readonly server: number; readonly postgres: number }[]
  readonly closing?: readonly { readonly close: number; readonly bare: number }[]
  readonly memory?: readonly (readonly [number, number])[]
}

export function drawAll(curves: Curves): Record<string, string> {
  const drawn: Record<string, string> = {}
  const pairNo = (index: number) => `pair ${index + 1}`
  if (curves.hotpath)
    drawn.hotpath = drawBars({
      title: 'Durable requests of whole attempts beside a bare echo, in turn',
      unit: 'requests a second, saturated, higher is better',
      series: ['bare Fastify echo', 'start, 3 saves, submission'],
      groups: curves.hotpath.map(({ echo, ours }, index) => ({ name: pairNo(index), values: [echo, ours] })),
    })
  if (curves.kinds && curves.kinds.length > 0)
    drawn.kinds = drawBars({
      title: 'Each kind of request by itself',
      unit: 'requests a second, saturated, higher is better',
      series: ['bare Fastify echo beside it', 'ours'],
      groups: curves.kinds.map(({ name, ours, echo }) => ({ name, values: [echo, ours] })),
    })
  if (curves.singleTx)
    drawn['single-tx'] = drawBars({
      title: 'What gathering is worth',
      unit: 'requests a second, saturated, higher is better',
      series: ['each deed a transaction of its own', 'gathered'],
      groups: curves.singleTx.map(({ gathered, single }, index) => ({
        name: pairNo(index),
        values: [single, gathered],
      })),
    })
  if (curves.latency) drawn.latency = drawLatency(curves.latency)
  if (curves.public)
    drawn.public = drawBars({
      title: 'Public pages and JSON against the same bytes from a bare route',
      unit: 'rate ÷ rate of the bare route, higher is better',
      series: ['ours ÷ bare'],
      groups: Object.entries(curves.public).map(([name, ratio]) => ({ name, values: [ratio] })),
      goal: { at: 0.8, words: 'goal 0.8' },
    })
  if (curves.growth)
    drawn.growth = drawBars({
      title: 'CPU of one submission, by how many papers there are',
      unit: 'ms of CPU per submission, lower is better',
      series: ['server', 'PostgreSQL', 'together'],
      groups: curves.growth.map(({ papers, server, postgres }) => ({
        name: `${written(papers)} papers`,
        values: [server, postgres, server + postgres],
      })),
    })
  if (curves.closing)
    drawn.closing = drawBars({
      title: 'Closing the books beside sorting the same rows once',
      unit: 'seconds, lower is better',
      series: ['CREATE TABLE … AS SELECT … ORDER BY', 'closing, standings and traces written'],
      groups: curves.closing.map(({ close, bare }, index) => ({
        name: pairNo(index),
        values: [bare, close],
      })),
    })
  if (curves.memory && curves.memory.length > 1) drawn.memory = drawMemory(curves.memory)
  return drawn
}

/** The rare and slow ones are what matters, so each nine has as much room as the one before. */
function drawLatency(latency: NonNullable<Curves['latency']>): string {
  const lines = Object.entries(latency).map(([name, points]) => ({
    name: name === 'echo' ? 'bare Fastify echo' : name,
    points: points
      .filter(([at, ms]) => at < 100 && Number.isFinite(ms))
      .map(([at, ms]) => [100 / (100 - at), Math.max(ms, 0.01)] as const),
  }))
  const nines = [50, 90, 99, 99.9, 99.99].map((at) => ({ at: 100 / (100 - at), words: `${at} %` }))
  const ticks = decadesAround(lines.flatMap(({ points }) => points.map(([, ms]) => ms)))
  return drawLines({
    title: 'Answer times at 70 % of the saturated rate, from the instant due',
    x: { words: 'share of requests that were answered within this time', ticks: nines, isLogarithmic: true },
    y: {
      words: 'ms (logarithmic), lower is better',
      ticks: ticks.map((at) => ({ at, words: written(at) })),
      isLogarithmic: true,
    },
    lines,
  })
}

const axisUpTo = (largest: number, words: string): Axis => ({
  words,
  ticks: ticksUpTo(largest).map((at) => ({ at, words: written(at) })),
})

function drawMemory(samples: NonNullable<Curves['memory']>): string {
  return drawLines({
    title: 'Memory of the Node processes under load',
    x: axisUpTo(Math.max(...samples.map(([seconds]) => seconds)), 'seconds of load'),
    y: axisUpTo(Math.max(320, ...samples.map(([, mb]) => mb)), 'RSS, MB'),
    lines: [{ name: 'RSS', points: samples }],
    goal: { at: 300, words: 'goal: at most 300 MB' },
  })
}
