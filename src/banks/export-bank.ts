import { Worker } from 'node:worker_threads'
import { recordDeed } from '../audit/record-deed.ts'
import type { AuthorityId, BankQuestion } from '../contests/model.ts'
import { inTransaction, type Pool } from '../platform/db.ts'
import { difficultyNames } from '../question-files/format-messages.ts'
import type { Item, Written } from '../question-files/model.ts'
import type { ExportFormat } from '../question-files/write-question-file.ts'
import type { Officer } from '../staff/model.ts'
import { listImages } from './image-store.ts'
import { listApprovedQuestions } from './store.ts'

/**
 * What is in force in the bank, with its keys, as a file. Whoever takes it sees every key: the deed is on record in the
 * transaction that read them, before the file is handed over (K-10).
 */
export async function exportBank(
  { keeper }: { keeper: Pool },
  asked: {
    authorityId: AuthorityId
    format: ExportFormat
    bank: string | null
    topic: string | null
    reason: string
    by: Officer
    at: Date
  },
): Promise<Written & { readonly count: number }> {
  const { authorityId, format, bank, topic, reason, by, at } = asked
  const items = await inTransaction(keeper, async (tx) => {
    const whole = await listApprovedQuestions(tx, authorityId, bank === null ? undefined : [bank])
    const chosen = whole.filter((question) => topic === null || question.topic === topic)
    await recordDeed(tx, {
      authorityId,
      actor: by.id,
      deed: 'questions.exported',
      subject: authorityId,
      details: { format, bank, topic, reason, questions: chosen.length },
      at,
    })
    const digests = chosen.flatMap(({ images = [] }) => images.map(({ digest }) => digest))
    const bytes = await listImages(tx, digests)
    return chosen.map((question, index) => itemOf(question, index, bytes))
  })
  const written = await writeApart(format, items)
  return { ...written, count: items.length - written.left.length }
}

function itemOf(
  question: BankQuestion,
  index: number,
  bytes: ReadonlyMap<string, { type: string; bytes: Uint8Array }>,
): Item {
  const { text, kind, rows, options, source, topic, difficulty, correct, explanation, images = [] } = question
  return {
    no: index + 1,
    text,
    type: kind,
    ...(rows && { rows }),
    options,
    correct,
    ...(explanation && { explanation }),
    source: [source.document, source.article, source.clause].filter(Boolean).join(', '),
    topic,
    difficulty: difficultyNames[difficulty],
    images: images.flatMap(({ at, digest }) => {
      const image = bytes.get(digest)
      return image
        ? [{ at, name: `${digest.slice(0, 12)}.${image.type.slice('image/'.length)}`, ...image }]
        : []
    }),
  }
}

/** Thousands of questions take seconds to write, and this process has papers to take. */
function writeApart(format: ExportFormat, items: readonly Item[]): Promise<Written> {
  const thread = new Worker(new URL('./write-thread.ts', import.meta.url), { workerData: { format, items } })
  return new Promise((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', (code) => reject(new Error(`writing ended with ${code}`)))
  })
}
