import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import pg from 'pg'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { checkSettings, describeSettings, judgeSettings } from './safe-settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'hoithi-settings-'))
after(() => rmSync(folder, { recursive: true }))

async function check(settings: Record<string, string>, expected: string[]): Promise<void> {
  const postgres = await startEmbeddedPostgres({
    directory: join(folder, 'postgres'),
    log: () => {},
    settings,
  })
  const client = new pg.Client({ connectionString: postgres.url })
  try {
    await client.connect()
    const found = await checkSettings(client)
    assert.deepEqual(
      found.map(({ code, severity }) => `${severity} ${code}`),
      expected,
    )
    for (const { found: value } of found) assert.ok(describeSettings(found).includes(value))
  } finally {
    await client.end()
    await postgres.stop()
  }
}

describe('the settings of a database', () => {
  it('are safe on the embedded server as we start it', () => check({}, []))

  it('are refused without fsync', () => check({ fsync: 'off' }, ['fault fsync-off']))

  it('are refused when a commit is acknowledged before it is on the disk', () =>
    check({ synchronous_commit: 'off' }, ['fault synchronous-commit-off']))

  it('are refused when a torn page could not be mended', () =>
    check({ full_page_writes: 'off' }, ['fault full-page-writes-off']))

  it('are safe with a standby that only confirms the writing', () =>
    check({ synchronous_commit: 'local' }, []))

  it('are refused on a server of another alphabet, too old, without ICU, or a standby; missing checksums are only said', () => {
    const safe = {
      fsync: 'on',
      fullPageWrites: 'on',
      synchronousCommit: 'on',
      checksums: 'on',
      version: 150_000,
      encoding: 'UTF8',
      hasIcu: true,
      inRecovery: false,
    }
    const codes = (facts: Partial<typeof safe>) =>
      judgeSettings({ ...safe, ...facts }).map(({ code, severity }) => `${severity} ${code}`)
    assert.deepEqual(codes({}), [])
    assert.deepEqual(codes({ version: 149_999 }), ['fault server-too-old'])
    assert.deepEqual(codes({ encoding: 'SQL_ASCII' }), ['fault encoding-not-utf8'])
    assert.deepEqual(codes({ hasIcu: false }), ['fault icu-missing'])
    assert.deepEqual(codes({ inRecovery: true }), ['fault read-only'])
    assert.deepEqual(codes({ checksums: 'off' }), ['warning no-checksums'])
  })
})
