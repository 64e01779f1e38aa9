import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { honestDay } from '../../tests/support/honest-day.ts'
import { ask, seated, told } from '../../tests/support/officers.ts'
import { probeMail } from '../platform/probe-mail.ts'

describe('opening a contest', () => {
  const house = freshHouse()

  it('looks at everything, and says of each what was found', async () => {
    const { browser } = await seated(house, ['organiser'])
    const { body } = await ask(house, browser, 'GET', '/api/v1/console/contests/thi/preflight')
    const states = Object.fromEntries(
      body.findings.map(({ code, state, says }: Record<string, string>) => [code, `${state} ${says}`]),
    )
    assert.equal(states.rounds, 'warning already-begun')
    assert.match(states.papers, /plenty|scarce/)
    assert.equal(states.keys, 'warning from-file')
    assert.equal(states.mail, 'warning not-configured')
    assert.equal(states.rehearsal, 'unmet none')
    assert.equal(states.backup, 'warning none')
    assert.equal(body.opening.decidedBy, null)
  })

  it('makes it public, with a reason where something is not met, once, and keeps what the list said', async () => {
    const { browser } = await seated(house, ['organiser'])
    const [path] = await honestDay(house, (url) => async () => [url])[
      'PUT /api/v1/console/contests/{slug}/opening'
    ]!()
    const slug = path.split('/').at(-2)!
    const seen = async () => {
      const list = (await house.ask('GET', '/api/v1/contests')).body as never as { slug: string }[]
      const one = await house.ask('GET', `/api/v1/contests/${slug}`)
      const registering = await house.ask('POST', `/api/v1/contests/${slug}/contestants`, { body: {} })
      const { rounds } = house.house.calendar.contestOf(slug)!
      const bulletin = await house.ask('GET', `/api/v1/rounds/${rounds[0]!.id}/bulletin`)
      return [list.some((each) => each.slug === slug), one.status, registering.body.reason, bulletin.status]
    }
    assert.deepEqual(await seen(), [false, 404, 'no-such-contest', 404])
    const refused = await ask(house, browser, 'PUT', path, { body: {} })
    assert.equal(refused.body.errors[0].pointer, '/reason')
    const opened = await ask(house, browser, 'PUT', path, { body: { reason: 'đã rà soát' } })
    assert.equal(told(opened), '200')
    assert.equal(opened.body.opening.reason, 'đã rà soát')
    assert.ok(opened.body.opening.findings.length > 10)
    assert.deepEqual(await seen(), [true, 200, 'malformed', 200])
    assert.equal(
      told(await ask(house, browser, 'PUT', path, { body: { reason: 'lại' } })),
      '409 already-decided',
    )
    const deeds = await house.count(`SELECT count(*) FROM deeds WHERE deed = 'contest.opened'`)
    assert.equal(deeds, 1)
    const judge = await seated(house, ['judge'])
    assert.equal(told(await ask(house, judge.browser, 'PUT', path, { body: {} })), '403 not-allowed')
  })

  it('finds out whether a mail server answers', async () => {
    const served = async (greeting: string | null) => {
      const server = createServer((socket) => {
        if (greeting === null) return void socket.destroy()
        socket.write(greeting)
        socket.on('data', (bytes) => {
          if (String(bytes).startsWith('EHLO')) socket.write('250-mail.example\r\n250 SIZE 1000\r\n')
        })
        socket.on('error', () => {})
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as { port: number }
      const answer = await probeMail(`smtp://127.0.0.1:${port}`)
      server.close()
      return answer
    }
    assert.equal(await served('220-welcome\r\n220 mail.example ESMTP\r\n'), 'answers')
    assert.equal(await served('554 no service\r\n'), 'refuses')
    assert.equal(await served(null), 'unreachable')
  })
})
