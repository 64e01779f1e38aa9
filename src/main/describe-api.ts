/**
 * What every route of the API has in common is told to readers of the OpenAPI document in one place: problems have a
 * media type of their own, bodies can be too large or of the wrong type, and the world can fail.
 */
import { STATUS_CODES } from 'node:http'
import type { OpenAPIV3_1 } from 'openapi-types'

const PROBLEM = { $ref: '#/components/schemas/Problem' }
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** Statuses that a request may get whatever it asks. */
const ALWAYS = [500, 503]
/** Statuses that a request which changes something may get before its route sees it. */
const WITH_BODY = [400, 403, 413, 415]

type Schemas = NonNullable<OpenAPIV3_1.ComponentsObject['schemas']>
type Responses = Record<string, OpenAPIV3_1.ResponseObject>

export function describeApi(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const described = structuredClone(document)
  const schemas = described.components?.schemas ?? {}
  for (const [path, item] of Object.entries(described.paths ?? {}))
    for (const method of METHODS) {
      const operation = item?.[method]
      if (operation) describeOperation(operation, { path, changes: method !== 'get', schemas })
    }
  keepOnlyReferenced(described)
  return described
}

function describeOperation(
  operation: OpenAPIV3_1.OperationObject,
  { path, changes, schemas }: { path: string; changes: boolean; schemas: Schemas },
): void {
  const responses = (operation.responses ?? {}) as Responses
  const { parameters = [] } = operation
  const isAsked = parameters.some((parameter) => 'in' in parameter && parameter.in === 'query')
  const always = [
    ...ALWAYS,
    ...(path.includes('{') ? [404] : []),
    ...(isAsked ? [400] : []),
    ...(changes ? WITH_BODY : []),
  ]
  for (const status of always)
    responses[status] ??= { description: '', content: { json: { schema: PROBLEM } } }
  for (const [status, response] of Object.entries(responses)) {
    if (!response.description || response.description === 'Default Response')
      response.description = STATUS_CODES[status] ?? status
    const [body] = Object.values(response.content ?? {})
    if (!body) continue
    const succeeds = Number(status) < 400
    const types = succeeds ? mediaTypesOf(path) : ['application/problem+json']
    response.content = Object.fromEntries(types.map((type) => [type, body]))
  }
  operation.responses = responses
  if (responses['401'])
    operation.security = [
      /^\/api\/v1\/(staff|console)\//.test(`${path}/`) ? { staffSession: [] } : { bearer: [] },
    ]
  const body = operation.requestBody
  if (body && 'content' in body) {
    const named = body.content['application/json']?.schema
    const schema = named && '$ref' in named ? schemas[named.$ref.split('/').at(-1)!] : named
    // A body of which no member is required may be left out.
    body.required = (schema?.required?.length ?? 0) > 0
  }
}

/** What is no JSON is told by where it is. */
function mediaTypesOf(path: string): string[] {
  if (path.endsWith('.csv')) return ['text/csv']
  if (path.endsWith('/pages/{page}')) return ['text/html']
  if (path.endsWith('.xlsx')) return ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']
  if (path.startsWith('/api/v1/images/')) return ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
  if (/\/question-(exports|template)$/.test(path)) return ['application/octet-stream']
  return ['application/json']
}

/** Every schema is registered once for requests and once for replies; what nobody refers to only confuses. */
function keepOnlyReferenced(document: OpenAPIV3_1.Document): void {
  const schemas = document.components?.schemas
  if (!schemas) return
  for (let removed = true; removed; ) {
    const text = JSON.stringify(document)
    const unused = Object.keys(schemas).filter((name) => !text.includes(`"#/components/schemas/${name}"`))
    for (const name of unused) delete schemas[name]
    removed = unused.length > 0
  }
}
