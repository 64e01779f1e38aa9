import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { type ContestFile, readContestFile } from '../src/contests/read-contest-file.ts'
import { rehearseOn } from '../src/main/run-rehearsal.ts'
import type { Ranking } from '../src/rankings/contract.ts'
import type { Rehearsal } from '../src/rehearsals/rehearse-contest.ts'
import type { Statistics } from '../src/statistics/contract.ts'
import { type FreshDatabase, freshDatabase } from './support/database.ts'

const PEOPLE = 240
const quiet = { tell: () => {}, progress: () => {} }

/** One attempt as it lies in the database, and nothing that the engine derived from it but its score. */
type Raw = {
  id: string
  no: number
  contestant: string
  name: string
  prediction: number | null
  started: Date
  submitted: Date
  score: number
  total: number
  unit: string
  participated: boolean
}

describe('a rehearsal of Hòa Bình 2023', () => {
  let first: Rehearsal
  let second: Rehearsal
  let raw: Raw[]
  const databases: FreshDatabase[] = []

  before(async () => {
    const file = await readGood('hoa-binh-2023')
    for (const _ of [1, 2]) databases.push(await freshDatabase())
    first = await rehearseOn(databases[0]!.url, file, { people: PEOPLE, seed: 7, ...quiet })
    second = await rehearseOn(databases[1]!.url, file, { people: PEOPLE, seed: 7, ...quiet })
    raw = await readRaw(databases[0]!.url)
  })
  after(async () => {
    for (const database of databases) await database.drop()
  })

  it('comes out the same, byte for byte, for the same seed', () =>
    assert.equal(JSON.stringify(first), JSON.stringify(second)))

  it('ranks as an independent naive computation over the raw attempts ranks', () => {
    for (const { no, ranking } of first.rounds) {
      const { rows, actual, drawSeed } = ranking as Ranking
      const round = raw.filter((each) => each.no === no)
      const naive = naiveStandings(round, drawSeed!, no)
      assert.ok(naive.rows.length > PEOPLE / 2, 'most people took part')
      assert.equal(actual, naive.actual)
      assert.deepEqual(
        rows.map(({ place, attemptId }) => ({ place, attemptId })),
        naive.rows.map(({ id }, index) => ({ place: index + 1, attemptId: id })),
      )
    }
  })

  it('counts per unit what a naive count over the raw attempts finds', () => {
    for (const { no, statistics } of first.rounds) {
      const { units, totals } = statistics as Statistics
      const round = raw.filter((each) => each.no === no)
      const persons = (of: Raw[]) =>
        new Set(of.filter((each) => each.participated).map((each) => each.contestant)).size
      assert.equal(totals.persons, persons(round))
      assert.equal(totals.attempts, round.length)
      for (const { unitId, own } of units) {
        const here = round.filter(({ unit }) => unit === unitId)
        assert.deepEqual([own.persons, own.attempts], [persons(here), here.length], unitId)
      }
    }
  })

  it('refuses what a contest refuses, each with its reason', () => {
    const reasons = new Set(first.refused.map(({ reason }) => reason))
    for (const reason of [
      'attempts-used-up',
      'excluded',
      'round-not-open',
      'round-closed',
      'too-late',
      'malformed',
    ])
      assert.ok(reasons.has(reason), reason)
  })
})

describe('a rehearsal of the other contests', () => {
  for (const slug of ['lang-son-2022', 'ninh-giang-2024', 'hai-duong-2024', 'demo'])
    it(`takes ${slug} from registration to the last standings`, async () => {
      const database = await freshDatabase()
      try {
        const result = await rehearseOn(database.url, await readGood(slug), { people: 60, seed: 3, ...quiet })
        assert.ok(result.registered >= 55)
        for (const { ranking } of result.rounds) assert.ok((ranking as Ranking).rows.length > 0)
      } finally {
        await database.drop()
      }
    })
})

/** The rulebook again, in the plainest words: score, then the nearest guess, then the shorter time, then the hour. */
function naiveStandings(round: Raw[], drawSeed: string, no: number) {
  const actual = new Set(
    round.filter(({ score, total }) => score === total).map(({ contestant }) => contestant),
  ).size
  const counted = round.filter(({ participated }) => participated)
  const miss = ({ prediction }: Raw) =>
    prediction === null ? Number.POSITIVE_INFINITY : Math.abs(prediction - actual)
  const beats = (a: Raw, b: Raw): boolean => {
    if (a.score !== b.score) return a.score > b.score
    if (miss(a) !== miss(b)) return miss(a) < miss(b)
    const took = ({ started, submitted }: Raw) => submitted.getTime() - started.getTime()
    if (took(a) !== took(b)) return took(a) < took(b)
    if (a.submitted.getTime() !== b.submitted.getTime()) return a.submitted < b.submitted
    throw new Error(
      `a draw decides between ${a.id} and ${b.id}: ${drawOf(drawSeed, no, a.id)} ${drawOf(drawSeed, no, b.id)}`,
    )
  }
  // Insertion, one by one: slow and hard to get wrong.
  const rows: Raw[] = []
  for (const each of counted) {
    const at = rows.findIndex((other) => beats(each, other))
    rows.splice(at < 0 ? rows.length : at, 0, each)
  }
  return { actual, rows }
}

function drawOf(seed: string, no: number, id: string): string {
  return createHmac('sha256', Buffer.from(seed, 'hex')).update(`${no}/${id}`).digest('hex')
}

async function readGood(slug: string): Promise<ContestFile> {
  const read = await readContestFile(join(import.meta.dirname, '..', 'contests', slug))
  assert.ok(read.ok, JSON.stringify(read))
  return read.contest
}

async function readRaw(url: string): Promise<Raw[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Raw>(
      `SELECT a.id, r.no, a.contestant_id AS contestant, c.full_name AS name, a.prediction::float8 AS prediction,
         a.started_at AS started, a.submitted_at AS submitted, a.score, a.total, a.unit_id AS unit,
         (a.ending = 'submitted' OR a.answers <> '{}') AS participated
       FROM attempts a JOIN rounds r ON r.id = a.round_id JOIN contestants c ON c.id = a.contestant_id ORDER BY a.id`,
    )
    return rows
  } finally {
    await client.end()
  }
}
