/**
 * Folds the lines that are new in the ledger of a contest into totals (docs/rules/statistics.md, S-13), in parts, each a
 * transaction of its own, so that what it takes at a time does not grow with the contest. A line is folded when every
 * transaction before the one that wrote it has ended: then nothing can turn up behind it. One process at a time.
 */
import { recordDeed } from '../audit/record-deed.ts'
import type { ContestId } from '../contests/model.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { listContests } from '../rounds/store.ts'
import { checkTotals } from './check-totals.ts'
import {
  changeTotals,
  countPart,
  countSettled,
  countVoidsOf,
  findFold,
  findHorizon,
  findPart,
  foldPersons,
  type Horizon,
  listPartPersons,
  listTallies,
  listTotals,
  markChecked,
  refoldPersons,
  tallyPersons,
  writeFold,
  writeTally,
} from './fold-store.ts'
import type { Count, Tally } from './model.ts'
import { changesOf, scopesOf } from './rules.ts'
import { lockSnapshots } from './store.ts'

/** Lines at a time: some tenths of a second. */
const PART = 2_000

type Folding = { contestId: ContestId; at: Date; part?: number }

/** Returns how many lines were folded. */
export async function foldLedger(
  needs: { pool: Pool; log: (line: string) => void },
  { contestId, at, part = PART }: Folding,
): Promise<number> {
  for (let folded = 0; ; ) {
    const lines = await inTransaction(needs.pool, async (tx) => {
      const contest = await lockContest(tx, contestId, at)
      let some = 0
      for (const round of contest.rounds)
        if (round.opensAt <= at) some += await foldRound(tx, contest, round, part)
      if (some === 0) await checkClosed(tx, contest, needs.log, at)
      return some
    })
    if (lines === 0) return folded
    folded += lines
  }
}

/** Behind the lock of all who count this contest; every page of figures that there is has its totals. */
async function lockContest(tx: Tx, contestId: ContestId, at: Date): Promise<Contest> {
  await lockSnapshots(tx, contestId)
  const contest = (await listContests(tx, at)).find(({ id }) => id === contestId)
  if (!contest) throw new Error(`contest ${contestId} does not exist`)
  await alignTallies(tx, contest, at)
  return contest
}

/** What a page counts over changes when a round opens, closes or is published: then its totals are made again, from persons. */
export async function alignTallies(tx: Tx, contest: Contest, at: Date): Promise<void> {
  const known = new Map((await listTallies(tx, contest.id)).map((tally) => [tally.roundNo, tally]))
  for (const scope of scopesOf(contest, at)) {
    const idOf = (round: Round) => round.id
    const tally: Tally = {
      roundNo: scope.roundNo,
      rounds: scope.rounds.map(idOf),
      fullRounds: scope.fullRounds.map(idOf),
    }
    const before = known.get(scope.roundNo)
    if (before && isSame(before, tally)) continue
    await writeTally(tx, contest, tally)
    await tallyAgain(tx, contest, tally)
  }
}

const isSame = (a: Tally, b: Tally) =>
  String(a.rounds) === String(b.rounds) && String(a.fullRounds) === String(b.fullRounds)

async function tallyAgain(tx: Tx, contest: Contest, tally: Tally): Promise<void> {
  const before = await listTotals(tx, contest.id, tally.roundNo)
  const attempts = new Map(Array.from(before, ([unit, count]) => [unit, { ...count, persons: 0, full: 0 }]))
  const after = await tallyPersons(tx, tally)
  await changeTotals(tx, contest, tally.roundNo, changesOf(before, merged(attempts, after)))
}

function merged(a: ReadonlyMap<string, Count>, b: ReadonlyMap<string, Count>): Map<string, Count> {
  const sum = new Map(a)
  for (const [unit, { persons, attempts, full }] of b) {
    const had = sum.get(unit) ?? { persons: 0, attempts: 0, full: 0 }
    sum.set(unit, {
      persons: had.persons + persons,
      attempts: had.attempts + attempts,
      full: had.full + full,
    })
  }
  return sum
}

const onlyAttempts = (attempts: ReadonlyMap<string, number>): Map<string, Count> =>
  new Map(Array.from(attempts, ([unit, count]) => [unit, { persons: 0, full: 0, attempts: count }]))

