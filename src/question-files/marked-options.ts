import { say } from './format-messages.ts'
import type { ItemFault } from './model.ts'
import type { Cell } from './read-sheet.ts'
import type { Marks } from './sheet-runs.ts'

type Marked = { correct: number[]; mark: string | null } | { faults: ItemFault[] }

const MARKS: readonly [keyof Marks, string][] = [
  ['colored', 'màu chữ'],
  ['filled', 'màu nền'],
  ['bold', 'chữ đậm'],
  ['underlined', 'gạch chân'],
]

/**
 * Which options stand out, where no column says what is right: ticked beside, starred, or written in another way than
 * the rest. A mark that all have is no mark; two marks that disagree are a fault, since either could be meant.
 */
export function markedOptions(
  where: string,
  options: readonly { readonly cell: Cell; readonly isTicked?: boolean }[],
): Marked {
  const numbersOf = (isMarked: (option: (typeof options)[number]) => boolean) =>
    options.flatMap((option, index) => (isMarked(option) ? [index + 1] : []))
  const ticked = numbersOf(({ isTicked }) => isTicked === true)
  if (ticked.length > 0) return { correct: ticked, mark: null }
  const starred = numbersOf(({ cell }) => /^\s*\*|\*\s*$/.test(cell.text))
  if (starred.length > 0 && starred.length < options.length) return { correct: starred, mark: 'dấu *' }
  const found = MARKS.flatMap(([mark, name]) => {
    const marked = numbersOf(({ cell }) => isWholly(cell, mark))
    return marked.length > 0 && marked.length < options.length ? [{ marked, name }] : []
  })
  const [first, ...others] = found
  if (!first) return { faults: [say.noKey(where)] }
  if (others.some(({ marked }) => marked.join() !== first.marked.join()))
    return { faults: [say.marksDisagree(where)] }
  return { correct: first.marked, mark: found.map(({ name }) => name).join(', ') }
}

function isWholly(cell: Cell, mark: keyof Marks): boolean {
  const runs = cell.runs.filter(({ text }) => text.trim() !== '')
  return runs.length > 0 && runs.every(({ marks }) => marks[mark])
}
