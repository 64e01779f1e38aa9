import { excerptOf, kindNames, say } from './format-messages.ts'
import type { Item, ItemFault, Written } from './model.ts'

/** Aiken says very little; what it cannot say is left out and named, never bent into something else. */
export function writeAiken(items: readonly Item[]): Written {
  const left: ItemFault[] = []
  const blocks = items.flatMap((item) => {
    const where = `câu ${item.no} (“${excerptOf(item.text)}”)`
    const reason = reasonAgainst(item)
    if (reason) {
      left.push(say.notInAiken(where, reason))
      return []
    }
    const options = item.options.map((option, index) => `${letterOf(index + 1)}. ${option}`)
    return [[item.text, ...options, `ANSWER: ${letterOf(Number(item.correct[0]))}`].join('\n')]
  })
  return { bytes: Buffer.from(`${blocks.join('\n\n')}\n`), left }
}

function reasonAgainst(item: Item): string | null {
  if (item.type !== 'single' && item.type !== 'true-false') return `câu hỏi loại ${kindNames[item.type]}`
  if (item.images.length > 0) return 'câu hỏi có hình'
  if (item.options.some((option) => option.includes('\n'))) return 'phương án có nhiều dòng'
  if (item.text.includes('\n')) return 'câu hỏi có nhiều dòng'
  // A reader would take these for a part of the frame.
  if (/^(?:[A-Za-z][.)]\s|(?:answer|đáp án)\s*:)/i.test(item.text)) return 'câu hỏi bắt đầu như một phương án'
  return null
}

export const letterOf = (no: number) => String.fromCharCode(64 + no)
