import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { enterQuestions } from '../banks/enter-questions.ts'
import { hashIdentity } from '../contestants/hash-identity.ts'
import { oneForm } from '../contestants/rules.ts'
import type { AuthorityId, BankQuestion, Rulebook, UnitRow } from '../contests/model.ts'
import type { ContestFile } from '../contests/read-contest-file.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { tidy } from '../platform/text.ts'
import type { QuestionId } from '../questions/model.ts'
import { insertQuestions, listNewestQuestions } from '../questions/store.ts'
import { foundTree } from '../units/found-tree.ts'
import type { UnitId } from '../units/model.ts'
import { listUnitCodes } from '../units/store.ts'
import { type ContestKey, type ExcludedPerson, type Written, writeContest } from './write-contest.ts'
import { writeUnits } from './write-units.ts'

type Needs = {
  /** The owner's pool: files are loaded by whoever runs the machine, and bring units and questions along. */
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

/** Puts a contest's files into the database, whole or not at all (B-20). */
export async function loadContest(needs: Needs, loading: Loading): Promise<Written> {
  const { file, ...why } = loading
  const { rules, digest, bank } = file
  return inTransaction(needs.owner, (tx) =>
    writeContest(needs, tx, {
      rules,
      digest,
      actor: 'operator',
      ...why,
      writeUnits: async (tx, contest) => {
        const units = await identify(tx, contest, file.units)
        await writeUnits(tx, contest, rules, units)
        const founding = { authorityId: contest.authorityId, units, by: 'operator', at: loading.at }
        await foundTree(tx, { ...founding, ...(needs.entropyFor && { entropy: needs.entropyFor('tree') }) })
      },
      listBank: async (tx, contest) => {
        const into = { authorityId: contest.authorityId, bank: bankOf(rules) }
        const ids = await writeQuestions(tx, into, bank, loading.at)
        return bank.map((question) => ({ ...question, id: ids.get(question.code)! }))
      },
      listExcluded: (contest) => excludedBy(rules, needs.identityKey, contest),
    }),
  )
}

/** Units that the authority has already keep their id; it is made of the code, so that the same file makes the same ones. */
async function identify(tx: Tx, { authorityId }: ContestKey, units: readonly UnitRow[]) {
  const known = await listUnitCodes(tx, authorityId)
  const freshId = (code: string) => timeOrderedId(new Date(0), digestOf(`${authorityId}/${code}`)) as UnitId
  return units.map((unit) => ({ ...unit, id: known.get(unit.code) ?? freshId(unit.code) }))
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

function excludedBy(rules: Rulebook, identityKey: Buffer, { id }: ContestKey): ExcludedPerson[] {
  return rules.exclusions.flatMap(({ field, values, reason }) =>
    values.map((value) => {
      const declared = rules.streams.flatMap(({ fields }) => fields).find(({ name }) => name === field)!
      const form = oneForm(declared, tidy(value))
      if (form === null)
        throw new Error(
          `exclusions: "${value}" cannot be a value of ${field} / không phải là ${declared.label.vi}`,
        )
      return { field, reason, hash: hashIdentity(identityKey, id, { field, value: form }) }
    }),
  )
}

export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
