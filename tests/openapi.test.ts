import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { OpenAPIV3_1 } from 'openapi-types'
import { type Ask, freshHouse, type Reply } from './support/a-house.ts'
import { honestBanks } from './support/honest-banks.ts'
import { honestOfficers } from './support/honest-officers.ts'
import { aGoing, type Going, one, register, registration, submit } from './support/people.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Request = [url: string, with_?: Ask]
const NOBODY = '018d0000-0000-7000-8000-000000000000'

describe('the OpenAPI document', () => {
  const house = freshHouse({
    mail: { url: 'smtp://localhost:1', from: { name: '', address: 'thi@example.gov.vn' } },
  })
  let document: OpenAPIV3_1.Document
  let going: Going
  let done: Going
  const compiled = new Map<object, ValidateFunction>()

  before(async () => {
    document = (await house.ask('GET', '/api/v1/openapi.json')).body as unknown as OpenAPIV3_1.Document
    going = await aGoing(house)
    done = await aGoing(house)
    await submit(house, done, { answers: one(done) })
  })

  const fits = (schema: object): ValidateFunction => {
    const known = compiled.get(schema)
    if (known) return known
    const ajv = new Ajv2020({ strict: false, allErrors: true })
    addFormats.default(ajv)
    const validate = ajv.compile({ ...schema, components: document.components })
    compiled.set(schema, validate)
    return validate
  }

  /** A reply is one that the document declares for this route: status, media type, and every member. */
  function isDeclared(operation: OpenAPIV3_1.OperationObject, reply: Reply, asked: string): void {
    const response = operation.responses?.[reply.status] as OpenAPIV3_1.ResponseObject | undefined
    assert.ok(response, `${asked}: ${reply.status} is not declared: ${reply.text.slice(0, 300)}`)
    const type = String(reply.headers['content-type'] ?? '').split(';')[0]!
    if (!response.content) {
      assert.equal(reply.text, '', asked)
      return
    }
    const schema = response.content[type]?.schema
    assert.ok(schema, `${asked}: ${reply.status} came as ${type}`)
    if (!type.endsWith('json')) return
    const validate = fits(schema)
    assert.ok(validate(JSON.parse(reply.text)), `${asked}: ${JSON.stringify(validate.errors)}`)
    if (reply.status >= 400) assert.equal((reply.body as { status?: number }).status, reply.status, asked)
  }

  const operations = (): [Method, string, OpenAPIV3_1.OperationObject][] =>
    Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) =>
        item?.[method] ? [[method.toUpperCase() as Method, path, item[method]] as const] : [],
      ),
    ) as [Method, string, OpenAPIV3_1.OperationObject][]

  /** What an honest client asks of each route; whoever adds a route adds a line. */
  const honest: Record<string, () => Promise<Request> | Request> = {
    'GET /api/v1/contests': () => ['/api/v1/contests'],
    'GET /api/v1/contests/{slug}': () => ['/api/v1/contests/thi'],
    'GET /api/v1/contests/{slug}/rulebook': () => ['/api/v1/contests/thi/rulebook'],
    'GET /api/v1/contests/{slug}/units': () => ['/api/v1/contests/thi/units?query=so%20noi%20vu'],
    'POST /api/v1/contests/{slug}/contestants': async () => [
      '/api/v1/contests/thi/contestants',
      { body: await registration(house) },
    ],
    'GET /api/v1/contests/{slug}/contestants/me': () => [
      '/api/v1/contests/thi/contestants/me',
      { token: done.person.token },
    ],
    'DELETE /api/v1/contests/{slug}/session': () => ['/api/v1/contests/thi/session'],
    'POST /api/v1/rounds/{roundId}/attempts': async () => [
      `/api/v1/rounds/${house.round().id}/attempts`,
      { token: (await register(house)).token, body: { nonce: '0123456789abcdef0123456789abcdef' } },
    ],
    'GET /api/v1/attempts/{attemptId}': () => [
      `/api/v1/attempts/${done.attemptId}`,
      { token: done.person.token },
    ],
    'GET /api/v1/attempts/{attemptId}/paper': () => [
      `/api/v1/attempts/${going.attemptId}/paper`,
      { token: going.person.token },
    ],
    'PUT /api/v1/attempts/{attemptId}/answers': () => [
      `/api/v1/attempts/${going.attemptId}/answers`,
      { token: going.person.token, body: { sequence: 1, answers: one(going), prediction: '1.234' } },
    ],
    'POST /api/v1/attempts/{attemptId}/submission': async () => {
      const fresh = await aGoing(house)
      const body = { answers: one(fresh), prediction: 12 }
      return [`/api/v1/attempts/${fresh.attemptId}/submission`, { token: fresh.person.token, body }]
    },
    'GET /api/v1/keys': () => ['/api/v1/keys'],
    'POST /api/v1/contests/{slug}/practice': () => ['/api/v1/contests/thi/practice'],
    'POST /api/v1/contests/{slug}/practice/{practiceId}/check': () => [
      '/api/v1/contests/thi/practice/0123456789abcdef/check',
      { body: { answers: { '1': [1] } } },
    ],
    'GET /api/v1/contests/{slug}/statistics': () => ['/api/v1/contests/thi/statistics?round=1'],
    'GET /api/v1/contests/{slug}/statistics.csv': () => ['/api/v1/contests/thi/statistics.csv'],
    'GET /api/v1/contests/{slug}/rankings/{round}': () => ['/api/v1/contests/thi/rankings/1'],
    'GET /api/v1/contests/{slug}/rankings/{round}/versions': () => [
      '/api/v1/contests/thi/rankings/1/versions',
    ],
    'GET /api/v1/contests/{slug}/rankings/{round}/versions/{version}/changes': () => [
      '/api/v1/contests/thi/rankings/1/versions/2/changes',
    ],
    ...honestOfficers(house),
    ...honestBanks(house),
  }
  /** Before the first round has closed there are no standings; no provider is set up; who has no second factor shows none. */
  const NOT_YET = [
    'GET /api/v1/contests/{slug}/rankings/{round}',
    'GET /api/v1/contests/{slug}/rankings/{round}/versions/{version}/changes',
    'GET /api/v1/console/contests/{slug}/results/{round}/versions/{version}/standings',
    'GET /api/v1/console/contests/{slug}/results/{round}/versions/{version}/changes',
    'POST /api/v1/console/contests/{slug}/results/{round}/publication',
    'POST /api/v1/console/contests/{slug}/results/{round}/withdrawal',
    'GET /api/v1/console/contests/{slug}/rulings/{rulingId}/changes',
    'POST /api/v1/staff/sso/flows',
    'POST /api/v1/staff/sso/sessions',
    'POST /api/v1/staff/sessions/current/second-factor',
  ]

  /** Each part of the path that names something, replaced by what names nothing. */
  const pathsOf = (url: string, path: string): string[] => {
    const [parts, names] = [url.split('?')[0]!.split('/'), path.split('/')]
    return parts.flatMap((_, at) =>
      names[at]?.startsWith('{')
        ? [NOBODY, 'x', '%00', 'a'.repeat(120)].map((nothing) => parts.with(at, nothing).join('/'))
        : [],
    )
  }
  const token = () => ({ token: going.person.token })
  const BAD_BODIES = [
    '{',
    '[]',
    'null',
    '7',
    '{"answers":[]}',
    '{"answers":{"1":[1,2,3,4,5]}}',
    '{"nonce":1}',
    '{"sequence":-1}',
    '{"__proto__":1}',
    '{"a":"\\u0000"}',
    `{"a":"${'x'.repeat(70_000)}"}`,
    '{"stream":"x"}',
    '{"answers":{"99":[1]}}',
  ]
  const BAD_QUERIES = [
    'round=0',
    'round=x',
    'round=99',
    'limit=0',
    'from=-1',
    'query=a&query=b',
    'parent=%00',
    `query=${'x'.repeat(300)}`,
  ]

  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document))
    assert.ok(result.valid, JSON.stringify(result.errors))
    assert.equal(document.openapi, '3.1.0')
  })

  it('names every route once, with a summary, and every reply with what it means', () => {
    for (const [method, path, operation] of operations()) {
      assert.ok(operation.summary, `${method} ${path}`)
      assert.ok(
        Object.keys(operation.responses ?? {}).some((status) => status < '300'),
        path,
      )
      for (const response of Object.values(operation.responses ?? {}))
        assert.notEqual((response as OpenAPIV3_1.ResponseObject).description, 'Default Response')
    }
  })

  it('has an example of every body, and every example is one', () => {
    const schemas = document.components?.schemas ?? {}
    for (const [name, schema] of Object.entries(schemas))
      for (const example of (schema as { examples?: unknown[] }).examples ?? [])
        assert.ok(fits(schema)(example), `${name}: ${JSON.stringify(fits(schema).errors)}`)
    for (const [method, path, { requestBody }] of operations()) {
      if (!requestBody) continue
      const { schema } = (requestBody as OpenAPIV3_1.RequestBodyObject).content['application/json']!
      const named = schema as { $ref?: string; examples?: unknown[] }
      const found = named.$ref ? (schemas[named.$ref.split('/').at(-1)!] as typeof named) : named
      assert.ok(found.examples?.length, `${method} ${path} has no example`)
    }
  })

  it('is kept by every route, asked as an honest client asks', async () => {
    for (const [method, path, operation] of operations()) {
      const asked = `${method} ${path}`
      const request = honest[asked]
      assert.ok(request, `${asked} is not asked by this test: add what an honest client asks of it`)
      const reply = await house.ask(method, ...(await request()))
      assert.ok(reply.status < 300 || NOT_YET.includes(asked), `${asked}: ${reply.text}`)
      isDeclared(operation, reply, asked)
    }
    assert.deepEqual(
      Object.keys(honest).filter((each) => !operations().some(([m, p]) => `${m} ${p}` === each)),
      [],
    )
  })

  it('is kept by every route, asked in every wrong way', async () => {
    let asked = 0
    for (const [method, path, operation] of operations()) {
      const [url, with_ = {}] = await honest[`${method} ${path}`]!()
      const wrong: Request[] = [
        [url, { ...with_, token: undefined }],
        [url, { ...with_, token: 'nonsense' }],
        [url, { ...with_, ...token() }],
        ...pathsOf(url, path).flatMap((nowhere): Request[] => [
          [nowhere, with_],
          [nowhere, { ...with_, ...token() }],
        ]),
        ...BAD_QUERIES.map((query): Request => [`${url.split('?')[0]}?${query}`, with_]),
      ]
      if (method !== 'GET') {
        for (const raw of BAD_BODIES) wrong.push([url, { ...with_, raw }])
        wrong.push([
          url,
          { ...with_, raw: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
        ])
        wrong.push([url, { ...with_, headers: { origin: 'https://evil.example' }, token: undefined }])
      }
      for (const [at, how] of wrong) {
        const reply = await house.ask(method, at, how)
        // What is no route at all is answered by nobody's description.
        if (reply.status === 404 && reply.body.reason === 'not-found') continue
        isDeclared(operation, reply, `${method} ${at} ${JSON.stringify(how).slice(0, 200)}`)
        assert.notEqual(reply.status, 500, `${method} ${at}: ${reply.text}`)
        asked += 1
      }
    }
    assert.ok(asked > 300, String(asked))
  })
})
