import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fuzz } from './fuzz.ts'

const REQUESTS = Number(process.env.HOITHI_FUZZ_REQUESTS ?? 50_000)

describe('the whole API, asked in every wrong way', () => {
  it(`answers ${REQUESTS} requests as its document says, and a refused one changes nothing`, async (t) => {
    const { failures, ...told } = await fuzz({
      requests: REQUESTS,
      // Always the same ones here; npm run faults draws others every time.
      seed: 20_230_814,
      say: (line) => t.diagnostic(line),
    })
    t.diagnostic(JSON.stringify(told))
    assert.deepEqual(failures, [])
    assert.ok(told.requests >= REQUESTS && told.bySocket > REQUESTS / 20, JSON.stringify(told))
    assert.ok(told.held, `${told.growthMb} MB more than after the first tenth`)
  })
})
