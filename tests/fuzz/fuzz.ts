/**
 * Fuzzing of the whole API, from our own OpenAPI document: sequences of requests, nearly right or not at all, most of
 * them in process and a tenth over real sockets, each reply held against the document and against what the sequence has
 * been told before (R-S2). A failure is made small, and printed with what replays it:
 *
 *   node tests/fuzz/fuzz.ts --requests 1000000 --seed 7
 *   node tests/fuzz/fuzz.ts --seed 7000123 --path 4:0:1        one failure again
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { closeDueRounds } from '../../src/rankings/close-due-rounds.ts'
import type { TestHouse } from '../support/a-house.ts'
import { aContest } from '../support/contest-of-every-kind.ts'
import { freshPhone } from '../support/people.ts'
import { startTestServer } from '../support/test-server.ts'
import { EXAMPLES } from './examples.ts'
import { type Step, steps } from './generate-steps.ts'
import { type Counts, Play, type Stage } from './play-steps.ts'
import { Api, type Document } from './read-api.ts'
import { TableWatch } from './watch-tables.ts'
import { KeptConnection } from './wire.ts'

export type Failure = { message: string; seed: number; path: string; requests: string[]; steps: string }
export type Fuzzed = {
  requests: number
  bySocket: number
  raw: number
  statuses: Record<string, number>
  growthMb: number
  /** Of this process: the server and the fuzzer together, without PostgreSQL. */
  cpuSeconds: number
  failures: Failure[]
  held: boolean
}
export type FuzzOptions = {
  requests: number
  seed: number
  say?: (line: string) => void
  /** How many sequences are played side by side, each on a database of its own. */
  lanes?: number
  /** Replays one failure: the path that was printed with it. */
  path?: string
  /** A fault put between us and the server, to see whether it is found. */
  between?: Stage['between']
}

/** What memory may grow by, once everything that is kept on purpose has been filled. */
const GROWTH_AT_MOST_MB = 50
/**
 * A house keeps 8,000 open papers of 5 kB, and a run has a house in each lane: they are full after 80,000 requests. A run
 * that is not long enough to be measured from there on is measured from its beginning, with room for them.
 */
const FULL_AFTER = 80_000
const FILLING_MB = 150
/** So many requests, and everything has been compiled and connected. */
const WARM_AFTER = 5000
/** How many sequences are played to find a smaller failure. */
const SHRINK_AT_MOST = 400
/** Sequences to one seed: a failure is replayed from the beginning of its dozen. */
const RUNS = 20

const OVER = {
  slug: 'khac',
  authority: { code: 'huyen', name: 'Huyện' },
  attempts: { perRound: 3, perDay: 2 },
  counting: 'best' as const,
  rounds: [
    { no: 1, opensAt: '2023-08-01T07:30', closesAt: '2023-08-13T21:00' },
    { no: 2, opensAt: '2023-08-14T07:30', closesAt: '2023-08-27T21:00' },
  ].map((round) => ({ ...round, name: { vi: `Tuần ${round.no}`, en: `Week ${round.no}` } })),
}

export async function fuzz(options: FuzzOptions): Promise<Fuzzed> {
  if (process.env.HOITHI_TEST_DATABASE) return fuzzOn(options)
  const server = await startTestServer()
  process.env.HOITHI_TEST_DATABASE = server.url
  try {
    return await fuzzOn(options)
  } finally {
    delete process.env.HOITHI_TEST_DATABASE
    await server.stop()
  }
}

async function fuzzOn(options: FuzzOptions): Promise<Fuzzed> {
  const { requests, seed, say = () => {}, lanes = options.path ? 1 : 2 } = options
  const counts: Counts = { requests: 0, bySocket: 0, raw: 0, statuses: new Map() }
  const failures: Failure[] = []
  const memory = weigh(requests, counts)
  const [begun, worked] = [performance.now(), process.cpuUsage()]
  let said = 0
  const tell = () => {
    memory.look()
    if (counts.requests < said + 10_000) return
    said = counts.requests
    const rate = Math.round((counts.requests / (performance.now() - begun)) * 1000)
    say(`fuzz: ${counts.requests} requests, ${rate} a second, ${memory.growthMb().toFixed(0)} MB more`)
  }
  const play = async (lane: number) => {
    const stage = await openStage(options)
    try {
      if (lane === 0 && !options.path) failures.push(...(await playExamples(stage.stage, counts)))
      const sequences = steps(stage.stage.api)
      for (let turn = 0; counts.requests < requests && failures.length === 0; turn++) {
        const chunk = options.path ? seed : (seed * 1_000_003 + turn * lanes + lane) | 0
        const failure = await playChunk(stage.stage, { chunk, sequences, counts, options })
        if (failure) failures.push(failure)
        if (options.path) break
        tell()
      }
    } finally {
      await stage.close()
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, lane) => play(lane)))
  for (const failure of failures) say(explain(failure))
  const cpu = process.cpuUsage(worked)
  return {
    requests: counts.requests,
    bySocket: counts.bySocket,
    raw: counts.raw,
    statuses: Object.fromEntries([...counts.statuses].sort(([one], [other]) => one - other)),
    growthMb: Math.round(memory.growthMb()),
    cpuSeconds: Math.round((cpu.user + cpu.system) / 1e6),
    failures,
    held: failures.length === 0 && memory.growthMb() < growsAtMost(requests),
  }
}

