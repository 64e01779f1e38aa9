/** `npm start` as people run it: a process of its own (or several) on a port of this machine, and somebody who takes part. */
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'

const root = join(import.meta.dirname, '..', '..')

export type RunningServer = {
  readonly url: string
  readonly pid: number
  /** What it has said so far. */
  readonly said: string[]
  /** Resolves when a line says so; what was said before counts. */
  says(what: RegExp): Promise<string>
  children(): number[]
  /** SIGTERM; the exit code. */
  stop(): Promise<number | null>
}

/** A URL over a socket has no host, and is not a URL to those who are strict; the real host stands behind the question mark. */
export const settable = (url: string) => url.replace('@/', '@socket/')

/** A PostgreSQL that loses nothing, as a server demands, on a data directory that a server may join. */
export async function safePostgres(settings: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hoithi-data-'))
  const directory = join(folder, 'postgres')
  const wanted = { max_connections: '120', ...settings }
  const postgres = await startEmbeddedPostgres({ directory, log: () => {}, settings: wanted })
  return {
    folder,
    url: postgres.url,
    adminUrl: postgres.adminUrl,
    stop: async () => {
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Data and keys in a folder of their own, unless the environment names one. */
export async function runServer(
  environment: Record<string, string>,
  args: string[] = [],
): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hoithi-server-'))
  const server = spawn(process.execPath, [join(root, 'src/main/start.ts'), ...args], {
    env: { ...process.env, HOITHI_DATA: folder, HOST: '127.0.0.1', NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: string[] = []
  const listeners = new Set<() => void>()
  createInterface({ input: server.stderr }).on('line', (line) => {
    said.push(line)
    for (const tell of listeners) tell()
  })
  const ended = new Promise<number | null>((resolve) =>
    server.once('exit', (code) => {
      rmSync(folder, { recursive: true, force: true })
      resolve(code)
    }),
  )
  const says = (what: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const line = said.find((each) => what.test(each))
        if (line === undefined) return
        listeners.delete(look)
        resolve(line)
      }
      listeners.add(look)
      void ended.then(() => reject(new Error(`it ended and never said ${what}:\n${said.join('\n')}`)))
      look()
    })
  await says(/is ready/)
  const address = await says(/http:\/\/localhost:\d+/)
  return {
    url: `http://127.0.0.1:${/localhost:(\d+)/.exec(address)![1]}`,
    pid: server.pid!,
    said,
    says,
    children: () =>
      readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .map(Number),
    stop: async () => {
      server.kill('SIGTERM')
      return ended
    },
  }
}

type Reply = { status: number; body: Record<string, unknown> }
const again = (status: number) => status === 0 || status === 503

/** Each request on a connection of its own, so that it may reach any process. */
export async function ask(
  url: string,
  method: string,
  path: string,
  { token, body }: { token?: string; body?: unknown } = {},
): Promise<Reply & { processId?: number }> {
  const reply = await fetch(`${url}${path}`, {
    method,
    signal: AbortSignal.timeout(20_000),
    headers: {
      connection: 'close',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => null)
  if (!reply) return { status: 0, body: {} as Reply['body'] }
  const text = await reply.text().catch(() => '')
  try {
    return { status: reply.status, body: JSON.parse(text) }
  } catch {
    return { status: reply.status, body: {} as Reply['body'] }
  }
}

/** Somebody who, as the phone does, asks again where the server was away or busy. Anything else is the answer. */
export async function askUntilAnswered(...request: Parameters<typeof ask>): Promise<Reply> {
  for (let tries = 0; ; tries++) {
    const reply = await ask(...request)
    if (!again(reply.status) || tries === 100) return reply
    await new Promise((resolve) => setTimeout(resolve, 50 + randomInt(100)))
  }
}

export type Stage = { roundId: string; unitId: string }

export async function demoStage(url: string): Promise<Stage> {
  type Round = { id: string; phase: string }
  const contest = (await ask(url, 'GET', '/api/v1/contests/demo')).body as unknown as { rounds: Round[] }
  const units = (await ask(url, 'GET', '/api/v1/contests/demo/units?query=&stream=staff'))
    .body as unknown as {
    id: string
  }[]
  return { roundId: contest.rounds.find(({ phase }) => phase === 'open')!.id, unitId: units[0]!.id }
}

export const phoneNumber = () => `09${randomInt(1e7, 1e8)}`

export async function registerAt(url: string, stage: Stage, phone = phoneNumber()): Promise<string> {
  const body = { stream: 'staff', fullName: 'Trần Thị Bình', unitId: stage.unitId, consent: true, phone }
  const { status, body: said } = await askUntilAnswered(url, 'POST', '/api/v1/contests/demo/contestants', {
    body,
  })
  if (status !== 201 && status !== 200) throw new Error(`registering was answered with ${status}`)
  return (said as { token: string }).token
}

/** Registers, starts, saves and hands in; the receipt's code, or the first answer that was a refusal. */
export async function takePartAt(
  url: string,
  stage: Stage,
): Promise<{ attemptId: string; receipt: unknown }> {
  const token = await registerAt(url, stage)
  const must = async (...[method, path, body]: [string, string, unknown]) => {
    const reply = await askUntilAnswered(url, method, path, { token, body })
    if (reply.status !== 200 && reply.status !== 201)
      throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`)
    return reply.body as { attemptId: string; receipt: unknown }
  }
  const { attemptId } = await must('POST', `/api/v1/rounds/${stage.roundId}/attempts`, {})
  const paper = { answers: { '1': [1], '2': [2] }, prediction: 100 }
  for (const sequence of [1, 2])
    await must('PUT', `/api/v1/attempts/${attemptId}/answers`, { sequence, ...paper })
  const { receipt } = await must('POST', `/api/v1/attempts/${attemptId}/submission`, paper)
  return { attemptId, receipt }
}
