import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { bodyOf, measureAnswer } from './wire.ts'

const bytesOf = (...parts: (string | Buffer)[]) => Buffer.concat(parts.map((part) => Buffer.from(part)))
const HEAD = 'HTTP/1.1 201 Created\r\ncontent-type: application/json\r\n'

describe('what is read of an answer', () => {
  it('is its status and where its body ends, at every length that has come so far', () => {
    const whole = bytesOf(HEAD, 'content-length: 12\r\n\r\n', '{"right":10}')
    for (let size = 0; size < whole.length; size++) assert.equal(measureAnswer(whole, size), null, `${size}`)
    const answer = measureAnswer(whole, whole.length)!
    assert.deepEqual([answer.status, answer.end], [201, whole.length])
    assert.equal(bodyOf(whole, answer).toString(), '{"right":10}')
  })

  it('is not what an earlier answer left behind in the same memory', () => {
    const memory = bytesOf(HEAD, 'content-length: 500\r\n\r\n', 'x'.repeat(500))
    const next = bytesOf('HTTP/1.1 503 Busy\r\ncontent-len')
    next.copy(memory)
    assert.equal(measureAnswer(memory, next.length), null)
  })

  it('does not depend on how names are written, and no length is no body', () => {
    const capitals = bytesOf('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')
    assert.equal(measureAnswer(capitals, capitals.length)?.end, capitals.length)
    assert.equal(measureAnswer(capitals, capitals.length - 1), null)
    const none = bytesOf('HTTP/1.1 304 Not Modified\r\netag: "a"\r\n\r\n')
    assert.deepEqual(
      [measureAnswer(none, none.length)?.status, measureAnswer(none, none.length)?.end],
      [304, none.length],
    )
  })

  it('is whole in chunks too, compressed or not', () => {
    for (const [encoding, body] of [
      ['identity', Buffer.from('{"attemptId":"0189"}')],
      ['gzip', gzipSync('{"attemptId":"0189"}')],
      ['br', brotliCompressSync('{"attemptId":"0189"}')],
    ] as const) {
      const [first, second] = [body.subarray(0, 5), body.subarray(5)]
      const chunk = (part: Buffer) => [`${part.length.toString(16)}\r\n`, part, '\r\n'] as const
      const whole = bytesOf(
        `${HEAD}content-encoding: ${encoding}\r\ntransfer-encoding: chunked\r\n\r\n`,
        ...chunk(first),
        ...chunk(second),
        '0\r\n\r\n',
      )
      for (let size = 0; size < whole.length; size++)
        assert.equal(measureAnswer(whole, size), null, `${encoding} ${size}`)
      const answer = measureAnswer(whole, whole.length)!
      assert.equal(bodyOf(whole, answer).toString(), '{"attemptId":"0189"}')
    }
  })
})
