/**
 * Questions of somebody's file come into the bank of a contest that has not opened: looked at first, and only written when
 * that is said. Whole or not at all; what is in the bank already is left out, so the same file may come twice.
 */
import canonicalize from 'canonicalize'
import { recordDeed } from '../audit/record-deed.ts'
import { enterQuestions } from '../banks/enter-questions.ts'
import { insertImage, type StoredImage } from '../banks/image-store.ts'
import { judgeImage } from '../banks/keep-image.ts'
import { OPERATOR } from '../banks/model.ts'
import { bankFile } from '../contests/bank-file.ts'
import { fits } from '../contests/check-paper.ts'
import type { BankQuestion, Difficulty, Rulebook } from '../contests/model.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { localDateOf } from '../platform/zone.ts'
import { findNear, type Likeness, sameKeyOf } from '../question-files/find-repeats.ts'
import { say } from '../question-files/format-messages.ts'
import type { FileRead, Item, ItemFault } from '../question-files/model.ts'
import { readDifficulty } from '../question-files/read-difficulty.ts'
import type { QuestionId } from '../questions/model.ts'
import {
  insertBankAdditions,
  insertQuestions,
  listContestBank,
  listNewestQuestions,
} from '../questions/store.ts'
import { fillRoundPools } from './fill-round-pools.ts'
import { bankOf, digestOf } from './load-contest.ts'
import * as store from './store.ts'

type Needs = {
  /** The owner's pool: only who sets a contest up may write questions. */
  owner: Pool
}
export type Importing = {
  readonly slug: string
  readonly read: FileRead
  /** The name of the file and the digest of its bytes, for the record. */
  readonly file: { readonly name: string; readonly digest: string }
  readonly topic: string
  /** What makes the answers right, where a question does not say. */
  readonly source: string
  readonly difficulty?: Difficulty | undefined
  readonly validFrom?: string | undefined
  readonly skipErrors?: boolean | undefined
  /** Absent: a look at what would happen. */
  readonly isConfirmed?: boolean | undefined
  readonly at: Date
}

export type Fresh = {
  readonly no: number
  readonly question: BankQuestion
  readonly images: readonly StoredImage[]
  readonly near: Likeness | null
}
export type Preview = {
  readonly fresh: readonly Fresh[]
  readonly repeated: readonly { readonly no: number; readonly of: string }[]
  readonly errors: readonly ItemFault[]
  /** No row of the blueprint asks for such questions: they would be in the bank, and on no paper. */
  readonly isAskedFor: boolean
}
export type Outcome =
  | ({ readonly ok: true; readonly imported: number } & Preview)
  | (Refusal<'items-with-errors' | 'nothing-new'> & Preview)
  | Refusal<'no-such-contest' | 'rounds-have-opened'>

export async function importQuestions({ owner }: Needs, importing: Importing): Promise<Outcome> {
  const { slug, at, file } = importing
  return inTransaction(owner, async (tx): Promise<Outcome> => {
    await store.lockLoading(tx)
    const contest = await store.findContest(tx, slug)
    if (!contest) return refuse('no-such-contest')
    const rounds = await store.listRoundWindows(tx, contest.id)
    if (rounds.some(({ opensAt }) => opensAt <= at)) return refuse('rounds-have-opened')
    const rules = await store.loadRules(tx, contest.id)
    const preview = await compare(tx, contest, rules, importing)
    if (!importing.isConfirmed) return { ok: true, imported: 0, ...preview }
    if (preview.errors.length > 0 && !importing.skipErrors)
      return { ...refuse('items-with-errors'), ...preview }
    if (preview.fresh.length === 0) return { ...refuse('nothing-new'), ...preview }

    const questions = preview.fresh.map(({ question }) => {
      const id = timeOrderedId(
        new Date(0),
        digestOf(`${contest.authorityId}/${question.code}/1`),
      ) as QuestionId
      const digest = digestOf(canonicalize(question) as string).toString('hex')
      return { ...question, id, versionNo: 1, digest }
    })
    for (const image of preview.fresh.flatMap(({ images }) => images))
      await insertImage(tx, contest.authorityId, image, { by: OPERATOR, at })
    await insertQuestions(tx, contest.authorityId, questions)
    await enterQuestions(tx, { authorityId: contest.authorityId, bank: bankOf(rules) }, questions, at)
    const ids = questions.map(({ id }) => id)
    await insertBankAdditions(tx, contest, ids, at)
    await fillRoundPools(tx, contest, rules, rounds, questions)
    await recordDeed(tx, {
      authorityId: contest.authorityId,
      actor: OPERATOR,
      deed: 'questions.imported',
      subject: contest.id,
      details: {
        slug,
        file: file.name,
        digest: file.digest,
        format: importing.read.format,
        codes: questions.map(({ code }) => code),
        repeated: preview.repeated.length,
        skipped: preview.errors.length,
      },
      at,
    })
    return { ok: true, imported: questions.length, ...preview }
  })
}

