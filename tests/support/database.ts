/**
 * A fresh database for every test file: a copy of a template that was migrated once.
 *
 * One PostgreSQL serves a whole run; `scripts/test.ts` starts it and names it in HOITHI_TEST_DATABASE. A file that is
 * run alone (`node --test src/…`) starts one of its own and takes it down after its last test.
 */
import { after } from 'node:test'
import { copyTemplate, type FreshDatabase, makeTemplate } from './template.ts'
import { startTestServer } from './test-server.ts'

export type { FreshDatabase }

export async function freshDatabase(): Promise<FreshDatabase> {
  const server = await serverUrl()
  template ??= makeTemplate(server)
  return copyTemplate(server, await template)
}

/** A database without any table, for tests of the migrations themselves. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  return copyTemplate(await serverUrl(), null)
}

let template: Promise<string> | null = null
let server: Promise<string> | null = null
let stopAlone = async () => {}
// Whoever has named a server may not be a test at all: a hook of node:test would make one of it, with a report at its end.
if (!process.env.HOITHI_TEST_DATABASE) after(() => stopAlone())

function serverUrl(): Promise<string> {
  server ??= process.env.HOITHI_TEST_DATABASE
    ? Promise.resolve(process.env.HOITHI_TEST_DATABASE)
    : startTestServer().then((started) => {
        stopAlone = started.stop
        return started.url
      })
  return server
}
