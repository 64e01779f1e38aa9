/** One PostgreSQL for a run of tests, in a folder that goes when it stops. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'

export type TestServer = { readonly url: string; readonly adminUrl: string; stop(): Promise<void> }

/** Tests lose nothing that matters when the machine goes down, and gain a third of their time. */
const hasty = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }

export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hoithi-test-'))
  const directory = join(folder, 'postgres')
  const postgres = await startEmbeddedPostgres({
    directory,
    log: () => {},
    settings: hasty,
  })
  return {
    url: postgres.url,
    adminUrl: postgres.adminUrl,
    stop: async () => {
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
