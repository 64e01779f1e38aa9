/**
 * Moodle XML, question by question. Texts are HTML in CDATA, pictures base64 beside them; fractions say what is right. A
 * question type that a contest has not is a fault of that question, by its name.
 */
import { collectItems, type Items } from './collect-items.ts'
import { flattenMarkup, type Picture } from './flatten-markup.ts'
import { excerptOf, say } from './format-messages.ts'
import type { FileRead } from './model.ts'
import { topicOf } from './read-gift.ts'
import { readMarkup } from './read-markup.ts'
import { childOf, textOf, type XmlNode } from './read-xml.ts'
import { refuseFile } from './refuse-file.ts'
import { resolvePictures } from './resolve-pictures.ts'
import { splitRemark } from './split-remark.ts'
import { listElements, visitElements } from './visit-elements.ts'

const NAME = 'tệp Moodle XML'
const QUESTION = new Set(['question'])
const DIFFICULTY = /^(?:mức độ|độ khó|difficulty)\s*:\s*(.+)$/i
/** What Moodle writes where nobody has chosen anything. */
const USUAL_PENALTIES = new Set(['', '0', '0.3333333', '1'])

export async function readMoodleXml(source: Uint8Array | string): Promise<FileRead> {
  const items = collectItems('moodle-xml')
  let topic: string | undefined
  const bytes = typeof source === 'string' ? Buffer.from(source) : source
  const root = await visitElements(NAME, bytes, QUESTION, (question) => {
    if (question.attributes.type === 'category')
      topic = topicOf(childText(childOf(question, 'category'), 'text'))
    else readQuestion(items, question, topic)
  })
  if (root !== 'quiz') refuseFile(say.notThisXml(NAME, root || '?', 'thẻ gốc <quiz> của Moodle XML'))
  return items.close(NAME)
}

