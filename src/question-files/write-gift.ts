import { readNumber } from '../platform/text.ts'
import type { Item, Written } from './model.ts'
import { joinRemark } from './split-remark.ts'
import { dataAddress, hasMath, imagesAt, writeMarkup } from './write-markup.ts'

/**
 * GIFT for Moodle: plain text, marked as such, so that nothing in it is taken for HTML; HTML only where there is an
 * equation, a picture, or an arrow, which GIFT has no escape for.
 */
export function writeGift(items: readonly Item[]): Written {
  let topic: string | undefined
  const blocks = items.flatMap((item) => {
    const category = item.topic === topic ? [] : [`$CATEGORY: ${item.topic?.replaceAll('/', '//') ?? 'top'}`]
    topic = item.topic
    return [...category, writeItem(item)]
  })
  return { bytes: Buffer.from(`${blocks.join('\n\n')}\n`), left: [] }
}

function writeItem(item: Item): string {
  const remark = joinRemark(item)
  const all = [item.text, ...(item.rows ?? []), ...item.options, ...item.correct.map(String)]
  // In a question of ordering an answer is a line as it stands: there is no escape, and nothing to mark as plain.
  const isHtml = item.images.length > 0 || all.some((text) => hasMath(text) || text.includes('->'))
  const write = (text: string, at: string): string => {
    // A line that begins so would be taken for a comment, or for a format.
    if (!isHtml) return /^(\[|\/\/)/.test(text) ? `[plain]${escapeGift(text)}` : escapeGift(text)
    const images = imagesAt(item, at).map((image) => `<img src="${dataAddress(image)}" alt=""/>`)
    return escapeGift(writeMarkup(text, images))
  }
  const comments = [
    ...(item.difficulty
      ? [`// [tag:${`Mức độ: ${item.difficulty}`.replace(/[\\\]]/g, '\\$&').replace(/\s+/g, ' ')}]`]
      : []),
    ...(item.type === 'ordering' && remark !== '' ? [`// Giải thích: ${escapeGift(remark)}`] : []),
  ]
  const general = item.type === 'ordering' || remark === '' ? '' : `\n####[plain]${escapeGift(remark)}`
  const head = `::Câu ${item.no}::[${isHtml ? 'html' : 'plain'}]${isHtml ? write(item.text, 'text') : escapeGift(item.text)}`
  return [...comments, `${head} {${answersOf(item, write)}${general}\n}`].join('\n')
}

function answersOf(item: Item, write: (text: string, at: string) => string): string {
  const { type, options, correct } = item
  const option = (index: number) => write(options[index]!, `option ${index + 1}`)
  const isRight = (index: number) => correct.includes(index + 1)
  switch (type) {
    case 'single':
      return options
        .map(
          (_, index) => `\n${isRight(index) ? '=' : /^%/.test(option(index)) ? '~%0%' : '~'}${option(index)}`,
        )
        .join('')
    case 'multiple': {
      // A wrong choice takes everything away: a question is right or it is not.
      const share = shareOf(correct.length)
      return options.map((_, index) => `\n~%${isRight(index) ? share : '-100'}%${option(index)}`).join('')
    }
    case 'true-false':
      return correct[0] === 1 ? 'TRUE' : 'FALSE'
    case 'numeric':
      return `#${correct.map((answer) => `\n=${plainNumber(answer)}:0`).join('')}`
    case 'short':
      return correct.map((answer) => `\n=%100%${write(String(answer), '')}`).join('')
    case 'matching': {
      const asked = item.rows!.map(
        (row, index) => `\n=${write(row, '')} -> ${write(options[Number(correct[index]) - 1]!, '')}`,
      )
      const rest = options.flatMap((each, index) => (isRight(index) ? [] : [`\n= -> ${write(each, '')}`]))
      return [...asked, ...rest].join('')
    }
    case 'ordering':
      return `>${options.length} ALL VERTICAL ALL_OR_NOTHING${correct.map((no) => `\n${option(Number(no) - 1)}`).join('')}`
  }
}

/** 87,65 and 1.234,5 as every program reads them. */
export function plainNumber(text: number | string): string {
  return String(readNumber(String(text), 6) ?? text)
}

/** As Moodle writes the fractions that it knows. */
export function shareOf(count: number): string {
  return String(Number((100 / count).toFixed(5)))
}

export function escapeGift(text: string): string {
  return text.replace(/[~=#{}:\\]/g, '\\$&').replaceAll('\n', '\\n')
}
