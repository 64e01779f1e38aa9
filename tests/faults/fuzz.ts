/** A million requests, wrong in every way, against a house of their own: nothing breaks, and a refused one changes nothing. */
import { fuzz as fuzzApi } from '../fuzz/fuzz.ts'
import type { Fault } from './fault.ts'

const REQUESTS = { full: 1_000_000, quick: 1_000 }

export const fuzz: Fault = {
  name: 'fuzz',
  says: 'requests made from the OpenAPI document, right, nearly right and wrong',
  rounds: { full: 1, quick: 1 },
  run: async (run) => {
    const requests = run.quick ? REQUESTS.quick : REQUESTS.full
    // A seed of digits, as the fuzzer prints it for playing one failure again.
    const seed = Number.parseInt(Buffer.from(run.seed).toString('hex').slice(0, 8), 16) % 2 ** 20
    const told = await fuzzApi({ requests, seed, say: (line) => run.say(`  ${line}`) })
    run.result.rounds = 1
    run.result.figures = {
      requests: told.requests,
      by_socket: told.bySocket,
      grew_mb: told.growthMb,
      seed,
      ...Object.fromEntries(
        Object.entries(told.statuses).map(([status, times]) => [`status_${status}`, times]),
      ),
    }
    for (const { message } of told.failures)
      run.result.findings.push({ kind: 'answer', what: message.slice(0, 500) })
    if (!told.held && told.failures.length === 0)
      run.result.findings.push({ kind: 'answer', what: `the process grew by ${told.growthMb} MB` })
  },
}