/** The next part of one round; how many lines it had. */
async function foldRound(tx: Tx, contest: Contest, round: Round, atMost: number): Promise<number> {
  const fold = await findFold(tx, round.id)
  // Asked before any line is read: what has ended by now is seen by every statement after this one.
  const horizon = await findHorizon(tx, round.id)
  const isForeign = fold?.cluster !== horizon.cluster || fold.hasForeignLines || horizon.hasForeignLines
  if (!fold || isForeign || fold.voidsNow !== fold.voids) return refold(tx, contest, round, horizon)

  const part = await findPart(tx, round.id, { from: fold.foldedBelow, settled: horizon.settled, atMost })
  const lines = await countPart(tx, part)
  if (lines.count === 0) {
    if (part.until === horizon.settled) return 0
    // One transaction wrote more than a part: somebody brought papers in by the hundred thousand.
    return refold(tx, contest, round, horizon)
  }

  const people = await listPartPersons(tx, part)
  const tallies = (await listTallies(tx, contest.id)).filter(
    ({ rounds, fullRounds }) => rounds.includes(round.id) || fullRounds.includes(round.id),
  )
  const before = []
  for (const tally of tallies) before.push(await tallyPersons(tx, tally, people))
  await foldPersons(tx, part)
  for (const [index, tally] of tallies.entries()) {
    const after = await tallyPersons(tx, tally, people)
    await changeTotals(tx, contest, tally.roundNo, changesOf(before[index]!, after))
  }
  await changeTotals(tx, contest, round.no, onlyAttempts(lines.attempts))
  await writeFold(
    tx,
    { id: round.id, authorityId: contest.authorityId },
    { ...fold, foldedBelow: part.until, lines: fold.lines + lines.count },
  )
  return lines.count
}

/**
 * The whole round again: at first, after a void, and where the ledger came from another PostgreSQL, whose numbers of
 * transactions say nothing here. While lines of that kind are still ahead of our own numbers, each time.
 */
async function refold(tx: Tx, contest: Contest, round: Round, horizon: Horizon): Promise<number> {
  const voids = await countVoidsOf(tx, round.id)
  await refoldPersons(tx, round.id, horizon)
  const lines = await countSettled(tx, round.id, horizon)
  const before = await listTotals(tx, contest.id, round.no)
  const kept = new Map(Array.from(before, ([unit, count]) => [unit, { ...count, attempts: 0 }]))
  await changeTotals(tx, contest, round.no, changesOf(before, merged(kept, onlyAttempts(lines.attempts))))
  for (const tally of await listTallies(tx, contest.id))
    if (tally.rounds.includes(round.id) || tally.fullRounds.includes(round.id))
      await tallyAgain(tx, contest, tally)
  await writeFold(
    tx,
    { id: round.id, authorityId: contest.authorityId },
    {
      foldedBelow: horizon.settled,
      lines: lines.count,
      voids,
      cluster: horizon.cluster,
      hasForeignLines: horizon.hasForeignLines,
    },
  )
  return 0
}

/**
 * Once after the books of a round are closed its totals are held against the ledger. If they differ something is wrong with
 * us: the ledger is right, the totals are made again from it, and it is on record. (What was published at the closing
 * was counted from the ledger in any case.)
 */
async function checkClosed(tx: Tx, contest: Contest, log: (line: string) => void, at: Date): Promise<void> {
  for (const round of contest.rounds) {
    if (!round.booksClosedAt) continue
    const fold = await findFold(tx, round.id)
    if (!fold || fold.checked || fold.hasForeignLines) continue
    const differing = await checkTotals(tx, contest, round)
    if (differing.length > 0) {
      log(
        `ALARM: the totals of ${contest.slug}, round ${round.no}, differ from the ledger at ${differing.length} units`,
      )
      await recordDeed(tx, {
        authorityId: contest.authorityId,
        actor: 'system',
        deed: 'statistics.made-again',
        subject: round.id,
        details: { round: round.no, units: differing.slice(0, 100) },
        at,
      })
      await refold(tx, contest, round, await findHorizon(tx, round.id))
    }
    await markChecked(tx, round.id)
  }
}
