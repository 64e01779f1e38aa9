import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type FreshDatabase, freshDatabase } from '../../tests/support/database.ts'
import {
  aRulebook,
  closingNeeds,
  DAY,
  type LaidAttempt,
  type LaidContest,
  layAttempts,
  layContest,
  MINUTE,
  voidAttempt,
} from '../../tests/support/laid-contest.ts'
import { SETTLING_MS } from '../attempts/write-down-expired.ts'
import type { ContestId, Rulebook } from '../contests/model.ts'
import { inTransaction, openPool, type Pool } from '../platform/db.ts'
import type { RoundId } from '../rounds/model.ts'
import { listContests } from '../rounds/store.ts'
import { findNewestSnapshot } from '../statistics/store.ts'
import { closeDueRounds } from './close-due-rounds.ts'
import { closeRound } from './close-round.ts'
import { publishRanking } from './publish-ranking.ts'
import { rankAgain } from './rank-again.ts'
import { writeRanking } from './write-ranking.ts'

const OPENS = new Date('2023-08-14T00:30:00Z')
const at = (ms: number) => new Date(OPENS.getTime() + ms)
const week = (no: number) => ({ opensAt: at((no - 1) * 7 * DAY), closesAt: at(no * 7 * DAY) })
const UNITS = [
  { code: 'T', choosable: false },
  { code: 'T.NV', parent: 'T' },
  { code: 'T.TC', parent: 'T' },
]
const afterRound = (no: number) => at(no * 7 * DAY + SETTLING_MS)

function paper(person: string, round: number, given: Partial<LaidAttempt> = {}): LaidAttempt {
  return {
    person,
    round,
    unit: 'T.NV',
    startedAt: at((round - 1) * 7 * DAY + MINUTE),
    ending: 'submitted',
    durationMs: 5 * MINUTE,
    score: 8,
    prediction: 1,
    ...given,
  }
}

