import type { AuthorityId, QuestionPicture } from '../contests/model.ts'
import type { Tx } from '../platform/db.ts'
import { searchKeyOf } from '../platform/text.ts'
import { say } from '../question-files/format-messages.ts'
import type { BrokenItem, Item, ItemFault } from '../question-files/model.ts'
import { readDifficulty } from '../question-files/read-difficulty.ts'
import { judgeQuestion } from './judge-question.ts'
import { keepImage } from './keep-image.ts'
import type { Content, Key } from './model.ts'

/** “Cải cách hành chính” as the code of a topic. */
export const topicCodeOf = (text: string | undefined): string =>
  searchKeyOf(text ?? '')
    .replaceAll(' ', '-')
    .slice(0, 40)

/** An item of a file as the content of a question; what the file does not say is asked once for all of them. */
export async function takeItem(
  tx: Tx,
  authorityId: AuthorityId,
  item: Item | BrokenItem,
  added: { by: string; at: Date },
): Promise<{ content: Content; faults: ItemFault[] }> {
  const where = 'where' in item ? item.where : `câu ${item.no}`
  const images: QuestionPicture[] = []
  const faults: ItemFault[] = []
  for (const { at, name, bytes } of item.images) {
    const kept = await keepImage(tx, authorityId, bytes, added)
    if (!kept.ok) faults.push(say.badPicture(where, name, kept.reason))
    else {
      const { digest, width, height } = kept.image
      images.push({ at, digest, alt: '', width, height })
    }
  }
  const options = item.options.map((option, index) =>
    // An option that is a picture alone is called by its letter.
    option === '' && images.some(({ at }) => at === `option ${index + 1}`)
      ? `Hình ${String.fromCharCode(65 + index)}`
      : option,
  )
  const content: Content = {
    topic: topicCodeOf(item.topic),
    difficulty: readDifficulty(item.difficulty) ?? 'medium',
    kind: item.type,
    text: item.text,
    ...(item.rows && { rows: [...item.rows] }),
    options,
    ...(images.length > 0 && { images }),
    source: { document: (item.source ?? '').replace(/\s+/g, ' ').slice(0, 300) },
    validFrom: '',
    practice: false,
  }
  return { content, faults }
}

/** What is filled in for all items at once, where an item says nothing of its own. */
export type Filling = { readonly topic: string; readonly source: string; readonly validFrom: string }

export function filled(content: Content, { topic, source, validFrom }: Filling): Content {
  return {
    ...content,
    topic: content.topic.length > 1 ? content.topic : topic,
    source: content.source.document === '' ? { document: source } : content.source,
    validFrom: content.validFrom || validFrom,
  }
}

const ANYTHING: Filling = { topic: 'chung', source: 'Văn bản', validFrom: '2000-01-01' }

/** Whether an item could be a question once the common things are filled in and its pictures are described. */
export function faultsOfItem(where: string, content: Content, key: Key): ItemFault[] {
  const { images, ...rest } = filled(content, ANYTHING)
  const described = images?.map((image) => ({ ...image, alt: image.alt || 'Hình' }))
  const judged = judgeQuestion('CAU-001', { ...rest, ...(described && { images: described }) }, key)
  if (judged.ok) return []
  return judged.faults.map(({ pointer, expected }) => say.notAQuestion(where, pointer, expected))
}
