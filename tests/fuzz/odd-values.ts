/** What no honest client sends: odd texts, odd JSON, and values of a schema with their odd neighbours. */
import fc from 'fast-check'
import type { Api, Schema } from './read-api.ts'

const LONG = 'x'.repeat(300)

export const ODD_TEXTS = [
  '',
  ' ',
  '.',
  '..',
  '../../etc/passwd',
  '%00',
  '%2e%2e%2f',
  '%ED%A0%80',
  '%',
  '%zz',
  '\0',
  '\u200b',
  '\ufeff',
  '\ufffd',
  'e\u0302\u0301'.repeat(30),
  'Nguyễn Thị Hòa'.normalize('NFD'),
  '😀',
  '１２３',
  '-1',
  '0',
  '1.5',
  '1e3',
  '99999999999999999999',
  'NaN',
  'null',
  'true',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  `' OR 1=1 --`,
  `"; DROP TABLE attempts; --`,
  '%_\\',
  '$1',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '=1+1',
  'a\r\nX-Injected: 1',
  '00000000-0000-0000-0000-000000000000',
  '018D0000-0000-7000-8000-000000000000',
  'final',
  'me',
  LONG,
  'ệ'.repeat(90),
]

/** Values as they stand in a text of JSON, among them such as JSON.stringify cannot write. */
const ODD_JSON = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '1.5',
  '1e999',
  '1e300',
  '-9007199254740993',
  '9007199254740991',
  '2147483648',
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud83d"',
  '"\\udc00x"',
  '"e\\u0302\\u0301"',
  '"1"',
  '"1.234"',
  '"87,65"',
  '"-5"',
  '"１２"',
  '[]',
  '[null]',
  '[[]]',
  '[1,1]',
  '["1"]',
  '[-1]',
  '[1e999]',
  '{}',
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"a":1,"a":2}',
  '{"":1}',
  '{"toString":1}',
  '{"length":1e9}',
  '{"$ref":"#"}',
  `"${LONG}"`,
  `"${'ệ'.repeat(4000)}"`,
  `[${'1,'.repeat(2000)}1]`,
  `{${Array.from({ length: 400 }, (_, at) => `"${at}":[1]`).join(',')}}`,
  '['.repeat(2000) + ']'.repeat(2000),
]

/** Any code point that stands for itself. fast-check's own unit draws up a map of all of them first, of 100 MB. */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10_ffff - 0x800 })
  .map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800))

export const oddText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 30 }) },
  { weight: 1, arbitrary: fc.uuid() },
)

export const oddJson = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD_JSON) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: anyCharacter, maxLength: 20 }).map((text) => JSON.stringify(text)),
  },
  { weight: 1, arbitrary: fc.maxSafeInteger().map(String) },
)

type Bounds = { min?: number; max?: number }

/** Values that a schema allows. What it says in words alone (patterns of the rulebook, ids that exist) is not in it. */
export function valuesOf(api: Api, written: Schema, depth = 0): fc.Arbitrary<unknown> {
  const schema = api.resolve(written)
  const examples = schema.examples as unknown[] | undefined
  if (examples?.length && depth === 0)
    return fc.oneof(fc.constantFrom(...examples), valuesOf(api, { ...schema, examples: [] }, depth))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]))
  const either = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined
  if (either) return fc.oneof(...either.map((each) => valuesOf(api, each, depth + 1)))
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type) => valuesOf(api, { ...schema, type }, depth + 1)))
  switch (schema.type) {
    case 'string':
      return textsOf(schema)
    case 'integer':
      return fc.integer(boundsOf(schema))
    case 'number':
      return fc.oneof(fc.integer(boundsOf(schema)), fc.double({ noNaN: true, noDefaultInfinity: true }))
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array': {
      const maxLength = Math.min(Number(schema.maxItems ?? 4), 4)
      return fc.array(valuesOf(api, (schema.items ?? {}) as Schema, depth + 1), { maxLength })
    }
    case 'object':
      return objectsOf(api, schema, depth)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function objectsOf(api: Api, schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
  const required = (schema.required ?? []) as string[]
  const members = Object.fromEntries(properties.map(([name, each]) => [name, valuesOf(api, each, depth + 1)]))
  const known = fc.record(members, { requiredKeys: required, noNullPrototype: true })
  const more = schema.additionalProperties
  if (!more || typeof more !== 'object' || depth > 4) return known
  const name = fc.oneof(fc.integer({ min: 1, max: 12 }).map(String), fc.string({ maxLength: 8 }))
  const others = fc.dictionary(name, valuesOf(api, more as Schema, depth + 1), {
    maxKeys: 4,
    noNullPrototype: true,
  })
  return fc.tuple(known, others).map(([one, other]) => ({ ...other, ...one }))
}

function textsOf(schema: Schema): fc.Arbitrary<string> {
  if (schema.format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  if (typeof schema.pattern === 'string') return fc.stringMatching(new RegExp(schema.pattern, 'u'))
  const maxLength = Number(schema.maxLength ?? 30)
  return fc.oneof(
    fc.string({ maxLength: Math.min(maxLength, 30) }),
    fc.constant('x'.repeat(Math.min(maxLength, 2000))),
  )
}

function boundsOf(schema: Schema): Bounds {
  const bound = (keyword: string) => {
    const value = schema[keyword]
    return typeof value === 'number' ? Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value)) : undefined
  }
  const [min, max] = [bound('minimum'), bound('maximum')]
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
}
