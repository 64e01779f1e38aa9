import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Sends what was serialised once, or 304 where the asker has it already. The bytes pass by the route's response
 * schema, which describes them; they were made in that shape.
 */
export async function sendKept(
  request: FastifyRequest,
  reply: FastifyReply,
  page: { etag: string; type: string; maxAgeSeconds: number; bytes: () => Promise<Buffer> },
): Promise<FastifyReply> {
  reply.mayBeKept = true
  reply.header('etag', `"${page.etag}"`)
  reply.header('cache-control', `public, max-age=${page.maxAgeSeconds}`)
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim()) ?? []
  if (known.some((tag) => tag === '*' || tag === `"${page.etag}"` || tag === `W/"${page.etag}"`))
    return reply.code(304).send()
  return reply.type(page.type).send(await page.bytes())
}
