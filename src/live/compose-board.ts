import type { Db, Pool } from '../platform/db.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { Contest } from '../rounds/model.ts'
import { pauseAt, phaseOf } from '../rounds/rules.ts'
import { findLag } from '../statistics/fold-store.ts'
import { findNewestSnapshot, loadFrame } from '../statistics/store.ts'
import type { Board } from './contract.ts'
import { SLOT_MS } from './model.ts'
import { slotBegin, slowest, sumSamples } from './rules.ts'
import { countOpen, listNodes, listSamples } from './store.ts'

/** A quarter of an hour is shown. */
const SHOWN_SLOTS = 180
const SLOW_UNITS = 10

export async function composeBoard(
  needs: { keeper: Pool; calendar: Calendar },
  contest: Contest,
  at: Date,
): Promise<Board> {
  const { keeper, calendar } = needs
  const { rounds, rules } = contest
  const from = new Date(slotBegin(at).getTime() - SHOWN_SLOTS * SLOT_MS)
  const ids = rounds.map(({ id }) => id)
  const [samples, nodes, open, lag, slowUnits] = await Promise.all([
    listSamples(keeper, from),
    listNodes(keeper),
    countOpen(keeper, ids, at),
    findLag(keeper, at).catch(() => null),
    findSlowUnits(keeper, contest, at),
  ])
  const { series, ...summed } = sumSamples(samples, new Set<string>(ids), at, SHOWN_SLOTS)
  return {
    id: String(at.getTime()),
    at: at.toISOString(),
    rounds: rounds.map((round) => ({
      no: round.no,
      name: round.name.vi,
      phase: phaseOf(round, at, rules.zone),
      opensAt: round.opensAt.toISOString(),
      closesAt: round.closesAt.toISOString(),
      pausedUntil: pauseAt(round, at)?.until.toISOString() ?? null,
      open: open.get(round.id) ?? 0,
    })),
    stepSeconds: SLOT_MS / 1000,
    series: {
      from: series.from.toISOString(),
      start: [...series.start],
      save: [...series.save],
      submission: [...series.submission],
      refused: [...series.refused],
    },
    ...summed,
    refusals: [...summed.refusals],
    figuresLagSeconds: lag,
    processes: nodes.map(({ seat, seenMsAgo, heard, memoryMb, hasWorker }) => ({
      seat,
      seenSecondsAgo: Math.max(0, Math.round(seenMsAgo / 1000)),
      memoryMb,
      hasWorker,
      hasHeard: heard >= calendar.heard(),
    })),
    slowUnits,
  }
}

/** From the published figures of the round that runs, or ran last. */
async function findSlowUnits(db: Db, contest: Contest, at: Date): Promise<Board['slowUnits']> {
  const round = contest.rounds.findLast(({ opensAt }) => opensAt <= at)
  const snapshot = round && (await findNewestSnapshot(db, contest.id, round.no))
  if (!snapshot) return []
  const frame = await loadFrame(db, snapshot.frame)
  const persons = new Map(snapshot.figures.own.map(([unit, people]) => [unit, people]))
  const units = frame.flatMap(({ name, headcount }, index) =>
    headcount ? [{ name, headcount, persons: persons.get(index) ?? 0 }] : [],
  )
  return slowest(units, SLOW_UNITS)
}
