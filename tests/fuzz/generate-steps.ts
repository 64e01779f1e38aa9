/**
 * Sequences of requests, as values that fast-check can shrink. A step names people and attempts by their number in the
 * sequence, so it means the same whatever came before it; each part of it is right most of the time, so that most wrong
 * requests are wrong in one thing alone and get past the first gate.
 */
import fc from 'fast-check'
import { ODD_TEXTS, oddJson, oddText, valuesOf } from './odd-values.ts'
import { rawRequest } from './raw-requests.ts'
import type { Api, Operation } from './read-api.ts'

/** How a token is spoiled; null is the genuine one. */
export const SPOILS = [
  'cut',
  'longer',
  'changed',
  'signature of another',
  'kind',
  'basic',
  'empty',
  'nonsense',
  'lengthened without end',
] as const
export type Spoil = (typeof SPOILS)[number]

export type Who = {
  /** The owner of the attempt that is asked about, somebody by number, or nobody. */
  of: 'owner' | 'nobody' | number
  as: 'bearer' | 'cookie' | 'both'
  spoil: Spoil | null
}

export type Edit = { at: number; how: 'put' | 'drop' | 'twice' | 'beside'; name: string; json: string }
export type TextEdit =
  | { how: 'cut' | 'append' | 'pad' | 'bytes' | 'utf16' | 'bom'; at: number; text: string }
  | { how: 'replace'; at: number; text: string }

export type BodyPlan = {
  /** What the body is before it is edited: that of an honest client, or any value of the schema. */
  honest: boolean
  value: unknown
  edits: Edit[]
  textEdit: TextEdit | null
  type: string | null
}

export type Ask = {
  kind: 'ask'
  operation: number
  method: string | null
  /** Right names are numbers (which round, which attempt); others are odd texts. */
  names: Record<string, number | string>
  query: [string, string][]
  who: Who
  body: BodyPlan | null
  headers: [string, string][]
  /** Odd choices of an honest client: which of the people, options, sequences. */
  salt: number
}
export type Raw = { kind: 'raw'; text: string; parts: number }
export type Step = (Ask | Raw) & { socket: boolean; waitMs: number }

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

/** Mostly a moment; sometimes past a deadline, a midnight or the end of a round. */
const waitMs = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: 0, max: 20 * SECOND }) },
  { weight: 4, arbitrary: fc.constantFrom(600 * SECOND - 1, 600 * SECOND, 600 * SECOND + 1) },
  { weight: 2, arbitrary: fc.constantFrom(DAY, 5 * DAY) },
)

/** Rare: null most of the time. */
const rarely = <Value>(arbitrary: fc.Arbitrary<Value>, oneIn: number) =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary })

const who: fc.Arbitrary<Who> = fc.record({
  of: fc.oneof(
    { weight: 12, arbitrary: fc.constant('owner' as const) },
    { weight: 3, arbitrary: fc.noBias(fc.nat({ max: 5 })) },
    { weight: 1, arbitrary: fc.constant('nobody' as const) },
  ),
  as: fc.oneof(
    { weight: 6, arbitrary: fc.constant('bearer' as const) },
    { weight: 2, arbitrary: fc.constant('cookie' as const) },
    { weight: 1, arbitrary: fc.constant('both' as const) },
  ),
  spoil: rarely(fc.constantFrom(...SPOILS), 13),
})

const edits: fc.Arbitrary<Edit[]> = fc.oneof(
  { weight: 11, arbitrary: fc.constant<Edit[]>([]) },
  {
    weight: 9,
    arbitrary: fc.array(
      fc.record({
        at: fc.nat({ max: 40 }),
        how: fc.constantFrom(
          'put' as const,
          'put' as const,
          'drop' as const,
          'twice' as const,
          'beside' as const,
        ),
        name: fc.constantFrom(
          '__proto__',
          'constructor',
          'answers',
          '1',
          '99',
          'sequence',
          'x\\u0000',
          'id',
          '',
        ),
        json: oddJson,
      }),
      { minLength: 1, maxLength: 3 },
    ),
  },
)

const textEdit: fc.Arbitrary<TextEdit> = fc.record({
  how: fc.constantFrom('cut', 'append', 'pad', 'bytes', 'utf16', 'bom', 'replace'),
  at: fc.nat({ max: 1000 }),
  text: fc.oneof(
    fc.constantFrom('}', ',', '{', 'null', '[]', '7', '', '"text"', '\0', ']'.repeat(9)),
    oddJson,
  ),
})

const TYPES = [
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'application/problem+json',
  'APPLICATION/JSON',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/json, text/plain',
  '',
  'x',
  '/',
]

