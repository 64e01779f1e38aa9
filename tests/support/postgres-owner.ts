/** A process that holds an embedded PostgreSQL, to be killed by a test: node postgres-owner.ts DIRECTORY */
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'

const postgres = await startEmbeddedPostgres({ directory: process.argv[2]!, log: () => {} })
process.once('SIGTERM', () => void postgres.stop())
console.log(JSON.stringify({ url: postgres.url, pid: postgres.pid }))
