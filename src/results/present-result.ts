import type { Pool } from '../platform/db.ts'
import type { Version } from '../rankings/model.ts'
import { presentDiff } from '../rankings/present-version.ts'
import { listVersions } from '../rankings/store.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { findOpenProposal } from '../staff/proposal-store.ts'
import { oldestOpenProposal } from '../staff/rules.ts'
import type { ResultView, VersionView } from './contract.ts'
import { countPapers, type PaperCounts } from './store.ts'

const NONE: PaperCounts = { papers: 0, voided: 0, regraded: 0 }
const FINAL_NAME = { vi: 'Chung cuộc', en: 'Final' }

/** Every round of a contest, and the contest itself where it has standings. */
export async function presentResults(pool: Pool, contest: Contest, at: Date): Promise<ResultView[]> {
  const counts = await countPapers(pool, contest.id)
  const rounds: ResultView[] = []
  for (const round of contest.rounds)
    rounds.push(await presentOne(pool, contest, round, counts.get(round.id) ?? NONE, at))
  if (contest.rules.cumulative) rounds.push(await presentOne(pool, contest, null, NONE, at))
  return rounds
}

async function presentOne(
  pool: Pool,
  contest: Contest,
  round: Round | null,
  counts: PaperCounts,
  at: Date,
): Promise<ResultView> {
  const versions = await listVersions(pool, contest.id, round?.no ?? null)
  const [newest] = versions
  const openSince = oldestOpenProposal(at)
  return {
    round: round?.no ?? 'final',
    name: round?.name ?? FINAL_NAME,
    opensAt: round?.opensAt.toISOString() ?? null,
    closesAt: round?.closesAt.toISOString() ?? null,
    booksClosedAt: (round ? round.booksClosedAt : versions.at(-1)?.closedAt)?.toISOString() ?? null,
    ...counts,
    versions: versions.map(presentVersionForOfficers),
    proposalId: newest ? await findOpenProposal(pool, 'ranking-publication', newest.id, openSince) : null,
  }
}

function presentVersionForOfficers(version: Version): VersionView {
  const { closedAt, publishedAt, withdrawnAt, placed, actual, reason, notice, diff, rulingId } = version
  return {
    version: version.version,
    closedAt: closedAt.toISOString(),
    publishedAt: publishedAt?.toISOString() ?? null,
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
    placed,
    actual,
    reason,
    notice,
    diff: diff && presentDiff(diff, 'full'),
    rulingId,
  }
}
