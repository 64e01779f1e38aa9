/**
 * How long does it take to see what a ruling on a question would do to a round of a hundred thousand papers (each drawn and
 * graded again, everybody in line again, compared), in how much memory, and how long to confirm it?
 */
import { join } from 'node:path'
import pg from 'pg'
import { openHouse, readKeys } from '../src/main/house.ts'
import { systemClock } from '../src/platform/clock.ts'
import { paperOf } from '../src/questions/keep-banks.ts'
import { scoreOf } from '../src/questions/rules.ts'
import { closeRound } from '../src/rankings/close-round.ts'
import type { RoundId } from '../src/rounds/model.ts'
import type { SealedPaper } from '../src/rulings/model.ts'
import { listSealedPapers } from '../src/rulings/store.ts'
import { figuresFor, type Options, type Result } from './figures.ts'
import type { Ground } from './ground.ts'
import { findPlace, layPapers, layPeople, settleTables, shortOfDisk } from './lay.ts'
import { copyDatabase } from './prepare.ts'
import { ending, startProcess } from './processes.ts'

const figure = figuresFor('rulings')
const CONTEST = 'hoa-binh-2023'
const ROUND = 1
type Ruled = {
  drawUp: number
  confirm: number
  nodeCpu: number
  peakMb: number
  papers: number
  standings: number
}

export async function rulings({ quick, say, stack }: Options, ground: Ground): Promise<Result> {
  const papers = quick ? 10_000 : 100_000
  const settings = { papers, contest: CONTEST, round: ROUND, way: 'everybody-right' }
  const postgres = await ground.postgres()
  const short = shortOfDisk(postgres.home, 3 * papers)
  if (short) {
    say(`rulings are not measured: ${short}`)
    return { figures: [], members: { ruling_s: null }, settings, holds: true }
  }
  // Before `closing` has used them up: these are the books that nobody has closed.
  await copyDatabase(postgres, 'books', 'rulings')
  const url = postgres.urlOf('rulings')
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  const place = await findPlace(database, CONTEST, ROUND)
  await layPeople(url, place, { from: 1, to: papers })
  await layPapers(url, place, { from: 1, to: papers }, null)
  await gradeAndClose(postgres.home, postgres.ownerUrlOf('rulings'), database, place.roundId)
  await settleTables(database)
  await database.end()
  say(`${papers} papers are laid and graded, and the books are closed`)
  const ruled = await ruleApart(stack, postgres.home, postgres.ownerUrlOf('rulings'))
  if (ruled.standings !== papers) throw new Error(`${ruled.standings} stand in the new version of ${papers}`)
  const members = {
    ruling_s: ruled.drawUp,
    ruling_confirm_s: ruled.confirm,
    ruling_peak_mb: ruled.peakMb,
    ruling_papers: papers,
  }
  return {
    figures: [
      figure(`a ruling drawn up over ${papers} papers`, ruled.drawUp, 's'),
      figure('papers of it that held the question', ruled.papers, ''),
      figure('its confirmation', ruled.confirm, 's'),
      figure('CPU of the process that draws it up', ruled.nodeCpu, 's'),
      figure('memory of that process, at most', ruled.peakMb, 'MB'),
    ],
    members,
    settings,
    holds: true,
  }
}

/** Papers that were laid are sealed with any score; here each gets the one that its own draw gives. */
async function gradeAndClose(home: string, url: string, database: pg.Client, roundId: string): Promise<void> {
  const house = await openHouse({ ...readKeys(home), url, clock: systemClock, log: () => {} })
  try {
    const { contest, round } = house.calendar.roundOf(roundId)!
    const bank = await house.banks.ofRound(round.id)
    await database.query('SET session_replication_role = replica')
    for (let last: SealedPaper | null = null; ; ) {
      const some = await listSealedPapers(house.keeper, round.id, last, 2_000)
      if (some.length === 0) break
      const graded = some.map((each) => {
        const paper = paperOf(bank, contest.paperRules[each.ruleVersion]!, each)
        return { score: scoreOf(paper, each.answers), total: paper.length }
      })
      await database.query(
        `UPDATE attempts a SET score = g.score, total = g.total
         FROM unnest($1::uuid[], $2::smallint[], $3::smallint[]) AS g (id, score, total) WHERE a.id = g.id`,
        [some.map(({ id }) => id), graded.map(({ score }) => score), graded.map(({ total }) => total)],
      )
      last = some.at(-1)!
    }
    await database.query('SET session_replication_role = DEFAULT')
    const closed = await closeRound(
      { ...house, pool: house.keeper },
      { roundId: roundId as RoundId, at: systemClock.now() },
    )
    if (!closed.ok) throw new Error(closed.reason)
  } finally {
    await house.close()
  }
}

async function ruleApart(stack: AsyncDisposableStack, home: string, url: string): Promise<Ruled> {
  const child = startProcess(
    stack,
    process.execPath,
    [join(import.meta.dirname, 'rule-once.ts'), home, CONTEST, String(ROUND)],
    { env: { ...process.env, BENCH_DATABASE: url }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
  )
  let ruled: Ruled | null = null
  child.once('message', (message) => {
    ruled = message as Ruled
  })
  const { code, words } = await ending(child)
  if (code !== 0 || !ruled) throw new Error(`the ruling was not made:\n${words}`)
  return ruled
}