type Contest = NonNullable<Awaited<ReturnType<typeof store.findContest>>>

async function compare(tx: Tx, contest: Contest, rules: Rulebook, importing: Importing): Promise<Preview> {
  const { read, topic } = importing
  const bank = await listContestBank(tx, contest.id)
  const seen = new Map(bank.map((question) => [sameKeyOf(question), question.code]))
  const near = findNear([...bank, ...read.items])
  for (const { code, text, options } of bank) near.add({ name: code, text, options })
  const nextCode = codesAfter([...(await listNewestQuestions(tx, contest.authorityId)).keys()], topic)
  const fresh: Fresh[] = []
  const repeated: { no: number; of: string }[] = []
  const errors = [...read.errors]
  for (const item of read.items) {
    const key = sameKeyOf(item)
    const of = seen.get(key)
    if (of !== undefined) {
      repeated.push({ no: item.no, of })
      continue
    }
    const judged = asBankQuestion(item, importing, rules.zone, nextCode)
    if ('fault' in judged) {
      errors.push(judged.fault)
      continue
    }
    fresh.push({ no: item.no, ...judged, near: near.nearest(item) })
    seen.set(key, `câu ${item.no}`)
    near.add({ name: `câu ${item.no}`, text: item.text, options: item.options })
  }
  const isAskedFor = fresh.every(({ question }) => rules.paper.blueprint.some((row) => fits(question, row)))
  return { fresh, repeated, errors, isAskedFor }
}

/** CCHC-001, CCHC-002 …: the topic in capitals, and the first numbers that are free. */
function codesAfter(codes: readonly string[], topic: string): { peek(): string; take(): void } {
  const prefix = topic
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  const used = codes.flatMap((code) => {
    const [, number] = new RegExp(`^${prefix}-(\\d+)$`).exec(code) ?? []
    return number === undefined ? [] : [Number(number)]
  })
  let last = used.reduce((most, number) => Math.max(most, number), 0)
  return {
    peek: () => `${prefix}-${String(last + 1).padStart(3, '0')}`,
    take: () => {
      last += 1
    },
  }
}

function asBankQuestion(
  item: Item,
  { topic, source, difficulty = 'medium', validFrom, at }: Importing,
  zone: string,
  code: ReturnType<typeof codesAfter>,
): { question: BankQuestion; images: StoredImage[] } | { fault: ItemFault } {
  const where = `câu ${item.no}`
  const images: StoredImage[] = []
  for (const { name, bytes } of item.images) {
    const judged = judgeImage(bytes)
    if (!judged.ok) return { fault: say.badPicture(where, name, judged.reason) }
    images.push(judged.image)
  }
  const parsed = bankFile.safeParse({
    topic,
    questions: [
      {
        code: code.peek(),
        difficulty: readDifficulty(item.difficulty) ?? difficulty,
        kind: item.type,
        text: item.text,
        ...(item.rows && { rows: item.rows }),
        options: item.options.map((option, at) => option || `Hình ${String.fromCharCode(65 + at)}`),
        ...(images.length > 0 && {
          images: item.images.map(({ at }, index) => pictureOf(item.no, at, images[index]!)),
        }),
        correct: item.correct,
        ...(item.explanation !== undefined && { explanation: item.explanation }),
        source: { document: (item.source ?? source).replace(/\s+/g, ' ') },
        validFrom: validFrom ?? localDateOf(at, zone),
      },
    ],
  })
  if (!parsed.success) return { fault: say.notInBank(where, parsed.error.issues[0]!) }
  code.take()
  return { question: { ...parsed.data.questions[0]!, topic }, images }
}

/** Files rarely describe their pictures; whoever cares for the bank can do better in the console. */
function pictureOf(no: number, at: string, { digest, width, height }: StoredImage) {
  return { at, digest, alt: `Hình của câu ${no}`, width, height }
}
