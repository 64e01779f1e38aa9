import type { Cell, Sheet } from './read-sheet.ts'

export type MergedCells = {
  /** The cell that a merged area shows at this place, when it began in a row above. */
  above(row: number, column: number): Cell | undefined
  /** Whether the only text of this row stretches over several columns: a heading. */
  isAcross(row: number): boolean
}

/** An area may be said to reach to the end of the sheet: areas are looked up by their columns, never laid out. */
export function mergedCells({ rows, merges }: Sheet): MergedCells {
  const byRow = new Map(rows.map((row) => [row.no, row]))
  const byColumn = new Map<number, { top: number; bottom: number }[]>()
  const across = new Set<number>()
  for (const { top, left, bottom, right } of merges) {
    if (bottom > top) byColumn.set(left, [...(byColumn.get(left) ?? []), { top, bottom }])
    if (
      right - left >= 2 &&
      bottom === top &&
      byRow.get(top)?.cells.size === 1 &&
      byRow.get(top)!.cells.has(left)
    )
      across.add(top)
  }
  for (const areas of byColumn.values()) areas.sort((a, b) => a.top - b.top)
  return {
    above(row, column) {
      const areas = byColumn.get(column) ?? []
      let [low, high] = [0, areas.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (areas[middle]!.top <= row) low = middle + 1
        else high = middle
      }
      const area = areas[low - 1]
      return area && area.bottom >= row ? byRow.get(area.top)?.cells.get(column) : undefined
    },
    isAcross: (row) => across.has(row),
  }
}
