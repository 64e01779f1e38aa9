/**
 * How long does it take to close the books of a round of a million papers, standings and traces and all, next to the least
 * that any program could do with the same rows: sort them once and write them down?
 */

import { join } from 'node:path'
import pg from 'pg'
import { figuresFor, median, type Options, type Result } from './figures.ts'
import type { Ground } from './ground.ts'
import { findPlace, layPapers, layPeople, settleTables, shortOfDisk } from './lay.ts'
import { copyDatabase } from './prepare.ts'
import { cpuOfTheEnded, ending, startProcess, usageOf } from './processes.ts'

const figure = figuresFor('closing')
/** One whose rounds are over, with open books until somebody closes them. */
const CONTEST = 'hoa-binh-2023'
const ROUND = 1

type Turn = { bare: number; close: number; cpu: number; peakMb: number }

export async function closing({ quick, say, stack }: Options, ground: Ground): Promise<Result> {
  const papers = quick ? 50_000 : 1_000_000
  const settings = { papers, pairs: quick ? 1 : 3, contest: CONTEST, round: ROUND }
  const postgres = await ground.postgres()
  const short = shortOfDisk(postgres.home, 3 * papers)
  if (short) {
    say(`closing is not measured: ${short}`)
    return { figures: [], members: { close_1m_vs_sql: null, close_refused: short }, settings, holds: true }
  }
  const url = postgres.urlOf('books')
  const books = new pg.Client({ connectionString: url })
  await books.connect()
  const place = await findPlace(books, CONTEST, ROUND)
  await layPeople(url, place, { from: 1, to: papers })
  await layPapers(url, place, { from: 1, to: papers }, null)
  await settleTables(books)
  await books.end()
  say(`${papers} papers are laid`)

  const turns: Turn[] = []
  for (let turn = 1; turn <= settings.pairs; turn++) {
    // The last one may be used up; the ones before are copies.
    const name = turn === settings.pairs ? 'books' : 'books_copy'
    if (name !== 'books') await copyDatabase(postgres, 'books', name)
    const bare = await sortOnce(postgres.urlOf(name), place.roundId)
    const before = spentBy(postgres.pid)
    const { seconds, peakMb, nodeCpu, standings } = await closeApart(
      stack,
      postgres.home,
      postgres.ownerUrlOf(name),
      place.roundId,
    )
    if (standings !== papers) throw new Error(`${standings} stand in the standings, and ${papers} handed in`)
    turns.push({ bare, close: seconds, cpu: spentBy(postgres.pid) - before + nodeCpu, peakMb })
    say(
      `${turn}: closed in ${seconds.toFixed(1)} s, sorted once in ${bare.toFixed(1)} s, ${(seconds / bare).toFixed(1)}`,
    )
  }
  const middle = (of: (turn: Turn) => number) => median(turns.map(of))
  const members = {
    close_1m_vs_sql: middle(({ bare, close }) => close / bare),
    close_papers: papers,
    close_s: middle(({ close }) => close),
    close_bare_s: middle(({ bare }) => bare),
    close_pairs: turns.map(({ bare, close }) => close / bare),
  }
  return {
    figures: [
      figure(`closing ${papers} papers ÷ sorting them once`, members.close_1m_vs_sql, '', { atMost: 4 }),
      figure(`closing ${papers} papers`, members.close_s, 's'),
      figure('CREATE TABLE … AS SELECT … ORDER BY', members.close_bare_s, 's'),
      ...members.close_pairs.map((ratio, index) => figure(`pair ${index + 1}`, ratio, '')),
      figure(
        'CPU of a closing',
        middle(({ cpu }) => cpu),
        's',
      ),
      figure(
        'memory of the process that closes, at most',
        middle(({ peakMb }) => peakMb),
        'MB',
      ),
    ],
    members,
    settings,
    curves: { closing: turns.map(({ close, bare }) => ({ close, bare })) },
    holds: true,
  }
}

/** With the connections that were closed meanwhile. */
const spentBy = (pid: number) => usageOf(pid).cpuSeconds + cpuOfTheEnded(pid)

/** What standings are made of, in an order of the rulebook's kind. Twice: the first finds the pages for both. */
async function sortOnce(url: string, roundId: string): Promise<number> {
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  try {
    const took: number[] = []
    for (let time = 0; time < 3; time++) {
      await database.query('DROP TABLE IF EXISTS bare')
      const begun = performance.now()
      await database.query(`CREATE TABLE bare AS
        SELECT id, contestant_id, unit_id, score, total, prediction, started_at, submitted_at, duration_ms
        FROM attempts WHERE round_id = '${roundId}' AND ending IS NOT NULL
        ORDER BY score DESC, abs(prediction - 1234), duration_ms, submitted_at, id`)
      took.push((performance.now() - begun) / 1000)
    }
    await database.query('DROP TABLE bare')
    await database.query('CHECKPOINT')
    return median(took)
  } finally {
    await database.end()
  }
}

type Closed = { seconds: number; peakMb: number; nodeCpu: number; standings: number }

/** In a process of its own, as a worker beside the server would. */
async function closeApart(
  stack: AsyncDisposableStack,
  home: string,
  url: string,
  roundId: string,
): Promise<Closed> {
  const child = startProcess(
    stack,
    process.execPath,
    [join(import.meta.dirname, 'close-once.ts'), home, roundId],
    {
      env: { ...process.env, BENCH_DATABASE: url },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  )
  let closed: Closed | null = null
  child.once('message', (message) => {
    closed = message as Closed
  })
  const { code, words } = await ending(child)
  if (code !== 0 || !closed) throw new Error(`the books were not closed:\n${words}`)
  return closed
}
