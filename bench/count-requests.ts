/** Loaded before a program of ours (node --import): how many requests did its Fastify answer, and at what cost? */
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'

const file = process.env.HOITHI_BENCH_COUNT
let requests = 0
subscribe('tracing:fastify.request.handler:start', () => {
  requests += 1
})
process.once('exit', () => {
  const { user, system } = process.cpuUsage()
  if (file) writeFileSync(file, JSON.stringify({ requests, cpuSeconds: (user + system) / 1e6 }))
})
