import type { Rulebook } from '../contests/model.ts'
import type { Moved } from './compare-rankings.ts'
import type { MovedRow, RankingDiff, RankingVersion } from './contract.ts'
import type { Diff, Version } from './model.ts'
import { initialsOf } from './rules.ts'

type Names = Rulebook['publication']['names']
const nameOf = (fullName: string, names: Names) => (names === 'full' ? fullName : initialsOf(fullName))

export function presentVersion(version: Version, names: Names): RankingVersion {
  const { publishedAt, withdrawnAt, placed, actual, reason, notice, diff } = version
  return {
    version: version.version,
    publishedAt: publishedAt!.toISOString(),
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
    placed,
    actual,
    reason,
    notice,
    diff: diff && presentDiff(diff, names),
  }
}

export function presentDiff(diff: Diff, names: Names): RankingDiff {
  const holder = ({ fullName, unit, place }: Diff['prizes'][number]['gains'][number]) => ({
    name: nameOf(fullName, names),
    unit,
    place,
  })
  return {
    ...diff,
    prizes: diff.prizes.map(({ name, stream, loses, gains }) => ({
      name,
      stream,
      loses: loses.map(holder),
      gains: gains.map(holder),
    })),
    units: [...diff.units],
  }
}

export function presentMoved({ fullName, ...row }: Moved, names: Names): MovedRow {
  return { ...row, name: nameOf(fullName, names) }
}
