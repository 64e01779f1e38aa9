/** The OpenAPI document as the reference page shows it: calls in their order, with what they take and answer. */
import { z } from 'zod'
import type { ApiCall, Pages } from '../../web/public/props.ts'

const schemaShape = z.looseObject({ $ref: z.string().optional() })
const contentShape = z.record(z.string(), z.looseObject({ schema: schemaShape.optional() })).optional()
const callShape = z.looseObject({
  summary: z.string().optional(),
  description: z.string().optional(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: z.looseObject({ description: z.string().optional() }).optional(),
      }),
    )
    .optional(),
  requestBody: z.looseObject({ content: contentShape }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({ description: z.string().optional(), content: contentShape }),
  ),
})
export const openapi = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), callShape)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()).optional() }).optional(),
})

export function explainApi(document: z.output<typeof openapi>): Pages['api'] {
  const calls: ApiCall[] = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({
      id: `${method}-${path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')}`,
      method: method.toUpperCase(),
      path,
      summary: [call.summary, call.description].filter(Boolean).join('. '),
      params: (call.parameters ?? []).map((param) => ({
        name: param.name,
        in: param.in,
        required: param.required ?? false,
        text: param.description ?? param.schema?.description ?? '',
      })),
      body: typeOf(call.requestBody?.content),
      replies: Object.entries(call.responses).map(([status, reply]) => ({
        status,
        text: reply.description === 'Default Response' ? '' : (reply.description ?? ''),
        type: typeOf(reply.content),
      })),
    })),
  )
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([id, schema]) => ({
    id,
    json: JSON.stringify(schema, null, 1),
  }))
  return { calls, schemas, version: `${document.info.title} ${document.info.version}` }
}

function typeOf(content: z.output<typeof contentShape>): string | null {
  const schema = Object.values(content ?? {})[0]?.schema
  if (!schema) return null
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? null
  const items = schema.items as { $ref?: string } | undefined
  if (items?.$ref) return items.$ref.split('/').at(-1) ?? null
  return typeof schema.type === 'string' ? schema.type : null
}
