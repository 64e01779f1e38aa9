/** How long does `npm start` take on a checkout that is ready, and how much memory does the house need when idle? */
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Figure, type Options, type Result, root } from './figures.ts'
import {
  commandOf,
  descendantsOf,
  makeFolder,
  startProcess,
  stopProcess,
  untilReady,
  usageOf,
} from './processes.ts'
import { freePort } from './real-server.ts'

export async function start({ quick, say, stack }: Options): Promise<Result> {
  const settings = { idleSeconds: quick ? 10 : 60, command: 'npm start' }
  const home = makeFolder(stack)
  const begin = async (): Promise<{ child: ChildProcess; seconds: number }> => {
    const port = await freePort()
    const begun = performance.now()
    const child = startProcess(stack, 'npm', ['start'], {
      cwd: root,
      env: { ...process.env, HOITHI_DATA: home, PORT: String(port), HOST: '127.0.0.1', DATABASE_URL: '' },
    })
    await untilReady(`http://127.0.0.1:${port}/readyz`, child, 300_000)
    return { child, seconds: (performance.now() - begun) / 1000 }
  }
  const idle = async (child: ChildProcess, which: string): Promise<Figure[]> => {
    say(`  ${which} start: idle for ${settings.idleSeconds} s`)
    await sleep(settings.idleSeconds * 1000)
    const below = descendantsOf(child.pid!)
    const node = below.find((pid) => commandOf(pid).includes('src/main/start.ts') && !isShell(pid))
    const postmaster = below.find((pid) => /bin\/postgres /.test(commandOf(pid)))
    if (!node) throw new Error('there is no server among the processes of npm start')
    const own = usageOf(node, false)
    return [
      {
        bench: 'start',
        what: `server idle, ${which} start (RSS)`,
        value: own.rssMb,
        unit: 'MB',
        atMost: 200,
      },
      { bench: 'start', what: `server idle, ${which} start (PSS)`, value: own.pssMb, unit: 'MB' },
      ...(postmaster
        ? [
            {
              bench: 'start',
              what: `PostgreSQL idle, ${which} start (PSS)`,
              value: usageOf(postmaster).pssMb,
              unit: 'MB',
            },
          ]
        : []),
    ]
  }

  const cold = await begin()
  const afterCold = await idle(cold.child, 'first')
  await stopProcess(cold.child)
  const warm = await begin()
  const afterWarm = await idle(warm.child, 'second')
  await stopProcess(warm.child)
  const memory = [...afterCold, ...afterWarm]
  const worst = Math.max(...memory.filter(({ what }) => what.includes('(RSS)')).map(({ value }) => value))
  return {
    figures: [
      { bench: 'start', what: 'first start, fresh folder, until ready', value: cold.seconds, unit: 's' },
      { bench: 'start', what: 'second start until ready', value: warm.seconds, unit: 's' },
      ...memory,
    ],
    members: { start_cold_s: cold.seconds, start_warm_s: warm.seconds, idle_rss_mb: worst },
    settings,
    holds: true,
  }
}

function isShell(pid: number): boolean {
  return /^(\/bin\/)?(sh|bash|dash|npm) /.test(commandOf(pid))
}
