/**
 * The worker: closes rounds at their instant and publishes figures while they are open. Any number of processes may
 * run one; the queue is in the database, and whatever two of them do at once is done once.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type JobHelpers,
  Logger,
  makeWorkerUtils,
  type Runner,
  run,
  runMigrations,
  type TaskList,
} from 'graphile-worker'
import { moveDeadlines } from '../attempts/move-deadlines.ts'
import { SETTLING_MS, writeDownExpired } from '../attempts/write-down-expired.ts'
import { bankCrontab, MEASURE_ROUNDS, measureRounds } from '../banks/jobs.ts'
import { SEARCH_DUPLICATES } from '../duplicates/jobs.ts'
import { searchDuplicates } from '../duplicates/search-duplicates.ts'
import { eraseOldEnquiries } from '../helpdesk/erase-old-enquiries.ts'
import { ERASE_OLD_ENQUIRIES, helpdeskCrontab } from '../helpdesk/jobs.ts'
import { mailCrontab, SEND_MAILS } from '../mail/jobs.ts'
import { sendDueMails } from '../mail/send-due-mails.ts'
import { inTransaction, openPool, type Pool, type Tx } from '../platform/db.ts'
import type { Address } from '../platform/pooler.ts'
import { closeRound } from '../rankings/close-round.ts'
import {
  CLOSE_DUE_ROUNDS,
  CLOSE_ROUND,
  closeRoundKey,
  closeRoundPayload,
  closings,
  rankingCrontab,
} from '../rankings/jobs.ts'
import { FORGET_REHEARSALS, REHEARSE, RESULT_DAYS, rehearsalCrontab } from '../rehearsals/jobs.ts'
import { forgetResults } from '../rehearsals/store.ts'
import { listContests } from '../rounds/store.ts'
import { DROP_OLD_STAFF_ROWS, staffCrontab } from '../staff/jobs.ts'
import { dropOldRows } from '../staff/store.ts'
import { nextCount, PUBLISH_STATISTICS, publishKey, statisticsCrontab } from '../statistics/jobs.ts'
import { publishDueStatistics } from '../statistics/publish-due-statistics.ts'
import type { House } from './house.ts'
import { rehearseApart } from './rehearse-apart.ts'

const CRONTABS = [
  rankingCrontab,
  statisticsCrontab,
  helpdeskCrontab,
  staffCrontab,
  bankCrontab,
  rehearsalCrontab,
  mailCrontab,
]

export type Worker = { isRunning(): boolean; stop(): Promise<void> }

/** After a lost database the worker is taken up again this often, until it holds. */
const AGAIN_AFTER_MS = 2_000
/** One that ends by itself is not waited for longer: see endOf. */
const ENDS_WITHIN_MS = 5_000
const BEGINS_WITHIN_MS = 30_000

export async function startWorker(house: House, url: Address): Promise<Worker> {
  const logger = new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') house.log(`worker: ${message}`)
  })
  // Its own pool: a queue that listens and waits must not hold what grading and closing need.
  const open = () => openPool(url, { role: 'hoithi_keeper', size: 5, log: house.log })
  const forSchema = open()
  await prepareWorkerSchema(url, { pool: forSchema, logger, log: house.log }).finally(() => forSchema.end())
  let isStopping = false

  /** A runner with a pool of its own: connections that the one before never gave back are not missed. */
  const begin = async (): Promise<{ runner: Runner; ended: Promise<void> }> => {
    const pool = open()
    try {
      const runner = await inTime(
        run({
          pgPool: pool,
          logger,
          concurrency: 3,
          noHandleSignals: true,
          // Batched, because only then a lost database ends the worker, which is taken up again: job by job, graphile-worker
          // 0.18 awaits nobody's answer and the rejection would end the whole process.
          preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
          taskList: tasksOf(house, url),
          crontab: CRONTABS.join('\n'),
        }),
        BEGINS_WITHIN_MS,
      )
      const ended = endOf(runner, () => isStopping)
        .catch((error: Error) => house.log(`the worker ended: ${error.message}`))
        .then(() => inTime(pool.end(), ENDS_WITHIN_MS).catch(() => {}))
      // A closing that was cut off with the database is not left to the next sweep.
      await inTime(orderClosings(pool, logger), BEGINS_WITHIN_MS).catch((error: Error) =>
        house.log(`worker: ${error.message}`),
      )
      return { runner, ended }
    } catch (error) {
      void pool.end().catch(() => {})
      throw error
    }
  }

  let current: Awaited<ReturnType<typeof begin>> | null = await begin()
  const watch = async (): Promise<void> => {
    while (!isStopping) {
      await current?.ended
      current = null
      if (isStopping) return
      await sleep(AGAIN_AFTER_MS)
      if (isStopping) return
      current = await begin().catch((error: Error) => {
        house.log(`the worker could not be started again: ${error.message}`)
        return null
      })
      // Asked to stop while it was being taken up: nobody else would end this one.
      if (isStopping) await current?.runner.stop().catch(() => {})
    }
  }
  const watching = watch()

  return {
    isRunning: () => current !== null,
    stop: async () => {
      isStopping = true
      // One that is ending by itself says that it is; then there is nothing to stop.
      await Promise.race([current?.runner.stop().catch(() => {}), watching])
      await watching
    },
  }
}

/**
 * Resolves when a runner has ended. In graphile-worker 0.18 one that loses the database while two of its jobs fail waits for
 * itself for ever and takes no job any more, so one that has begun to end without being asked is given a moment and then
 * let go of.
 */
