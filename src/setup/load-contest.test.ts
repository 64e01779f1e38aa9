import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aContest, bank, ROUNDS, type RulesInput } from '../../tests/support/contest-of-every-kind.ts'
import { aGoing, one, submit } from '../../tests/support/people.ts'
import type { BankQuestion } from '../contests/model.ts'
import { loadContest } from './load-contest.ts'

const BEFORE = new Date('2023-08-10T00:00:00Z')
const DURING = new Date('2023-08-15T00:00:00Z')
const approved = { reason: 'Quyết định số 12', approvedBy: 'Trưởng Ban Tổ chức' }

describe('loading a contest again', () => {
  const house = freshHouse()
  const load = (
    changes: { rules?: Partial<RulesInput>; bank?: BankQuestion[] } = {},
    at = BEFORE,
    why: { reason?: string; approvedBy?: string } = {},
  ) =>
    loadContest(
      { owner: house.owner, identityKey: house.house.identityKey },
      { file: aContest(changes), at, ...why },
    )
  const versions = () =>
    house.rows('SELECT version_no, reason, approved_by FROM rule_versions ORDER BY version_no')
  const everything = async () =>
    house.count(`SELECT (SELECT count(*) FROM rule_versions) + (SELECT count(*) FROM questions) +
      (SELECT count(*) FROM rounds) + (SELECT count(*) FROM deeds) + (SELECT count(*) FROM units) AS count`)

  it('unchanged changes nothing, also when many load at once', async () => {
    const before = await everything()
    const loaded = await Promise.all(Array.from({ length: 5 }, () => load()))
    assert.ok(loaded.every((each) => each.ok && each.became === 'unchanged' && each.versionNo === 1))
    assert.equal(await everything(), before)
  })

  it('changed before the opening is a new version, and its rounds may move', async () => {
    const rounds = ROUNDS.map((round) =>
      round.no === 3 ? { ...round, closesAt: '2023-09-04T00:00' } : round,
    )
    const loaded = await load({ rules: { rounds } })
    assert.deepEqual(loaded.ok && [loaded.became, loaded.versionNo], ['changed', 2])
    const closes = await house.rows('SELECT closes_at FROM rounds WHERE no = 3')
    assert.deepEqual(closes, [{ closes_at: new Date('2023-09-03T17:00:00Z') }])
    assert.equal((await versions()).length, 2)
  })

  it('changed after the opening needs a reason and a second person', async () => {
    const change = { rules: { name: 'Tên khác' } }
    const before = await everything()
    for (const why of [{}, { reason: 'x' }, { approvedBy: 'x' }]) {
      const refused = await load(change, DURING, why)
      assert.deepEqual(refused, { ok: false, reason: 'needs-reason-and-approval' })
    }
    assert.equal(await everything(), before)
    const rounds = ROUNDS.map((round) =>
      round.no === 3 ? { ...round, closesAt: '2023-09-04T00:00' } : round,
    )
    const loaded = await load({ rules: { ...change.rules, rounds } }, DURING, approved)
    assert.ok(loaded.ok)
    assert.deepEqual((await versions()).at(-1), {
      version_no: loaded.versionNo,
      reason: approved.reason,
      approved_by: approved.approvedBy,
    })
  })

  it('never moves a round that has opened', async () => {
    const rounds = ROUNDS.map((round) =>
      round.no === 1 ? { ...round, closesAt: '2023-08-20T22:00' } : round,
    )
    assert.deepEqual(await load({ rules: { rounds } }, DURING, approved), {
      ok: false,
      reason: 'opened-rounds-stay',
    })
  })

  it('keeps the questions of a round that has opened, and gives new ones to those that have not', async () => {
    const going = await aGoing(house)
    const poolOf = async (no: number) =>
      (
        await house.rows<{ text: string }>(
          `SELECT q.text FROM round_questions p JOIN rounds r ON r.id = p.round_id JOIN questions q ON q.id = p.question_id
           WHERE r.no = $1 ORDER BY q.text`,
          [no],
        )
      ).map(({ text }) => text)
    const [opened] = [await poolOf(1)]
    const reworded = bank.map((question) => ({ ...question, text: `${question.text} (sửa)` }))
    const loaded = await load({ bank: reworded }, DURING, approved)
    assert.ok(loaded.ok && loaded.became === 'changed')
    assert.deepEqual(await poolOf(1), opened)
    assert.ok((await poolOf(2)).every((text) => text.endsWith('(sửa)')))
    // A paper that had begun is drawn again as it was.
    await house.house.calendar.refresh()
    const paper = await house.ask('GET', `/api/v1/attempts/${going.attemptId}/paper`, {
      token: going.person.token,
    })
    assert.deepEqual(paper.body.questions, going.questions)
  })

  it('with a new blueprint lets attempts keep the paper they began with', async () => {
    const going = await aGoing(house)
    const reworded = bank.map((question) => ({ ...question, text: `${question.text} (sửa)` }))
    const paper = {
      timeLimitSeconds: 300,
      practiceCount: 2,
      blueprint: [{ kinds: ['single' as const], count: 2 }],
    }
    const loaded = await load({ bank: reworded, rules: { paper } }, DURING, approved)
    assert.ok(loaded.ok)
    await house.house.calendar.refresh()
    house.setClock(DURING)
    await house.house.calendar.refresh()
    const again = await house.ask('GET', `/api/v1/attempts/${going.attemptId}/paper`, {
      token: going.person.token,
      at: going.startedAt,
    })
    assert.deepEqual(again.body.questions, going.questions)
    const reply = await submit(house, going, { answers: one(going) }, { at: going.startedAt })
    assert.equal(reply.body.total, 9)
    const fresh = await aGoing(house)
    assert.equal(fresh.questions.length, 2)
  })

  it('is recorded as a deed each time', async () => {
    const deeds = await house.rows<{ deed: string }>('SELECT deed FROM deeds WHERE actor = $1 ORDER BY id', [
      'operator',
    ])
    assert.equal(deeds[0]?.deed, 'contest.loaded')
    assert.equal(deeds.length, (await versions()).length)
  })
})

describe('a contest that is new', () => {
  const house = freshHouse({ contests: [] })
  it('is one however many load it at once, whole or not at all', async () => {
    const needs = { owner: house.owner, identityKey: house.house.identityKey }
    const loaded = await Promise.all(
      Array.from({ length: 4 }, () => loadContest(needs, { file: aContest(), at: BEFORE })),
    )
    assert.deepEqual(loaded.map((each) => each.ok && each.became).sort(), [
      'new',
      'unchanged',
      'unchanged',
      'unchanged',
    ])
    const broken = aContest({ rules: { slug: 'hong' }, bank: bank.filter(({ kind }) => kind !== 'short') })
    const twice = { ...broken, units: [...broken.units, broken.units[1]!] }
    await assert.rejects(loadContest(needs, { file: twice, at: BEFORE }))
    assert.equal(await house.count(`SELECT count(*) FROM contests WHERE slug = 'hong'`), 0)
  })
  it('is on the calendar of every process within a second or so, and at once where it is refreshed', async () => {
    await house.house.calendar.refresh()
    assert.deepEqual(
      house.house.calendar.contests().map(({ slug }) => slug),
      ['thi'],
    )
    assert.equal((await house.ask('GET', '/api/v1/contests/thi')).status, 200)
  })
})
