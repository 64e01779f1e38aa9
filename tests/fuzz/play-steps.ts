/**
 * Plays a sequence against a house and knows what may come of it: who owns what, which paper was handed in, what was
 * acknowledged. Four rules beside the document (after RESTler): nothing can be done to a paper after it was handed in;
 * a refused request leaves nothing; what belongs to one contest is nothing in another; what belongs to one person is
 * nobody else's.
 */
import type { AttemptView, PaperQuestion, Receipt, StartedAttempt } from '../../src/attempts/contract.ts'
import { accessOf } from '../../src/main/access.ts'
import type { TestHouse } from '../support/a-house.ts'
import { freshPhone } from '../support/people.ts'
import type { Ask, BodyPlan, Raw, Step, TextEdit, Who } from './generate-steps.ts'
import type { Api, Operation, Told } from './read-api.ts'
import type { TableWatch } from './watch-tables.ts'
import { decoded, type KeptConnection, sendRaw } from './wire.ts'

type Person = { slug: string; contestantId: string; token: string; phone: string; fullName: string }
type Known = {
  attemptId: string
  owner: Person
  roundId: string
  deadlineAt: Date
  questions: PaperQuestion[]
  sequence: number
  receipt: Receipt | null
}
/** A request as it goes out. */
export type Asked = { method: string; url: string; headers: Record<string, string>; body: Buffer | null }
/** Everything a sequence is played against. A test may put something between us and the server, to see it found out. */
export type Stage = {
  house: TestHouse
  api: Api
  watch: TableWatch
  port: number
  connection: KeptConnection
  units: Readonly<Record<string, string[]>>
  between?: (asked: Asked, reply: Told, house: TestHouse) => Told | Promise<Told>
}
export type Counts = { requests: number; bySocket: number; raw: number; statuses: Map<number, number> }

export class Broken extends Error {}

const NAMES = ['Nguyễn Thị Ánh', 'Lê Văn Bình', 'Trần Đức Chi', 'Đỗ Thị Hòa'.normalize('NFD'), 'Y Ơn']
const BEGIN = new Date('2023-08-14T08:00:00+07:00').getTime()
const NOBODY = '018d0000-0000-7000-8000-000000000000'

export class Play {
  readonly #stage: Stage
  readonly #counts: Counts
  readonly #people: Person[] = []
  readonly #attempts: Known[] = []
  #now = BEGIN
  /** What was asked and answered, to be read when something is wrong. */
  readonly log: string[] = []

  constructor(stage: Stage, counts: Counts) {
    this.#stage = stage
    this.#counts = counts
  }

  async play(steps: readonly Step[]): Promise<void> {
    await this.#stage.watch.changes()
    for (const step of steps) {
      this.#now += step.waitMs
      this.#stage.house.setClock(new Date(this.#now))
      if (step.kind === 'raw') await this.#playRaw(step)
      else await this.#playAsk(step)
    }
  }