async function endOf(runner: Runner, isAsked: () => boolean): Promise<void> {
  const ending = new Promise<void>((resolve) => {
    runner.events.once('pool:gracefulShutdown', () => {
      if (!isAsked()) setTimeout(resolve, ENDS_WITHIN_MS)
    })
  })
  const ended = runner.promise.then(() => true)
  if (await Promise.race([ended, ending.then(() => false)])) return
  runner.kill().catch(() => {})
}

/** Whoever asks a database that goes away meanwhile may never hear anything. */
function inTime<Result>(asked: Promise<Result>, withinMs: number): Promise<Result> {
  asked.catch(() => {})
  const late = sleep(withinMs, undefined, { ref: false }).then(() => {
    throw new Error(`no answer within ${withinMs} ms`)
  })
  return Promise.race([asked, late])
}

/**
 * The keeper keeps the queue in a schema of its own. Making that takes a right that only the owner of the database can
 * give; it is given for the making and taken back. One process at a time: the next finds it made.
 */
export async function prepareWorkerSchema(
  ownerUrl: Address,
  needs: { pool: Pool; logger: Logger; log: (line: string) => void },
): Promise<void> {
  const owner = openPool(ownerUrl, { size: 2, log: needs.log })
  try {
    await inTransaction(owner, async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('hoithi worker schema', 0))`)
      const { rows } = await tx.query<{ name: string }>(`SELECT quote_ident(current_database()) AS name`)
      const { name } = rows[0]!
      await owner.query(`GRANT CREATE ON DATABASE ${name} TO hoithi_keeper`)
      try {
        await runMigrations({ pgPool: needs.pool, logger: needs.logger })
      } finally {
        await owner.query(`REVOKE CREATE ON DATABASE ${name} FROM hoithi_keeper`)
      }
    })
  } finally {
    await owner.end()
  }
}

/** Word for the worker, in the transaction of the order: whichever process runs one takes it, once. */
const orderOf =
  (task: string) =>
  async (tx: Tx, id: string): Promise<void> => {
    const job = [task, JSON.stringify({ id })]
    await tx.query('SELECT graphile_worker.add_job($1, $2::json, max_attempts => 1)', job)
  }
export const orderRehearsal = orderOf(REHEARSE)
export const orderSearch = orderOf(SEARCH_DUPLICATES)

/** At the start every round that is not closed yet has its job, at once, without waiting for the sweep. */
async function orderClosings(pool: Pool, logger: Logger): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: pool, logger })
  await utils.addJob(CLOSE_DUE_ROUNDS, {}, { jobKey: 'close-due' })
  await utils.addJob(PUBLISH_STATISTICS, { sweep: true }, { jobKey: 'statistics-sweep' })
  await utils.release()
}

function tasksOf(house: House, owner: Address): TaskList {
  const needs = { ...house, pool: house.keeper }

  return {
    [CLOSE_ROUND]: async (payload) => {
      const { roundId } = closeRoundPayload.parse(payload)
      const outcome = await closeRound(needs, { roundId, at: house.clock.now() })
      // It was extended, or the clocks differ: the next sweep orders it again at its instant.
      if (!outcome.ok && outcome.reason === 'round-not-over') throw new Error(`round ${roundId} is not over`)
      if (outcome.ok) await house.calendar.refresh()
    },

    [CLOSE_DUE_ROUNDS]: async (_payload, { addJobs }) => {
      const contests = await listContests(house.keeper, house.clock.now())
      await addJobs(
        closings(contests, SETTLING_MS).map(({ roundId, at }) => ({
          identifier: CLOSE_ROUND,
          payload: { roundId },
          jobKey: closeRoundKey(roundId),
          runAt: at,
        })),
      )
    },

    [DROP_OLD_STAFF_ROWS]: () => dropOldRows(house.keeper, house.clock.now()),

    [SEND_MAILS]: async () => void (await sendDueMails(house, house.clock.now)),

    [ERASE_OLD_ENQUIRIES]: async () => void (await eraseOldEnquiries(house, house.clock.now())),

    [MEASURE_ROUNDS]: async () => void (await measureRounds(house, house.clock.now())),

    // Not waited for: it goes on for minutes, and the queue has other things to do.
    [REHEARSE]: (payload) => rehearseApart((payload as { id: string }).id, owner, house.log),

    [SEARCH_DUPLICATES]: async (payload) => {
      const { id } = payload as { id: string }
      const contest = house.calendar.contests().find((each) => each.id === id)
      if (contest) await searchDuplicates(house, { contest, at: house.clock.now() })
    },

    [FORGET_REHEARSALS]: () =>
      forgetResults(house.keeper, new Date(house.clock.now().getTime() - RESULT_DAYS * 86_400_000)),

    [PUBLISH_STATISTICS]: async (payload, { addJob }: JobHelpers) => {
      const at = house.clock.now()
      const sweep = (payload as { sweep?: boolean } | null)?.sweep === true
      const begun = performance.now()
      // Who saved and closed the page took part: their papers count once their time is up, not when the round is.
      const rounds = house.calendar.contests().flatMap((contest) => contest.rounds)
      for (const { id, opensAt, closesAt, booksClosedAt } of rounds) {
        if (opensAt > at || booksClosedAt) continue
        // Who decided something may have gone away before every deadline had followed (I-5).
        if (closesAt > at && house.calendar.heard() > 0)
          await moveDeadlines(house, { roundId: id, runningAt: at })
        await writeDownExpired(needs, { roundId: id, at })
      }
      const { isAnyOpen } = await publishDueStatistics(needs, { at, sweep })
      if (!isAnyOpen) return
      const runAt = nextCount(at, performance.now() - begun)
      await addJob(
        PUBLISH_STATISTICS,
        {},
        { jobKey: publishKey, runAt, jobKeyMode: sweep ? 'preserve_run_at' : 'replace' },
      )
    },
  }
}