const header: fc.Arbitrary<[string, string]> = fc.oneof(
  fc.constantFrom<[string, string][]>(
    ['accept', 'text/html'],
    ['accept', ''],
    ['accept-encoding', 'gzip'],
    ['accept-encoding', 'br;q=1, gzip;q=0'],
    ['accept-encoding', 'nonsense, *;q=x'],
    ['accept-language', 'en;q=9'],
    ['accept-version', '2.x'],
    ['if-none-match', '*'],
    ['if-none-match', ','.repeat(2000)],
    ['if-modified-since', 'yesterday'],
    ['range', 'bytes=0-0,5-'],
    ['origin', 'null'],
    ['origin', 'https://evil.example'],
    ['origin', 'http://[::1'],
    ['sec-fetch-site', 'cross-site'],
    ['sec-fetch-site', 'same-origin'],
    ['x-http-method-override', 'DELETE'],
    ['x-forwarded-for', '203.0.113.9, x, ::'],
    ['x-forwarded-host', 'evil.example'],
    ['forwarded', 'for="_"'],
    ['content-encoding', 'gzip'],
    ['cookie', 'hoithi_thi=; hoithi_thi=x.y; =; ;;'],
    ['cookie', 'hoithi_thi=c.x.y.z;'.repeat(400)],
    ['x-flood', 'y'.repeat(7000)],
    ['host', 'evil.example:99999'],
    ['traceparent', '00-x-x-00'],
    ['prefer', 'return=minimal'],
  ),
  fc.string({ minLength: 1, maxLength: 40 }).map((text): [string, string] => ['x-odd', text.trim()]),
)

const queryName = fc.constantFrom(
  ...[
    'round',
    'from',
    'limit',
    'query',
    'stream',
    'parent',
    'query[]',
    'from[a]',
    '__proto__',
    'constructor',
    '',
  ],
)

/** Numbers for names that are known, so that a name is right and somebody's; odd texts now and then. */
const nameOf = fc.oneof(
  { weight: 14, arbitrary: fc.noBias(fc.nat({ max: 8 })) },
  { weight: 1, arbitrary: oddText },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_TEXTS) },
)

/** The hot path is most of what is asked, and most of what can go wrong with somebody's paper. */
const WEIGHTS: [RegExp, number][] = [
  [/^POST .*\/contestants$/, 7],
  [/^POST .*\/attempts$/, 10],
  [/^PUT .*\/answers$/, 10],
  [/\/submission$/, 8],
  [/\/attempts\/\{attemptId\}/, 4],
  [/contestants\/me$/, 3],
  [/practice/, 2],
]

export function steps(api: Api): fc.Arbitrary<Step[]> {
  const asks = api.operations.map((operation, index) => ({
    // The console has ten routes for each of the contestants', and the contest is on theirs.
    weight: 6 * (WEIGHTS.find(([pattern]) => pattern.test(operation.name))?.[1] ?? 1 / 6),
    arbitrary: askOf(api, operation, index),
  }))
  const step = fc.oneof(...asks, { weight: 1, arbitrary: rawRequest })
  return fc.array(step, { minLength: 1, maxLength: 50, size: 'max' })
}

function askOf(api: Api, operation: Operation, index: number): fc.Arbitrary<Step> {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path')
  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query')
  const right = inQuery.map(({ name, schema }) =>
    valuesOf(api, schema).map((value): [string, string] => [name, String(value)]),
  )
  const odd = fc.tuple(
    fc.oneof(queryName, ...inQuery.map(({ name }) => fc.constant(name))),
    fc.oneof(oddText, fc.integer({ min: -2, max: 300 }).map(String)),
  )
  const query = fc.oneof(
    { weight: 2, arbitrary: fc.constant<[string, string][]>([]) },
    { weight: 1, arbitrary: fc.array(fc.oneof(...right, odd), { maxLength: 4 }) },
  )
  const mutates = operation.method !== 'GET'
  return fc.record({
    kind: fc.constant('ask' as const),
    operation: fc.constant(index),
    method: rarely(fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'), 40),
    names: fc.record(Object.fromEntries(inPath.map(({ name }) => [name, nameOf])), { noNullPrototype: true }),
    query:
      inQuery.length > 0
        ? query
        : fc.oneof(
            { weight: 20, arbitrary: fc.constant<[string, string][]>([]) },
            { weight: 1, arbitrary: query },
          ),
    who,
    body: mutates ? bodyOf(api, operation) : rarely(bodyOf(api, operation), 40),
    headers: fc.oneof(
      { weight: 8, arbitrary: fc.constant<[string, string][]>([]) },
      { weight: 1, arbitrary: fc.array(header, { minLength: 1, maxLength: 3 }) },
    ),
    salt: fc.noBias(fc.nat({ max: 999 })),
    socket: fc.noBias(fc.nat({ max: 9 })).map((digit) => digit === 9),
    waitMs,
  })
}

function bodyOf(api: Api, operation: Operation): fc.Arbitrary<BodyPlan> {
  return fc.record({
    honest: fc.noBias(fc.nat({ max: 4 })).map((digit) => digit < 4),
    value: operation.body ? valuesOf(api, operation.body) : fc.constant({}),
    edits,
    textEdit: rarely(textEdit, 12),
    type: rarely(fc.constantFrom(...TYPES), 25),
  })
}
