/**
 * How many durable requests a second? Whole attempts (start, three saves, submission with score, receipt and ledger) of
 * people who registered before, and a bare Fastify echo beside it, in turn, under the same driver: the machine's mood is
 * in both, so their ratio says more than either.
 */
import { hotPerSecond, percentile, perSecond } from './drive.ts'
import type { Measured } from './driver.ts'
import { type Figure, figuresFor, median, type Options, type Result } from './figures.ts'
import { isWhole, namedForAll } from './find-acknowledged.ts'
import { CONNECTIONS, type Cost, costPer, type Ground, type Story, spentOn } from './ground.ts'
import { usageOf } from './processes.ts'
import { forgetStatements, tellProfile, tellStatements } from './profile.ts'
import { type Kind, saveBody } from './story.ts'

const KINDS: readonly Kind[] = ['start', 'save', 'submit']
const figure = figuresFor('hotpath')

type Pair = { echo: Measured; ours: Measured; ratio: number; cost: Cost; echoCpu: number }

export async function hotpath({ quick, profile, say }: Options, ground: Ground): Promise<Result> {
  const settings = {
    connections: CONNECTIONS,
    pairs: quick || profile ? 1 : 5,
    settleMs: quick ? 500 : 2000,
    measureMs: profile ? 20_000 : quick ? 2500 : 10_000,
    echoMs: quick ? 1200 : 5000,
    warmUpMs: quick ? 1500 : 8000,
    loop: 'saturated',
    driverThreads: 1,
    saveBytes: saveBody(2, 7).length,
    fsync: 'on',
    synchronous_commit: 'on',
  }
  const { settleMs, measureMs, warmUpMs, echoMs } = settings
  const [field, echo] = [await ground.field(), await ground.echo()]
  await ground.playEcho({ settleMs: 0, measureMs: warmUpMs / 4 })
  await ground.play(field, 'attempts', { settleMs: 0, measureMs: warmUpMs })

  const kinds = profile ? { figures: [], curve: [] } : await measureKinds(ground, quick ? 600 : 4000, say)

  const pairs: Pair[] = []
  for (let pair = 1; pair <= settings.pairs; pair++) {
    const echoBefore = usageOf(echo.child.pid!, false).cpuSeconds
    const echoed = await ground.playEcho({ settleMs: 0, measureMs: echoMs })
    const echoCpu = (usageOf(echo.child.pid!, false).cpuSeconds - echoBefore) * 1e6
    if (profile) await forgetStatements(field.database)
    const before = await spentOn(field)
    const ours = await ground.play(field, 'attempts', { settleMs, measureMs })
    const after = await spentOn(field)
    const [bare, real] = [perSecond(echoed), hotPerSecond(ours)]
    ground.saturated.push(real)
    pairs.push({
      echo: echoed,
      ours,
      ratio: real / bare,
      cost: costPer(
        before,
        after,
        ours.heard.reduce((sum, each) => sum + 1 + each.saved + Number(each.submitted), 0),
      ),
      echoCpu: echoCpu / echoed.counts.echo!,
    })
    say(`${pair}: echo ${bare.toFixed(0)}/s, ours ${real.toFixed(0)}/s, ${(real / bare).toFixed(2)}`)
  }
  const found = await ground.find(field)
  if (profile) {
    const submitted = pairs[0]!.ours.heard.filter((each) => each.submitted).length
    await tellStatements(field.database, submitted, say)
    await tellProfile(field.server.child, say)
  }

  const middle = (of: (pair: Pair) => number) => median(pairs.map(of))
  const members = {
    hotpath_vs_echo: middle(({ ratio }) => ratio),
    hotpath_pairs: pairs.map(({ ratio }) => ratio),
    attempts_per_s: middle(({ ours }) => perSecond(ours, ['submit'])),
    requests_per_s: middle(({ ours }) => hotPerSecond(ours)),
    echo_per_s: middle(({ echo }) => perSecond(echo)),
    driver_us_per_request: middle(({ ours }) => ours.cpuMicrosPerRequest),
    driver_us_per_echo: middle(({ echo }) => echo.cpuMicrosPerRequest),
    ...namedForAll(found),
  }
  const figures: Figure[] = [
    figure('start, save, submit ÷ echo', members.hotpath_vs_echo, '', { atLeast: 0.7 }),
    ...pairs.map(({ ratio }, index) => figure(`pair ${index + 1}: ÷ echo`, ratio, '')),
    ...pairs.flatMap(({ echo, ours }, index) => [
      figure(`pair ${index + 1}: echo`, perSecond(echo), '/s'),
      figure(`pair ${index + 1}: start, save, submit`, hotPerSecond(ours), '/s'),
    ]),
    figure('complete attempts', members.attempts_per_s, '/s'),
    figure('requests', members.requests_per_s, '/s'),
    figure('bare Fastify echo', members.echo_per_s, '/s'),
    ...kinds.figures,
    ...[...KINDS, 'echo' as const].flatMap((kind) =>
      [50, 95, 99].map((at) =>
        figure(
          `${kind}, saturated, p${at}`,
          middle(({ ours, echo }) => percentile((kind === 'echo' ? echo : ours).histograms[kind], at)),
          'ms',
        ),
      ),
    ),
    figure('driver CPU per request', members.driver_us_per_request, 'µs'),
    figure('driver CPU per echo', members.driver_us_per_echo, 'µs'),
    figure('server CPU per request', 1000 * middle(({ cost }) => cost.server), 'µs'),
    figure('PostgreSQL CPU per request', 1000 * middle(({ cost }) => cost.postgres), 'µs'),
    figure(
      'bare Fastify CPU per echo',
      middle(({ echoCpu }) => echoCpu),
      'µs',
    ),
    figure(
      'WAL per request',
      middle(({ cost }) => cost.walBytes),
      'B',
    ),
    figure('acknowledged submissions', found.acknowledged, ''),
    figure('of these found sealed, signed and in the ledger', found.found, ''),
    figure('attempts with an acknowledged save', found.saves, ''),
    figure('of these found holding it', found.savesFound, ''),
  ]
  const curves = {
    hotpath: pairs.map(({ echo, ours }) => ({ echo: perSecond(echo), ours: hotPerSecond(ours) })),
    kinds: kinds.curve,
  }
  return { figures, members, settings, curves, holds: found.acknowledged > 0 && isWhole(found) }
}

/** Each kind of request by itself, with an echo beside each. */
async function measureKinds(
  ground: Ground,
  measureMs: number,
  say: (line: string) => void,
): Promise<{ figures: Figure[]; curve: { name: string; ours: number; echo: number }[] }> {
  const field = await ground.field()
  const figures: Figure[] = []
  const curve: { name: string; ours: number; echo: number }[] = []
  const beside = async (name: string, kind: Kind, story: Story, ms: number): Promise<Measured> => {
    const ours = await ground.play(field, story, { settleMs: 200, measureMs: ms })
    const echo = await ground.playEcho({ settleMs: 100, measureMs: measureMs / 2 })
    const [real, bare] = [perSecond(ours, [kind]), perSecond(echo)]
    say(`${name}: ${real.toFixed(0)}/s, ${(real / bare).toFixed(2)} of the echo`)
    curve.push({ name, ours: real, echo: bare })
    figures.push(figure(`${name} alone`, real, '/s'), figure(`${name} alone ÷ echo`, real / bare, ''))
    return ours
  }
  const { heard } = await beside('starts', 'start', { startsOf: 2 * measureMs }, measureMs)
  await beside('saves', 'save', 'saves', measureMs)
  await beside('submissions', 'submit', { submissionsOf: heard }, measureMs)
  return { figures, curve }
}
