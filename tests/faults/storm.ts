/**
 * A storm: people who start, save and hand in over real sockets, and keep every word they were told. What was not
 * answered is asked again, with growing pauses, until it is settled: each deed may be asked for twice by design.
 */
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Receipt } from '../../src/attempts/contract.ts'
import { type Dice, diceOf } from './dice.ts'

export type Person = { readonly contestantId: string; readonly token: string }
export type Paper = { readonly answers: Record<string, number[]>; readonly prediction: number }

/** What one person asked for, and was told. */
export type Told = {
  readonly contestantId: string
  /** Told with the start. */
  attemptId: string | null
  /** Every save that was sent, answered or not, by its sequence. */
  readonly saves: Map<number, Paper>
  /** The highest sequence that was acknowledged; 0: none. */
  heldSequence: number
  /** The submission was sent; with this paper, or null: as it was saved. */
  handedIn: { readonly paper: Paper | null } | null
  readonly receipts: Receipt[]
  /** Our own clock around the start and the submission that were acknowledged at the first try. */
  readonly moments: { deed: 'start' | 'submission'; sentAt: number; toldAt: number }[]
  /** What was still without an answer when patience ended. */
  unsettled: string | null
}

export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}
type Deed = { kind: string; method: string; path: string; body: string }

export type Counts = {
  acknowledged: number
  /** Sent, and the connection ended without an answer. */
  unanswered: number
  /** 503 and 429. */
  refused: number
  /** Refused without saying when to come again. */
  withoutRetryAfter: number
  /** Anything else that is neither yes nor busy. */
  wrong: Record<string, number>
}

const PATIENCE_MS = 120_000
const ANSWER_WITHIN_MS = 20_000

export class Storm {
  readonly told: Told[] = []
  readonly counts: Counts = { acknowledged: 0, unanswered: 0, refused: 0, withoutRetryAfter: 0, wrong: {} }
  /** When requests were sent that nobody answered; on our monotonic clock. */
  readonly unansweredSince: number[] = []
  /** When the last acknowledgement came. */
  lastWordAt = 0
  readonly answersTook: number[] = []
  readonly #options: StormOptions
  readonly #agent: Agent
  readonly #dice: Dice
  #phones: Promise<void>[] = []
  #isOver = false
  #isAbandoned = false
  #gate: { isOpen: Promise<void>; open: () => void } | null = null
  #asking = 0
  #whenQuiet: (() => void)[] = []

