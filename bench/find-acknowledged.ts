/** What people were told, against what the database holds: not one start, save or submission may be missing. */
import type pg from 'pg'
import type { Heard } from './driver.ts'

export type Found = {
  /** Submissions: told of, and found sealed, signed and in the ledger. */
  readonly acknowledged: number
  readonly found: number
  /** Attempts with a save that somebody was told of, and those that hold it or a later one. */
  readonly saves: number
  readonly savesFound: number
  readonly starts: number
  readonly startsFound: number
}

export const NOTHING: Found = {
  acknowledged: 0,
  found: 0,
  saves: 0,
  savesFound: 0,
  starts: 0,
  startsFound: 0,
}

/** As the members of the result name them. */
export function namedForAll({ acknowledged, found, saves, savesFound }: Found): Record<string, number> {
  return { acknowledged, found, saves_acknowledged: saves, saves_found: savesFound }
}

const AT_ONCE = 50_000

export async function findAcknowledged(database: pg.Client, heard: readonly Heard[]): Promise<Found> {
  const sum: { -readonly [Key in keyof Found]: number } = { ...NOTHING }
  for (let at = 0; at < heard.length; at += AT_ONCE) {
    const part = heard.slice(at, at + AT_ONCE)
    const { rows } = await database.query<Found>(FIND, [
      part.map(({ attemptId }) => attemptId),
      part.map(({ saved }) => saved),
      part.map(({ submitted }) => submitted),
    ])
    for (const what of Object.keys(sum) as (keyof Found)[]) sum[what] += rows[0]![what]
  }
  return sum
}

export function sumOf(one: Found, other: Found): Found {
  const keys = Object.keys(NOTHING) as (keyof Found)[]
  return Object.fromEntries(keys.map((what) => [what, one[what] + other[what]])) as Found
}

export function isWhole(found: Found): boolean {
  return (
    found.found === found.acknowledged &&
    found.savesFound === found.saves &&
    found.startsFound === found.starts
  )
}

const FIND = `
WITH told AS (
  SELECT * FROM unnest($1::uuid[], $2::int[], $3::bool[]) AS each (id, saved, submitted)
), whole AS (
  SELECT id, bool_or(submitted) AS submitted, max(saved) AS saved FROM told GROUP BY id
)
SELECT count(*)::int AS starts, count(a.id)::int AS "startsFound",
  (count(*) FILTER (WHERE w.saved > 0))::int AS saves,
  (count(*) FILTER (WHERE w.saved > 0 AND a.saved_sequence >= w.saved))::int AS "savesFound",
  (count(*) FILTER (WHERE w.submitted))::int AS acknowledged,
  (count(*) FILTER (WHERE w.submitted AND a.ending = 'submitted' AND a.score IS NOT NULL
    AND a.receipt_signature IS NOT NULL AND l.participated))::int AS found
FROM whole w LEFT JOIN attempts a ON a.id = w.id LEFT JOIN participation_ledger l ON l.attempt_id = w.id`
