import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'

const ZONES = ['UTC', 'Asia/Ho_Chi_Minh', 'America/New_York', 'Pacific/Apia']
const run = promisify(execFile)
const inZone = async (zone: string, args: string[]) => {
  // Without the runner's own variables: a test started by a test would report to it.
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env
  return (await run(process.execPath, args, { env: { ...environment, TZ: zone } })).stdout
}

describe('wherever the server stands', () => {
  it('the rules decide the same', async () => {
    const told = await Promise.all(
      ZONES.map((zone) => inZone(zone, [join(import.meta.dirname, 'support', 'decisions.ts')])),
    )
    const lines = told.map((text) => text.trim().split('\n'))
    // The zones did take effect: the same instant has another hour in each.
    assert.equal(new Set(lines.map(([hour]) => hour)).size, 4)
    assert.equal(new Set(lines.map(([, digest]) => digest)).size, 1, JSON.stringify(lines))
  })
  it('the tests of rounds, papers and wall clocks hold', async () => {
    const source = join(import.meta.dirname, '..', 'src')
    const files = ['rounds/rules.test.ts', 'attempts/rules.test.ts', 'platform/zone.test.ts'].map((file) =>
      join(source, file),
    )
    for (const zone of ZONES) assert.match(await inZone(zone, ['--test', ...files]), /^(ℹ|#) fail 0$/m, zone)
  })
})
