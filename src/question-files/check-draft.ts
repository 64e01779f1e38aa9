/**
 * Is what was read a question that can be asked? The same is asked of every format: enough options, all different, a key
 * that fits the kind. (docs/rules/questions.md, Q-5 and Q-6, say what each kind takes.)
 */
import type { QuestionKind } from '../contests/model.ts'
import { readNumber } from '../platform/text.ts'
import { say } from './format-messages.ts'
import type { Item, ItemFault, ItemImage } from './model.ts'
import { tidyText } from './tidy-text.ts'

/** An item as a reader found it. */
export type Draft = {
  readonly where: string
  readonly text: string
  readonly type: QuestionKind
  readonly rows?: readonly string[] | undefined
  readonly options: readonly string[]
  readonly correct: readonly (number | string)[]
  readonly explanation?: string | undefined
  readonly source?: string | undefined
  readonly topic?: string | undefined
  readonly difficulty?: string | undefined
  readonly images?: readonly ItemImage[] | undefined
}

const MOST_OPTIONS = 12
const MOST_CHARACTERS = 20_000

export function checkDraft(draft: Draft): { item: Omit<Item, 'no'> } | { faults: ItemFault[] } {
  const { where, type, images = [] } = draft
  const isWritten = type === 'numeric' || type === 'short'
  const text = tidyText(draft.text)
  const options = draft.options.map(tidyText)
  const rows = draft.rows?.map((row) => tidyText(row).replace(/\s+/g, ' '))
  const correct = draft.correct.map((each) =>
    typeof each === 'string' ? tidyText(each).replace(/\s+/g, ' ') : each,
  )
  const faults: ItemFault[] = []
  if (text === '' && images.length === 0) faults.push(say.noText(where))
  if (text.length > MOST_CHARACTERS) faults.push(say.textTooLong(where, text.length, MOST_CHARACTERS))
  const isShown = (option: string, index: number) =>
    option !== '' || images.some(({ at }) => at === `option ${index + 1}`)
  if (!isWritten) {
    const shown = options.filter(isShown)
    const repeated = shown.find((option, index) => option !== '' && shown.indexOf(option) < index)
    if (shown.length < 2 || shown.length < options.length) faults.push(say.tooFewOptions(where, shown.length))
    else if (shown.length > MOST_OPTIONS) faults.push(say.tooManyOptions(where, shown.length))
    if (repeated !== undefined) faults.push(say.sameOptions(where, repeated))
  }
  faults.push(...keyFaults(where, type, correct, options.length, rows))
  if (faults.length > 0) return { faults }
  return {
    item: {
      text,
      type,
      ...(type === 'matching' && rows && { rows }),
      options: isWritten ? [] : options,
      correct: type === 'multiple' ? correct.toSorted((a, b) => Number(a) - Number(b)) : correct,
      ...said('explanation', draft.explanation),
      ...said('source', draft.source),
      ...said('topic', draft.topic),
      ...said('difficulty', draft.difficulty),
      images,
    },
  }
}

function said<Key extends string>(key: Key, text: string | undefined): Partial<Record<Key, string>> {
  const tidy = tidyText(text ?? '')
  return tidy === '' ? {} : ({ [key]: tidy } as Record<Key, string>)
}

function keyFaults(
  where: string,
  type: QuestionKind,
  correct: readonly (number | string)[],
  options: number,
  rows: readonly string[] | undefined,
): ItemFault[] {
  if (correct.length === 0) return [say.noKey(where)]
  if (type === 'numeric') {
    const wrong = correct.find((each) => readNumber(String(each), 6) === null)
    return wrong === undefined ? [] : [say.notANumber(where, String(wrong))]
  }
  if (type === 'short') return correct.some((each) => each === '') ? [say.noKey(where)] : []
  const stray = correct.find((each) => typeof each !== 'number' || each < 1 || each > options)
  if (stray !== undefined) return [say.notAnOption(where, String(stray))]
  if ((type === 'single' || type === 'true-false') && correct.length !== 1)
    return [say.severalKeys(where, correct.length)]
  if (type === 'ordering' && (correct.length !== options || new Set(correct).size !== options))
    return [say.notInOrder(where)]
  if (
    type === 'matching' &&
    (rows === undefined || rows.length !== correct.length || rows.some((row) => row === ''))
  )
    return [say.badPairs(where, 'vế trái và vế phải không đủ cặp')]
  return []
}
