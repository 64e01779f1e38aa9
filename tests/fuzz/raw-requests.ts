/** Bytes that are HTTP nearly or not at all, put together from lines that are each known to confuse somebody. */
import fc from 'fast-check'
import type { Step } from './generate-steps.ts'
import { anyCharacter } from './odd-values.ts'

const LINES = [
  'GET /api/v1/contests HTTP/1.1',
  'GET /api/v1/contests HTTP/1.0',
  'GET /api/v1/contests HTTP/2.0',
  'GET /api/v1/contests HTTP/9.9',
  'GET /api/v1/contests',
  'GET  /api/v1/contests  HTTP/1.1',
  'get /api/v1/contests HTTP/1.1',
  'POST /api/v1/contests/thi/practice HTTP/1.1',
  'PUT /api/v1/attempts/x/answers HTTP/1.1',
  'DELETE /api/v1/contests/thi/session HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'CONNECT localhost:22 HTTP/1.1',
  'TRACE / HTTP/1.1',
  'PRI * HTTP/2.0',
  'QUERY /api/v1/contests HTTP/1.1',
  'GET http://evil.example/api/v1/contests HTTP/1.1',
  'GET //evil.example/ HTTP/1.1',
  'GET /api/v1/../../healthz HTTP/1.1',
  'GET /api/v1/contests/%2e%2e/%00 HTTP/1.1',
  'GET /api/v1/contests/\u00ff\u00fe HTTP/1.1',
  'GET /api/v1/contests/a\tb HTTP/1.1',
  `GET /api/v1/contests/${'a'.repeat(9000)} HTTP/1.1`,
  `GET /api/v1/contests?${'a=b&'.repeat(3000)} HTTP/1.1`,
  `GET /${'a'.repeat(20_000)} HTTP/1.1`,
  '\u0016\u0003\u0001\u0002\u0000\u0001',
  '',
]

const HEADERS = [
  'Host: x',
  'Host: x',
  'Host: x',
  'Host:',
  'Host: a b',
  'Connection: close',
  'Connection: keep-alive, upgrade',
  'Upgrade: h2c',
  'Upgrade: websocket',
  'Expect: 100-continue',
  'Expect: nonsense',
  'Content-Type: application/json',
  'Content-Length: 2',
  'Content-Length: 2',
  'Content-Length: 0',
  'Content-Length: 00002',
  'Content-Length: +2',
  'Content-Length: -1',
  'Content-Length: 2, 2',
  'Content-Length: 99999999999999999999',
  'Content-Length: 70000',
  'Content-Length : 2',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: Chunked',
  'Transfer-Encoding: identity',
  'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: xchunked',
  'Transfer-Encoding : chunked',
  'Transfer-Encoding:\u000bchunked',
  ' folded: yes',
  '\tcontinued',
  ': no name',
  'No colon',
  'X-\u0000: nul',
  'X: \u0000',
  'X: a\rb',
  'X-\u00ff: latin',
  `X-Long: ${'y'.repeat(8000)}`,
  `X-Longer: ${'y'.repeat(17_000)}`,
  'Authorization: Bearer',
  'Authorization: Bearer a.b.c',
  'Cookie: hoithi_thi=\u0001',
  'Accept-Encoding: gzip',
]

const BODIES = [
  '',
  '',
  '{}',
  '{',
  '0\r\n\r\n',
  '2\r\n{}\r\n0\r\n\r\n',
  '2;ext=1\r\n{}\r\n0\r\nTrailer: x\r\n\r\n',
  'g\r\n{}\r\n0\r\n\r\n',
  '-1\r\n{}\r\n',
  'fffffffffffffffff\r\n{}',
  '2\n{}\n0\n\n',
  '2\r\n{}0\r\n\r\n',
  '0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
  '{}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
  '\0'.repeat(50),
  'x'.repeat(70_000),
]

const flood = fc.integer({ min: 100, max: 3000 }).map((count) => 'X-F: 1\r\n'.repeat(count).slice(0, -2))

const request = fc
  .record({
    line: fc.constantFrom(...LINES),
    headers: fc.array(
      fc.oneof(
        { weight: 30, arbitrary: fc.constantFrom(...HEADERS) },
        { weight: 1, arbitrary: flood },
        { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 40 }) },
      ),
      { maxLength: 6 },
    ),
    body: fc.constantFrom(...BODIES),
    end: fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r'),
    cut: fc.oneof(
      { weight: 7, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.nat({ max: 400 }) },
    ),
  })
  .map(({ line, headers, body, end, cut }) => {
    const whole = `${[line, ...headers].join(end)}${end}${end}${body}`
    return cut === null ? whole : whole.slice(0, cut)
  })

/** One request, or several on one connection without waiting for answers. */
export const rawRequest: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('raw' as const),
  text: fc.array(request, { minLength: 1, maxLength: 3 }).map((requests) => requests.join('')),
  parts: fc.constantFrom(1, 1, 2, 5),
  socket: fc.constant(true),
  waitMs: fc.constant(0),
})
