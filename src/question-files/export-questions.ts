/**
 * A contest's questions with their keys, as a file for somebody. Whoever takes it sees every key, so the deed stands in
 * the record before the file is handed over, in the transaction that read them.
 */
import { recordDeed } from '../audit/record-deed.ts'
import type { AuthorityId, ContestId, Difficulty } from '../contests/model.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { type BankedQuestion, listContestBank } from '../questions/store.ts'
import { difficultyNames } from './format-messages.ts'
import type { Item, Written } from './model.ts'
import { type ExportFormat, writeQuestionFile } from './write-question-file.ts'

/** The keeper's pool: only that role, and the owner, can read keys. */
type Needs = { keeper: Pool }
export type Export = {
  readonly contest: { readonly id: ContestId; readonly authorityId: AuthorityId; readonly slug: string }
  readonly format: ExportFormat
  readonly at: Date
}

export async function exportQuestions(
  { keeper }: Needs,
  { contest, format, at }: Export,
): Promise<Written & { readonly count: number }> {
  const bank = await inTransaction(keeper, async (tx) => {
    const questions = await listContestBank(tx, contest.id)
    await recordDeed(tx, {
      authorityId: contest.authorityId,
      actor: 'operator',
      deed: 'questions.exported',
      subject: contest.id,
      details: { slug: contest.slug, format, questions: questions.length },
      at,
    })
    return questions
  })
  const written = await writeQuestionFile(format, bank.map(itemOf))
  return { ...written, count: bank.length - written.left.length }
}

export function itemOf(question: BankedQuestion, index: number): Item {
  const { text, kind, rows, options, source, topic, difficulty, key } = question
  const places = [source.article, source.clause].filter(Boolean)
  return {
    no: index + 1,
    text,
    type: kind,
    ...(rows && { rows }),
    options,
    correct: key.correct,
    ...(key.explanation && { explanation: key.explanation }),
    source: [source.document, ...places].join(', '),
    topic,
    difficulty: difficultyNames[difficulty as Difficulty],
    images: [],
  }
}
