import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Ask, freshHouse, type Reply } from './support/a-house.ts'
import {
  aGoing,
  freshPhone,
  type Going,
  ofKind,
  one,
  register,
  registration,
  save,
  submit,
} from './support/people.ts'

/** What no answer may ever show: places in our code, SQL, and words of the driver. */
const INNER =
  /node_modules|\.ts:\d|\bat [\w.]+ \(|SELECT |INSERT |UPDATE |relation "|constraint|pg_|errno|ECONN/

const told = ({ status, body }: Reply) => (body.reason ? `${status} ${body.reason}` : String(status))
const pointersOf = (reply: Reply) => {
  assert.equal(told(reply), '400 malformed', reply.text)
  return [...new Set(reply.body.errors.map(({ pointer }) => pointer))]
}

describe('a body', () => {
  const house = freshHouse()
  let going: Going
  before(async () => {
    going = await aGoing(house)
  })
  const saving = (with_: Ask) =>
    house.ask('PUT', `/api/v1/attempts/${going.attemptId}/answers`, { token: going.person.token, ...with_ })
  const saved = async () => (await house.rows('SELECT * FROM attempts WHERE id = $1', [going.attemptId]))[0]

  const bodies: [string, string, string[]][] = [
    ['is not JSON', '{"sequence":1,', ['']],
    ['is empty', '', ['/sequence', '/answers']],
    ['is a list', '[]', ['']],
    ['is null', 'null', ['']],
    ['is a text', '"{}"', ['']],
    ['has a list for an object', '{"sequence":1,"answers":[]}', ['/answers']],
    ['has an object for a list', '{"sequence":1,"answers":{"1":{"0":1}}}', ['/answers/1']],
    ['has a text for a number', '{"sequence":"1","answers":{}}', ['/sequence']],
    ['has a fraction for a whole number', '{"sequence":1.5,"answers":{}}', ['/sequence']],
    ['has a sequence that is no whole number', '{"sequence":1.5,"answers":{}}', ['/sequence']],
    ['has a sequence that no database holds', '{"sequence":1e300,"answers":{}}', ['/sequence']],
    [
      'has what looks like a text',
      '{"sequence":1,"answers":{"1":{"length":{"toString":1}}}}',
      ['/answers/1'],
    ],
    [
      'has what looks like a list',
      '{"sequence":1,"answers":{"1":{"l\\u0065ngth":[{"toString":1}]}}}',
      ['/answers/1'],
    ],
    ['has options that are no numbers', '{"sequence":1,"answers":{"1":["1"]}}', ['/answers/1']],
    ['has __proto__', '{"sequence":1,"answers":{},"__proto__":{"x":1}}', ['/__proto__']],
    ['has __proto__ within', '{"sequence":1,"answers":{"__proto__":[1]}}', ['/answers/__proto__']],
    ['has NUL', '{"sequence":1,"answers":{"1":"\\u0000"}}', ['/answers/1']],
    ['has NUL in a name', '{"sequence":1,"answers":{"\\u0000":[1]}}', ['/answers/\0']],
    ['has half a surrogate', '{"sequence":1,"answers":{"1":"\\ud83d"}}', ['/answers/1']],
    [
      'has half a surrogate where nobody looks',
      '{"sequence":1,"answers":{},"more":["\\udc00"]}',
      ['/more/0'],
    ],
    ['names a question that there is not', '{"sequence":1,"answers":{"99":[1]}}', ['/answers/99']],
    ['names a member of every object', '{"sequence":1,"answers":{"toString":[1]}}', ['/answers/toString']],
    ['has a prediction out of this world', '{"sequence":1,"answers":{},"prediction":1e999}', ['/prediction']],
    ['has a prediction that is a list', '{"sequence":1,"answers":{},"prediction":[1]}', ['/prediction']],
  ]
  for (const [name, raw, pointers] of bodies)
    it(`that ${name} is refused and changes nothing`, async () => {
      const first = await saved()
      assert.deepEqual(pointersOf(await saving({ raw })), pointers)
      assert.deepEqual(await saved(), first)
    })

  it('that is nested beyond all measure is refused, or dropped where nobody looks', async () => {
    const deep = '['.repeat(30_000) + ']'.repeat(30_000)
    pointersOf(await saving({ raw: `{"sequence":1,"answers":{"1":${deep}}}` }))
    assert.equal(told(await saving({ raw: `{"sequence":1,"answers":{},"more":${deep}}` })), '200')
  })
  it('with a member twice has the last of them, as JSON parsers do', async () => {
    const { no } = ofKind(going, 'short')
    const reply = await saving({ raw: `{"sequence":10,"answers":{"${no}":"one"},"answers":{"${no}":"two"}}` })
    assert.equal(told(reply), '200')
    assert.deepEqual(((await saved()) as { answers: object }).answers, { [no]: 'two' })
  })
  it('with members that nobody knows is taken without them', async () => {
    const reply = await saving({
      body: { sequence: 11, answers: one(going), score: 10, admin: true, constructor: 1 },
    })
    assert.equal(told(reply), '200')
    assert.doesNotMatch(JSON.stringify(await saved()), /admin/)
  })
  it('of 64 kB is read, and above that refused with 413', async () => {
    const whole = (bytes: number) => {
      const head = '{"sequence":12,"answers":{},"more":"'
      return `${head}${'x'.repeat(bytes - head.length - 2)}"}`
    }
    assert.equal(told(await saving({ raw: whole(65_536) })), '200')
    for (const bytes of [65_537, 10_000_000]) {
      const reply = await saving({ raw: whole(bytes) })
      assert.equal(told(reply), '413 malformed')
      assert.match(String(reply.headers['content-type']), /^application\/problem\+json/)
    }
  })
  it('of another type than JSON is refused with 415', async () => {
    for (const type of [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'x',
    ]) {
      const reply = await saving({ raw: '{"sequence":13,"answers":{}}', headers: { 'content-type': type } })
      assert.equal(told(reply), '415 malformed', type)
    }
    const utf8 = { 'content-type': 'application/json; charset=utf-8' }
    assert.equal(told(await saving({ raw: '{"sequence":13,"answers":{}}', headers: utf8 })), '200')
  })
  it('that is no UTF-8 does not break anything', async () => {
    const raw = Buffer.concat([
      Buffer.from('{"sequence":14,"answers":{},"more":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ])
    assert.ok([200, 400].includes((await saving({ raw })).status))
  })
})

describe('predictions and names as people write them', () => {
  const house = freshHouse()
  it('are taken as meant', async () => {
    for (const [given, expected] of [
      ['1.234', 1234],
      ['1 234', 1234],
      ['1,234', 1234],
      [' 12 ', 12],
      [7, 7],
      ['', null],
      [null, null],
    ] as const) {
      const going = await aGoing(house)
      await save(house, going, { sequence: 1, answers: {}, prediction: given })
      const [row] = await house.rows('SELECT prediction FROM attempts WHERE id = $1', [going.attemptId])
      assert.deepEqual(row, { prediction: expected }, JSON.stringify(given))
    }
  })
  it('or refused at their pointer, with nothing of the request stored', async () => {
    for (const prediction of [
      '-5',
      -5,
      '1e3',
      '12abc',
      '１２',
      '87,65',
      1.234,
      1e308,
      'NaN',
      '9'.repeat(40),
    ]) {
      const going = await aGoing(house)
      const reply = await submit(house, going, { answers: one(going), prediction })
      assert.deepEqual(pointersOf(reply), ['/prediction'], JSON.stringify(prediction))
      const [row] = await house.rows('SELECT answers, ending FROM attempts WHERE id = $1', [going.attemptId])
      assert.deepEqual(row, { answers: {}, ending: null })
      assert.equal((await submit(house, going, { answers: one(going) })).status, 201)
    }
  })
  it('keep a name in NFC, and refuse emoji and four thousand characters', async () => {
    const person = await register(house, { fullName: 'Nguyễn Thị Hòa'.normalize('NFD') })
    const [row] = await house.rows('SELECT full_name FROM contestants WHERE id = $1', [person.contestantId])
    assert.deepEqual(row, { full_name: 'Nguyễn Thị Hòa' })
    for (const fullName of ['An 😀', 'a'.repeat(4000), '', '\u200b', '<script>'])
      assert.deepEqual(
        pointersOf(
          await house.ask('POST', '/api/v1/contests/thi/contestants', {
            body: await registration(house, { fullName, phone: freshPhone() }),
          }),
        ),
        ['/fullName'],
      )
  })
})

describe('over a real socket', () => {
  const house = freshHouse()
  let port = 0
  before(async () => {
    port = Number(new URL(await house.app.listen({ port: 0, host: '127.0.0.1' })).port)
  })
  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text))
      let answer = ''
      socket.setTimeout(5000, () => socket.destroy())
      socket
        .on('data', (chunk) => (answer += chunk))
        .on('close', () => resolve(answer))
        .on('error', reject)
    })

  it('a body of ten megabytes is refused with 413 before it is read', async () => {
    const url = `http://127.0.0.1:${port}/api/v1/contests/thi/contestants`
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fullName: 'x'.repeat(10_000_000) }),
    })
    assert.equal(reply.status, 413)
    assert.equal(((await reply.json()) as { reason: string }).reason, 'malformed')
  })
  it('nonsense gets an answer of our own, or none, and the next one is served', async () => {
    const long = `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`
    for (const text of [
      '\0\0\0\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      long,
      'POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n',
    ])
      assert.doesNotMatch(await raw(text), INNER)
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200)
  })
})

