import { type Decision, decideItem, type ItemDraft } from './decide-item.ts'
import { divideItems } from './divide-items.ts'
import {
  itemSentence,
  type Manner,
  noticeSentences,
  placeSentence,
  type Sentence,
  sentences,
} from './docx-messages.ts'
import type { ItemFault } from './model.ts'
import { type ParsedItem, parseItem } from './parse-item.ts'
import type { KeyEntry, RawItem } from './raw-item.ts'
import { readAnswer } from './read-answer.ts'
import { type LookName, surveyLooks, type Weighed, weighMarks } from './weigh-marks.ts'
import { type Block, linesOf, type Place, textOfSpans } from './written-text.ts'

export type Recognised = {
  drafts: (ItemDraft & { where: string })[]
  /** What could be read of items with faults. */
  broken: (ItemDraft & { where: string; faults: ItemFault[] })[]
  errors: ItemFault[]
  warnings: ItemFault[]
}

/** From the text of a file to its questions, in the order of the file. Nothing is awaited and nothing is looked up. */
export function recogniseItems(blocks: readonly Block[]): Recognised {
  const divided = divideItems(blocks)
  const items = divided.items.map(parseItem)
  const norms = surveyLooks(items)
  const weighed = items.map((item) => weighMarks(item, norms))
  const keys = Map.groupBy(divided.keys, ({ number }) => number)
  const numbers = Map.groupBy(items, ({ raw }) => raw.number)
  const keysOf = ({ raw }: ParsedItem) => (raw.number === null ? [] : (keys.get(raw.number) ?? []))
  const decoration = findDecoration(items, weighed, keysOf)

  const result: Recognised = { drafts: [], broken: [], errors: [], warnings: [] }
  const decisions = items.map((item, at) =>
    decideItem(item, {
      weighed: weighed[at]!,
      keys: keysOf(item),
      isNumberRepeated: (numbers.get(item.raw.number)?.length ?? 0) > 1,
      decoration,
    }),
  )
  for (const [at, item] of items.entries()) {
    const decision = decisions[at]!
    const where = whereOf(item.raw)
    if (decision.ok) result.drafts.push({ ...decision.draft, where })
    else {
      const faults = decision.faults.map((fault) => ({ where, ...fault }))
      result.errors.push(...faults)
      result.broken.push({ ...decision.rest, where, faults })
    }
    result.warnings.push(...warningsOf(item))
  }
  result.warnings.push(
    ...warnAboutNumbers(items),
    ...warnAboutAnswers(items, decisions),
    ...warnAboutTwins(result.drafts),
  )
  for (const entry of divided.keys)
    if (!numbers.has(entry.number))
      result.warnings.push({ where: place(entry.place), ...sentences.unusedKey(entry.number, entry.answer) })
  if (items.length === 0)
    result.errors.push({
      where: 'Cả tệp',
      ...(looksLost(blocks) ? sentences.lostFont() : sentences.noQuestions()),
    })
  return result
}

const place = (at: Place) => placeSentence(at).replace(/^./, (first) => first.toUpperCase())
export const whereOf = (raw: RawItem): string => `${itemSentence(raw)} (${placeSentence(raw.place)})`

function warningsOf(item: ParsedItem): ItemFault[] {
  const where = whereOf(item.raw)
  const beside = (at: Place, sentence: Sentence) => ({
    where: `${itemSentence(item.raw)} (${placeSentence(at)})`,
    ...sentence,
  })
  return [
    ...[...item.notices].map((notice) => ({ where, ...noticeSentences[notice] })),
    ...item.joined.map(({ text, place }) => beside(place, sentences.joined(text))),
    ...item.strays.map(({ text, place }) => beside(place, sentences.stray(text))),
  ]
}

