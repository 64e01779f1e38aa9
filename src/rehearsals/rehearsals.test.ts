import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { freshHouse } from '../../tests/support/a-house.ts'
import { ask, type Browser, seated } from '../../tests/support/officers.ts'
import { startWorker, type Worker } from '../main/worker.ts'
import type { RehearsalView } from './contract.ts'
import { forgetResults } from './store.ts'

const ROUTE = '/api/v1/console/contests/thi/rehearsals'

describe('a rehearsal from the console', () => {
  const house = freshHouse()
  let organiser: Browser
  let worker: Worker | null = null
  before(async () => {
    organiser = (await seated(house, ['organiser'])).browser
  })
  after(async () => worker?.stop())

  const begin = (body: object) => ask(house, organiser, 'POST', ROUTE, { body })
  const look = async (id: string) =>
    (await ask(house, organiser, 'GET', `${ROUTE}/${id}`)).body as unknown as RehearsalView
  const until = async (id: string, isSo: (seen: RehearsalView) => boolean): Promise<RehearsalView> => {
    for (;;) {
      const seen = await look(id)
      if (isSo(seen)) return seen
      await sleep(100)
    }
  }
  const doneOne = async (): Promise<RehearsalView> => {
    const all = (await ask(house, organiser, 'GET', ROUTE)).body as unknown as RehearsalView[]
    return all.find(({ state }) => state === 'done')!
  }
  const databases = () => house.rows(`SELECT FROM pg_database WHERE datname = 'hoithi_rehearsal_console'`)
  const deeds = async (deed: string) => house.count('SELECT count(*) FROM deeds WHERE deed = $1', [deed])

  it('waits for no worker for ever: whoever is silent has died', async () => {
    const { status, body } = await begin({ people: 20 })
    assert.equal(status, 201)
    assert.equal(body.state, 'running')
    const second = await begin({ people: 20 })
    assert.deepEqual([second.status, second.body.reason], [409, 'rehearsal-running'])
    await house.owner.query(`UPDATE rehearsals SET seen_at = now() - interval '31 seconds'`)
    const { state, fault } = await look(String(body.id))
    assert.deepEqual([state, fault], ['failed', 'silent'])
    assert.equal((await begin({ people: 20 })).status, 201)
    await house.owner.query(`UPDATE rehearsals SET seen_at = now() - interval '31 seconds'`)
    await house.owner.query(`DELETE FROM graphile_worker._private_jobs`)
  })

  it('goes through the contest beside the real one, and leaves what a committee looks at', async () => {
    worker = await startWorker(house.house, house.url)
    const before = await house.count('SELECT count(*) FROM contestants')
    const { body } = await begin({ people: 60, seed: 7 })
    const seen = await until(String(body.id), ({ state }) => state !== 'running')
    assert.deepEqual([seen.state, seen.fault], ['done', null])
    const { result } = seen
    assert.ok(result && result.registered > 40 && result.registered <= 60)
    assert.deepEqual(
      result.rounds.map(({ no }) => no),
      house.contest.rounds.map(({ no }) => no),
    )
    for (const { placed, top, decidedBy, keys } of result.rounds) {
      assert.equal(top.length, Math.min(10, placed))
      assert.equal(
        Object.values(decidedBy).reduce((sum, each) => sum + each, 0),
        Math.max(0, placed - 1),
      )
      for (const key of Object.keys(decidedBy)) assert.ok(keys.includes(key), key)
    }
    assert.ok(result.load.requests > result.registered && result.load.perSecond > 0)
    assert.ok((result.load.busiestMinute?.requests ?? 0) > 0)
    assert.equal(
      await house.count('SELECT count(*) FROM contestants'),
      before,
      'nobody came to the real contest',
    )
    assert.deepEqual(await databases(), [])
    assert.equal(await deeds('rehearsal.ended'), 1)
    assert.deepEqual((await doneOne()).result, null)
  })

  it('shows pages that can only be looked at', async () => {
    const done = await doneOne()
    assert.ok(done.pages.includes('contest') && done.pages.includes('rankings-1'), String(done.pages))
    const page = await ask(house, organiser, 'GET', `${ROUTE}/${done.id}/pages/rankings-1`)
    assert.match(String(page.headers['content-security-policy']), /^sandbox; default-src 'none'/)
    assert.match(page.text, /DIỄN TẬP/)
    assert.doesNotMatch(page.text, /<script|<a [^>]*href/)
    const stranger = (await seated(house, ['question-writer'])).browser
    assert.equal((await ask(house, stranger, 'GET', `${ROUTE}/${done.id}/pages/rankings-1`)).status, 403)
  })

  it('is what the list before the opening asks for', async () => {
    const { findings } = (await ask(house, organiser, 'GET', '/api/v1/console/contests/thi/preflight'))
      .body as unknown as { findings: { code: string; says: string; seen: object }[] }
    const found = findings.find(({ code }) => code === 'rehearsal')
    assert.deepEqual([found?.says, found?.seen], ['few', { people: 60 }])
  })

  it('is broken off when somebody says so, and leaves nothing', async () => {
    const { body } = await begin({ people: 2000 })
    const id = String(body.id)
    await until(id, ({ progress }) => (progress?.done ?? 0) > 0)
    await ask(house, organiser, 'PUT', `${ROUTE}/${id}/cancellation`, { body: {} })
    const { state, result } = await until(id, (seen) => seen.state !== 'running')
    assert.deepEqual([state, result], ['cancelled', null])
    assert.deepEqual(await databases(), [])
    assert.equal(await deeds('rehearsal.cancelled'), 1)
  })

  it('keeps what came of it for seven days, and that it was for ever', async () => {
    await forgetResults(house.house.keeper, new Date(Date.now() + 1000))
    const done = await doneOne()
    assert.deepEqual([done.pages, (await look(done.id)).result], [[], null])
  })
})
