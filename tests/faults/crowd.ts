/** People who do the same thing at the same instant, so that what they send stands in one batch. */
import { Agent } from 'node:http'
import type { Receipt } from '../../src/attempts/contract.ts'
import type { Ground } from './ground.ts'
import { type Answer, ask, type Paper, type Told } from './storm.ts'

export type Member = { readonly token: string; readonly told: Told }

export class Crowd {
  readonly members: Member[] = []
  readonly #agent: Agent
  readonly #port: number

  private constructor(port: number, size: number) {
    this.#port = port
    this.#agent = new Agent({ keepAlive: true, maxSockets: size })
  }

  /** Everybody has started. */
  static async gather(ground: Ground, size: number): Promise<Crowd> {
    if (ground.peopleLeft < size) await ground.layPeople(size)
    const crowd = new Crowd(ground.port, size)
    const path = `/api/v1/rounds/${ground.stage.roundId}/attempts`
    const people = Array.from({ length: size }, () => ground.nextPerson()!)
    await Promise.all(
      people.map(async ({ contestantId, token }) => {
        const answer = await ask(crowd.#port, crowd.#agent, token, { method: 'POST', path, body: '{}' })
        if (answer.status >= 300) throw new Error(`a start was answered with ${answer.status}`)
        const { attemptId } = JSON.parse(answer.body) as { attemptId: string }
        const told: Told = {
          contestantId,
          attemptId,
          saves: new Map(),
          heldSequence: 0,
          handedIn: null,
          receipts: [],
          moments: [],
          unsettled: null,
        }
        crowd.members.push({ token, told })
      }),
    )
    return crowd
  }

  /** Sends everybody's save at once; whoever got a yes has it in their book. */
  saveAll(sequence: number, paperOf: (at: number) => Paper): Promise<(Answer | null)[]> {
    return Promise.all(
      this.members.map(async (member, at) => {
        const paper = paperOf(at)
        const answer = await this.#send(member, 'PUT', 'answers', { sequence, ...paper })
        // Not a word of it is believed before it was acknowledged or may be there: an unanswered one may.
        if (!answer || answer.status < 300 || answer.status === 503) member.told.saves.set(sequence, paper)
        if (answer && answer.status < 300) member.told.heldSequence = sequence
        return answer
      }),
    )
  }

  /** Hands everybody's paper in, so many at a time. */
  async submitAll(atOnce = this.members.length): Promise<(Answer | null)[]> {
    const answers: (Answer | null)[] = []
    for (let from = 0; from < this.members.length; from += atOnce)
      answers.push(
        ...(await Promise.all(this.members.slice(from, from + atOnce).map((each) => this.submit(each)))),
      )
    return answers
  }

  async submit(member: Member, paper: Paper | null = null): Promise<Answer | null> {
    const answer = await this.#send(member, 'POST', 'submission', paper ?? {})
    if (!answer || answer.status < 300 || answer.status === 503) member.told.handedIn = { paper }
    if (answer && answer.status < 300)
      member.told.receipts.push((JSON.parse(answer.body) as { receipt: Receipt }).receipt)
    return answer
  }

  leave(): void {
    this.#agent.destroy()
  }

  #send({ token, told }: Member, method: string, what: string, body: object): Promise<Answer | null> {
    const path = `/api/v1/attempts/${told.attemptId}/${what}`
    return ask(this.#port, this.#agent, token, { method, path, body: JSON.stringify(body) }).catch(() => null)
  }
}
