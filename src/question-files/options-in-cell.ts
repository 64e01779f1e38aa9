import type { Cell } from './read-sheet.ts'

/** “A. …”, “B. …” on lines of one cell are options each, with the marks of their own runs; else the cell is one option. */
export function optionsInCell(cell: Cell): Cell[] {
  const starts = [...cell.text.matchAll(/(?:^|\n)\s*\*?([A-La-l])\s*[.)]\s*/g)]
  const inOrder = starts.every((match, index) => match[1]!.toUpperCase() === String.fromCharCode(65 + index))
  if (starts.length < 2 || !inOrder || cell.text.slice(0, starts[0]!.index).trim() !== '') return [cell]
  return starts.map((match, index) => {
    const star = match[0].includes('*') ? '*' : ''
    const from = match.index + match[0].length
    const to = starts[index + 1]?.index ?? cell.text.length
    return { ...cell, text: star + cell.text.slice(from, to).trim(), runs: runsBetween(cell, from, to) }
  })
}

function runsBetween(cell: Cell, from: number, to: number): Cell['runs'] {
  let at = 0
  return cell.runs.flatMap((run) => {
    const text = run.text.slice(Math.max(0, from - at), Math.max(0, to - at))
    at += run.text.length
    return text === '' ? [] : [{ ...run, text }]
  })
}
