import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  ask,
  demoStage,
  phoneNumber,
  type RunningServer,
  registerAt,
  runServer,
  type Stage,
  safePostgres,
  settable,
  takePartAt,
} from '../../tests/support/running-server.ts'
import { openPool, type Pool } from '../platform/db.ts'

describe('two processes behind one port', () => {
  let data: Awaited<ReturnType<typeof safePostgres>>
  let owner: Pool
  let server: RunningServer
  let stage: Stage
  before(async () => {
    data = await safePostgres()
    owner = openPool(data.url, { size: 2, log: () => {} })
    server = await runServer({ HOITHI_DATA: data.folder, HOITHI_WARM_UP: 'off' }, ['--processes', '2'])
    stage = await demoStage(server.url)
  })
  after(async () => {
    await server.stop()
    await owner.end()
    await data.stop()
  })
  const count = async (text: string) =>
    Number((await owner.query(`SELECT count(*) FROM ${text}`)).rows[0].count)

  it('are ready, and count together what each of them has answered', async () => {
    assert.equal(server.children().length, 2)
    const isReady = await Promise.all(Array.from({ length: 6 }, () => ask(server.url, 'GET', '/readyz')))
    assert.ok(isReady.every(({ status }) => status === 200))
    const line = /^hoithi_request_seconds_count\{[^}]*route="\/readyz"[^}]*\} (\d+)$/m
    const text = await (await fetch(`${server.url}/metrics`)).text()
    assert.ok(Number(line.exec(text)![1]) >= 6, text)
  })

  it('print a link for the first administrator, which opens', async () => {
    const line = await server.says(/\/console\/invitation#/)
    const token = line.trim().split('#')[1]
    const opened = await ask(server.url, 'POST', '/api/v1/staff/invitations/opening', { body: { token } })
    assert.deepEqual([opened.status, opened.body.role, opened.body.email], [200, 'administrator', null])
  })

  it('start one attempt for one person, whichever is asked, and one of them runs the jobs', async () => {
    const token = await registerAt(server.url, stage)
    const taps = Array.from({ length: 16 }, () =>
      ask(server.url, 'POST', `/api/v1/rounds/${stage.roundId}/attempts`, { token, body: {} }),
    )
    const replies = await Promise.all(taps)
    const ids = new Set(replies.map(({ body }) => (body as { attemptId: string }).attemptId))
    assert.deepEqual([ids.size, replies.filter(({ status }) => status === 201).length], [1, 1])
    const listening = `pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN "jobs:insert"%'`
    assert.equal(await count(listening), 1)
  })

  it('let a person be guessed at five times in all, and say truly when to come back', async () => {
    const phone = phoneNumber()
    await registerAt(server.url, stage, phone)
    const guess = () =>
      fetch(`${server.url}/api/v1/contests/demo/contestants`, {
        method: 'POST',
        headers: { connection: 'close', 'content-type': 'application/json' },
        body: JSON.stringify({
          stream: 'staff',
          fullName: 'Kẻ Lạ',
          unitId: stage.unitId,
          consent: true,
          phone,
        }),
      })
    const replies = await Promise.all(Array.from({ length: 24 }, guess))
    assert.equal(replies.filter(({ status }) => status === 409).length, 5)
    const refused = replies.filter(({ status }) => status === 429)
    assert.equal(refused.length, 19)
    for (const { headers } of refused) {
      const seconds = Number(headers.get('retry-after'))
      assert.ok(seconds > 590 && seconds <= 610, `${seconds}`)
    }
  })

  it('are replaced one by one under load, and whoever asks again is served', async () => {
    const before = server.children()
    let isOver = false
    const handedIn: string[] = []
    const crowd = Array.from({ length: 3 }, async () => {
      do handedIn.push((await takePartAt(server.url, stage)).attemptId)
      while (!isOver)
    })
    process.kill(server.pid, 'SIGUSR2')
    await server.says(/all replaced/)
    isOver = true
    await Promise.all(crowd)
    assert.ok(handedIn.length >= 3)
    const sealed = await owner.query(`SELECT FROM attempts WHERE id = ANY ($1) AND ending = 'submitted'`, [
      handedIn,
    ])
    assert.equal(sealed.rowCount, new Set(handedIn).size)
    assert.deepEqual(
      server.children().filter((pid) => before.includes(pid)),
      [],
    )
    assert.equal(server.children().length, 2)
  })

  it('one that is killed is started again, and nothing that was acknowledged is missing', async () => {
    const [victim] = server.children()
    const crowd = Promise.all(Array.from({ length: 4 }, () => takePartAt(server.url, stage)))
    process.kill(victim!, 'SIGKILL')
    await server.says(/ended \(SIGKILL\)/)
    const ids = (await crowd).map(({ attemptId }) => attemptId)
    const sealed = await owner.query(`SELECT FROM attempts WHERE id = ANY ($1) AND ending = 'submitted'`, [
      ids,
    ])
    assert.equal(sealed.rowCount, 4)
    const papers = await count(`attempts WHERE ending IS NOT NULL`)
    assert.equal(await count('participation_ledger'), papers)
    while (server.children().length < 2) await new Promise((resolve) => setTimeout(resolve, 50))
  })

  it('a node with other keys is refused', async () => {
    await assert.rejects(
      runServer({ DATABASE_URL: settable(data.url) }),
      /identity\.key.*is not the key this database was used with/s,
    )
  })

  it('end with a signal to the first, all of them, and say that it went well', async () => {
    const children = server.children()
    assert.equal(await server.stop(), 0)
    for (const pid of children) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
    assert.equal(
      await count(`pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'hoithi_%'`),
      0,
    )
  })
})