describe('closing the books of a round', () => {
  let database: FreshDatabase
  let owner: Pool
  let pool: Pool
  let needs: Awaited<ReturnType<typeof closingNeeds>>
  before(async () => {
    database = await freshDatabase()
    owner = openPool(database.url, { size: 2, log: () => {} })
    pool = openPool(database.url, { role: 'hoithi_keeper', size: 8, log: () => {} })
    needs = await closingNeeds(pool)
  })
  after(async () => {
    needs.stop()
    await pool.end()
    await owner.end()
    await database.drop()
  })

  const lay = (rules: Partial<Rulebook> = {}, rounds = 1) =>
    layContest(owner, {
      rules: aRulebook({ counting: 'best', ...rules }),
      rounds: Array.from({ length: rounds }, (_, index) => week(index + 1)),
      units: UNITS,
    })
  const close = (contest: LaidContest, no: number, when = afterRound(no)) =>
    closeRound(needs, { roundId: contest.rounds[no - 1]!.id as RoundId, at: when })
  const standings = async (contest: LaidContest, roundNo: number | null, version = 1) =>
    (
      await owner.query<{ name: string; place: number | null; decidedBy: string | null; trace: string[] }>(
        `SELECT c.full_name AS name, s.place, s.decided_by AS "decidedBy", s.trace FROM standings s
         JOIN rankings r ON r.id = s.ranking_id JOIN contestants c ON c.id = s.contestant_id
         WHERE r.contest_id = $1 AND r.round_no IS NOT DISTINCT FROM $2 AND r.version_no = $3 ORDER BY s.position`,
        [contest.contestId, roundNo, version],
      )
    ).rows

  it('is refused until the round is over and what arrived in time has been written down', async () => {
    const contest = await lay()
    const closesAt = contest.rounds[0]!.closesAt.getTime()
    for (const early of [-1, 0, 9_999])
      assert.deepEqual(await close(contest, 1, new Date(closesAt + early)), {
        ok: false,
        reason: 'round-not-over',
      })
    assert.equal((await close(contest, 1, new Date(closesAt + SETTLING_MS))).ok, true)
  })

  it('puts everybody in line and says why', async () => {
    const contest = await lay({
      ranking: { gate: 'none', keys: ['score', 'predictionDistance', 'durationMs'], ties: 'shared' },
    })
    await layAttempts(owner, contest, [
      paper('An', 1, { score: 10, prediction: 4 }),
      paper('Bình', 1, { score: 10, prediction: 2, durationMs: 4 * MINUTE }),
      paper('Chi', 1, { score: 9 }),
      paper('Dũng', 1, { score: 9 }),
      paper('Em', 1, { score: 9, prediction: null }),
      paper('Giang', 1, { score: 0, ending: 'expired', saved: false, prediction: null }),
    ])
    const closed = await close(contest, 1)
    assert.equal(closed.ok && closed.ranking.actual, 2)
    assert.deepEqual(await standings(contest, 1), [
      { name: 'Bình', place: 1, decidedBy: null, trace: ['10', '0', '240000'] },
      { name: 'An', place: 2, decidedBy: 'predictionDistance', trace: ['10', '2', '300000'] },
      ...(await standings(contest, 1)).slice(2, 4),
      { name: 'Em', place: 5, decidedBy: 'predictionDistance', trace: ['9', '', '300000'] },
      { name: 'Giang', place: null, decidedBy: null, trace: ['0', '', '300000'] },
    ])
    assert.deepEqual(
      (await standings(contest, 1))
        .slice(2, 4)
        .map(({ name, place }) => `${name} ${place}`)
        .sort(),
      ['Chi 3', 'Dũng 3'],
    )
  })

  it('happens once when several workers close at the same time', async () => {
    const contest = await lay()
    await layAttempts(owner, contest, [paper('An', 1), paper('Bình', 1)])
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => close(contest, 1)))
    assert.equal(outcomes.filter(({ ok }) => ok).length, 1)
    const { rows } = await owner.query(
      `SELECT (SELECT count(*)::int FROM rankings WHERE contest_id = $1 AND round_no = 1) AS rankings,
         (SELECT count(*)::int FROM deeds WHERE subject = $2::text) AS deeds`,
      [contest.contestId, contest.rounds[0]!.id],
    )
    assert.deepEqual(rows, [{ rankings: 1, deeds: 1 }])
  }) // Goes red if FOR NO KEY UPDATE is removed from claim_books (tried).

  it('leaves nothing behind when it breaks off, and can be done again', async () => {
    const contest = await lay()
    await layAttempts(owner, contest, [paper('An', 1), paper('Bình', 1)])
    // The record of the deed is written when the standings are there: it fails, and takes them with it.
    await owner.query(`
      CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
      CREATE TRIGGER breaks_off BEFORE INSERT ON deeds FOR EACH ROW EXECUTE FUNCTION break_off()`)
    await assert.rejects(close(contest, 1), /the disk is full/)
    await owner.query('DROP TRIGGER breaks_off ON deeds')
    const { rows } = await owner.query(
      `SELECT (SELECT count(*)::int FROM rankings WHERE contest_id = $1) AS rankings,
         (SELECT count(*)::int FROM standings JOIN attempts a ON a.id = attempt_id WHERE a.contest_id = $1) AS standings,
         (SELECT books_closed_at FROM rounds WHERE id = $2::uuid) AS closed,
         (SELECT count(*)::int FROM deeds WHERE subject = $2::text) AS deeds`,
      [contest.contestId, contest.rounds[0]!.id],
    )
    assert.deepEqual(rows, [{ rankings: 0, standings: 0, closed: null, deeds: 0 }])
    assert.equal((await close(contest, 1)).ok, true)
  })

  it('closes whatever is due, the oldest first, and the contest with the last', async () => {
    const contest = await lay({}, 3)
    await layAttempts(owner, contest, [
      paper('An', 1, { score: 10 }),
      paper('An', 2, { score: 6 }),
      paper('An', 3, { score: 5 }),
      paper('Bình', 1, { score: 10 }),
      paper('Bình', 3, { score: 10 }),
      paper('Chi', 2, { score: 10 }),
    ])
    const due = await closeDueRounds(needs, afterRound(2))
    assert.ok(due.every((outcome) => outcome.ok && !outcome.final))
    assert.deepEqual(await standings(contest, null), [])
    await closeDueRounds(needs, at(21 * DAY + DAY))
    assert.deepEqual(
      (await standings(contest, null)).map(({ name, place, trace }) => ({
        name,
        place,
        trace: trace.slice(0, 3),
      })),
      [
        // 10 + 6 + 5 over three rounds. In round 1 two were predicted right by nobody: each missed by 1.
        { name: 'An', place: 1, trace: ['21', '1', String(15 * MINUTE)] },
        // A round that was missed has the whole time limit and no prediction.
        { name: 'Bình', place: 2, trace: ['20', '', String(20 * MINUTE)] },
        { name: 'Chi', place: 3, trace: ['10', '', String(25 * MINUTE)] },
      ],
    )
  })

  it('makes the standings of the contest once when two rounds close at the same time', async () => {
    const contest = await lay({}, 2)
    await layAttempts(owner, contest, [paper('An', 1), paper('An', 2)])
    await Promise.all([close(contest, 1, afterRound(2)), close(contest, 2, afterRound(2))])
    assert.equal((await standings(contest, null)).length, 1)
  })

  it('publishes when the organisers decide, where the rulebook says so', async () => {
    const contest = await lay({
      publication: { standings: 'decided', names: 'full', score: 'never' },
      prediction: { ...aRulebook().prediction!, target: 'participants' },
    })
    await layAttempts(owner, contest, [paper('An', 1)])
    const closed = await close(contest, 1)
    assert.equal(closed.ok && closed.ranking.publishedAt, null)
    const contestId = contest.contestId as ContestId
    assert.equal((await findNewestSnapshot(pool, contestId, 1))?.figures.hides, 'everything')
    const decision = { contestId, roundNo: 1, actor: 'organisers', at: at(8 * DAY) }
    assert.equal((await publishRanking({ pool }, decision)).ok, true)
    assert.deepEqual(await publishRanking({ pool }, decision), { ok: false, reason: 'already-published' })
    assert.deepEqual(await publishRanking({ pool }, { ...decision, roundNo: 7 }), {
      ok: false,
      reason: 'no-such-round',
    })
    assert.deepEqual((await findNewestSnapshot(pool, contestId, 1))?.figures.own, [[1, 1, 1, 1]])
  })

  it('ranks again after a void as a new version, with a new figure for the prediction', async () => {
    const contest = await lay({ cumulative: null })
    const [first] = await layAttempts(owner, contest, [
      paper('An', 1, { score: 10 }),
      paper('Bình', 1, { score: 10 }),
    ])
    await close(contest, 1)
    await voidAttempt(owner, contest, first!, at(8 * DAY))
    const again = await rankAgain(needs, {
      contestId: contest.contestId as ContestId,
      roundNo: 1,
      reason: 'voided',
      actor: 'organisers',
      at: at(8 * DAY),
    })
    assert.equal(again.ok && again.ranking.actual, 1)
    assert.equal((await standings(contest, 1, 1)).length, 2)
    assert.deepEqual(
      (await standings(contest, 1, 2)).map(({ name }) => name),
      ['Bình'],
    )
    const newest = await findNewestSnapshot(pool, contest.contestId as ContestId, 1)
    assert.deepEqual(newest?.figures.own, [[1, 1, 1, 1]])
  })

  it('takes more people than one statement writes', async () => {
    const contest = await lay({ cumulative: null })
    const people = Array.from({ length: 5_001 }, (_, no) =>
      paper(`người ${no}`, 1, { score: no % 11, durationMs: MINUTE + ((no * 7919) % 500_000) }),
    )
    await layAttempts(owner, contest, people)
    const closed = await close(contest, 1)
    assert.equal(closed.ok && closed.ranking.placed, 5_001)
    assert.equal((await standings(contest, 1)).length, 5_001)
  })

  it('places nobody while a paper is not graded', async () => {
    const contest = await lay()
    await layAttempts(owner, contest, [paper('An', 1), paper('Bình', 1, { ending: null })])
    const [laid] = (await listContests(pool, afterRound(1))).filter(({ slug }) => slug === contest.slug)
    const occasion = { at: afterRound(1), reason: null, publish: true }
    await assert.rejects(
      inTransaction(pool, (tx) => writeRanking(tx, laid!, laid!.rounds[0]!, occasion)),
      /1 attempts are over and not yet written down/,
    )
    assert.deepEqual(await standings(contest, 1), [])
  })
})