  #count(status: number): void {
    this.#counts.requests += 1
    this.#counts.statuses.set(status, (this.#counts.statuses.get(status) ?? 0) + 1)
  }

  async #playRaw({ text, parts }: Raw): Promise<void> {
    const bytes = Buffer.from(text, 'latin1')
    const size = Math.ceil(bytes.length / parts) || 1
    const cut = Array.from({ length: parts }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
    const line = `RAW ${JSON.stringify(text.length > 600 ? `${text.slice(0, 600)}…` : text)}`
    this.log.push(line)
    const replies = await sendRaw(this.#stage.port, cut, 15).catch((error: Error) => {
      throw new Broken(`${line}: ${error.message}`)
    })
    this.#counts.raw += 1
    this.#counts.bySocket += 1
    this.#count(replies[0]?.status ?? 0)
    this.log.push(`  → ${replies.map(({ status }) => status).join(', ') || 'closed without a word'}`)
    for (const reply of replies) {
      const fault = faultOfRaw(reply)
      if (fault) throw new Broken(`${line}: ${fault}`)
    }
    await this.#changesNothing(line)
  }

  async #playAsk(step: Ask & Step): Promise<void> {
    const { api, house } = this.#stage
    const operation = api.operations[step.operation]!
    await this.#comeBefore(operation, step)
    const attempt = this.#attemptOf(operation, step)
    const speaker = this.#speakerOf(step, attempt)
    const asked = this.#compose(operation, step, attempt, speaker)
    const line = `${asked.method} ${asked.url} ${JSON.stringify(asked.headers)} ${shown(asked.body)}`
    this.log.push(line)
    // In process an address is tidied before it is asked for; only over a socket do its dots arrive.
    const isRaw = step.socket || DOT_SEGMENT.test(asked.url)
    const straight = isRaw ? await this.#overSocket(asked, line) : await inProcess(house, asked)
    const reply = this.#stage.between ? await this.#stage.between(asked, straight, house) : straight
    this.log.push(`  → ${reply.status} ${reply.text.slice(0, 200)}`)
    this.#count(reply.status)
    if (isRaw) this.#counts.bySocket += 1

    const fault = api.faultOf(asked, reply)
    if (fault) throw new Broken(`${line}: ${fault}`)
    const reached = api.operationOf(asked.method, asked.url)
    if (reply.status >= 400 || asked.method === 'GET' || asked.method === 'HEAD')
      await this.#changesNothing(line)
    else await this.#stage.watch.changes()
    if (reply.status < 300 && reached && asked.method !== 'HEAD')
      this.#judge(reached, asked, step, speaker, reply)
  }

  /**
   * Most of what can be asked needs somebody who is registered and has a paper: where there is nobody yet, they register
   * and start first, most of the time. So a failure is made small without keeping the steps that only led to it.
   */
  async #comeBefore({ path }: Operation, { salt, who, names }: Ask & Step): Promise<void> {
    if (who.of === 'nobody' || salt % 11 === 0) return
    const needsPaper = path.includes('{attemptId}') && (this.#attempts.length === 0 || salt % 13 === 0)
    const needsPerson = path.includes('{roundId}') || path.endsWith('/me') || needsPaper
    const at = typeof names.slug === 'number' ? names.slug : Number(names.roundId) || 0
    const slug = this.#slugOf(at)
    const isNew = salt % 3 === 0 || !this.#people.some((person) => person.slug === slug)
    if (needsPerson && isNew)
      await this.#honestly('POST', '/api/v1/contests/{slug}/contestants', { slug: at })
    if (needsPaper) await this.#honestly('POST', '/api/v1/rounds/{roundId}/attempts', { roundId: at })
  }

  async #honestly(method: string, path: string, names: Record<string, number>): Promise<void> {
    const operation = this.#stage.api.operations.findIndex(({ name }) => name === `${method} ${path}`)
    const body = { honest: true, value: {}, edits: [], textEdit: null, type: null }
    const who = { of: 'owner', as: 'bearer', spoil: null } as const
    const rest = { method: null, query: [], headers: [], salt: 11, socket: false, waitMs: 0 }
    await this.#playAsk({ kind: 'ask', operation, names, body, who, ...rest })
  }

  async #changesNothing(line: string): Promise<void> {
    const changes = (await this.#stage.watch.changes()).filter(({ isDue }) => !isDue)
    if (changes.length > 0)
      throw new Broken(`${line}: refused or only read, and changed ${JSON.stringify(changes)}`)
  }

  async #overSocket(asked: Asked, line: string): Promise<Told> {
    const head = [
      `${asked.method} ${asked.url} HTTP/1.1`,
      ...Object.entries({ host: 'localhost', ...asked.headers }).map(([name, value]) => `${name}: ${value}`),
      ...(asked.body ? [`content-length: ${asked.body.length}`] : []),
    ]
    const parts = [Buffer.from(`${head.join('\r\n')}\r\n\r\n`), ...(asked.body ? [asked.body] : [])]
    return this.#stage.connection.ask(parts, asked.method === 'HEAD').catch((error: Error) => {
      throw new Broken(`${line}: ${error.message}`)
    })
  }

  // What is asked.

  #attemptOf(operation: Operation, { names }: Ask): Known | undefined {
    const at = names.attemptId
    if (!operation.path.includes('{attemptId}') || typeof at !== 'number') return undefined
    return this.#attempts[at % Math.max(1, this.#attempts.length)]
  }

  #speakerOf({ who, names }: Ask, attempt: Known | undefined): Person | undefined {
    if (who.of === 'nobody') return undefined
    if (who.of === 'owner' && attempt) return attempt.owner
    // Without an attempt: the newest of the contest that is asked about, who is the most likely to have none yet.
    const slug = this.#slugOf(typeof names.slug === 'number' ? names.slug : Number(names.roundId) || 0)
    const newest = this.#people.findLast((person) => person.slug === slug)
    if (who.of === 'owner') return newest
    return this.#people[who.of % Math.max(1, this.#people.length)]
  }

  #slugOf(at: number): string {
    const slugs = Object.keys(this.#stage.units)
    return slugs[at % 3 === 2 ? 1 : 0]!
  }

  #compose(
    operation: Operation,
    step: Ask & Step,
    attempt: Known | undefined,
    speaker: Person | undefined,
  ): Asked {
    const { house } = this.#stage
    const idOf: Record<string, (at: number) => string> = {
      slug: (at) => this.#slugOf(at),
      attemptId: () => attempt?.attemptId ?? NOBODY,
      roundId: (at) => {
        const { rounds } = house.house.calendar.contestOf(this.#slugOf(at))!
        // The one that is open, nearly always.
        const open = rounds.find(
          (round) => round.opensAt.getTime() <= this.#now && this.#now < round.closesAt.getTime(),
        )
        return (step.salt % 8 > 0 && open ? open : rounds[step.salt % rounds.length]!).id
      },
      practiceId: (at) => `0123456789abcde${at % 10}`,
      round: (at) => ['1', '2', '3', 'final'][at % 4]!,
    }
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const picked = step.names[name]!
      return encoded(typeof picked === 'string' ? picked : (idOf[name]?.(picked) ?? NOBODY))
    })
    const query = step.query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&')
    const headers = Object.fromEntries(step.headers.map(([name, value]) => [name, plain(value)]))
    this.#sign(headers, step.who, speaker)
    const method = step.method ?? operation.method
    const plan = method === 'HEAD' ? null : step.body
    const body = plan && this.#bodyOf(operation, step, plan, attempt)
    if (body) headers['content-type'] = plan?.type ?? 'application/json'
    return { method, url: query ? `${path}?${query}` : path, headers, body }
  }

  #sign(headers: Record<string, string>, { as, spoil }: Who, speaker: Person | undefined): void {
    if (!speaker) return
    const other = this.#people.find((person) => person !== speaker)
    const token = spoil ? spoiled(speaker.token, spoil, other?.token) : speaker.token
    if (as !== 'cookie') headers.authorization = spoil === 'basic' ? `Basic ${token}` : `Bearer ${token}`
    if (as !== 'bearer') headers.cookie = `hoithi_${speaker.slug}=${token}`
  }

  #bodyOf(operation: Operation, step: Ask, plan: BodyPlan, attempt: Known | undefined): Buffer {
    const honest = plan.honest ? this.#honestBody(operation, step, attempt) : undefined
    const text = edited(honest === undefined ? plan.value : honest, plan)
    return plan.textEdit ? textEdited(text, plan.textEdit) : Buffer.from(text)
  }

  /** What an honest client sends; routes that this does not know get values of their schema. */
  #honestBody({ name }: Operation, { names, salt }: Ask, attempt: Known | undefined): unknown {
    if (name === 'POST /api/v1/contests/{slug}/contestants') {
      const slug = this.#slugOf(Number(names.slug) || 0)
      // Somebody new, or one of them again; now and then a unit of the other contest.
      const again = salt % 5 === 0 ? this.#people.find((person) => person.slug === slug) : undefined
      const units = this.#stage.units[salt % 17 === 0 ? this.#slugOf(salt) : slug]!
      return {
        stream: 'staff',
        fullName: again && salt % 2 ? again.fullName : NAMES[salt % NAMES.length],
        unitId: units[salt % units.length],
        consent: true,
        phone: again?.phone ?? freshPhone(),
      }
    }
    if (name.endsWith('/attempts'))
      return salt % 3 === 0 ? {} : { nonce: salt.toString(16).padStart(32, 'a') }
    if (!attempt) return undefined
    const answers = answersTo(attempt.questions, salt)
    if (name.endsWith('/answers'))
      return {
        sequence: Math.max(0, attempt.sequence + 1 - (salt % 7 === 0 ? 2 : 0)),
        answers,
        prediction: salt,
      }
    if (name.endsWith('/submission')) return salt % 3 === 0 ? {} : { answers, prediction: String(salt) }
    return undefined
  }

  // What may come of it.

  #judge(operation: Operation, asked: Asked, step: Ask, speaker: Person | undefined, reply: Told): void {
    const line = `${asked.method} ${asked.url}`
    const body =
      reply.text === '' || !operation.name.startsWith('GET') ? reply.text && JSON.parse(reply.text) : null
    const isThem = speaker !== undefined && step.who.spoil === null
    const [, , , kind, id = ''] = asked.url.split(/[/?]/).map((part) => part)
    if (isForSomebody(operation))
      if (!isThem) throw new Broken(`${line}: answered ${reply.status} to somebody without a genuine token`)
    const attempt =
      kind === 'attempts' ? this.#attempts.find(({ attemptId }) => attemptId === id.toLowerCase()) : null
    if (attempt === undefined)
      throw new Broken(`${line}: answered ${reply.status} about an attempt that nobody has`)
    if (attempt && attempt.owner !== speaker)
      throw new Broken(`${line}: answered ${reply.status} to somebody else than the owner`)
    const read = () => JSON.parse(reply.text)
    if (operation.name === 'POST /api/v1/contests/{slug}/contestants') this.#registered(asked, body, reply)
    else if (operation.path === '/api/v1/rounds/{roundId}/attempts') this.#started(id, speaker!, body, reply)
    else if (operation.path.endsWith('/answers') && attempt) this.#saved(attempt, body.savedSequence, asked)
    else if (operation.path.endsWith('/submission') && attempt)
      this.#submitted(attempt, body.receipt, reply, line)
    else if (operation.path.endsWith('/paper') && attempt) this.#sawPaper(attempt, read(), line)
    else if (operation.path === '/api/v1/attempts/{attemptId}' && attempt) this.#saw(attempt, read(), line)
    else if (operation.path.endsWith('/me') && read().contestantId !== speaker?.contestantId)
      throw new Broken(`${line}: shows somebody else`)
  }

  #registered(asked: Asked, body: { contestantId: string; token: string }, reply: Told): void {
    const slug = asked.url.split('/')[4]!
    const given = JSON.parse(asked.body!.toString().replace(/^\ufeff/, ''))
    const known = this.#people.find((person) => person.contestantId === body.contestantId)
    if (known && reply.status === 201) throw new Broken(`${asked.url}: one contestant is new twice`)
    if (!known)
      this.#people.push({ ...body, slug, phone: String(given.phone), fullName: String(given.fullName) })
  }

  #started(roundId: string, owner: Person, body: StartedAttempt, reply: Told): void {
    const round = this.#stage.house.house.calendar.roundOf(roundId)!
    if (round.contest.slug !== owner.slug)
      throw new Broken(`${roundId}: started with the token of another contest`)
    const mine = this.#attempts.filter((each) => each.owner === owner && each.roundId === roundId)
    const before = mine.find(({ attemptId }) => attemptId === body.attemptId)
    if (before && reply.status === 201) throw new Broken(`${body.attemptId}: one attempt is new twice`)
    if (before) return
    const cap = round.contest.rules.attempts.perRound ?? Number.POSITIVE_INFINITY
    if (mine.length >= cap) throw new Broken(`${roundId}: attempt ${mine.length + 1} of ${cap}`)
    if (mine.some((each) => !each.receipt && this.#now < each.deadlineAt.getTime()))
      throw new Broken(`${roundId}: a second attempt while one is open`)
    const { attemptId, questions, savedSequence } = body
    const deadlineAt = new Date(body.deadlineAt)
    this.#attempts.push({
      attemptId,
      questions,
      deadlineAt,
      owner,
      roundId,
      sequence: savedSequence,
      receipt: null,
    })
  }

  #isOpen(attempt: Known): boolean {
    return !attempt.receipt && this.#now < attempt.deadlineAt.getTime()
  }

  #saved(attempt: Known, savedSequence: number, asked: Asked): void {
    if (!this.#isOpen(attempt)) throw new Broken(`${asked.url}: saved after the end of the paper`)
    if (savedSequence < attempt.sequence) throw new Broken(`${asked.url}: what was saved is no longer saved`)
    attempt.sequence = savedSequence
  }

  #submitted(attempt: Known, receipt: Receipt, reply: Told, line: string): void {
    if (reply.status === 201 && !this.#isOpen(attempt)) throw new Broken(`${line}: handed in after its end`)
    if (attempt.receipt && attempt.receipt.code !== receipt.code) throw new Broken(`${line}: another receipt`)
    attempt.receipt = receipt
  }

  #sawPaper(attempt: Known, paper: StartedAttempt, line: string): void {
    if (!this.#isOpen(attempt)) throw new Broken(`${line}: a paper that is over is shown`)
    if (paper.savedSequence !== attempt.sequence)
      throw new Broken(`${line}: saved ${attempt.sequence}, and shows ${paper.savedSequence}`)
  }

  #saw(attempt: Known, view: AttemptView, line: string): void {
    const expected = attempt.receipt ? 'sealed' : this.#isOpen(attempt) ? 'open' : 'expired'
    if (view.state !== expected) throw new Broken(`${line}: is ${view.state}, not ${expected}`)
    if (attempt.receipt && view.receipt?.code !== attempt.receipt.code)
      throw new Broken(`${line}: another receipt`)
  }
}