/** A look that says something else than the written answers, more often than the same, is only a look. */
function findDecoration(
  items: readonly ParsedItem[],
  weighed: readonly Weighed[],
  keysOf: (item: ParsedItem) => readonly KeyEntry[],
): Set<LookName> {
  const balance = new Map<LookName, { agree: number; differ: number }>()
  for (const [at, item] of items.entries()) {
    const said = item.answers[0]?.text ?? keysOf(item)[0]?.answer
    if (said === undefined || item.options.length === 0) continue
    const read = readAnswer(
      said,
      item.options.map(({ letter }) => letter),
      item.options.map(() => ''),
    )
    if (read.kind !== 'options') continue
    for (const { manner, options } of weighed[at]!.voices) {
      if (manner === 'tick') continue
      const count = balance.get(manner) ?? { agree: 0, differ: 0 }
      balance.set(manner, count)
      if (options.join() === read.options.join()) count.agree++
      else count.differ++
    }
  }
  return new Set(
    [...balance].filter(([, { agree, differ }]) => differ >= 3 && differ > agree).map(([look]) => look),
  )
}

function warnAboutNumbers(items: readonly ParsedItem[]): ItemFault[] {
  const warnings: ItemFault[] = []
  const seen = new Set<number>()
  let last: number | null = null
  for (const { raw } of items) {
    if (raw.number === null) continue
    if (last !== null && raw.number > last + 1)
      warnings.push({ where: whereOf(raw), ...sentences.skippedNumbers(last, raw.number) })
    // Each part of a file may count from 1.
    if (raw.number === 1) seen.clear()
    if (seen.has(raw.number)) warnings.push({ where: whereOf(raw), ...sentences.repeatedNumber(raw.number) })
    seen.add(raw.number)
    last = raw.number
  }
  return warnings
}

/** Below this many questions there is no "most". */
const ENOUGH = 5
const RARE = 0.2

function warnAboutAnswers(items: readonly ParsedItem[], decisions: readonly Decision[]): ItemFault[] {
  const warnings: ItemFault[] = []
  const decided = decisions.flatMap((decision, at) =>
    decision.ok && decision.draft.options.length > 0 ? [{ ...decision, raw: items[at]!.raw }] : [],
  )
  if (decided.length < ENOUGH) return warnings
  const counts = new Map<Manner, number>()
  for (const { manner } of decided) counts.set(manner, (counts.get(manner) ?? 0) + 1)
  const common = [...counts].sort((a, b) => b[1] - a[1])[0]![0]
  const multiple = decided.filter(({ draft }) => draft.type === 'multiple')
  for (const { manner, raw, draft } of decided) {
    const where = whereOf(raw)
    if (counts.get(manner)! <= decided.length * RARE && manner !== 'line')
      warnings.push({ where, ...sentences.otherManner(manner, common) })
    const isLone =
      draft.type === 'multiple' &&
      multiple.length <= decided.length * RARE &&
      manner !== 'line' &&
      manner !== 'key'
    if (isLone) warnings.push({ where, ...sentences.loneMultiple(draft.correct.map(Number)) })
  }
  const letters = new Set(decided.map(({ draft }) => draft.correct.join()))
  if (letters.size === 1 && common !== 'line' && common !== 'key')
    warnings.push({
      where: 'Cả tệp',
      ...sentences.sameLetter(String.fromCharCode(64 + Number([...letters][0]))),
    })
  return warnings
}

function warnAboutTwins(drafts: Recognised['drafts']): ItemFault[] {
  const first = new Map<string, string>()
  return drafts.flatMap(({ text, options, where }) => {
    const key = [text, ...options].join('\n').toLocaleLowerCase('vi')
    const other = first.get(key)
    if (other === undefined) first.set(key, where)
    return other === undefined ? [] : [{ where, ...sentences.sameQuestion(other) }]
  })
}

/** Signs that stand inside Vietnamese words only where an old encoding has lost its font. */
const LOST = /\p{L}[©®µ¶·¸¹»¼½¾¨ª](?=\p{L}|\s)/gu
function looksLost(blocks: readonly Block[]): boolean {
  const text = linesOf(blocks.slice(0, 200))
    .map((line) => textOfSpans(line.spans))
    .join('\n')
  return (text.match(LOST)?.length ?? 0) >= 5
}
