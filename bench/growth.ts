/**
 * Does a submission cost more in a database of ten million papers than in one of ten thousand? Two databases on the same
 * PostgreSQL, a server on each, in turn. The cost is CPU of the server and of PostgreSQL, since a rate has the driver in it.
 */
import { perSecond } from './drive.ts'
import { type Figure, figuresFor, median, type Options, type Result } from './figures.ts'
import { isWhole } from './find-acknowledged.ts'
import {
  CONNECTIONS,
  type Cost,
  costPer,
  type Field,
  type Ground,
  LARGE,
  SEALED_AT_FIRST,
  spentOn,
} from './ground.ts'
import { shortOfDisk } from './lay.ts'

const figure = figuresFor('growth')

type Turn = { rate: number; cost: Cost; starts: Cost; startRate: number }

export async function growth({ quick, say }: Options, ground: Ground): Promise<Result> {
  const rows = [SEALED_AT_FIRST, quick ? LARGE.quick : LARGE.full]
  const settings = {
    connections: CONNECTIONS,
    pairs: quick ? 1 : 5,
    people: quick ? 1000 : 8000,
    warmUpMs: quick ? 2000 : 8000,
    warmUpPeople: quick ? 300 : 4000,
    rows,
    loop: 'saturated: so many people start, then all of them submit',
  }
  const { home } = await ground.postgres()
  const short = shortOfDisk(home, rows[1]!)
  if (short) {
    say(`growth is not measured: ${short}`)
    return {
      figures: [],
      members: { growth: null, growth_rows: rows, growth_refused: short },
      settings,
      holds: true,
    }
  }
  const small = await ground.field()
  const large = await ground.large()

  const turn = async (on: Field, people: number): Promise<Turn> => {
    // No end in time: the window is over when everybody has had a turn.
    const pace = { settleMs: 0, measureMs: 600_000 }
    const atFirst = await spentOn(on)
    const starts = await ground.play(on, { startsOf: people }, pace)
    const between = await spentOn(on)
    const submissions = await ground.play(on, { submissionsOf: starts.heard }, pace)
    const after = await spentOn(on)
    return {
      rate: perSecond(submissions),
      startRate: perSecond(starts),
      cost: costPer(between, after, submissions.counts.submit!),
      starts: costPer(atFirst, between, starts.counts.start!),
    }
  }
  // Both servers as warm as one another, whatever was measured before.
  const warmUp = { settleMs: 0, measureMs: settings.warmUpMs }
  if (ground.saturated.length === 0) await ground.play(small, 'attempts', warmUp)
  await ground.play(large, 'attempts', warmUp)
  for (const on of [small, large]) await turn(on, settings.warmUpPeople)
  await ground.clear(small)

  const pairs: { small: Turn; large: Turn }[] = []
  for (let pair = 1; pair <= settings.pairs; pair++) {
    const inLarge = await turn(large, settings.people)
    const inSmall = await turn(small, settings.people)
    pairs.push({ small: inSmall, large: inLarge })
    say(
      `${pair}: a submission costs ${whole(inSmall.cost).toFixed(2)} ms of CPU in ${rows[0]}, ${whole(inLarge.cost).toFixed(2)} ms in ${rows[1]}`,
    )
    // Or it would be twenty thousand papers soon.
    await ground.clear(small)
  }
  const found = [await ground.find(small), await ground.find(large)]
  const middle = (of: (pair: (typeof pairs)[number]) => number) => median(pairs.map(of))
  const members = {
    growth: middle((pair) => whole(pair.large.cost) / whole(pair.small.cost)),
    growth_rows: rows,
    growth_pairs: pairs.map((pair) => whole(pair.large.cost) / whole(pair.small.cost)),
    growth_with_worker: middle((pair) => withWorker(pair.large.cost) / withWorker(pair.small.cost)),
    growth_by_rate: middle((pair) => pair.small.rate / pair.large.rate),
  }
  const figures: Figure[] = [
    figure(`CPU per submission, ${rows[1]} ÷ ${rows[0]} papers`, members.growth, '', { atMost: 1.15 }),
    figure('the same with the counting of the worker beside it', members.growth_with_worker, ''),
    figure('the same by the time it takes', members.growth_by_rate, ''),
    figure(
      'the same of a start, CPU',
      middle((pair) => whole(pair.large.starts) / whole(pair.small.starts)),
      '',
    ),
    ...(['small', 'large'] as const).flatMap((which, index) => {
      const papers = `${rows[index]} papers`
      return [
        figure(
          `submissions with ${papers}`,
          middle((pair) => pair[which].rate),
          '/s',
        ),
        figure(
          `server CPU per submission, ${papers}`,
          middle((pair) => pair[which].cost.server),
          'ms',
        ),
        figure(
          `PostgreSQL CPU per submission, ${papers}`,
          middle((pair) => pair[which].cost.postgres),
          'ms',
        ),
      ]
    }),
    figure('size of the large database', (await sizeOf(large)) / 1e9, 'GB'),
  ]
  const ofCost = (which: 'small' | 'large', part: 'server' | 'postgres') =>
    middle((pair) => pair[which].cost[part])
  const curve = (['small', 'large'] as const).map((which, index) => ({
    papers: rows[index]!,
    server: ofCost(which, 'server'),
    postgres: ofCost(which, 'postgres'),
  }))
  return { figures, members, settings, curves: { growth: curve }, holds: found.every(isWhole) }
}

const whole = ({ server, postgres }: Cost) => server + postgres
const withWorker = (cost: Cost) => whole(cost) + cost.background

async function sizeOf({ database }: Field): Promise<number> {
  const { rows } = await database.query<{ bytes: string }>(
    'SELECT pg_database_size(current_database()) AS bytes',
  )
  return Number(rows[0]!.bytes)
}
