/**
 * Where a request ends. A proxy in front of us that sees another end than we do lets one person's bytes become another's
 * request, so whatever can be read in two ways is refused, the connection is closed, and nothing of the rest is served.
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { sendRaw } from './fuzz/wire.ts'
import { freshHouse } from './support/a-house.ts'

const HIDDEN = 'GET /api/v1/keys HTTP/1.1\r\nHost: x\r\n\r\n'
const POST = 'POST /api/v1/contests/thi/practice HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
const LAST = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
const GET = 'GET /healthz HTTP/1.1\r\nHost: x\r\n'

describe('over a raw socket', () => {
  const house = freshHouse()
  let port = 0
  before(async () => {
    port = Number(new URL(await house.app.listen({ port: 0, host: '127.0.0.1' })).port)
  })

  const check = async (cases: [name: string, text: string, statuses: number[]][]) => {
    for (const [name, text, expected] of cases) {
      const replies = await sendRaw(port, Buffer.from(text, 'latin1'), 2000)
      assert.deepEqual(
        replies.map(({ status }) => status),
        expected,
        name,
      )
    }
  }

  it('what has two ends is refused, and what hides behind it is not served', () =>
    check([
      ['CL.TE', `${POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`, [400]],
      ['TE.CL', `${POST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${HIDDEN}`, [400]],
      ['two lengths that differ', `${POST}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}${HIDDEN}`, [400]],
      ['two lengths that agree', `${POST}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}${HIDDEN}`, [400]],
      ['a list of lengths', `${POST}Content-Length: 2, 2\r\n\r\n{}${HIDDEN}`, [400]],
      ['a signed length', `${POST}Content-Length: +2\r\n\r\n{}${HIDDEN}`, [400]],
      ['a negative length', `${POST}Content-Length: -2\r\n\r\n{}${HIDDEN}`, [400]],
      [
        'a length beyond all numbers',
        `${POST}Content-Length: 99999999999999999999\r\n\r\n{}${HIDDEN}`,
        [400],
      ],
      ['a length with a space before the colon', `${POST}Content-Length : 2\r\n\r\n{}${HIDDEN}`, [400]],
      [
        'chunked, and then something else',
        `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${HIDDEN}`,
        [400],
      ],
      ['nearly chunked', `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${HIDDEN}`, [400]],
      [
        'chunked behind a vertical tab',
        `${POST}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
        [400],
      ],
      [
        'chunked with a space before the colon',
        `${POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
        [400],
      ],
      ['a folded header', `${POST}X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}${HIDDEN}`, [400]],
      ['a header that ends with LF alone', `${POST}X: a\nContent-Length: 2\r\n\r\n{}${HIDDEN}`, [400]],
      ['a header that ends with CR alone', `${POST}X: a\rContent-Length: 2\r\n\r\n{}${HIDDEN}`, [400]],
      ['a head that ends with LF alone', `${GET}\n${HIDDEN}`, [400]],
      ['NUL in a header', `${GET}X: \0\r\n\r\n${HIDDEN}`, [400]],
      ['a header without a name', `${GET}: x\r\n\r\n${HIDDEN}`, [400]],
      ['a header without a colon', `${GET}x\r\n\r\n${HIDDEN}`, [400]],
      ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', [400]],
    ]))

  it('a chunk that is none is refused with what follows it', () =>
    check(
      (
        [
          ['no number', 'g\r\n{}\r\n0\r\n\r\n'],
          ['a negative one', '-2\r\n{}\r\n0\r\n\r\n'],
          ['one beyond all numbers', 'fffffffffffffffff\r\n{}\r\n'],
          ['LF alone', '2\n{}\n0\n\n'],
          ['more than it says', '2\r\n{}}\r\n0\r\n\r\n'],
        ] as const
      ).map(([name, body]): [string, string, number[]] => [
        name,
        `${POST}Transfer-Encoding: chunked\r\n\r\n${body}${HIDDEN}`,
        [400],
      ]),
    ))

  it('more head than 16 kB is refused, in one header or in thousands', () =>
    check([
      ['one header', `${GET}X: ${'y'.repeat(17_000)}\r\n\r\n`, [431]],
      ['a thousand', `${GET}${'X: yyyyyyyyyyyyyyyy\r\n'.repeat(1000)}\r\n`, [431]],
      ['the path', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, [431]],
      ['a trailer', `${POST}Transfer-Encoding: chunked\r\n\r\n0\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`, [431]],
    ]))

  it('what is well formed is answered, each in its turn', () =>
    check([
      ['one', LAST, [200]],
      ['three ahead', `${GET}\r\n${HIDDEN}${LAST}`, [200, 200, 200]],
      [
        'a chunked body, and one more',
        `${POST}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n${LAST}`,
        [200, 200],
      ],
      [
        'a chunk with an extension',
        `${POST}Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\n\r\n${LAST}`,
        [200, 200],
      ],
      ['HTTP/1.0', 'GET /healthz HTTP/1.0\r\n\r\n', [200]],
      ['a body that breaks off', `${POST}Content-Length: 40\r\n\r\n{`, [400]],
      ['an unknown expectation', `${POST}Expect: miracles\r\nContent-Length: 2\r\n\r\n{}${LAST}`, [417, 200]],
    ]))

  it('and bytes that are no HTTP at all get an end', () =>
    check([
      ['TLS', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03', [400]],
      ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
      ['another version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', [400]],
      ['a tunnel', 'CONNECT localhost:22 HTTP/1.1\r\nHost: x\r\n\r\n', []],
      ['nothing', '', []],
    ]))
})
