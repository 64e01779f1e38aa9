import { createHash, randomBytes } from 'node:crypto'
import canonicalize from 'canonicalize'
import { recordDeed } from '../audit/record-deed.ts'
import { enterQuestions } from '../banks/enter-questions.ts'
import { hashIdentity } from '../contestants/hash-identity.ts'
import { oneForm } from '../contestants/rules.ts'
import { insertExclusions } from '../contestants/store.ts'
import { isValid } from '../contests/check-paper.ts'
import type { AuthorityId, BankQuestion, ContestId, Rulebook } from '../contests/model.ts'
import type { ContestFile } from '../contests/read-contest-file.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { tidy } from '../platform/text.ts'
import { instantOf } from '../platform/zone.ts'
import type { QuestionId } from '../questions/model.ts'
import {
  insertPracticePool,
  insertQuestions,
  listBankAdditions,
  listNewestQuestions,
} from '../questions/store.ts'
import type { RoundId } from '../rounds/model.ts'
import { layRounds } from '../rounds/rules.ts'
import { insertRounds } from '../rounds/store.ts'
import { foundTree } from '../units/found-tree.ts'
import type { UnitId } from '../units/model.ts'
import { listUnitCodes, writeHeadcounts, writeTree } from '../units/store.ts'
import { daysOf, fillRoundPools } from './fill-round-pools.ts'
import * as store from './store.ts'

type Needs = {
  /** The owner's pool: only who sets a contest up may write its rules, questions and units. */
  owner: Pool
  identityKey: Buffer
  /** 32 bytes for a secret or an id, by what it is for: drawn at random, or by a rehearsal from its seed. */
  entropyFor?: (purpose: string) => Buffer
}

export type Loading = {
  file: ContestFile
  at: Date
  /** A change after opening needs why, and a second person who approved it. */
  reason?: string | undefined
  approvedBy?: string | undefined
}

type Outcome =
  | { ok: true; contestId: ContestId; became: 'new' | 'unchanged' | 'changed'; versionNo: number }
  | Refusal<'needs-reason-and-approval' | 'opened-rounds-stay' | 'another-authority'>

type Contest = { id: ContestId; authorityId: AuthorityId }
type Window = { no: number; opensAt: Date; closesAt: Date }

/**
 * Puts a contest's file into the database, whole or not at all (B-20). What is loaded again unchanged stays as it
 * is; a changed file is a new rule version. A round that has opened keeps its hours and its questions.
 */
export async function loadContest(needs: Needs, loading: Loading): Promise<Outcome> {
  const { file, at } = loading
  const { rules } = file
  return inTransaction(needs.owner, async (tx) => {
    await store.lockLoading(tx)
    const found = await store.findContest(tx, rules.slug)
    if (found && found.authorityCode !== rules.authority.code) return refuse('another-authority')
    if (found?.digest === file.digest)
      return { ok: true, contestId: found.id, became: 'unchanged', versionNo: found.versionNo }

    const before = found ? await store.listRoundWindows(tx, found.id) : []
    const windows = found && !Array.isArray(rules.rounds) ? before : windowsOf(rules, at)
    const hasOpened = before.some(({ opensAt }) => opensAt <= at)
    if (hasOpened && !(loading.reason && loading.approvedBy)) return refuse('needs-reason-and-approval')
    if (before.some((round) => round.opensAt <= at && !isSameWindow(round, windows[round.no - 1])))
      return refuse('opened-rounds-stay')

    const contest: Contest = found ?? (await enterContest(needs, tx, rules, at))
    const versionNo = (found?.versionNo ?? 0) + 1
    await store.insertRuleVersion(tx, contest, {
      no: versionNo,
      // Whom the list names is known to the database only by keyed hashes (C-4).
      rules: { ...rules, exclusions: rules.exclusions.map((each) => ({ ...each, values: [] })) },
      digest: file.digest,
      at,
      reason: hasOpened ? loading.reason! : found ? 'before opening' : null,
      approvedBy: hasOpened ? loading.approvedBy! : null,
    })
    await writeUnits(needs, tx, contest, file, at)
    const into = { authorityId: contest.authorityId, bank: bankOf(rules) }
    const questionIds = await writeQuestions(tx, into, file.bank, at)
    await writeRounds(needs, tx, contest, { before, windows, at }, file, questionIds)
    await writeExclusions(needs, tx, contest, rules)
    await recordDeed(tx, {
      authorityId: contest.authorityId,
      actor: 'operator',
      deed: found ? 'contest.changed' : 'contest.loaded',
      subject: contest.id,
      details: {
        slug: rules.slug,
        versionNo,
        digest: file.digest,
        reason: loading.reason,
        approvedBy: loading.approvedBy,
      },
      at,
    })
    return { ok: true, contestId: contest.id, became: found ? 'changed' : 'new', versionNo }
  })
}

async function enterContest(needs: Needs, tx: Tx, rules: Rulebook, at: Date): Promise<Contest> {
  const authorityId = await store.ensureAuthority(tx, {
    id: timeOrderedId(at, needs.entropyFor?.('authority')),
    ...rules.authority,
  })
  const id = timeOrderedId(at, needs.entropyFor?.('contest')) as ContestId
  await store.insertContest(tx, {
    id,
    authorityId,
    slug: rules.slug,
    name: rules.name,
    sample: rules.sample,
    at,
  })
  return { id, authorityId }
}

function windowsOf({ rounds, zone }: Rulebook, at: Date): Window[] {
  if (!Array.isArray(rounds)) return layRounds(rounds, at, zone)
  return rounds.map(({ no, opensAt, closesAt }) => ({
    no,
    opensAt: instantOf(opensAt, zone),
    closesAt: instantOf(closesAt, zone),
  }))
}

