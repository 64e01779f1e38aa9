/**
 * How many people can take part at once? Whole attempts against the real server over sockets, and a bare Fastify echo
 * beside it, in turn, under the same driver: the machine's mood is in both, so their ratio says more than either.
 */
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ContestView } from '../src/contests/contract.ts'
import type { Measured, Window } from './driver.ts'
import { type Figure, median, type Options, type Result } from './figures.ts'
import { startProcess, usageOf } from './processes.ts'
import { profileFlags, STATEMENTS, tellProfile, tellStatements } from './profile.ts'
import { openRealServer, type RealServer } from './real-server.ts'
import { type Kind, type Stage, saveBody } from './story.ts'

/** So many phones at once keep two cores busy; more only wait longer. */
const CONTESTANTS = 128

type Cost = { server: number; postgres: number; driver: number; walBytes: number; commits: number }

export async function attempts({ quick, profile, people, say, stack }: Options): Promise<Result> {
  const settings = {
    contestants: people ?? CONTESTANTS,
    pairs: quick || profile ? 1 : 3,
    settleMs: quick ? 1000 : 3000,
    measureMs: profile ? 20_000 : quick ? 5000 : 12_000,
    warmUpMs: quick ? 3000 : 8000,
    loop: 'closed',
    driverThreads: 1,
    bodyBytes: saveBody(2, 7).length,
    fsync: 'on',
    synchronous_commit: 'on',
  }
  const server = await openRealServer(
    stack,
    profile ? { flags: profileFlags(stack), postgres: STATEMENTS } : {},
  )
  const echo = await openEcho(stack)
  const stage = await findStage(server.port)
  const worker = new Worker(join(import.meta.dirname, 'driver.ts'))
  stack.defer(async () => void (await worker.terminate()))
  let firstPhone = 900_000_000
  const acknowledged: string[] = []
  const run = async (what: Window['what'], measureMs: number): Promise<Measured> => {
    const { contestants, settleMs } = settings
    const port = what === 'echo' ? echo.port : server.port
    const window: Window = { what, port, stage, contestants, settleMs, measureMs, firstPhone }
    const measured = await inWorker(worker, window)
    firstPhone += measured.phones
    for (const id of measured.acknowledged) acknowledged.push(id)
    return measured
  }

  await run('attempts', settings.warmUpMs)
  await run('echo', settings.warmUpMs / 4)
  const pairs: { echo: Measured; attempts: Measured; cost: Cost }[] = []
  for (let pair = 0; pair < settings.pairs; pair++) {
    const echoed = await run('echo', settings.measureMs)
    const before = await costs(server)
    const measured = await run('attempts', settings.measureMs)
    const cost = perAttempt(before, await costs(server), measured.acknowledged.length)
    pairs.push({ echo: echoed, attempts: measured, cost })
    const [bare, real] = [perSecond(echoed, ['echo']), perSecond(measured, HOT)]
    say(`  ${pair + 1}: echo ${bare.toFixed(0)}/s, ours ${real.toFixed(0)}/s, ${(real / bare).toFixed(2)}`)
    for (const [what, count] of Object.entries(measured.unexpected)) say(`  unexpected: ${what} × ${count}`)
  }
  const found = await countSealed(server, acknowledged)
  if (profile) {
    await tellStatements(server.database, acknowledged.length, say)
    await tellProfile(server.child, say)
  }
  const middle = (of: (pair: (typeof pairs)[number]) => number) => median(pairs.map(of))
  const members = {
    attempts_per_s: middle((pair) => perSecond(pair.attempts, ['submit'])),
    requests_per_s: middle((pair) => perSecond(pair.attempts, ALL)),
    echo_per_s: middle((pair) => perSecond(pair.echo, ['echo'])),
    ratio: middle((pair) => perSecond(pair.attempts, ALL) / perSecond(pair.echo, ['echo'])),
    ratio_hotpath: middle((pair) => perSecond(pair.attempts, HOT) / perSecond(pair.echo, ['echo'])),
    acknowledged: acknowledged.length,
    found,
  }
  const figure = (what: string, value: number, unit: string): Figure => ({
    bench: 'attempts',
    what,
    value,
    unit,
  })
  const figures: Figure[] = [
    figure('complete attempts', members.attempts_per_s, '/s'),
    figure('requests', members.requests_per_s, '/s'),
    figure('bare Fastify echo', members.echo_per_s, '/s'),
    figure('requests ÷ echo', members.ratio, ''),
    figure('start, save, submit ÷ echo', members.ratio_hotpath, ''),
    ...[...ALL, 'echo' as const].flatMap((kind) =>
      (['p50', 'p95', 'p99'] as const).map((at) =>
        figure(
          `${kind} ${at}`,
          middle((pair) => (kind === 'echo' ? pair.echo : pair.attempts).kinds[kind]?.[at] ?? Number.NaN),
          'ms',
        ),
      ),
    ),
    ...(['server', 'postgres', 'driver'] as const).map((who) =>
      figure(
        `${who} CPU per attempt`,
        middle(({ cost }) => cost[who]),
        'ms',
      ),
    ),
    figure('WAL per attempt', middle(({ cost }) => cost.walBytes) / 1024, 'KiB'),
    figure(
      'commits per attempt',
      middle(({ cost }) => cost.commits),
      '',
    ),
    figure('server memory afterwards', usageOf(server.child.pid!, false).rssMb, 'MB'),
    figure('acknowledged submissions', acknowledged.length, ''),
    figure('of these found sealed and in the ledger', found, ''),
  ]
  return { figures, members, settings, holds: acknowledged.length > 0 && found === acknowledged.length }
}

