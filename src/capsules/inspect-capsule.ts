import { createHash, timingSafeEqual } from 'node:crypto'
import type { Attempt, AttemptId } from '../attempts/model.ts'
import { stateOf } from '../attempts/rules.ts'
import { findAttempt } from '../attempts/store.ts'
import { listDeeds } from '../audit/list-deeds.ts'
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import { listUnits } from '../units/store.ts'
import type { Capsule } from './model.ts'
import { openCapsuleKeys, sealUnder } from './open-capsule-keys.ts'
import { readCapsule } from './read-capsule.ts'
import { CONTRADICTIONS, type Difference, differencesOf, type Finding, weigh } from './rules.ts'

type Needs = { pool: Pool; calendar: Calendar; sessionKey: Buffer }

/** Which capsules of this attempt were inspected before: this very one, and others. */
type Seen = { readonly same: number; readonly others: number; readonly firstAt: string | null }

export type Inspection =
  | {
      verdict: 'genuine'
      capsule: Capsule
      held: Held
      differences: Difference[]
      findings: Finding[]
      /** The phone's word stands against what the server wrote down. */
      contradicted: boolean
      seen: Seen
    }
  | { verdict: 'false'; reason: 'seal' | 'altered' | 'other-place'; attemptId: string; seen: Seen }
  | { verdict: 'cannot-tell'; reason: Unclear; attemptId: string | null }

export type Unclear = 'too-large' | 'not-a-capsule' | 'other-version' | 'other-key' | 'no-such-attempt'

/** What the server itself holds of the attempt. */
export type Held = {
  readonly contest: string
  /** On whose walls the times are shown. */
  readonly zone: string
  readonly round: number
  readonly unit: { readonly code: string; readonly name: string } | null
  readonly attemptNo: number
  readonly state: string
  readonly startedAt: Date
  readonly deadlineAt: Date
  readonly submittedAt: Date | null
  readonly savedSequence: number
  readonly savedAt: Date | null
  readonly answered: number
}

const DEED = 'capsule.inspected'

/** Looks, says and writes down that somebody looked. The paper stays as it is. */
export async function inspectCapsule(
  needs: Needs,
  { text, at }: { text: string; at: Date },
): Promise<Inspection> {
  const read = readCapsule(text)
  if (!read.ok) return { verdict: 'cannot-tell', reason: read.reason, attemptId: null }
  const { capsule, line, sealedPart, seal } = read
  const { attemptId } = capsule
  const keys = openCapsuleKeys(needs.sessionKey)
  const attempt = await findAttempt(needs.pool, attemptId as AttemptId)
  const digest = createHash('sha256').update(line).digest('hex')

  const fault = faultOf()
  const seen = await writeDownLook(needs.pool, {
    attempt,
    attemptId,
    digest,
    at,
    verdict: fault?.verdict ?? 'genuine',
    reason: fault?.reason ?? null,
  })
  if (fault?.verdict === 'false') return { ...fault, attemptId, seen }
  if (fault) return { ...fault, attemptId }
  const differences = differencesOf(capsule, attempt!, placeOf(attempt!)!.contest.rules.prediction)
  const findings = weigh(capsule, attempt!, at, differences)
  return {
    verdict: 'genuine',
    capsule,
    held: await heldOf(needs, attempt!, at),
    differences,
    findings,
    contradicted: findings.some((finding) => CONTRADICTIONS.has(finding)),
    seen,
  }

  function faultOf() {
    // Of another house, or sealed before our key was replaced: its seal says nothing to us either way.
    if (capsule.keyId !== keys.keyId) return { verdict: 'cannot-tell', reason: 'other-key' } as const
    const expected = sealUnder(keys.keyOf(attemptId), sealedPart)
    if (!isSame(Buffer.from(seal, 'base64url'), expected))
      return { verdict: 'false', reason: 'seal' } as const
    if (read.ok && read.isAltered) return { verdict: 'false', reason: 'altered' } as const
    // A genuine seal on an attempt that is not there: another database, or a backup from before its start.
    if (!attempt) return { verdict: 'cannot-tell', reason: 'no-such-attempt' } as const
    const place = placeOf(attempt)
    const isHere = place?.contest.slug === capsule.contest && place.round.no === capsule.round
    return isHere ? null : ({ verdict: 'false', reason: 'other-place' } as const)
  }

  function placeOf({ roundId }: Attempt) {
    return needs.calendar.roundOf(roundId)
  }
}

async function heldOf(needs: Needs, attempt: Attempt, at: Date): Promise<Held> {
  const { contest, round } = needs.calendar.roundOf(attempt.roundId)!
  const unit = (await listUnits(needs.pool, attempt.contestId)).find(({ id }) => id === attempt.unitId)
  return {
    contest: contest.slug,
    zone: contest.rules.zone,
    round: round.no,
    unit: unit ? { code: unit.code, name: unit.name } : null,
    attemptNo: attempt.attemptNo,
    state: stateOf(attempt, at),
    startedAt: attempt.startedAt,
    deadlineAt: attempt.deadlineAt,
    submittedAt: attempt.sealed?.submittedAt ?? null,
    savedSequence: attempt.savedSequence,
    savedAt: attempt.savedAt,
    answered: Object.keys(attempt.answers).length,
  }
}

/** Whoever shows one capsule twice, or two of one attempt, is found out by what was written down at the first. */
async function writeDownLook(
  pool: Pool,
  look: {
    attempt: Attempt | null
    attemptId: string
    digest: string
    at: Date
    verdict: string
    reason: string | null
  },
): Promise<Seen> {
  const { attempt, attemptId, digest, at, verdict, reason } = look
  return inTransaction(pool, async (tx) => {
    const before = await listDeeds(tx, { deed: DEED, subject: attemptId })
    const same = before.filter(({ details }) => details.digest === digest)
    const others = new Set(before.map(({ details }) => String(details.digest)))
    others.delete(digest)
    await recordDeed(tx, {
      authorityId: attempt?.authorityId ?? null,
      actor: 'operator',
      deed: DEED,
      subject: attemptId,
      details: { verdict, reason, digest },
      at,
    })
    return { same: same.length, others: others.size, firstAt: same[0]?.at.toISOString() ?? null }
  })
}

function isSame(one: Buffer, two: Buffer): boolean {
  return one.length === two.length && timingSafeEqual(one, two)
}
