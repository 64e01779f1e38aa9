import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type FreshDatabase, freshDatabase } from '../../tests/support/database.ts'
import {
  aRulebook,
  DAY,
  foldWholly,
  type LaidAttempt,
  type LaidContest,
  layAttempts,
  layContest,
  MINUTE,
  voidAttempt,
} from '../../tests/support/laid-contest.ts'
import type { ContestId } from '../contests/model.ts'
import { inTransaction, openPool, type Pool } from '../platform/db.ts'
import { drawer } from '../questions/rules.ts'
import type { Contest } from '../rounds/model.ts'
import { listContests } from '../rounds/store.ts'
import { checkTotals } from './check-totals.ts'
import { foldLedger } from './fold-ledger.ts'
import { findLag, listTallies, listTotals } from './fold-store.ts'
import { scopesOf } from './rules.ts'
import { countAgain, readTotals } from './store.ts'

const OPENS = new Date('2023-08-14T00:30:00Z')
const at = (ms: number) => new Date(OPENS.getTime() + ms)
const NOW = at(20 * DAY)
const UNITS = ['T.1', 'T.2', 'T.3', 'T.4']

describe('folding the ledger into totals', () => {
  let database: FreshDatabase
  let owner: Pool
  let keeper: Pool
  const alarms: string[] = []
  before(async () => {
    database = await freshDatabase()
    owner = openPool(database.url, { size: 12, log: () => {} })
    keeper = openPool(database.url, { role: 'hoithi_keeper', size: 4, log: () => {} })
  })
  after(async () => {
    await Promise.all([owner.end(), keeper.end()])
    await database.drop()
  })

  const lay = () =>
    layContest(owner, {
      rules: aRulebook(),
      rounds: [0, 1, 2].map((no) => ({ opensAt: at(no * 7 * DAY), closesAt: at((no + 1) * 7 * DAY) })),
      units: UNITS.map((code) => ({ code })),
    })
  const paper = (
    person: string,
    round: number,
    attemptNo: number,
    given: Partial<LaidAttempt>,
  ): LaidAttempt => ({
    person,
    round,
    attemptNo,
    unit: 'T.1',
    startedAt: at((round - 1) * 7 * DAY + MINUTE),
    ending: 'submitted',
    durationMs: MINUTE,
    score: 5,
    ...given,
  })
  const log = (line: string) => alarms.push(line)
  const fold = (contest: LaidContest) => foldWholly(keeper, contest.contestId, { at: NOW, log })
  const foldParts = (contest: LaidContest, part: number) =>
    foldLedger({ pool: keeper, log }, { contestId: contest.contestId as ContestId, at: NOW, part })
  const read = async ({ slug }: LaidContest): Promise<Contest> =>
    (await listContests(keeper, NOW)).find((contest) => contest.slug === slug)!

  /** What is published from the totals, and what a count of every line of the ledger says. */
  const bothCounts = async (laid: LaidContest) => {
    const contest = await read(laid)
    const both = []
    for (const scope of scopesOf(contest, NOW)) {
      const tally = (await listTallies(keeper, contest.id)).find(({ roundNo }) => roundNo === scope.roundNo)!
      both.push([await readTotals(keeper, contest.id, scope), await countAgain(keeper, tally)] as const)
    }
    return both
  }
  const areAlike = async (contest: LaidContest) => {
    for (const [totals, counted] of await bothCounts(contest))
      assert.deepEqual(sorted(totals), sorted(counted))
  }
  const sorted = (counts: ReadonlyMap<string, unknown>) => [...counts].sort(([a], [b]) => (a < b ? -1 : 1))

  it('is the same as a naive recount, whatever commits late and whoever folds meanwhile', async () => {
    const contest = await lay()
    const pick = drawer(Buffer.from('folding'), 'one seed, many interleavings')
    const people = Array.from({ length: 90 }, (_, no) => `p${no}`)
    await layAttempts(
      owner,
      contest,
      people.map((person) => paper(person, 1, 1, { unit: UNITS[pick(4)]! })),
    )
    let lines = people.length
    const tries = new Map<string, number>()
    const somePaper = () => {
      const [person, round] = [people[pick(people.length)]!, 1 + pick(3)]
      const attemptNo = (tries.get(`${person} ${round}`) ?? 1) + 1
      tries.set(`${person} ${round}`, attemptNo)
      lines += 1
      return paper(person, round, attemptNo, {
        unit: UNITS[pick(4)]!,
        startedAt: at((round - 1) * 7 * DAY + pick(600) * 1000),
        ending: pick(4) === 0 ? 'expired' : 'submitted',
        saved: pick(2) === 0,
      })
    }
    let isWriting = true
    const folders = [50, 7].map(async (part) => {
      while (isWriting) await foldParts(contest, part)
    })
    try {
      for (let wave = 0; wave < 20; wave++) {
        const clients = await Promise.all(Array.from({ length: 8 }, () => owner.connect()))
        for (const client of clients) {
          await client.query('BEGIN')
          await layAttempts(client, contest, Array.from({ length: 1 + pick(14) }, somePaper))
        }
        // The first to write is the last to commit; now and then one breaks off.
        for (const client of clients.toReversed()) {
          await client.query('COMMIT')
          if (pick(4) === 0) await foldParts(contest, 5)
          const now = await read(contest)
          assert.deepEqual(await inTransaction(keeper, (tx) => checkTotals(tx, now, now.rounds[0]!)), [])
        }
        for (const client of clients) client.release()
      }
    } finally {
      isWriting = false
    }
    await Promise.all(folders)
    await fold(contest)
    assert.ok(lines > 1000, `${lines} lines`)
    await areAlike(contest)
  }) // Goes red when lines are taken up to the newest transaction instead of the oldest that still runs (tried).

  it('takes back what is declared void, also of somebody who has nothing left', async () => {
    const contest = await lay()
    const [first, , second] = await layAttempts(owner, contest, [
      paper('An', 1, 1, {}),
      paper('Bình', 1, 1, { unit: 'T.2' }),
      paper('An', 1, 2, { unit: 'T.3', startedAt: at(DAY) }),
    ])
    await fold(contest)
    for (const [attempt, unit] of [
      [first!, 'T.3'],
      [second!, null],
    ] as const) {
      await voidAttempt(owner, contest, attempt, NOW)
      await fold(contest)
      await areAlike(contest)
      const totals = await listTotals(keeper, contest.contestId as ContestId, 1)
      assert.equal(unit === null || totals.get(contest.unitIds.get(unit)!)?.persons === 1, true)
    }
  })

  it('folds a transaction that wrote more than a part', async () => {
    const contest = await lay()
    await layAttempts(owner, contest, [paper('An', 2, 1, {})])
    await fold(contest)
    await layAttempts(
      owner,
      contest,
      Array.from({ length: 30 }, (_, no) => paper(`người ${no}`, 2, 1, { unit: UNITS[no % 4]! })),
    )
    await foldWholly(keeper, contest.contestId, { at: NOW, log, part: 10 })
    await areAlike(contest)
  })

  it('goes on in another PostgreSQL, whose transactions have other numbers', async () => {
    const contest = await lay()
    await layAttempts(owner, contest, [paper('An', 1, 1, {}), paper('Bình', 1, 1, {})])
    await fold(contest)
    const roundId = contest.rounds[0]!.id
    // As a dump brings it back: another cluster, and lines of transactions that have not begun here.
    await owner.query(
      `UPDATE statistics_folds SET cluster = 'elsewhere', folded_below = '900000000' WHERE round_id = $1`,
      [roundId],
    )
    await owner.query(`UPDATE participation_ledger SET written_in = '899999999' WHERE round_id = $1`, [
      roundId,
    ])
    for (const person of ['Chi', 'Dũng']) {
      await layAttempts(owner, contest, [paper(person, 1, 1, { unit: 'T.2' })])
      await fold(contest)
      await areAlike(contest)
    }
  })

  it('holds the totals of a closed round against the ledger, and the ledger wins', async () => {
    const contest = await lay()
    const [round] = contest.rounds
    await layAttempts(owner, contest, [paper('An', 1, 1, {}), paper('Bình', 1, 1, { unit: 'T.2' })])
    await fold(contest)
    await owner.query('UPDATE rounds SET books_closed_at = $2 WHERE id = $1', [round!.id, at(8 * DAY)])
    alarms.length = 0
    await fold(contest)
    assert.deepEqual(alarms, [])
    await owner.query('UPDATE statistics_folds SET checked = false WHERE round_id = $1', [round!.id])
    await owner.query(
      'UPDATE statistics_totals SET persons = persons + 1 WHERE contest_id = $1 AND unit_id = $2',
      [contest.contestId, contest.unitIds.get('T.2')],
    )
    await fold(contest)
    assert.match(alarms.join(), /ALARM: .*round 1, differ from the ledger at 1 units/)
    await areAlike(contest)
    const { rows } = await owner.query('SELECT deed, details FROM deeds WHERE subject = $1', [round!.id])
    assert.deepEqual(rows, [
      { deed: 'statistics.made-again', details: { round: 1, units: [contest.unitIds.get('T.2')] } },
    ])
  })

  it('says how long the oldest line has been waiting', async () => {
    const contest = await lay()
    await owner.query('UPDATE rounds SET books_closed_at = closes_at WHERE contest_id <> $1', [
      contest.contestId,
    ])
    await fold(contest)
    assert.equal(await findLag(keeper, NOW), 0)
    await layAttempts(owner, contest, [
      paper('An', 1, 1, { startedAt: new Date(NOW.getTime() - 3 * MINUTE) }),
    ])
    assert.equal(await findLag(keeper, NOW), 120)
    await fold(contest)
    assert.equal(await findLag(keeper, NOW), 0)
  })
})
