import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { closingNeeds } from '../../tests/support/laid-contest.ts'
import { lookForDuplicates } from '../../tests/support/look-for-duplicates.ts'
import { ask, seated, told } from '../../tests/support/officers.ts'
import {
  askToStart,
  later,
  one,
  type Person,
  register,
  registration,
  rightAnswers,
  start,
  submit,
} from '../../tests/support/people.ts'
import { closeRound } from '../rankings/close-round.ts'

const URL = '/api/v1/console/contests/thi/duplicates'
const AFTER = '2023-08-21T08:00:00+07:00'

describe('one person who stands in a contest twice', () => {
  // The better of two would count, if the rulebook allowed two.
  const house = freshHouse({ contests: [aContest({ rules: { counting: 'best' } })] })
  let needs: Awaited<ReturnType<typeof closingNeeds>>
  let first: Person
  let second: Person
  const papers = async (person: Person, isRight: boolean, at: string) => {
    const going = await start(house, person, { at })
    const answers = isRight ? await rightAnswers(house, going) : one(going)
    await submit(house, going, { answers, prediction: 2 }, { at: later(at, 60_000) })
  }
  before(async () => {
    needs = await closingNeeds(house.house.keeper)
    first = await register(house, { fullName: 'Trần Thị Hòa' })
    second = await register(house, { fullName: 'TRẦN THỊ HOÀ' })
    await papers(first, false, '2023-08-14T08:01:00+07:00')
    await papers(second, true, '2023-08-14T09:01:00+07:00')
    const other = await register(house, { fullName: 'Lê Văn Tám' })
    await papers(other, true, '2023-08-14T10:01:00+07:00')
  })
  after(() => needs.stop())

  const pairs = async (state = 'open') => {
    const { browser } = await seated(house, ['organiser'])
    return (await ask(house, browser, 'GET', `${URL}?state=${state}`)).body
  }
  const decide = async (body: object) => {
    const { browser, id } = await seated(house, ['organiser'])
    const [pair] = await pairs('all')
    const reply = await ask(house, browser, 'PUT', `${URL}/${pair.id}/verdict`, {
      body: { version: pair.version, reason: 'Đã gọi hỏi đơn vị', ...body },
    })
    return { reply, browser, id, pair }
  }
  const standings = (roundNo: number | null = 1) =>
    house.rows<{ contestant_id: string; score: number; version_no: number }>(
      `SELECT s.contestant_id, s.score, k.version_no FROM rankings k JOIN standings s ON s.ranking_id = k.id
       WHERE k.round_no IS NOT DISTINCT FROM $1 AND k.version_no = (SELECT max(version_no) FROM rankings WHERE round_no IS NOT DISTINCT FROM $1)
       ORDER BY s.position`,
      [roundNo],
    )
  const counted = () =>
    house.count('SELECT count(DISTINCT contestant_id) FROM participation_counted WHERE round_id = $1', [
      house.round().id,
    ])

  it('is found under two spellings, with what speaks for it side by side', async () => {
    const { browser } = await seated(house, ['organiser'])
    const search = () => ask(house, browser, 'GET', `${URL}/search`)
    assert.equal((await search()).body.state, 'never')
    const asked = await ask(house, browser, 'POST', `${URL}/search`)
    assert.deepEqual([asked.status, asked.body.state, asked.body.found], [202, 'running', null])
    await ask(house, browser, 'POST', `${URL}/search`)
    assert.equal(await house.count(`SELECT count(*) FROM graphile_worker.jobs`), 1)
    assert.equal(await lookForDuplicates(house), 1)
    const { state, percent, found } = (await search()).body
    assert.deepEqual({ state, percent, found }, { state: 'done', percent: 100, found: 1 })
    const [pair] = await pairs()
    assert.deepEqual(pair.reasons, ['same-name', 'same-unit'])
    const { body } = await ask(house, browser, 'GET', `${URL}/${pair.id}`)
    assert.deepEqual(
      body.sides
        .map((side: { fullName: string; papers: unknown[] }) => [side.fullName, side.papers.length])
        .sort(),
      [
        ['TRẦN THỊ HOÀ', 1],
        ['Trần Thị Hòa', 1],
      ],
    )
    assert.equal(body.needsSecondPerson, false)
  })

  it('or not: then it is remembered, and looked for no more', async () => {
    assert.equal((await decide({ verdict: 'different' })).reply.body.state, 'different')
    assert.equal(await lookForDuplicates(house), 0)
    assert.equal((await decide({ verdict: 'undo' })).reply.body.state, 'open')
    assert.equal(told((await decide({ verdict: 'different', version: 1 })).reply), '409 changed-meanwhile')
  })

  it('counts once while they are merged, goes on as one, and counts twice again when that is undone', async () => {
    assert.equal(await counted(), 3)
    const merged = await decide({ verdict: 'same', survivorId: first.contestantId })
    assert.equal(merged.reply.body.state, 'merged', merged.reply.text)
    assert.equal(await counted(), 2)
    assert.equal((await askToStart(house, second)).body.reason, 'not-signed-in')
    const again = await house.ask('POST', '/api/v1/contests/thi/contestants', {
      body: await registration(house, { fullName: 'Trần Thị Hòa', phone: second.phone }),
    })
    assert.deepEqual([again.status, again.body.contestantId], [200, first.contestantId])
    assert.equal((await decide({ verdict: 'undo' })).reply.body.state, 'open')
    assert.equal(await counted(), 3)
    assert.equal(await house.count(`SELECT count(*) FROM deeds WHERE deed LIKE 'duplicate.merge%'`), 2)
  })

  it('whose standings are out takes two officers, and makes new versions: the attempt within the cap counts', async () => {
    house.setClock(AFTER)
    const closed = await closeRound(needs, { roundId: house.round().id, at: house.clock.now() })
    assert.ok(closed.ok)
    assert.deepEqual((await standings()).length, 3)
    const proposed = await decide({ verdict: 'same', survivorId: first.contestantId })
    assert.equal(proposed.reply.body.state, 'proposed', proposed.reply.text)
    assert.equal((await standings())[0]!.version_no, 1)
    const [proposal] = await house.rows<{ id: string }>(`SELECT id FROM staff_proposals WHERE kind = 'merge'`)
    const confirm = `/api/v1/staff/proposals/${proposal!.id}/confirmation`
    assert.equal(told(await ask(house, proposed.browser, 'PUT', confirm)), '403 same-person')
    const { browser } = await seated(house, ['judge'])
    assert.equal(told(await ask(house, browser, 'PUT', confirm)), '200')
    const rows = await standings()
    assert.deepEqual([rows.length, rows[0]!.version_no], [2, 2])
    const own = rows.find(({ contestant_id }) => contestant_id === first.contestantId)
    // The rulebook allows one attempt: the first in time, not the better one.
    assert.ok(own && own.score < 9)
    assert.equal(await house.count(`SELECT count(*) FROM rankings WHERE version_no = 1`), 1)
  })

  it('is undone by two as well, and everybody stands as before', async () => {
    const undone = await decide({ verdict: 'undo' })
    assert.equal(undone.reply.body.state, 'proposed', undone.reply.text)
    const { rows } = await house.owner.query(
      `SELECT id FROM staff_proposals WHERE kind = 'merge' AND confirmed_at IS NULL`,
    )
    const { browser } = await seated(house, ['judge'])
    assert.equal(
      told(await ask(house, browser, 'PUT', `/api/v1/staff/proposals/${rows[0].id}/confirmation`)),
      '200',
    )
    assert.deepEqual([(await standings()).length, (await standings())[0]!.version_no], [3, 3])
  })
})
