import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { before, describe, it } from 'node:test'
import { presentPaper } from '../src/attempts/present-attempt.ts'
import { paperOf } from '../src/questions/keep-banks.ts'
import { freshHouse, type TestHouse } from './support/a-house.ts'
import { aContest, bank } from './support/contest-of-every-kind.ts'
import {
  aGoing,
  askToStart,
  type Going,
  look,
  one,
  register,
  registration,
  save,
  start,
  submit,
} from './support/people.ts'

const MARK = 'CANARY-3f9a'

/** Every key that a round may draw carries a mark, in what explains it and in what is accepted. */
const markedBank = bank.map((question, index) => {
  if (question.practice) return question
  const written = question.kind === 'numeric' || question.kind === 'short'
  return {
    ...question,
    explanation: `${MARK}-${index}`,
    ...(written && { correct: [`${MARK}-accepted-${index}`] }),
  }
})
const entropyFor = (purpose: string) => createHash('sha256').update(`canary/${purpose}`).digest()

describe('before the round closes, the key', () => {
  const house = freshHouse({ contests: [aContest({ bank: markedBank })], entropyFor })
  let going: Going
  let done: Going
  let document: { paths: Record<string, Record<string, unknown>> }
  before(async () => {
    going = await aGoing(house)
    done = await aGoing(house)
    await submit(house, done, { answers: one(done) })
    document = (await house.ask('GET', '/api/v1/openapi.json')).body as unknown as typeof document
  })

  it('is marked in this test, where its own role looks', async () => {
    const { questions } = await house.house.banks.ofRound(house.round().id)
    assert.ok(questions.every(({ key }) => key.explanation?.startsWith(MARK)))
    assert.ok(questions.some(({ key }) => String(key.correct[0]).startsWith(MARK)))
  })

  it('is in none of ten thousand answers to anybody, asked well and badly', async () => {
    const tokens = [undefined, going.person.token, done.person.token, 'nonsense']
    const bodies = [
      undefined,
      '{}',
      '{',
      '{"answers":{}}',
      '{"sequence":1,"answers":{}}',
      '{"answers":{"1":[99]}}',
      '{"sequence":"x","answers":{"1":"x"},"prediction":"-"}',
      JSON.stringify(await registration(house)),
    ]
    const values: Record<string, string[]> = {
      slug: ['thi', 'none'],
      roundId: [house.round(1).id, house.round(2).id, 'x'],
      attemptId: [going.attemptId, done.attemptId, 'x'],
      practiceId: ['0123456789abcdef', 'x'],
      round: ['1', 'final'],
    }
    const fill = (path: string): string[] => {
      const name = /\{(\w+)\}/.exec(path)?.[1]
      // Officers' things: nobody here is one.
      const asked = values[name ?? ''] ?? ['01990000-0000-7000-8000-000000000000', 'x']
      return name ? asked.flatMap((value) => fill(path.replace(`{${name}}`, value))) : [path]
    }
    const urls = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).flatMap((method) =>
        fill(path).map((url) => [method.toUpperCase() as 'GET', url] as const),
      ),
    )
    const others = [
      '/',
      '/api/v1/openapi.json',
      '/healthz',
      '/readyz',
      '/metrics',
      '/api/v1/questions',
      '/api/v1/question_keys',
    ]
    const all = [...urls, ...others.map((url) => ['GET', url] as const)]
    let asked = 0
    let found = 0
    for (const accept of ['application/json', 'text/html', '*/*'])
      for (const query of ['', '?round=1', '?round=2', '?query=CANARY', '?explain=true&key=1'])
        for (const [method, url] of all)
          for (const token of tokens)
            for (const raw of method === 'GET' ? [undefined] : bodies) {
              const reply = await house.ask(method, url + query, {
                token,
                ...(raw !== undefined && { raw }),
                headers: { accept },
              })
              asked += 1
              if (reply.text.includes(MARK) || JSON.stringify(reply.headers).includes(MARK)) found += 1
            }
    assert.equal(found, 0)
    assert.ok(asked >= 10_000, `${asked} answers`)
  })

  it('is in no answer along the whole way of a contestant', async () => {
    const texts: string[] = []
    const person = await register(house)
    const started = await askToStart(house, person)
    const own = await start(house, person)
    for (const reply of [
      started,
      await save(house, own, { sequence: 1, answers: one(own) }),
      await save(house, own, { sequence: 1, answers: {} }),
      await save(house, own, { sequence: 2, answers: { '1': 'x', '2': 'x', '99': 'x' } }),
      await submit(house, own, { answers: one(own) }),
      await submit(house, own),
      await look(house, own),
    ])
      texts.push(reply.text, JSON.stringify(reply.headers))
    assert.doesNotMatch(texts.join('\n'), new RegExp(`${MARK}|correct|explanation|isRight`))
  })
})

describe('a paper', () => {
  const chosen = [...bank].map((question) =>
    question.practice || question.correct.some((each) => typeof each === 'string')
      ? question
      : {
          ...question,
          // Another key for every question: the last option where it was the first, and so on.
          correct: question.correct.map((no) => question.options.length + 1 - Number(no)),
          explanation: 'another',
        },
  )
  const houses: [TestHouse, TestHouse] = [
    freshHouse({ contests: [aContest()], entropyFor }),
    freshHouse({ contests: [aContest({ bank: chosen })], entropyFor }),
  ]

  it('does not depend on the key: two contests that differ in it alone draw the same, byte for byte', async () => {
    const nonce = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
    const banks = await Promise.all(houses.map((house) => house.house.banks.ofRound(house.round().id)))
    assert.deepEqual(banks[0]?.drawSecret, banks[1]?.drawSecret)
    assert.notDeepEqual(banks[0]?.questions, banks[1]?.questions)
    for (let index = 0; index < 200; index++) {
      const [one, other] = houses.map((house, at) =>
        JSON.stringify(
          presentPaper(paperOf(banks[at]!, house.contest.rules.paper, { id: `attempt-${index}`, nonce })),
        ),
      )
      assert.equal(one, other)
    }
  })
})
