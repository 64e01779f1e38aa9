/** What gathering is worth: the same server with every deed in a transaction of its own, in turn with the real one. */
import { hotPerSecond } from './drive.ts'
import { figuresFor, median, type Options, type Result } from './figures.ts'
import { isWhole } from './find-acknowledged.ts'
import { CONNECTIONS, type Ground } from './ground.ts'

const figure = figuresFor('single-tx')

export async function singleTx({ quick, say }: Options, ground: Ground): Promise<Result> {
  const settings = {
    connections: CONNECTIONS,
    pairs: quick ? 1 : 5,
    settleMs: quick ? 300 : 2000,
    measureMs: quick ? 1500 : 8000,
    warmUpMs: quick ? 800 : 6000,
    loop: 'saturated',
    one: 'HOITHI_BATCH=1',
  }
  const { settleMs, measureMs, warmUpMs } = settings
  const field = await ground.field()
  const oneByOne = await ground.oneByOne()
  if (ground.saturated.length === 0)
    await ground.play(field, 'attempts', { settleMs: 0, measureMs: warmUpMs })
  await ground.play(field, 'attempts', { settleMs: 0, measureMs: warmUpMs }, oneByOne)

  const pairs: { gathered: number; single: number }[] = []
  for (let pair = 1; pair <= settings.pairs; pair++) {
    const pace = { settleMs, measureMs }
    const single = hotPerSecond(await ground.play(field, 'attempts', pace, oneByOne))
    const gathered = hotPerSecond(await ground.play(field, 'attempts', pace))
    ground.saturated.push(gathered)
    pairs.push({ gathered, single })
    say(
      `${pair}: gathered ${gathered.toFixed(0)}/s, one by one ${single.toFixed(0)}/s, ${(gathered / single).toFixed(2)}`,
    )
  }
  const found = await ground.find(field)
  const members = {
    hotpath_vs_single_tx: median(pairs.map(({ gathered, single }) => gathered / single)),
    single_tx_pairs: pairs.map(({ gathered, single }) => gathered / single),
    single_tx_requests_per_s: median(pairs.map(({ single }) => single)),
  }
  return {
    figures: [
      figure('gathered ÷ one transaction per deed', members.hotpath_vs_single_tx, '', { atLeast: 2 }),
      ...pairs.flatMap(({ gathered, single }, index) => [
        figure(`pair ${index + 1}: gathered`, gathered, '/s'),
        figure(`pair ${index + 1}: one by one`, single, '/s'),
        figure(`pair ${index + 1}: gathered ÷ one by one`, gathered / single, ''),
      ]),
    ],
    members,
    settings,
    curves: { singleTx: pairs },
    holds: isWhole(found),
  }
}