function isSameWindow(round: Window, window: Window | undefined): boolean {
  return (
    window !== undefined &&
    window.opensAt.getTime() === round.opensAt.getTime() &&
    window.closesAt.getTime() === round.closesAt.getTime()
  )
}

async function writeUnits(
  needs: Needs,
  tx: Tx,
  contest: Contest,
  { units, rules }: ContestFile,
  at: Date,
): Promise<void> {
  const known = await listUnitCodes(tx, contest.authorityId)
  const byCode = new Map(units.map((unit) => [unit.code, unit]))
  const idOf = (code: string): UnitId => {
    const id =
      known.get(code) ?? (timeOrderedId(new Date(0), digestOf(`${contest.authorityId}/${code}`)) as UnitId)
    known.set(code, id)
    return id
  }
  const pathOf = (code: string): string => {
    const { parentCode, name } = byCode.get(code)!
    return parentCode === null ? name : `${pathOf(parentCode)} › ${name}`
  }
  const rows = units.map(({ parentCode, headcount: _, ...unit }, position) => ({
    ...unit,
    id: idOf(unit.code),
    parentId: parentCode === null ? null : idOf(parentCode),
    path: pathOf(unit.code),
    position,
  }))
  await writeTree(tx, contest, rows)
  const founding = {
    authorityId: contest.authorityId,
    by: 'operator',
    at,
    units: units.map((unit) => ({ ...unit, id: idOf(unit.code) })),
  }
  await foundTree(tx, { ...founding, ...(needs.entropyFor && { entropy: needs.entropyFor('tree') }) })
  const declared = units.flatMap(({ code, headcount }) =>
    headcount === null ? [] : [{ unitId: idOf(code), people: headcount }],
  )
  await writeHeadcounts(tx, contest, rules.participation.headcountAsOf, declared)
}

/** New and changed questions become new versions; returns the id of every question by its code. */
async function writeQuestions(
  tx: Tx,
  into: { authorityId: AuthorityId; bank: string },
  bank: readonly BankQuestion[],
  at: Date,
): Promise<Map<string, QuestionId>> {
  const { authorityId } = into
  const newest = await listNewestQuestions(tx, authorityId)
  const versions = bank.map((question) => {
    const digest = digestOf(canonicalize(question) as string).toString('hex')
    const known = newest.get(question.code)
    if (known?.digest === digest) return { question, known, digest }
    return { question, known: null, digest, versionNo: (known?.versionNo ?? 0) + 1 }
  })
  const ids = new Map<string, QuestionId>()
  const fresh = versions.flatMap(({ question, known, digest, versionNo }) => {
    const id =
      known?.id ??
      (timeOrderedId(new Date(0), digestOf(`${authorityId}/${question.code}/${versionNo}`)) as QuestionId)
    ids.set(question.code, id)
    return known ? [] : [{ ...question, id, digest, versionNo: versionNo! }]
  })
  await insertQuestions(tx, authorityId, fresh)
  await enterQuestions(tx, into, fresh, at)
  return ids
}

/** The bank that a contest's questions belong to, where nobody has put them into another. */
export function bankOf({ banks, slug }: Pick<Rulebook, 'banks' | 'slug'>): string {
  return banks.length === 1 ? banks[0]! : slug
}

async function writeRounds(
  needs: Needs,
  tx: Tx,
  contest: Contest,
  { before, windows, at }: { before: store.RoundWindow[]; windows: Window[]; at: Date },
  { rules, bank }: ContestFile,
  questionIds: ReadonlyMap<string, QuestionId>,
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
  // Only rounds that have not opened can be missing: an opened one must stand in the file as it is.
  for (const gone of before.slice(windows.length)) await store.removeRound(tx, gone.id)
  const unopened = before
    .slice(0, windows.length)
    .filter(({ opensAt }) => opensAt > at)
    .map((round) => ({ ...round, ...windows[round.no - 1] }))
  for (const round of unopened) {
    await store.moveRound(tx, round)
    await store.clearRoundPool(tx, round.id)
  }
  // What was added from somebody's file stays, unless the contest's own file now has its code.
  const added = (await listBankAdditions(tx, contest.id)).filter(({ code }) => !questionIds.has(code))
  const whole = [...bank.map((question) => ({ ...question, id: questionIds.get(question.code)! })), ...added]
  await fillRoundPools(tx, contest, rules, [...fresh, ...unopened], whole)
  await store.clearPracticePool(tx, contest.id)
  const days = daysOf({ no: 0, opensAt: windows[0]!.opensAt, closesAt: windows.at(-1)!.closesAt }, rules)
  const practice = whole.filter((question) => question.practice && isValid(question, days))
  await insertPracticePool(
    tx,
    contest.authorityId,
    contest.id,
    practice.map(({ id }) => id),
  )
}

async function writeExclusions(needs: Needs, tx: Tx, contest: Contest, rules: Rulebook): Promise<void> {
  const exclusions = rules.exclusions.flatMap(({ field, values, reason }) =>
    values.map((value) => {
      const declared = rules.streams.flatMap(({ fields }) => fields).find(({ name }) => name === field)!
      const form = oneForm(declared, tidy(value))
      if (form === null)
        throw new Error(
          `exclusions: "${value}" cannot be a value of ${field} / không phải là ${declared.label.vi}`,
        )
      const identity = { field, value: form }
      return { field, reason, hash: hashIdentity(needs.identityKey, contest.id, identity) }
    }),
  )
  await store.clearExclusions(tx, contest.id)
  await insertExclusions(tx, contest, exclusions)
}

export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
