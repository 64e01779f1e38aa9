import type { Rulebook } from '../contests/model.ts'
import { type Db, findRow, listRows } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { Diff, Holder, PrizeChange, PrizeSpan, Ranking, RankingId, UnitChange } from './model.ts'
import { prizeSpans } from './rules.ts'

const sql = loadSql(import.meta.url, 'compare.sql')

/** More than these would be no list that anybody reads. */
const UNITS_AT_MOST = 500

/** What one version of standings changes against another; the rows of both are there. */
export async function compareRankings(
  db: Db,
  rules: Pick<Rulebook, 'prizes'>,
  before: Pick<Ranking, 'id' | 'version' | 'placed' | 'actual' | 'roundNo'>,
  after: Pick<Ranking, 'id' | 'placed' | 'actual'> & { people: number },
): Promise<Diff> {
  type Counts = Pick<Diff, 'moved' | 'entered' | 'left' | 'rescored'> & { people: number }
  const ids = [before.id, after.id]
  const { people, ...counts } = (await findRow<Counts>(db, sql('count_changes'), ids))!
  const prizes: PrizeChange[] = []
  for (const span of prizeSpans(rules.prizes, before.roundNo === null ? 'contest' : 'round'))
    prizes.push(...(await comparePrize(db, span, before.id, after.id)))
  return {
    previous: before.version,
    people: { from: people, to: after.people },
    placed: { from: before.placed, to: after.placed },
    actual: { from: before.actual, to: after.actual },
    ...counts,
    prizes,
    units: await listRows<UnitChange>(db, sql('list_unit_changes'), [...ids, UNITS_AT_MOST]),
  }
}

async function comparePrize(
  db: Db,
  { name, stream, from, to }: PrizeSpan,
  before: RankingId,
  after: RankingId,
): Promise<PrizeChange[]> {
  const holders = (id: RankingId) => listRows<Holder>(db, sql('list_holders'), [id, stream, from, to])
  const [had, has] = [await holders(before), await holders(after)]
  const notIn = (others: readonly Holder[]) => {
    const known = new Set(others.map(({ contestantId }) => contestantId))
    return ({ contestantId }: Holder) => !known.has(contestantId)
  }
  const [loses, gains] = [had.filter(notIn(has)), has.filter(notIn(had))]
  return loses.length + gains.length > 0 ? [{ name, stream, loses, gains }] : []
}

/** One person whose row is another in the later version; `key` is where a list goes on. */
export type Moved = {
  readonly key: number
  readonly fullName: string
  readonly unit: string
  readonly attemptId: string
  readonly placeBefore: number | null
  readonly placeAfter: number | null
  readonly scoreBefore: number | null
  readonly totalBefore: number | null
  readonly scoreAfter: number | null
  readonly totalAfter: number | null
}

/** In the order of the later version; who is no longer in it comes last. `publicOnly`: who is or was placed. */
export async function listMoved(
  db: Db,
  pair: { before: string; after: string },
  page: { after: number; limit: number; publicOnly: boolean },
): Promise<Moved[]> {
  return listRows(db, sql('list_moved'), [pair.before, pair.after, page.after, page.limit, page.publicOnly])
}