class Texts {
  readonly pictures: (Picture & { at: string; files: ReadonlyMap<string, Uint8Array> })[] = []
  read(node: XmlNode | undefined, at: string): string {
    if (!node) return ''
    const raw = textOf(childOf(node, 'text') ?? { ...node, children: [] })
    const format = node.attributes.format ?? 'moodle_auto_format'
    if (format === 'plain_text' || format === 'markdown') return raw
    if (format === 'moodle_auto_format' && !/<\/?[a-z][^<>]*>|&#?\w+;/i.test(raw)) return raw
    const flat = flattenMarkup(readMarkup(raw))
    const files = new Map(
      listElements(node, 'file').map((file) => [
        file.attributes.name ?? '',
        new Uint8Array(Buffer.from(textOf(file), 'base64')),
      ]),
    )
    if (at !== '') this.pictures.push(...flat.pictures.map((picture) => ({ ...picture, at, files })))
    return flat.text
  }
}

type Told = Pick<Parameters<Items['add']>[0], 'type' | 'rows' | 'options' | 'correct'>

function readQuestion(items: Items, question: XmlNode, topic: string | undefined): void {
  const title = excerptOf(textOf(childOf(childOf(question, 'name'), 'text') ?? { ...question, children: [] }))
  const where = `câu ${items.count() + 1}${title && ` (“${title}”)`}`
  const texts = new Texts()
  const text = texts.read(childOf(question, 'questiontext'), 'text')
  const told = readAnswers(items, where, question, texts)
  if (told === null) return
  if (!USUAL_PENALTIES.has(trimZeros(childText(question, 'penalty'))))
    items.warnOnce('penalty', say.penaltyLeft(where))
  const feedback = listElements(question, 'answer').some(
    (answer) => childText(childOf(answer, 'feedback'), 'text') !== '',
  )
  if (feedback) items.warnOnce('feedback', say.feedbackLeft(where))
  const images = texts.pictures.map((picture) =>
    resolvePictures(where, [picture], (source) => findFile(picture.files, source)),
  )
  const faults = images.flatMap((image) => ('faults' in image ? image.faults : []))
  if (faults.length > 0) return void items.spoil(...faults)
  items.add({
    where,
    text,
    ...told,
    ...splitRemark(texts.read(childOf(question, 'generalfeedback'), '')),
    topic,
    difficulty: difficultyOf(question),
    images: images.flatMap((image) => ('images' in image ? image.images : [])),
  })
}

function readAnswers(items: Items, where: string, question: XmlNode, texts: Texts): Told | null {
  const kind = question.attributes.type ?? ''
  const answers = listElements(question, 'answer')
  const fractions = answers.map(({ attributes }) => Number(attributes.fraction ?? 0))
  const optionTexts = () => answers.map((answer, index) => texts.read(answer, `option ${index + 1}`))
  switch (kind) {
    case 'multichoice':
    case 'multichoiceset': {
      const isSingle = kind === 'multichoice' && /^(true|1)$/.test(childText(question, 'single') || 'true')
      const right = fractions.map((fraction) => (isSingle ? fraction >= 100 : fraction > 0))
      if (isSingle && fractions.some((fraction) => fraction > 0 && fraction < 100))
        items.warnOnce('partial', say.partialCredit(where))
      return {
        type: isSingle ? 'single' : 'multiple',
        options: optionTexts(),
        correct: right.flatMap((isRight, index) => (isRight ? [index + 1] : [])),
      }
    }
    case 'truefalse': {
      const right = answers.find((_, index) => fractions[index]! >= 100)
      const isTrue = /true|đúng/i.test(texts.read(right, ''))
      return { type: 'true-false', options: ['Đúng', 'Sai'], correct: right ? [isTrue ? 1 : 2] : [] }
    }
    case 'shortanswer': {
      if (childText(question, 'usecase') === '1') items.warnOnce('case', say.caseLeft(where))
      if (fractions.some((fraction) => fraction > 0 && fraction < 100))
        items.warnOnce('partial', say.partialCredit(where))
      const accepted = answers
        .filter((_, index) => fractions[index]! >= 100)
        .map((answer) => childText(answer, 'text'))
      for (const each of accepted.filter((answer) => /(?<!\\)\*/.test(answer)))
        items.warn(say.wildcardLeft(where, each))
      return { type: 'short', options: [], correct: accepted.map((answer) => answer.replaceAll('\\*', '*')) }
    }
    case 'numerical':
      return readNumbers(items, where, question, fractions)
    case 'matching':
      return readPairs(question, texts)
    case 'ordering': {
      const options = optionTexts()
      return { type: 'ordering', options, correct: options.map((_, index) => index + 1) }
    }
    default:
      items.spoil(say.unknownKind(where, MOODLE_NAMES[kind] ?? kind))
      return null
  }
}

function readNumbers(
  items: Items,
  where: string,
  question: XmlNode,
  fractions: readonly number[],
): Told | null {
  const whole = listElements(question, 'answer').filter((_, index) => fractions[index]! >= 100)
  if (fractions.some((fraction) => fraction > 0 && fraction < 100))
    items.warnOnce('partial', say.partialCredit(where))
  const loose = whole.find((answer) => Number(childText(answer, 'tolerance') || 0) !== 0)
  if (loose) {
    items.spoil(say.tolerance(where, `${childText(loose, 'text')} ± ${childText(loose, 'tolerance')}`))
    return null
  }
  const units = listElements(childOf(question, 'units'), 'unit')
  if (units.length > 0) {
    items.spoil(say.unknownKind(where, 'đáp số có đơn vị đo'))
    return null
  }
  return { type: 'numeric', options: [], correct: whole.map((answer) => childText(answer, 'text')) }
}

function readPairs(question: XmlNode, texts: Texts): Told {
  const pairs = listElements(question, 'subquestion').map((pair) => ({
    row: texts.read(pair, 'text'),
    // Moodle keeps what is chosen from as plain text.
    option: childText(childOf(pair, 'answer'), 'text'),
  }))
  const options = [...new Set(pairs.map(({ option }) => option))]
  const asked = pairs.filter(({ row }) => row !== '')
  return {
    type: 'matching',
    rows: asked.map(({ row }) => row),
    options,
    correct: asked.map(({ option }) => options.indexOf(option) + 1),
  }
}

function findFile(files: ReadonlyMap<string, Uint8Array>, source: string): Uint8Array | null {
  if (!source.startsWith('@@PLUGINFILE@@/')) return null
  const path = source.slice('@@PLUGINFILE@@/'.length).replace(/\?.*$/, '')
  const name = path.split('/').at(-1)!
  for (const each of [name, safeDecode(name)]) if (files.has(each)) return files.get(each)!
  return null
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function difficultyOf(question: XmlNode): string | undefined {
  const tags = listElements(childOf(question, 'tags'), 'tag').map((tag) =>
    childText(tag, 'text').normalize('NFC'),
  )
  return tags.map((tag) => DIFFICULTY.exec(tag)?.[1]).find((found) => found !== undefined)
}

function childText(node: XmlNode | undefined, name: string): string {
  const child = childOf(node, name)
  return child ? textOf(child).trim() : ''
}

const trimZeros = (number: string) => (number.includes('.') ? number.replace(/\.?0+$/, '') : number)

const MOODLE_NAMES: Readonly<Record<string, string>> = {
  essay: 'tự luận (essay)',
  cloze: 'điền nhiều chỗ (cloze)',
  multianswer: 'điền nhiều chỗ (cloze)',
  description: 'đoạn văn (description)',
  calculated: 'tính toán (calculated)',
  calculatedsimple: 'tính toán (calculatedsimple)',
  calculatedmulti: 'tính toán (calculatedmulti)',
  ddwtos: 'kéo thả vào chỗ trống (ddwtos)',
  ddimageortext: 'kéo thả lên hình (ddimageortext)',
  ddmarker: 'đánh dấu trên hình (ddmarker)',
  gapselect: 'chọn từ điền chỗ trống (gapselect)',
  randomsamatch: 'ghép đôi ngẫu nhiên (randomsamatch)',
}