  constructor(options: StormOptions) {
    this.#options = options
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.phones })
    this.#dice = diceOf(options.seed)
  }

  begin(): this {
    this.#phones = Array.from({ length: this.#options.phones }, () => this.#carry())
    return this
  }

  /** Nobody sends anything more until `release`; resolves when nobody waits for an answer. */
  async hold(): Promise<void> {
    if (!this.#gate) {
      let open = () => {}
      const isOpen = new Promise<void>((resolve) => (open = resolve))
      this.#gate = { isOpen, open }
    }
    if (this.#asking > 0) await new Promise<void>((resolve) => this.#whenQuiet.push(resolve))
  }

  release(): void {
    this.#gate?.open()
    this.#gate = null
  }

  /** Nobody begins anything new; what was begun is brought to its end. */
  async finish(): Promise<void> {
    this.#isOver = true
    this.release()
    await Promise.all(this.#phones)
    this.#agent.destroy()
  }

  /** Everybody goes home at once: what is unanswered stays so. */
  async abandon(): Promise<void> {
    this.#isAbandoned = true
    await this.finish()
  }

  /** After so many acknowledgements; less where the time is up. */
  async untilAcknowledged(count: number, withinMs = 60_000): Promise<void> {
    const begun = performance.now()
    while (this.counts.acknowledged < count && performance.now() - begun < withinMs) await sleep(20)
  }

  async #carry(): Promise<void> {
    await sleep(this.#dice.between(0, this.#options.thinkMs))
    while (!this.#isOver) {
      const person = this.#options.nextPerson()
      if (!person) return
      const told: Told = {
        contestantId: person.contestantId,
        attemptId: null,
        saves: new Map(),
        heldSequence: 0,
        handedIn: null,
        receipts: [],
        moments: [],
        unsettled: null,
      }
      this.told.push(told)
      await this.#takePart(person, told)
    }
  }

  async #takePart({ token }: Person, told: Told): Promise<void> {
    const started = await this.#settle(told, token, {
      kind: 'start',
      method: 'POST',
      path: `/api/v1/rounds/${this.#options.roundId}/attempts`,
      body: '{}',
    })
    if (!started) return
    const { attemptId, questions } = JSON.parse(started.body) as Started
    told.attemptId = attemptId
    const path = `/api/v1/attempts/${attemptId}`
    const saves = this.#dice.whole(2, 5)
    for (let sequence = 1; sequence <= saves; sequence++) {
      await this.#think()
      const paper = this.#fill(questions, sequence / saves, sequence)
      told.saves.set(sequence, paper)
      const body = JSON.stringify({ sequence, ...paper })
      const saved = await this.#settle(told, token, {
        kind: 'save',
        method: 'PUT',
        path: `${path}/answers`,
        body,
      })
      if (!saved) return
      told.heldSequence = sequence
    }
    // Some close the page and never hand in: what they saved must be there all the same.
    if (this.#dice.happens(0.15)) return
    await this.#think()
    const paper = this.#dice.happens(0.5) ? this.#fill(questions, 1, 9) : null
    told.handedIn = { paper }
    const handedIn = await this.#settle(told, token, {
      kind: 'submission',
      method: 'POST',
      path: `${path}/submission`,
      body: JSON.stringify(paper ?? {}),
    })
    if (!handedIn) return
    told.receipts.push((JSON.parse(handedIn.body) as { receipt: Receipt }).receipt)
    // A second tap of the thumb: the same receipt, and nobody counted twice.
    if (!this.#dice.happens(0.1)) return
    const again = await this.#settle(told, token, {
      kind: 'submission again',
      method: 'POST',
      path: `${path}/submission`,
      body: '{}',
    })
    if (again) told.receipts.push((JSON.parse(again.body) as { receipt: Receipt }).receipt)
  }

  #fill(questions: Started['questions'], share: number, salt: number): Paper {
    const answered = questions.slice(0, Math.max(1, Math.ceil(questions.length * share)))
    const answers = Object.fromEntries(
      answered.map(({ no, options }) => [no, [1 + this.#dice.whole(0, options.length)]]),
    )
    return { answers, prediction: this.#dice.whole(0, 100_000) * 10 + salt }
  }

  async #think(): Promise<void> {
    // Twice the mean at the most: a hundred phones that never speak in step.
    await sleep(this.#dice.between(0, 2 * this.#options.thinkMs))
  }

  /** Asks until there is a yes; null where patience ended. */
  async #settle(told: Told, token: string, deed: Deed): Promise<Answer | null> {
    const begun = performance.now()
    for (let turn = 0; ; turn++) {
      while (this.#gate) await this.#gate.isOpen
      if (this.#isAbandoned) return null
      if (performance.now() - begun > (this.#options.patienceMs ?? PATIENCE_MS)) {
        told.unsettled = deed.kind
        return null
      }
      const [sentAt, sentMs] = [Date.now(), performance.now()]
      const answer = await this.#ask(token, deed)
      if (answer && answer.status < 300) {
        this.counts.acknowledged += 1
        this.lastWordAt = performance.now()
        this.answersTook.push(this.lastWordAt - sentMs)
        if (turn === 0 && (deed.kind === 'start' || deed.kind === 'submission'))
          told.moments.push({ deed: deed.kind, sentAt, toldAt: Date.now() })
        return answer
      }
      this.#tally(deed, answer, sentMs)
      await sleep(this.#dice.between(0.5, 1) * Math.min(2000, 50 * 1.6 ** turn))
    }
  }

  #tally({ kind }: Deed, answer: Answer | null, sentMs: number): void {
    if (!answer) {
      this.counts.unanswered += 1
      this.unansweredSince.push(sentMs)
    } else if (answer.status === 503 || answer.status === 429) {
      this.counts.refused += 1
      if (!answer.headers['retry-after']) this.counts.withoutRetryAfter += 1
    } else {
      const what = `${kind} ${answer.status} ${/"reason":"([a-z-]+)"/.exec(answer.body)?.[1] ?? ''}`.trim()
      this.counts.wrong[what] = (this.counts.wrong[what] ?? 0) + 1
    }
  }

  async #ask(token: string, deed: Deed): Promise<Answer | null> {
    this.#asking += 1
    try {
      return await ask(this.#options.port, this.#agent, token, deed)
    } catch {
      return null
    } finally {
      this.#asking -= 1
      if (this.#asking === 0) for (const tell of this.#whenQuiet.splice(0)) tell()
    }
  }
}

export type StormOptions = {
  readonly port: number
  readonly roundId: string
  /** How many take part at once. */
  readonly phones: number
  /** The mean pause between two deeds of one person. */
  readonly thinkMs: number
  readonly nextPerson: () => Person | null
  readonly seed: string
  readonly patienceMs?: number
}

type Started = { attemptId: string; questions: { no: number; options: unknown[] }[] }

export function ask(
  port: number,
  agent: Agent,
  token: string,
  { method, path, body }: Omit<Deed, 'kind'>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      agent,
      method,
      path,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method !== 'GET' && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        }),
      },
    })
    const timer = setTimeout(() => asked.destroy(new Error('no answer')), ANSWER_WITHIN_MS)
    asked.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    asked.on('response', (reply) => {
      const chunks: Buffer[] = []
      reply.on('data', (chunk: Buffer) => chunks.push(chunk))
      reply.on('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
      reply.on('end', () => {
        clearTimeout(timer)
        const whole = Buffer.concat(chunks).toString('utf8')
        // Half an answer is none.
        if (!reply.complete) return reject(new Error('the answer broke off'))
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: whole })
      })
      reply.on('close', () => {
        clearTimeout(timer)
        if (!reply.complete) reject(new Error('the answer broke off'))
      })
    })
    asked.end(method === 'GET' ? undefined : body)
  })
}
