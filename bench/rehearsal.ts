/** How long does a whole contest take in rehearsal, as somebody runs it from the command line? */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Options, type Result, root } from './figures.ts'
import { ending, makeFolder, startProcess } from './processes.ts'

export async function rehearsal({ quick, people: asked, say, stack }: Options): Promise<Result> {
  const people = asked ?? (quick ? 500 : 20_000)
  const settings = { contest: 'hoa-binh-2023', people, seed: 7, rounds: 4 }
  const home = makeFolder(stack)
  const counted = join(home, 'requests')
  const child = startProcess(
    stack,
    process.execPath,
    [
      ...['--import', join(import.meta.dirname, 'count-requests.ts'), join(root, 'src/main/cli.ts')],
      ...['contest', 'rehearse', settings.contest, '--people', String(people), '--seed', '7', '--json'],
    ],
    { cwd: root, env: { ...process.env, HOITHI_DATA: home, DATABASE_URL: '', HOITHI_BENCH_COUNT: counted } },
  )
  const begun = performance.now()
  const { code, words } = await ending(child)
  const wholeSeconds = (performance.now() - begun) / 1000
  if (code !== 0) throw new Error(`the rehearsal failed:\n${words}`)
  // As it says itself: from the making of its database to the last standings.
  const seconds = Number(/done in ([\d.]+) s/.exec(words)?.[1] ?? wholeSeconds)
  const { requests, cpuSeconds }: { requests: number; cpuSeconds: number } = JSON.parse(
    readFileSync(counted, 'utf8'),
  )
  say(`  ${people} people, ${requests} requests, ${seconds} s`)
  const perSecond = requests / seconds
  return {
    figures: [
      {
        bench: 'rehearsal',
        what: `${people} people × 4 rounds`,
        value: seconds,
        unit: 's',
        ...(people >= 20_000 && { atMost: 600 }),
      },
      { bench: 'rehearsal', what: 'requests', value: requests, unit: '' },
      {
        bench: 'rehearsal',
        what: 'CPU of its process per request',
        value: (1000 * cpuSeconds) / requests,
        unit: 'ms',
      },
      { bench: 'rehearsal', what: 'requests, synchronous_commit=off', value: perSecond, unit: '/s' },
    ],
    members: { rehearsal_people: people, rehearsal_s: seconds, rehearsal_requests_per_s: perSecond },
    settings,
    holds: true,
  }
}
