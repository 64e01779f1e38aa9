/**
 * How long does a submission take when the machine is busy and not full? On a schedule at 70 % of the rate at which it was
 * full, from the instant at which each was due; a bare Fastify echo at the same rate in turn.
 */

import type { RecordableHistogram } from 'node:perf_hooks'
import { addTo, percentile } from './drive.ts'
import type { Measured } from './driver.ts'
import { type Figure, figuresFor, median, type Options, type Result } from './figures.ts'
import { isWhole } from './find-acknowledged.ts'
import { CONNECTIONS, type Ground } from './ground.ts'
import { stolenSeconds } from './processes.ts'
import type { Kind } from './story.ts'

const figure = figuresFor('latency')
const SHARE = 0.7
const KINDS: readonly Kind[] = ['start', 'save', 'submit']
const AT = [50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 100]

export async function latency({ quick, say }: Options, ground: Ground): Promise<Result> {
  const field = await ground.field()
  const saturated = await ground.saturatedRate()
  const settings = {
    connections: CONNECTIONS,
    pairs: quick ? 1 : 5,
    // The guests of a schedule are at their last step after a second.
    settleMs: quick ? 1100 : 1500,
    measureMs: quick ? 2000 : 10_000,
    loop: 'open, from the instant at which a request was due',
    saturatedPerSecond: saturated,
    requestsPerSecond: SHARE * saturated,
  }
  const { settleMs, measureMs, requestsPerSecond } = settings
  const pairs: { echo: Measured; ours: Measured; stolenMs: number }[] = []
  for (let pair = 1; pair <= settings.pairs; pair++) {
    const pace = { settleMs, measureMs, requestsPerSecond }
    const echo = await ground.playEcho(pace)
    const stolenBefore = stolenSeconds()
    const ours = await ground.play(field, 'attempts', pace)
    const stolenMs = 1000 * (stolenSeconds() - stolenBefore)
    pairs.push({ echo, ours, stolenMs })
    const [of, beside] = [percentile(ours.histograms.submit, 99), percentile(echo.histograms.echo, 99)]
    say(
      `${pair}: p99 of a submission ${of.toFixed(1)} ms, of the echo ${beside.toFixed(1)} ms; the host kept back ${stolenMs.toFixed(0)} ms of CPU`,
    )
  }
  const found = await ground.find(field)
  const middle = (kind: Kind, at: number) =>
    median(pairs.map(({ echo, ours }) => percentile((kind === 'echo' ? echo : ours).histograms[kind], at)))
  const [submit, echo] = [middle('submit', 99), middle('echo', 99)]
  const members = {
    submit_p99_vs_echo: submit / echo,
    submit_p99_ms: submit,
    echo_p99_ms: echo,
    submit_p99_pairs_ms: pairs.map(({ ours }) => percentile(ours.histograms.submit, 99)),
    echo_p99_pairs_ms: pairs.map((pair) => percentile(pair.echo.histograms.echo, 99)),
    submit_stolen_pairs_ms: pairs.map(({ stolenMs }) => stolenMs),
    open_loop_requests_per_s: requestsPerSecond,
  }
  const figures: Figure[] = [
    // Where the echo itself is quick, four times nearly nothing is not asked for.
    figure('submission p99 ÷ echo p99', members.submit_p99_vs_echo, '', echo < 5 ? {} : { atMost: 4 }),
    figure('submission p99', submit, 'ms', echo < 5 ? { atMost: 20 } : {}),
    ...pairs.flatMap(({ ours, stolenMs }, index) => [
      figure(`pair ${index + 1}: submission p99`, percentile(ours.histograms.submit, 99), 'ms'),
      figure(`pair ${index + 1}: CPU that the host kept back`, stolenMs, 'ms'),
    ]),
    figure('requests a second, asked for', requestsPerSecond, '/s'),
    figure('requests a second, answered', median(pairs.map(({ ours }) => rateOf(ours))), '/s'),
    ...[...KINDS, 'echo' as const].flatMap((kind) =>
      [50, 95, 99, 99.9].map((at) => figure(`${kind} p${at}`, middle(kind, at), 'ms')),
    ),
    figure('driver late by, p99', median(pairs.map(({ ours }) => percentile(ours.lateness, 99))), 'ms'),
    figure('driver CPU per request', median(pairs.map(({ ours }) => ours.cpuMicrosPerRequest)), 'µs'),
  ]
  const curves = Object.fromEntries(
    [...KINDS, 'echo' as const].map((kind) => {
      const all = pairs.reduce<RecordableHistogram | undefined>(
        (sum, pair) => addTo(sum, (kind === 'echo' ? pair.echo : pair.ours).histograms[kind]!),
        undefined,
      )
      return [kind, AT.map((at) => [at, percentile(all, at)] as const)]
    }),
  )
  return { figures, members, settings, curves: { latency: curves }, holds: isWhole(found) }
}

function rateOf({ counts, seconds }: Measured): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0) / seconds
}
