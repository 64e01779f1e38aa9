/** Loaded before a program of ours (node --import): how many requests did its Fastify answer? */
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'

const file = process.env.HOITHI_BENCH_COUNT
let requests = 0
subscribe('tracing:fastify.request.handler:start', () => {
  requests += 1
})
process.once('exit', () => file && writeFileSync(file, String(requests)))