describe('when something breaks inside', () => {
  const house = freshHouse()
  it('no answer shows a stack, SQL or a name of our own, and the request is answered', async () => {
    const going = await aGoing(house)
    await house.owner.query('ALTER TABLE attempts RENAME COLUMN answers TO lost')
    const broken = await save(house, going, { sequence: 1, answers: one(going) })
    assert.equal(broken.status, 500)
    assert.match(String(broken.headers['content-type']), /^application\/problem\+json/)
    assert.doesNotMatch(broken.text, INNER)
    await house.owner.query('ALTER TABLE attempts RENAME COLUMN lost TO answers')
    assert.equal((await save(house, going, { sequence: 1, answers: one(going) })).status, 200)
  })
  it('a connection lost in the middle is 503 with Retry-After, and nothing of the request is there', async () => {
    const going = await aGoing(house)
    const body = { sequence: 1, answers: one(going) }
    const holder = await house.owner.connect()
    await holder.query('BEGIN')
    await holder.query('SELECT FROM attempts WHERE id = $1 FOR UPDATE', [going.attemptId])
    const asked = save(house, going, body)
    const waiting = `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`
    for (let ended = 0; ended === 0; await sleep(10)) ended = (await house.rows(waiting)).length
    await holder.query('COMMIT')
    holder.release()
    const lost = await asked
    assert.equal(told(lost), '503 busy')
    assert.match(String(lost.headers['retry-after']), /^\d+$/)
    assert.doesNotMatch(lost.text, INNER)
    const [row] = await house.rows('SELECT saved_sequence FROM attempts WHERE id = $1', [going.attemptId])
    assert.deepEqual(row, { saved_sequence: 0 })
    assert.equal((await save(house, going, body)).status, 200)
  })
})
