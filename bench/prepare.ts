/**
 * The databases that the benches play in. The first has all the samples and is made as a start would make it; the others
 * are copies of it, taken before anybody has been there.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { readContestFile } from '../src/contests/read-contest-file.ts'
import { type Keys, openHouse, readKeys } from '../src/main/house.ts'
import { systemClock } from '../src/platform/clock.ts'
import { openPool } from '../src/platform/db.ts'
import { migrate } from '../src/platform/migrate.ts'
import { closeDueRounds } from '../src/rankings/close-due-rounds.ts'
import { loadContest } from '../src/setup/load-contest.ts'
import { root } from './figures.ts'
import { findPlace, layPapers, layPeople } from './lay.ts'
import type { Postgres } from './real-server.ts'

/** In the sample's first round, which is over, so that there are standings to show. */
export const PUBLISHED = 2000

export async function prepareDatabases(postgres: Postgres): Promise<void> {
  const keys = readKeys(postgres.home)
  const url = postgres.ownerUrlOf('hoithi')
  await migrate(url, () => {})
  await loadSamples(url, keys.identityKey)
  await copyDatabase(postgres, 'hoithi', 'books')
  const admin = new pg.Client({ connectionString: postgres.urlOf('hoithi') })
  await admin.connect()
  const over = await findPlace(admin, 'demo', 1)
  await admin.end()
  await layPeople(postgres.urlOf('hoithi'), over, { from: 1, to: PUBLISHED })
  await layPapers(postgres.urlOf('hoithi'), over, { from: 1, to: PUBLISHED }, null)
  await closeWhatIsOver(keys, url)
  await copyDatabase(postgres, 'hoithi', 'large')
}

async function loadSamples(url: string, identityKey: Buffer): Promise<void> {
  const owner = openPool(url, { size: 1, log: () => {} })
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
}

/** As the worker would at the first start. What is laid into these rounds later is never ranked. */
async function closeWhatIsOver(keys: Keys, url: string): Promise<void> {
  const house = await openHouse({ ...keys, url, clock: systemClock, log: () => {} })
  try {
    for (const outcome of await closeDueRounds({ ...house, pool: house.keeper }, systemClock.now()))
      if (!outcome.ok) throw new Error(`a round was not closed: ${outcome.reason}`)
  } finally {
    await house.close()
  }
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
