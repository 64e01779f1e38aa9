/** A process that holds an embedded PostgreSQL, to be killed by a test: node postgres-owner.ts DIRECTORY MANNER */
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'

const postgres = await startEmbeddedPostgres({ directory: process.argv[2]!, log: () => {} })
const manner = process.argv[3]
if (manner === 'listens') process.once('SIGTERM', () => void postgres.stop())
console.log(JSON.stringify({ url: postgres.url, pid: postgres.pid }))
if (manner === 'exits') setTimeout(() => process.exit(1), 100)