const HOT: Kind[] = ['start', 'save', 'submit']
const ALL: Kind[] = ['register', ...HOT]

function perSecond({ kinds, seconds }: Measured, wanted: readonly Kind[]): number {
  return wanted.reduce((sum, kind) => sum + (kinds[kind]?.count ?? 0), 0) / seconds
}

async function openEcho(stack: AsyncDisposableStack): Promise<{ port: number; child: ChildProcess }> {
  const child = startProcess(stack, process.execPath, [join(import.meta.dirname, 'echo-server.ts')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { port } = await new Promise<{ port: number }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { port: number }))
    child.once('exit', () => reject(new Error('the echo did not start')))
  })
  return { port, child }
}

/** The sample contest, with its open round. */
async function findStage(port: number): Promise<Stage> {
  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json()
  const contest = (await ask('contests/demo')) as ContestView
  const round = contest.rounds.find(({ phase }) => phase === 'open')
  const units = (await ask('contests/demo/units?query=')) as { id: string }[]
  if (!round || units.length === 0) throw new Error('the sample contest has no open round or no units')
  return {
    slug: contest.slug,
    roundId: round.id,
    stream: contest.streams[0]!.code,
    unitIds: units.map(({ id }) => id),
    questions: contest.paper.count,
  }
}

function inWorker(worker: Worker, window: Window): Promise<Measured> {
  return new Promise((resolve, reject) => {
    worker.once('message', (measured: Measured) => {
      worker.off('error', reject)
      resolve(measured)
    })
    worker.once('error', reject)
    worker.postMessage(window)
  })
}

/** Of what was acknowledged, how many are sealed, counted in the ledger, and signed. */
async function countSealed({ database }: RealServer, ids: readonly string[]): Promise<number> {
  const { rows } = await database.query<{ found: number }>(
    `SELECT count(*)::int AS found FROM attempts a JOIN participation_ledger l ON l.attempt_id = a.id
     WHERE a.id = ANY ($1::uuid[]) AND a.ending = 'submitted' AND a.receipt_signature IS NOT NULL AND l.participated`,
    [ids],
  )
  return rows[0]!.found
}

async function costs({ child, postgresPid, database }: RealServer): Promise<Cost> {
  const { rows } = await database.query<{ wal: string; commits: string }>(
    `SELECT pg_current_wal_insert_lsn() - '0/0' AS wal, xact_commit AS commits
     FROM pg_stat_database WHERE datname = current_database()`,
  )
  const { user, system } = process.cpuUsage()
  return {
    server: usageOf(child.pid!, false).cpuSeconds * 1000,
    postgres: usageOf(postgresPid).cpuSeconds * 1000,
    driver: (user + system) / 1000,
    walBytes: Number(rows[0]!.wal),
    commits: Number(rows[0]!.commits),
  }
}

function perAttempt(before: Cost, after: Cost, count: number): Cost {
  const each = (of: keyof Cost) => (after[of] - before[of]) / Math.max(1, count)
  return {
    server: each('server'),
    postgres: each('postgres'),
    driver: each('driver'),
    walBytes: each('walBytes'),
    commits: each('commits'),
  }
}