/** A step of a path that leads nowhere, or up; also where it is escaped. */
const DOT_SEGMENT = /\/(\.|%2e){1,2}(?=[/?#]|$)/i

/** What the table of access does not give to anybody at all. */
function isForSomebody({ method, path }: Operation): boolean {
  return accessOf(`${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`)?.may !== 'anybody'
}

async function inProcess(house: TestHouse, asked: Asked): Promise<Told> {
  const reply = await house.app.inject({
    method: asked.method as 'GET',
    url: asked.url,
    headers: asked.headers,
    ...(asked.body && { payload: asked.body }),
  })
  const headers = reply.headers as Record<string, string | undefined>
  return {
    status: reply.statusCode,
    headers,
    text: headers['content-encoding']
      ? decoded(reply.rawPayload, headers['content-encoding']).toString()
      : reply.payload,
  }
}

/** Whatever confuses the parser is answered in a few words of ours or of Node's, and is nobody's fault inside. */
function faultOfRaw({ status, headers, text }: Told): string | null {
  if (status >= 500) return `answers ${status}: ${text.slice(0, 200)}`
  if (/node_modules|\n\s+at |HPE_/.test(text)) return `shows what is inside: ${text.slice(0, 200)}`
  if (status < 400 || text === '') return null
  return headers['content-type']?.startsWith('application/problem+json')
    ? null
    : `answers ${status} as ${headers['content-type']}`
}

function answersTo(questions: readonly PaperQuestion[], salt: number): Record<string, unknown> {
  const answered = questions.filter(({ no }) => (no + salt) % 3 > 0)
  return Object.fromEntries(
    answered.map(({ no, kind, options, rows }) => {
      const first = 1 + (salt % Math.max(1, options.length))
      if (kind === 'numeric') return [no, '1.500']
      if (kind === 'short') return [no, 'Một cửa'.normalize(salt % 2 ? 'NFC' : 'NFD')]
      if (kind === 'ordering') return [no, options.map((option) => option.no)]
      if (kind === 'matching') return [no, rows!.map(() => first)]
      return [no, [first]]
    }),
  )
}

const encoded = (text: string) => (/^%[\w.%]*$/.test(text) ? text : encodeURIComponent(text.toWellFormed()))

/** A header holds no line ends, whoever sends it; bytes that are none at all are sent raw. */
const plain = (text: string) => text.replaceAll(/[^\x20-\x7e]/g, '?').trim()

function spoiled(token: string, spoil: Who['spoil'], other = 'c.x.y.z.z'): string {
  const [body, mac] = [token.slice(0, token.lastIndexOf('.')), token.slice(token.lastIndexOf('.') + 1)]
  switch (spoil) {
    case 'cut':
      return token.slice(0, -1)
    case 'longer':
      return `${token}A`
    case 'changed':
      return `${body.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))}.${mac}`
    case 'signature of another':
      return `${body}.${other.slice(other.lastIndexOf('.') + 1)}x`
    case 'kind':
      return `k${body.slice(1)}.${mac}`
    case 'empty':
      return ''
    case 'lengthened without end':
      return `${body}.${mac.repeat(60)}`
    default:
      return 'nonsense'
  }
}

/** JSON with parts of it replaced by texts, since what is to be sent is often no value of JavaScript. */
function edited(value: unknown, { edits }: BodyPlan): string {
  let text = JSON.stringify(value)
  for (const { at, how, name, json } of edits) {
    const spots = spotsOf(text)
    if (spots.length === 0) return json
    const { start, end, key } = spots[at % spots.length]!
    const old = text.slice(start, end)
    const put = {
      put: json,
      drop: 'null',
      twice: key === null ? `${old},${old}` : `${old},${key}:${json}`,
      beside: key === null ? `${old},${json}` : `${old},"${name}":${json}`,
    }[how]
    text =
      how === 'drop' && key !== null
        ? text.slice(0, start - key.length - 1) + text.slice(end).replace(/^,/, '')
        : text.slice(0, start) + put + text.slice(end)
    text = text.replace(/,}/g, '}')
  }
  return text
}

type Spot = { start: number; end: number; key: string | null }

/** Where the values stand in a text of JSON: the whole, members and elements. */
function spotsOf(text: string): Spot[] {
  const spots: Spot[] = []
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g
  const open: { start: number; key: string | null; isObject: boolean }[] = []
  let key: string | null = null
  let lastText = ''
  for (const { 0: found, index } of text.matchAll(token)) {
    if (spots.length > 200) break
    if (found === ':') {
      key = lastText
      spots.pop()
    } else if (found === '{' || found === '[') {
      open.push({ start: index, key, isObject: found === '{' })
      key = null
    } else if (found === '}' || found === ']') {
      const whole = open.pop()
      if (whole) spots.push({ start: whole.start, end: index + 1, key: whole.key })
    } else if (found !== ',') {
      lastText = found
      spots.push({ start: index, end: index + found.length, key })
      key = null
    } else key = null
  }
  return spots
}

function textEdited(text: string, edit: TextEdit): Buffer {
  switch (edit.how) {
    case 'cut':
      return Buffer.from(text.slice(0, Math.floor((text.length * edit.at) / 1001)))
    case 'append':
      return Buffer.from(text + edit.text)
    case 'replace':
      return Buffer.from(edit.text)
    case 'bom':
      return Buffer.from(`\ufeff${text}`)
    case 'utf16':
      return Buffer.from(text, 'utf16le')
    case 'bytes':
      return Buffer.concat([
        Buffer.from(text.slice(0, -1)),
        Buffer.from([0xff, 0xc0, 0xed, 0xa0]),
        Buffer.from('}'),
      ])
    case 'pad':
      // On both sides of the limit.
      return Buffer.from(text.padEnd(65_536 + [-1, 0, 1, 20_000][edit.at % 4]!))
  }
}

const shown = (body: Buffer | null) => {
  const text = body?.toString() ?? ''
  return text.length > 500 ? `${text.slice(0, 500)}… (${body?.length} bytes)` : text
}