async function playChunk(
  stage: Stage,
  {
    chunk,
    sequences,
    counts,
    options,
  }: { chunk: number; sequences: fc.Arbitrary<Step[]>; counts: Counts; options: FuzzOptions },
): Promise<Failure | null> {
  let failed: Play | null = null
  let shrinks = 0
  const property = fc.asyncProperty(sequences, async (sequence) => {
    // Whatever would still be tried counts as in order, and the smallest failure so far is the one that is told.
    if (failed && ++shrinks > SHRINK_AT_MOST) return
    const play = new Play(stage, counts)
    try {
      await play.play(sequence)
    } catch (error) {
      failed = play
      throw error
    }
  })
  const run = await fc.check<[Step[]]>(property, {
    seed: chunk,
    numRuns: RUNS,
    ...(options.path && { path: options.path }),
  })
  if (!run.failed) return null
  return {
    message: (run.errorInstance as Error).message,
    seed: run.seed,
    path: run.counterexamplePath ?? '',
    requests: (failed as Play | null)?.log ?? [],
    steps: JSON.stringify(run.counterexample?.[0]),
  }
}

async function playExamples(stage: Stage, counts: Counts): Promise<Failure[]> {
  const failures: Failure[] = []
  for (const [index, example] of EXAMPLES.entries()) {
    const play = new Play(stage, counts)
    await play.play(example).catch((error: Error) => {
      const message = `example ${index}: ${error.message}`
      failures.push({ message, seed: 0, path: '', requests: play.log, steps: JSON.stringify(example) })
    })
  }
  return failures
}

function explain({ message, seed, path, requests, steps }: Failure): string {
  return [
    `fuzz: ${message}`,
    `  again:    node tests/fuzz/fuzz.ts --seed ${seed} --path ${path}`,
    `  to keep:  ${steps}   (tests/fuzz/examples.ts)`,
    ...requests.map((line) => `  ${line}`),
  ].join('\n')
}

/** The document is the same in every lane, and its validators cost a second to make. */
let api: Api | null = null

/** A house with two contests, one of them with a round whose standings are published, and the triggers on its tables. */
async function openStage({ between }: FuzzOptions): Promise<{ stage: Stage; close: () => Promise<void> }> {
  // Only now that there is a server: what it stands on would start one of its own.
  const { TestHouse } = await import('../support/a-house.ts')
  const house = new TestHouse({
    contests: [aContest(), aContest({ rules: OVER })],
    poolSize: 4,
    now: '2023-08-05T08:00:00+07:00',
  })
  await house.open()
  const units = Object.fromEntries(
    await Promise.all(
      ['thi', 'khac'].map(async (slug) => {
        const { body } = await house.ask('GET', `/api/v1/contests/${slug}/units`)
        return [slug, (body as unknown as { id: string }[]).map(({ id }) => id)] as const
      }),
    ),
  )
  await publishFirstRound(house, units.khac![0]!)
  const { body: document } = await house.ask('GET', '/api/v1/openapi.json')
  api ??= new Api(document as unknown as Document)
  const watch = await TableWatch.over(house.owner)
  const port = Number(new URL(await house.app.listen({ port: 0, host: '127.0.0.1' })).port)
  const connection = new KeptConnection(port)
  return {
    stage: { house, api, watch, port, connection, units, ...(between && { between }) },
    close: async () => {
      connection.close()
      watch.close()
      await house.close()
    },
  }
}

async function publishFirstRound(house: TestHouse, unitId: string): Promise<void> {
  const { rounds } = house.house.calendar.contestOf('khac')!
  for (const fullName of ['Nguyễn Thị Ánh', 'Lê Văn Bình', 'Trần Đức Chi']) {
    const body = { stream: 'staff', fullName, unitId, consent: true, phone: freshPhone() }
    const { token } = (await house.ask('POST', '/api/v1/contests/khac/contestants', { body })).body
    const started = await house.ask('POST', `/api/v1/rounds/${rounds[0]!.id}/attempts`, { token })
    await house.ask('POST', `/api/v1/attempts/${started.body.attemptId}/submission`, { token })
  }
  const at = new Date('2023-08-14T07:00:00+07:00')
  const { keeper } = house.house
  await closeDueRounds({ ...house.house, pool: keeper }, at)
  house.setClock(at)
  await house.house.calendar.refresh()
}

const growsAtMost = (requests: number) =>
  requests / 10 >= FULL_AFTER ? GROWTH_AT_MOST_MB : GROWTH_AT_MOST_MB + FILLING_MB

/** How much larger the process is than after the first tenth. */
function weigh(requests: number, counts: Counts) {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const now = () => {
    collect()
    return process.memoryUsage().rss / 1_048_576
  }
  let first: number | null = null
  return {
    look() {
      if (first === null && counts.requests >= Math.max(requests / 10, WARM_AFTER)) first = now()
    },
    growthMb: () => (first === null ? 0 : Math.max(0, now() - first)),
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '50000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      path: { type: 'string' },
      lanes: { type: 'string', default: String(Math.max(2, availableParallelism())) },
    },
  })
  const begun = performance.now()
  const { failures, ...told } = await fuzz({
    requests: Number(values.requests),
    seed: Number(values.seed),
    lanes: values.path ? 1 : Number(values.lanes),
    ...(values.path && { path: values.path }),
    say: (line) => console.error(line),
  })
  const seconds = Math.round((performance.now() - begun) / 1000)
  console.log(JSON.stringify({ ...told, seed: Number(values.seed), seconds, failures: failures.length }))
  process.exitCode = told.held ? 0 : 1
}
