import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import { hashIdentity } from '../contestants/hash-identity.ts'
import { oneForm } from '../contestants/rules.ts'
import type { AuthorityId, ContestId, Rulebook } from '../contests/model.ts'
import type { RulesDraft } from '../contests/sections.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { tidy } from '../platform/text.ts'
import { loadRules } from '../setup/store.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import type { DraftId, ListedPerson } from './model.ts'
import { lastYearsCopy, NEW_DRAFT } from './rules.ts'
import * as store from './store.ts'

/** From nothing; as last year's contest was; as the next rules of a contest; as a file says. */
export type Beginning = (
  | { readonly from: 'nothing' }
  | { readonly from: 'copy' | 'change'; readonly contest: string }
  | { readonly from: 'file'; readonly rules: Rulebook }
) & {
  /** Of an officer of the whole installation: whose contest it is to be. */
  readonly authority?: { readonly code: string; readonly name: string } | undefined
  readonly by: Officer
  readonly at: Date
}
type Outcome =
  | { ok: true; id: DraftId }
  | Refusal<'no-such-contest' | 'another-authority' | 'authority-needed'>

type Needs = { keeper: Pool; identityKey: Buffer }
type Begun = {
  authorityId: AuthorityId
  contestId: ContestId
  rules: RulesDraft
  ruleVersion: number | null
  people: readonly ListedPerson[]
}

export async function beginDraft(needs: Needs, beginning: Beginning): Promise<Outcome> {
  const { by, at } = beginning
  return inTransaction(needs.keeper, async (tx) => {
    const begun = await findBeginning(needs, tx, beginning)
    if ('reason' in begun) return begun
    const id = timeOrderedId(at, randomBytes(10)) as DraftId
    const draft = { id, unitRoots: null, ...begun }
    // A contest has one draft: whoever comes second goes on with the first one's.
    if (!(await store.insertDraft(tx, { ...draft, by: by.id, at })))
      return { ok: true, id: (await store.findDraftOfContest(tx, begun.contestId))! }
    await store.writePeople(tx, { ...draft, version: 1, changedBy: by.id, changedAt: at }, begun.people)
    await recordDeed(tx, {
      authorityId: begun.authorityId,
      actor: by.id,
      deed: 'draft.begun',
      subject: id,
      details: { from: beginning.from, contestId: begun.contestId },
      at,
    })
    return { ok: true, id }
  })
}

async function findBeginning(
  needs: Needs,
  tx: Tx,
  beginning: Beginning,
): Promise<Begun | Refusal<'no-such-contest' | 'another-authority' | 'authority-needed'>> {
  const { by, at } = beginning
  if (beginning.from === 'copy' || beginning.from === 'change') {
    const contest = await store.findContestBySlug(tx, beginning.contest)
    if (!contest || !reaches(by, contest.authorityId)) return refuse('no-such-contest')
    const { id, authorityId } = contest
    const rules = await loadRules(tx, id)
    if (beginning.from === 'copy')
      return {
        authorityId,
        contestId: newContestId(at),
        rules: lastYearsCopy(rules),
        ruleVersion: null,
        people: [],
      }
    const made = await store.findMade(tx, id)
    const people = listed(rules, await store.listExcluded(tx, id))
    return { authorityId, contestId: id, rules, ruleVersion: made!.versionNo, people }
  }
  const named = beginning.from === 'file' ? beginning.rules.authority : beginning.authority
  if (by.authorityId === null && !named) return refuse('authority-needed')
  const authorityId =
    (by.authorityId as AuthorityId | null) ??
    (await store.ensureAuthority(tx, { id: timeOrderedId(at, randomBytes(10)), ...named! }))
  const authority = await store.loadAuthority(tx, authorityId)
  if (named && named.code !== authority.code) return refuse('another-authority')
  const contestId = newContestId(at)
  if (beginning.from !== 'file')
    return { authorityId, contestId, rules: { ...NEW_DRAFT, authority }, ruleVersion: null, people: [] }
  const { rules } = beginning
  const people = rules.exclusions.flatMap((each, listNo) =>
    hashedValues(needs.identityKey, contestId, rules.streams, each).hashes.map((hash) => ({
      listNo,
      field: each.field,
      hash,
    })),
  )
  const exclusions = rules.exclusions.map((each) => ({ ...each, values: [] }))
  return { authorityId, contestId, rules: { ...rules, exclusions }, ruleVersion: null, people }
}

const newContestId = (at: Date) => timeOrderedId(at, randomBytes(10)) as ContestId

/** The lists of a contest that is there: by field and reason, which is all that the database knows of them. */
function listed(rules: Rulebook, excluded: Awaited<ReturnType<typeof store.listExcluded>>): ListedPerson[] {
  return excluded.flatMap(({ field, hash, reason }) => {
    const listNo = rules.exclusions.findIndex((each) => each.field === field && each.reason.vi === reason.vi)
    return listNo === -1 ? [] : [{ listNo, field, hash }]
  })
}

/** E-5. Values become keyed hashes here, and go no further; those that cannot be a value of the field are handed back. */
export function hashedValues(
  identityKey: Buffer,
  contestId: ContestId,
  streams: Rulebook['streams'],
  { field, values }: { field: string; values: readonly string[] },
): { hashes: Buffer[]; misfits: number[] } {
  const declared = streams
    .flatMap(({ fields }) => fields)
    .find((each) => each.name === field && each.identity)
  const hashes: Buffer[] = []
  const misfits: number[] = []
  values.forEach((value, at) => {
    const form = declared ? oneForm(declared, tidy(value)) : null
    if (form === null) misfits.push(at)
    else hashes.push(hashIdentity(identityKey, contestId, { field, value: form }))
  })
  return { hashes, misfits }
}
