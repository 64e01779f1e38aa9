/** Our own OpenAPI document as the fuzzer reads it: what may be asked, and whether a reply is one that was declared. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { STATUS_OF } from '../../src/platform/problem.ts'

export type Schema = {
  $ref?: string
  type?: string | string[]
  [keyword: string]: unknown
}
export type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }
type Declared = { content?: Record<string, { schema?: Schema }> }
export type Operation = {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | null
  readonly responses: Readonly<Record<string, Declared>>
}
type Written = {
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, Declared>
}
export type Document = {
  paths: Record<string, Record<string, Written>>
  components: { schemas: Record<string, Schema> }
}
export type Told = { status: number; headers: Record<string, string | undefined>; text: string }

/** What no reply may ever show: places in our code and the words of what we are built on. */
const INNER =
  /node_modules|\.[jt]s:\d|\n\s+at |\/src\/|\/tmp\/|relation \\?"|violates |syntax error at|pg_catalog/

/** Before a route is found a request may be refused in these ways; where there is no route, in no other. */
const WITHOUT_ROUTE = [400, 403, 404, 405, 413, 414, 415, 431]

export class Api {
  readonly operations: readonly Operation[]
  readonly schemas: Readonly<Record<string, Schema>>
  readonly #patterns: { operation: Operation; pattern: RegExp }[]
  readonly #compiled = new Map<Schema, ValidateFunction>()
  readonly #ajv: Ajv2020

  constructor(document: Document) {
    this.schemas = document.components.schemas
    this.#ajv = new Ajv2020({ strict: false })
    addFormats.default(this.#ajv)
    this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, written]) => ({
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        parameters: written.parameters ?? [],
        body: written.requestBody?.content['application/json']?.schema ?? null,
        responses: written.responses,
      })),
    )
    this.#patterns = this.operations.map((operation) => ({
      operation,
      pattern: new RegExp(`^${operation.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]*')}$`),
    }))
  }

  /** A schema that stands elsewhere in the document. */
  resolve(schema: Schema): Schema {
    const name = schema.$ref?.split('/').at(-1)
    return name === undefined ? schema : this.resolve(this.schemas[name]!)
  }

  operationOf(method: string, url: string): Operation | null {
    const path = url.split(/[?#]/)[0]!
    const fits = this.#patterns.filter(({ operation, pattern }) => {
      const asked = method === 'HEAD' ? 'GET' : method
      return operation.method === asked && pattern.test(path)
    })
    // A path that is written out goes before one with a name in its place.
    fits.sort((one, other) => other.operation.path.length - one.operation.path.length)
    return (fits.find(({ operation }) => operation.path === path) ?? fits[0])?.operation ?? null
  }

  /** What is wrong with a reply, or null. */
  faultOf(asked: { method: string; url: string }, reply: Told): string | null {
    const { status, headers, text } = reply
    if (INNER.test(text)) return `shows what is inside: ${text.slice(0, 300)}`
    if (status >= 500 && status !== 503) return `answers ${status}: ${text.slice(0, 300)}`
    if ((status === 503 || status === 429) && !/^\d+$/.test(headers['retry-after'] ?? ''))
      return `answers ${status} without Retry-After`
    const operation = this.operationOf(asked.method, asked.url)
    if (!operation && !WITHOUT_ROUTE.includes(status)) return `answers ${status} where there is no route`
    const isEmpty = asked.method === 'HEAD' || status === 204 || status === 304
    if (isEmpty) return text === '' ? null : `answers ${status} with a body`
    const declared = operation?.responses[status]
    if (operation && !declared && status !== 404)
      return `answers ${status}, which ${operation.name} does not declare: ${text.slice(0, 300)}`
    const type = (headers['content-type'] ?? '').split(';')[0]!
    const schema = declared?.content ? declared.content[type]?.schema : PROBLEM[type]
    if (!schema) return `answers ${status} as "${type}"`
    return type.endsWith('json') ? this.#faultOfJson(schema, status, text) : null
  }

  #faultOfJson(schema: Schema, status: number, text: string): string | null {
    let value: { status?: unknown; reason?: unknown }
    try {
      value = JSON.parse(text)
    } catch {
      return `answers ${status} with what is not JSON: ${text.slice(0, 300)}`
    }
    const validate = this.#validatorOf(schema)
    if (!validate(value))
      return `answers ${status} in another shape: ${JSON.stringify(validate.errors)} ${text.slice(0, 300)}`
    if (status < 400) return null
    if (value.status !== status) return `answers ${status} and says ${value.status}`
    const known = (STATUS_OF as Record<string, number>)[String(value.reason)]
    // What is too large or of the wrong type is malformed too, under a status of its own.
    const isKnown = known === status || (value.reason === 'malformed' && [413, 415, 431].includes(status))
    return isKnown ? null : `answers ${status} for the reason "${value.reason}"`
  }

  #validatorOf(schema: Schema): ValidateFunction {
    const known = this.#compiled.get(schema)
    if (known) return known
    const validate = this.#ajv.compile({ ...schema, components: { schemas: this.schemas } })
    this.#compiled.set(schema, validate)
    return validate
  }
}

const PROBLEM: Record<string, Schema> = {
  'application/problem+json': { $ref: '#/components/schemas/Problem' },
}
