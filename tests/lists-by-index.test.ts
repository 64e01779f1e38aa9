/** A page of a list reads about as many rows as it shows, and a search those that it finds, however many there are. */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import pg from 'pg'
import { type Asked, consoleLists } from '../bench/console-lists.ts'
import { findPlace } from '../bench/lay.ts'
import { layConsole } from '../bench/lay-console.ts'
import type { Pool } from '../src/platform/db.ts'
import { freshHouse, type TestHouse } from './support/a-house.ts'
import { ask, type Browser, seated } from './support/officers.ts'

const ROWS = 2_500
/** What a page of fifty may read on its way: names, units and numbers beside each row. */
const MOST = 700
/** Pages from the middle, and words that few rows have; what a hash of two small tables does sooner shows itself in the bench alone. */
const PAGES = /(middle|a rare word)$/
const NOT_SO_SMALL =
  /duplicates|attempts middle|missing|turnout|:version|two words|console\/units|questions middle/

type Statement = { text: string; values: unknown[] }

describe('a list of the console', () => {
  const house = freshHouse()
  let browser: Browser
  let lists: Asked[] = []
  before(async () => {
    const database = new pg.Client({ connectionString: house.url })
    await database.connect()
    const { slug } = house.contest
    const place = await findPlace(database, slug, 1)
    await layConsole(house.url, place, { rows: ROWS }, () => {})
    browser = (await seated(house, ['organiser', 'administrator', 'auditor', 'judge'])).browser
    const { rows } = await database.query(`SELECT id FROM attempts ORDER BY id OFFSET ${ROWS / 2} LIMIT 1`)
    await database.end()
    lists = consoleLists(slug, ROWS, 1)
      .filter(({ route, what }) => PAGES.test(what) && !NOT_SO_SMALL.test(`${route} ${what}`))
      .map((asked) => ({ ...asked, url: asked.url.replace('MIDDLE_ATTEMPT', rows[0].id) }))
  })

  it('reads about what it shows, from the middle and for a rare word', async () => {
    const seen: string[] = []
    for (const { route, what, url } of lists) {
      const { asked, reply } = await listening(house, () => ask(house, browser, 'GET', url))
      assert.equal(reply.status, 200, `${url}: ${reply.text}`)
      for (const { pool, statement } of asked) {
        const read = await rowsRead(pool, statement)
        if (read > MOST)
          seen.push(`${route} ${what}: ${read} rows of ${ROWS}\n${statement.text.slice(0, 200)}`)
      }
    }
    assert.ok(lists.length > 15)
    assert.deepEqual(seen, [])
  })
})

/** What is asked of both pools meanwhile. */
async function listening<Result>(
  { house }: TestHouse,
  work: () => Promise<Result>,
): Promise<{ asked: { pool: Pool; statement: Statement }[]; reply: Result }> {
  const asked: { pool: Pool; statement: Statement }[] = []
  const pools = [house.pool, house.keeper].map((pool) => ({ pool, query: pool.query }))
  for (const { pool, query } of pools)
    pool.query = ((statement: Statement, ...rest: unknown[]) => {
      if (/^(--.*\n)*\s*(SELECT|WITH)/.test(statement.text ?? '')) asked.push({ pool, statement })
      return (query as (...given: unknown[]) => unknown).call(pool, statement, ...rest)
    }) as Pool['query']
  try {
    return { reply: await work(), asked }
  } finally {
    for (const { pool, query } of pools) pool.query = query
  }
}

type Node = {
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  Plans?: Node[]
} & Record<string, unknown>

/** Rows that the scans of a statement met, shown or passed over. */
async function rowsRead(pool: Pool, { text, values }: Statement): Promise<number> {
  const { rows } = await pool.query({ text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values })
  const sum = (node: Node): number => {
    const own = /Scan$/.test(String(node['Node Type'])) && node['Relation Name'] !== undefined
    const met = own ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'] : 0
    return met + (node.Plans ?? []).reduce((all, below) => all + sum(below), 0)
  }
  return sum(rows[0]['QUERY PLAN'][0].Plan)
}
