import type { RankingKey } from '../contests/model.ts'
import type { Pool } from '../platform/db.ts'
import type { Contest } from '../rounds/model.ts'
import type { Ranking as Shown } from './contract.ts'
import type { PublishedRanking, Ranking } from './model.ts'
import { initialsOf } from './rules.ts'
import { listShownRows, type PlaceOf, type ShownRow } from './store.ts'

/** Rows that are in memory as objects at one time; the rest is bytes already. */
const AT_ONCE = 5_000

/** The published standings as bytes, made once per version: all who are placed, or `limit` of them from a row on. */
export async function presentRanking(
  pool: Pool,
  contest: Contest,
  ranking: PublishedRanking,
  part: { from: number; limit: number | undefined },
): Promise<Buffer> {
  const { rows: _, ...head }: Shown = {
    contest: contest.slug,
    round: ranking.roundNo ?? 'final',
    version: ranking.version,
    publishedAt: ranking.publishedAt!.toISOString(),
    actual: ranking.actual,
    drawSeed: ranking.drawSeed,
    keys: [...ranking.keys],
    placed: ranking.placed,
    previous: ranking.diff?.previous ?? (ranking.version > 1 ? ranking.version - 1 : null),
    reason: ranking.reason,
    notice: ranking.notice,
    rows: [],
  }
  const last = ranking.placed + 1
  const end = part.limit === undefined ? last : Math.min(last, part.from + part.limit)
  const pieces = [JSON.stringify(head).slice(0, -1), ',"rows":[']
  for (let from = part.from; from < end; from += AT_ONCE) {
    const rows = await listShownRows(pool, ranking.id, from, Math.min(end, from + AT_ONCE))
    const shown = JSON.stringify(rows.map((row) => presentRow(contest, ranking, row))).slice(1, -1)
    pieces.push(from === part.from ? '' : ',', shown)
  }
  return Buffer.from(`${pieces.join('')}]}`)
}

function presentRow({ rules }: Contest, { keys }: Ranking, row: ShownRow): Shown['rows'][number] {
  return {
    place: row.place,
    name: rules.publication.names === 'full' ? row.fullName : initialsOf(row.fullName),
    unit: row.unit,
    score: row.score,
    prediction: row.prediction,
    durationMs: row.durationMs,
    submittedAt: row.submittedAt.toISOString(),
    attemptId: row.attemptId,
    decidedBy: row.decidedBy,
    trace: presentTrace(keys, row.trace),
  }
}

export function presentPlace(place: PlaceOf) {
  return {
    place: place.place,
    of: place.placed,
    decidedBy: place.decidedBy,
    trace: presentTrace(place.keys, place.trace),
  }
}

const AS_TEXT: readonly RankingKey[] = ['submittedAt', 'startedAt', 'seededDraw']

function presentTrace(keys: readonly RankingKey[], trace: readonly string[]) {
  return keys.map((key, index) => {
    const value = trace[index] ?? ''
    if (value === '') return { key, value: null }
    return { key, value: AS_TEXT.includes(key) ? value : Number(value) }
  })
}
