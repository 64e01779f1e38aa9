/** What a bare Fastify does on this machine: a JSON body comes in and goes out again. Nothing is kept. */
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'

const app = Fastify()
app.put('/echo', async (request) => request.body)
await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.({ port: (app.server.address() as AddressInfo).port })
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)))
process.once('disconnect', () => process.exit(0))
