/**
 * The databases that the benches play in. The first has all the samples and is made as a start would make it; the others
 * are copies of it, taken before anybody has been there.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { readContestFile } from '../src/contests/read-contest-file.ts'
import { readKeys } from '../src/main/house.ts'
import { openPool } from '../src/platform/db.ts'
import { migrate } from '../src/platform/migrate.ts'
import { loadContest } from '../src/setup/load-contest.ts'
import { root } from './figures.ts'
import type { Postgres } from './real-server.ts'

/** `hoithi` is the one that a server takes by itself. */
export type DatabaseName = 'hoithi' | 'large' | 'books'

export async function prepareDatabases(postgres: Postgres): Promise<void> {
  await migrate(postgres.ownerUrlOf('hoithi'), () => {})
  const { identityKey } = readKeys(postgres.home)
  const owner = openPool(postgres.ownerUrlOf('hoithi'), { size: 1, log: () => {} })
  try {
    const folder = join(root, 'contests')
    const at = new Date()
    for (const slug of readdirSync(folder)) {
      if (!existsSync(join(folder, slug, 'contest.yaml'))) continue
      const read = await readContestFile(join(folder, slug), at)
      if (!read.ok) throw new Error(`${slug} cannot be read`)
      await loadContest({ owner, identityKey }, { file: read.contest, at })
    }
  } finally {
    await owner.end()
  }
  for (const copy of ['large', 'books'] satisfies DatabaseName[]) await copyDatabase(postgres, 'hoithi', copy)
}

export async function copyDatabase(postgres: Postgres, from: string, to: string): Promise<void> {
  const admin = new pg.Client({ connectionString: postgres.urlOf('postgres') })
  await admin.connect()
  try {
    await admin.query(`DROP DATABASE IF EXISTS ${to}`)
    await admin.query(`CREATE DATABASE ${to} TEMPLATE ${from} OWNER hoithi`)
  } finally {
    await admin.end()
  }
}
