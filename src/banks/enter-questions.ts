import type { AuthorityId, BankQuestion } from '../contests/model.ts'
import type { Tx } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { type Content, OPERATOR, type VersionId } from './model.ts'
import { documentKeyOf, keysOf } from './rules.ts'
import { ensureSources, enterVersions } from './store.ts'

export type LoadedQuestion = BankQuestion & { readonly id: VersionId; readonly versionNo: number }

/** K-5. What a contest's files brought is in the bank as well, in force, approved by whoever loaded them. */
export async function enterQuestions(
  tx: Tx,
  into: { authorityId: AuthorityId; bank: string },
  questions: readonly LoadedQuestion[],
  at: Date,
): Promise<void> {
  if (questions.length === 0) return
  const versions = questions.map(({ id, versionNo, code, correct, explanation, ...question }) => {
    const content = contentOf(question)
    return {
      id,
      questionId: timeOrderedId(at),
      code,
      versionNo,
      content,
      correct,
      explanation,
      documentKey: documentKeyOf(content.source.document),
      ...keysOf(content, code),
    }
  })
  await enterVersions(tx, into.authorityId, versions, { bank: into.bank, by: OPERATOR, at })
  await ensureSources(tx, into.authorityId, versions)
}

/** Nothing but what a content has: whoever hands a question over may have put more on it. */
function contentOf(question: Content): Content {
  const { topic, difficulty, kind, text, options, source, validFrom, practice } = question
  const { rows, images, validTo, replacedBy } = question
  return {
    ...{ topic, difficulty, kind, text, options, source, validFrom, practice },
    ...(rows && { rows }),
    ...(images && { images }),
    ...(validTo && { validTo }),
    ...(replacedBy && { replacedBy }),
  }
}
