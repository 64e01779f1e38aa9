/**
 * A rulebook becomes the contest, whole or not at all (B-20): of a folder (load-contest.ts), or of a draft of the console. What
 * is written again unchanged stays as it is; a change is a new rule version. A round that has opened keeps its hours and its
 * questions.
 */
import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import { type HashedIdentity, insertExclusions } from '../contestants/store.ts'
import { isValid } from '../contests/check-paper.ts'
import { withoutNames } from '../contests/digest-rules.ts'
import type { AuthorityId, BlueprintRow, ContestId, Rulebook } from '../contests/model.ts'
import type { Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { instantOf } from '../platform/zone.ts'
import { type BankAddition, insertPracticePool, listBankAdditions } from '../questions/store.ts'
import type { RoundId } from '../rounds/model.ts'
import { layRounds } from '../rounds/rules.ts'
import { insertRounds } from '../rounds/store.ts'
import { daysOf, fillRoundPools } from './fill-round-pools.ts'
import * as store from './store.ts'

/** 32 bytes for a secret or an id, by what it is for: drawn at random, or by a rehearsal from its seed. */
type Needs = { entropyFor?: ((purpose: string) => Buffer) | undefined }
export type ContestKey = { readonly id: ContestId; readonly authorityId: AuthorityId }
export type ExcludedPerson = HashedIdentity & {
  readonly reason: { readonly vi: string; readonly en: string }
}

export type Writing = {
  readonly rules: Rulebook
  readonly digest: string
  /** The contest's id, where it is known before there is a contest. */
  readonly id?: ContestId | undefined
  /** Since when a new contest is public; null: it is hidden until somebody opens it (O-11). Absent: at once. */
  readonly openedAt?: Date | null | undefined
  readonly actor: string
  readonly at: Date
  /** A change after opening needs why, and a second person who approved it. */
  readonly reason?: string | undefined
  readonly approvedBy?: string | undefined
  /** From when the change holds; absent: at once. */
  readonly effectiveAt?: Date | undefined
  /** Its units are written, and what its rounds may draw from is handed over. */
  readonly writeUnits: (tx: Tx, contest: ContestKey) => Promise<void>
  readonly listBank: (tx: Tx, contest: ContestKey) => Promise<readonly BankAddition[]>
  readonly listExcluded: (contest: ContestKey) => readonly ExcludedPerson[]
}
export type Written =
  | { ok: true; contestId: ContestId; became: 'new' | 'unchanged' | 'changed'; versionNo: number }
  | Refusal<'needs-reason-and-approval' | 'opened-rounds-stay' | 'another-authority'>

type Window = { no: number; opensAt: Date; closesAt: Date }

export async function writeContest(needs: Needs, tx: Tx, writing: Writing): Promise<Written> {
  const { rules, digest, at, reason, approvedBy } = writing
  const effectiveAt = writing.effectiveAt ?? at
  await store.lockLoading(tx)
  await store.sayWhen(tx, at)
  const found = await store.findContest(tx, rules.slug)
  if (found && found.authorityCode !== rules.authority.code) return refuse('another-authority')
  if (found?.digest === digest)
    return { ok: true, contestId: found.id, became: 'unchanged', versionNo: found.versionNo }

  const before = found ? await store.listRoundWindows(tx, found.id) : []
  const windows = found && !Array.isArray(rules.rounds) ? before : windowsOf(rules, at)
  const hasOpened = before.some(({ opensAt }) => opensAt <= at)
  if (hasOpened && !(reason && approvedBy)) return refuse('needs-reason-and-approval')
  // One that was extended on the day has another close than the rules; they may go on saying what they said.
  const said = found ? windowsOf(await store.loadRules(tx, found.id), at) : []
  const isLeft = (round: Window, window = windows[round.no - 1]) =>
    isSameWindow(round, window) || isSameWindow(said[round.no - 1], window)
  if (before.some((round) => round.opensAt <= at && !isLeft(round))) return refuse('opened-rounds-stay')

  const contest = found ?? (await enterContest(needs, tx, writing))
  const versionNo = (found?.versionNo ?? 0) + 1
  // Until it takes effect rounds open with the rules before it: they must find their questions too.
  const old = found && effectiveAt > at ? (await store.loadRules(tx, found.id)).paper.blueprint : []
  await store.insertRuleVersion(tx, contest, {
    no: versionNo,
    rules: withoutNames(rules),
    digest,
    at: effectiveAt,
    reason: hasOpened ? reason! : found ? 'before opening' : null,
    approvedBy: hasOpened ? approvedBy! : null,
  })
  await writing.writeUnits(tx, contest)
  const bank = await writing.listBank(tx, contest)
  const drawn = { ...rules, paper: { ...rules.paper, blueprint: [...rules.paper.blueprint, ...old] } }
  await writeRounds(needs, tx, contest, { before, windows, at }, drawn, bank)
  await writeExclusions(tx, contest, rules, writing.listExcluded(contest))
  await recordDeed(tx, {
    authorityId: contest.authorityId,
    actor: writing.actor,
    deed: found ? 'contest.changed' : 'contest.loaded',
    subject: contest.id,
    details: { slug: rules.slug, versionNo, digest, reason, approvedBy, effectiveAt },
    at,
  })
  return { ok: true, contestId: contest.id, became: found ? 'changed' : 'new', versionNo }
}

async function enterContest(
  needs: Needs,
  tx: Tx,
  { rules, at, id, openedAt = at }: Writing,
): Promise<ContestKey> {
  const authority = { id: timeOrderedId(at, needs.entropyFor?.('authority')), ...rules.authority }
  const authorityId = await store.ensureAuthority(tx, authority)
  const contestId = id ?? (timeOrderedId(at, needs.entropyFor?.('contest')) as ContestId)
  const { slug, name, sample } = rules
  await store.insertContest(tx, { id: contestId, authorityId, slug, name, sample, at, openedAt })
  return { id: contestId, authorityId }
}

function windowsOf({ rounds, zone }: Rulebook, at: Date): Window[] {
  if (!Array.isArray(rounds)) return layRounds(rounds, at, zone)
  return rounds.map(({ no, opensAt, closesAt }) => ({
    no,
    opensAt: instantOf(opensAt, zone),
    closesAt: instantOf(closesAt, zone),
  }))
}

function isSameWindow(round: Window | undefined, window: Window | undefined): boolean {
  return (
    round !== undefined &&
    window !== undefined &&
    window.opensAt.getTime() === round.opensAt.getTime() &&
    window.closesAt.getTime() === round.closesAt.getTime()
  )
}

async function writeRounds(
  needs: Needs,
  tx: Tx,
  contest: ContestKey,
  { before, windows, at }: { before: store.RoundWindow[]; windows: Window[]; at: Date },
  rules: { paper: { blueprint: readonly BlueprintRow[] }; zone: string },
  bank: readonly BankAddition[],
): Promise<void> {
  const entropyFor = needs.entropyFor ?? (() => randomBytes(32))
  const fresh = windows
    .filter(({ no }) => !before.some((round) => round.no === no))
    .map((window) => ({
      ...window,
      id: timeOrderedId(at, entropyFor(`round/${window.no}`)) as RoundId,
      drawSecret: entropyFor(`draw/${window.no}`),
      tieSeed: entropyFor(`tie/${window.no}`),
    }))
  await insertRounds(tx, contest, fresh)
  // Only rounds that have not opened can be missing: an opened one must stand in the rules as it is.
  for (const gone of before.slice(windows.length)) await store.removeRound(tx, gone.id)
  const unopened = before
    .slice(0, windows.length)
    .filter(({ opensAt }) => opensAt > at)
    .map((round) => ({ ...round, ...windows[round.no - 1] }))
  for (const round of unopened) {
    await store.clearRoundPool(tx, round.id)
    await store.moveRound(tx, round)
  }
  // What was added from somebody's file stays, unless the bank itself now has its code.
  const codes = new Set(bank.map(({ code }) => code))
  const added = (await listBankAdditions(tx, contest.id)).filter(({ code }) => !codes.has(code))
  const whole = [...bank, ...added]
  await fillRoundPools(tx, contest, rules, [...fresh, ...unopened], whole)
  await store.clearPracticePool(tx, contest.id)
  const days = daysOf({ no: 0, opensAt: windows[0]!.opensAt, closesAt: windows.at(-1)!.closesAt }, rules)
  const practice = whole.filter((question) => question.practice && isValid(question, days))
  const ids = practice.map(({ id }) => id)
  await insertPracticePool(tx, contest.authorityId, contest.id, ids)
}

/** B-9. A list that comes without its people keeps those whom the database knows on it. */
async function writeExclusions(
  tx: Tx,
  contest: ContestKey,
  rules: Rulebook,
  named: readonly ExcludedPerson[],
): Promise<void> {
  const keeps = (person: ExcludedPerson) =>
    rules.exclusions.some(
      ({ field, values, reason }) =>
        values.length === 0 && field === person.field && reason.vi === person.reason.vi,
    )
  const kept = (await store.listExclusions(tx, contest.id)).filter(keeps)
  await store.clearExclusions(tx, contest.id)
  await insertExclusions(tx, contest, [...named, ...kept])
}
