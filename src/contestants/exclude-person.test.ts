import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aContest, EXCLUDED_PHONE } from '../../tests/support/contest-of-every-kind.ts'
import { ask, seated, told } from '../../tests/support/officers.ts'
import { askToStart, freshPhone, register } from '../../tests/support/people.ts'
import { loadContest } from '../setup/load-contest.ts'

const URL = '/api/v1/console/contests/thi/exclusions'

describe('an exclusion by officers', () => {
  const house = freshHouse()
  const startOf = async (person: Awaited<ReturnType<typeof register>>) => {
    const reply = await askToStart(house, person)
    return reply.status >= 400 ? `${reply.status} ${reply.body.reason}` : 'started'
  }
  const exclude = async (phone: string, fullName = 'Nguyễn Thị Ánh') => {
    const { browser } = await seated(house, ['organiser'])
    const body = { fullName, numbers: { phone }, reason: 'Thành viên Tổ giúp việc' }
    return { browser, reply: await ask(house, browser, 'POST', URL, { body }) }
  }

  it('takes effect at the next start of whoever registered before, and of whoever registers after', async () => {
    const early = await register(house)
    const { reply } = await exclude(early.phone)
    assert.equal(reply.status, 201, reply.text)
    assert.equal(await startOf(early), '403 excluded')
    const phone = freshPhone()
    await exclude(`+84 ${phone.slice(1)}`)
    assert.equal(await startOf(await register(house, { phone })), '403 excluded')
    assert.equal(await startOf(await register(house)), 'started')
  })
  it('is kept as hashes, shows three signs, and is on record', async () => {
    const phone = freshPhone()
    const { browser, reply } = await exclude(phone)
    const { body } = await ask(house, browser, 'GET', URL)
    const order = body.find(({ id }: { id: string }) => id === reply.body.id)
    assert.deepEqual([order.numbers, order.reason], [[`phone ${phone.slice(-3)}`], 'Thành viên Tổ giúp việc'])
    for (const table of ['exclusions', 'exclusion_orders', 'deeds'])
      assert.ok(!JSON.stringify(await house.rows(`SELECT * FROM ${table}`)).includes(phone.slice(1)), table)
    assert.equal(await house.count(`SELECT count(*) FROM deeds WHERE deed = 'contestant.excluded'`), 3)
  })
  it('is lifted once, and then they may start', async () => {
    const person = await register(house)
    const { browser, reply } = await exclude(person.phone)
    const lift = () =>
      ask(house, browser, 'PUT', `${URL}/${reply.body.id}/lifting`, { body: { reason: 'Đã thôi' } })
    assert.equal(told(await lift()), '204')
    assert.equal(await startOf(person), 'started')
    assert.equal(told(await lift()), '409 already-decided')
  })
  it('stays when the contest’s files are loaded again; the rulebook’s own is nobody’s to order or to lift', async () => {
    const person = await register(house)
    await exclude(person.phone)
    const needs = { owner: house.owner, identityKey: house.house.identityKey }
    assert.ok((await loadContest(needs, { file: aContest(), at: house.clock.now() })).ok)
    assert.equal(await startOf(person), '403 excluded')
    assert.equal(told((await exclude(EXCLUDED_PHONE)).reply), '409 already-there')
  })
  it('needs a number as the form takes it', async () => {
    const { reply } = await exclude('12')
    assert.equal(reply.body.errors[0].pointer, '/numbers/phone')
  })
})
