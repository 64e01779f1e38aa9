/**
 * A whole house on a database of its own: the API with a clock that the test sets, and people who take part. It is opened
 * before the first test of its suite and gone after the last.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import type { OutgoingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { AttemptView, Receipt, StartedAttempt } from '../../src/attempts/contract.ts'
import type { ContestFile } from '../../src/contests/read-contest-file.ts'
import type { MailSettings } from '../../src/mail/model.ts'
import { type House, openHouse, readKeys } from '../../src/main/house.ts'
import { buildServer, type ServerOptions } from '../../src/main/server.ts'
import { asArrivedAt } from '../../src/platform/arrival.ts'
import { openPool, type Pool } from '../../src/platform/db.ts'
import type { Address } from '../../src/platform/pooler.ts'
import type { Contest, Round } from '../../src/rounds/model.ts'
import { loadContest } from '../../src/setup/load-contest.ts'
import { aContest } from './contest-of-every-kind.ts'
import { freshDatabase } from './database.ts'

/** 08:00 on the first Monday: the first round has been open for half an hour. */
export const MONDAY = '2023-08-14T08:00:00+07:00'

export type Ask = {
  body?: unknown
  /** Sent as it is, in place of a body in JSON. */
  raw?: string | Buffer
  token?: string | undefined
  headers?: Record<string, string>
  /** The instant at which the request arrives; absent: what the clock says. */
  at?: string | Date | undefined
  app?: FastifyInstance
  from?: string
}

/** Members that replies have; a test reads those that it expects, and finds undefined where they are missing. */
export type Body = StartedAttempt &
  Omit<AttemptView, 'score' | 'receipt'> & {
    reason: string
    errors: { pointer: string; expected: string }[]
    contestantId: string
    token: string
    receipt: Receipt
    score: number
    total: number
    durationMs: number
  }
export type Reply = { status: number; body: Body; text: string; headers: OutgoingHttpHeaders }

export type HouseOptions = {
  contests?: ContestFile[]
  server?: Partial<ServerOptions>
  now?: string
  poolSize?: number
  startsPerSecond?: number
  /** Where the two roles are reached; absent: where the database is. */
  through?: { web: (url: string) => Address; keeper: (url: string) => Address }
  entropyFor?: (purpose: string) => Buffer
  mail?: MailSettings
}

type Opened = {
  house: House
  app: FastifyInstance
  owner: Pool
  url: string
  closing: (() => Promise<void>)[]
}

const quiet = () => {}

export class TestHouse {
  #opened: Opened | null = null
  #now: Date
  readonly #options: HouseOptions
  readonly folder = mkdtempSync(join(tmpdir(), 'hoithi-house-'))

  constructor(options: HouseOptions) {
    this.#options = options
    this.#now = new Date(options.now ?? MONDAY)
  }

  async open(): Promise<void> {
    const { contests = [aContest()], entropyFor, server, poolSize } = this.#options
    const database = await freshDatabase()
    const owner = openPool(database.url, { size: 4, log: quiet })
    const { identityKey } = readKeys(this.folder)
    for (const file of contests) {
      const loaded = await loadContest(
        { owner, identityKey, ...(entropyFor && { entropyFor }) },
        { file, at: new Date('2023-08-01T00:00:00Z') },
      )
      assert.ok(loaded.ok)
    }
    const closing = [
      async () => {
        await owner.end()
        await database.drop()
        rmSync(this.folder, { recursive: true, force: true })
      },
    ]
    const opened = { owner, url: database.url, closing }
    this.#opened = { ...opened, ...(await this.#build(database.url, closing, server, poolSize)) }
  }

  async #build(
    url: string,
    closing: (() => Promise<void>)[],
    server: Partial<ServerOptions> = {},
    poolSize?: number,
  ) {
    const house = await openHouse({
      ...readKeys(this.folder),
      url,
      web: this.#options.through?.web(url) ?? url,
      keeper: this.#options.through?.keeper(url) ?? url,
      clock: this.clock,
      log: quiet,
      ...(poolSize && { poolSize }),
      startsPerSecond: this.#options.startsPerSecond,
      mail: this.#options.mail,
    })
    const app = await buildServer({ house, withPages: false, leadMs: 0, ...server })
    await app.ready()
    closing.unshift(async () => {
      await app.close()
      await house.close()
    })
    return { house, app }
  }

  /** A second server with pools of its own on the same database, as a second machine would be. */
  async another(server: Partial<ServerOptions> = {}): Promise<{ house: House; app: FastifyInstance }> {
    return this.#build(this.#it.url, this.#it.closing, server)
  }

  async close(): Promise<void> {
    for (const close of this.#opened?.closing ?? []) await close()
  }

  get #it(): Opened {
    assert.ok(this.#opened, 'the house is opened by the hook before the first test')
    return this.#opened
  }
  get house(): House {
    return this.#it.house
  }
  get app(): FastifyInstance {
    return this.#it.app
  }
  get url(): string {
    return this.#it.url
  }
  /** The owner of the tables, who may look at everything. */
  get owner(): Pool {
    return this.#it.owner
  }
  get contest(): Contest {
    // Officers of a test may make others, and those are listed by their address.
    return this.house.calendar.contestOf('thi') ?? this.house.calendar.contests()[0]!
  }

  readonly clock = { now: () => new Date(this.#now) }
  setClock(at: string | Date): void {
    this.#now = new Date(at)
  }

  round(no = 1): Round {
    return this.contest.rounds[no - 1]!
  }

  async ask(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD',
    url: string,
    with_: Ask = {},
  ): Promise<Reply> {
    const { body, raw, token, headers = {}, at = this.#now, app = this.app, from } = with_
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const reply = await asArrivedAt(new Date(at), () =>
      app.inject({
        method,
        url,
        ...(from && { remoteAddress: from }),
        headers: {
          ...(payload !== undefined && { 'content-type': 'application/json' }),
          ...(token && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(payload !== undefined && { payload }),
      }),
    )
    const isJson = String(reply.headers['content-type'] ?? '').includes('json')
    return {
      status: reply.statusCode,
      body: isJson && reply.payload !== '' ? reply.json<Body>() : ({} as Body),
      text: reply.payload,
      headers: reply.headers,
    }
  }

  async rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.owner.query<Row>(text, values)).rows
  }

  async count(text: string, values: unknown[] = []): Promise<number> {
    return Number(Object.values((await this.rows<Record<string, number>>(text, values))[0]!)[0])
  }

  async unitId(code: string): Promise<string> {
    return (await this.rows<{ id: string }>('SELECT id FROM units WHERE code = $1', [code]))[0]!.id
  }
}

/** Opens a house before the tests of the suite in which it is called. */
export function freshHouse(options: HouseOptions = {}): TestHouse {
  const it = new TestHouse(options)
  before(() => it.open())
  after(() => it.close())
  return it
}
