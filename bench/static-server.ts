/** The least that a bare Fastify can do with the same bytes: they come in once, with their headers, and go out again. */
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'

export type Kept = { readonly path: string; readonly headers: Record<string, string>; readonly body: string }

const app = Fastify()
process.once('message', async (pages: Kept[]) => {
  for (const { path, headers, body } of pages) {
    const bytes = Buffer.from(body, 'base64')
    app.get(path, (_request, reply) => reply.headers(headers).send(bytes))
  }
  await app.listen({ port: 0, host: '127.0.0.1' })
  process.send?.({ port: (app.server.address() as AddressInfo).port })
})
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)))
process.once('disconnect', () => process.exit(0))
