/**
 * npm test [-- part of a path …]: every test, on one real PostgreSQL. Rules and slices side by side, then the journeys one by
 * one, since a browser fills a small machine by itself. The last line alone says how it went.
 */
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { startTestServer } from '../tests/support/test-server.ts'

type Counts = { passed: number; failed: number; skipped: number }

const root = join(import.meta.dirname, '..')
const wanted = process.argv.slice(2)
/** Well above the slowest file on a slow machine: a file that hangs fails, and does not hold up the rest for ever. */
const FILE_TIMEOUT = 10 * 60_000

const find = (patterns: string[]) =>
  globSync(patterns, { cwd: root, exclude: ['**/node_modules/**'] })
    .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
    .sort()
    .map((file) => join(root, file))

async function runFiles(files: string[], concurrency: number): Promise<Counts> {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  if (files.length === 0) return counts
  const events = run({ files, concurrency, timeout: FILE_TIMEOUT, cwd: root })
  events.on('test:summary', (summary) => {
    if (summary.file !== undefined) return
    const { tests, passed, skipped, todo } = summary.counts
    // A hook that throws fails the run without failing a test.
    const failed = tests - passed - skipped - todo
    counts.passed += passed
    counts.failed += summary.success ? failed : Math.max(failed, 1)
    counts.skipped += skipped + todo
  })
  for await (const line of events.compose(new spec())) process.stdout.write(line)
  return counts
}

const slices = find(['{src,scripts,tests,verifier,web,bench}/**/*.test.ts'])
const journeys = find(['tests/journeys/*.spec.ts'])

const server = await startTestServer()
process.env.HOITHI_TEST_DATABASE = server.url
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void server.stop().finally(() => process.exit(1)))
}

const first = await runFiles(slices, Math.max(2, availableParallelism()))
const second = await runFiles(journeys, 1)
await server.stop()

const passed = first.passed + second.passed
const failed = first.failed + second.failed
const skipped = first.skipped + second.skipped
if (passed + failed === 0) console.error(`no test matches: ${wanted.join(' ') || 'there is none'}`)
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
