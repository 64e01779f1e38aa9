/** What the database has and what the public API says, for the comparing program. */

import type { Held, HeldAttempt } from './compare.ts'
import type { Ground } from './ground.ts'
import { until } from './processes.ts'
import type { Told } from './storm.ts'

/**
 * `withFigures`: waits until everything that is sealed has been counted and published. `keys`: where no server runs that
 * could be asked for them.
 */
export async function readHeld(
  ground: Ground,
  told: readonly Told[],
  withFigures: boolean,
  keys?: ReadonlyMap<string, string>,
): Promise<Held> {
  const people = told.map(({ contestantId }) => contestantId)
  const attempts = await ground.query<HeldAttempt>(READ_ATTEMPTS, [people])
  const [stray] = await ground.query<{ lines: number }>(COUNT_STRAY)
  return {
    attempts,
    strayLines: stray!.lines,
    keys: keys ?? (await readKeysOf(ground)),
    figures: withFigures ? await readFigures(ground) : null,
  }
}

export async function readKeysOf(ground: Ground): Promise<Map<string, string>> {
  const keys = await until('the public keys', 30_000, async () => {
    const found = await ground.get<{ keyId: string; publicKey: string }[]>('/api/v1/keys')
    return Array.isArray(found) ? found : null
  })
  return new Map(keys.map(({ keyId, publicKey }) => [keyId, publicKey]))
}

const COUNTED_WITHIN_MS = 90_000

/** Published figures follow the papers by a few seconds. What they say when they no longer move is what they say. */
async function readFigures(ground: Ground): Promise<NonNullable<Held['figures']>> {
  const look = async () => {
    const [counted] = await ground.query<{ sealed: number; ledger: number }>(COUNT_ROUND, [
      ground.stage.roundId,
    ])
    const { slug, roundNo } = ground.stage
    const page = await ground.get<{ totals: { attempts: number } }>(
      `/api/v1/contests/${slug}/statistics?round=${roundNo}`,
    )
    return { ...counted!, published: page.totals.attempts }
  }
  try {
    return await until(
      'the figures',
      COUNTED_WITHIN_MS,
      async () => {
        const figures = await look()
        return figures.published === figures.ledger ? figures : null
      },
      250,
    )
  } catch {
    return look()
  }
}

// To the millisecond and in UTC, as receipts have them.
const instant = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const READ_ATTEMPTS = `
SELECT a.id, a.contestant_id AS "contestantId", c.slug AS contest, r.no::int AS round,
  ${instant('a.started_at')} AS "startedAt", ${instant('a.deadline_at')} AS "deadlineAt",
  a.saved_sequence::int AS "savedSequence", a.answers, a.prediction::float8 AS prediction, a.ending,
  ${instant('a.arrived_at')} AS "arrivedAt", ${instant('a.submitted_at')} AS "submittedAt",
  encode(a.paper_hash, 'hex') AS "paperHash", a.receipt_key AS "receiptKey",
  rtrim(translate(encode(a.receipt_signature, 'base64'), E'+/\\n', '-_'), '=') AS signature,
  (SELECT count(*)::int FROM participation_ledger l WHERE l.attempt_id = a.id) AS lines
FROM attempts a JOIN rounds r ON r.id = a.round_id JOIN contests c ON c.id = a.contest_id
WHERE a.contestant_id = ANY ($1::uuid[])`

const COUNT_STRAY = `
SELECT count(*)::int AS lines FROM participation_ledger l
WHERE NOT EXISTS (SELECT FROM attempts a WHERE a.id = l.attempt_id AND a.ending IS NOT NULL)`

const COUNT_ROUND = `
SELECT (SELECT count(*)::int FROM attempts WHERE round_id = $1 AND ending IS NOT NULL) AS sealed,
  (SELECT count(*)::int FROM participation_ledger WHERE round_id = $1) AS ledger`
