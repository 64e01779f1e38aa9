/**
 * Text as it stands in a document, with the looks that may say which answer is right. What is not text (a picture, an
 * equation) stands in it as one sign, so that a line can be cut anywhere.
 */

/** Null is "as text is": black on white. Colours are RRGGBB in capitals or, for a highlight, its name. */
export type Look = {
  readonly bold: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly struck: boolean
  readonly color: string | null
  readonly highlight: string | null
  readonly shade: string | null
}

export type Inset =
  | { readonly kind: 'picture'; readonly part: string }
  | { readonly kind: 'equation'; readonly mathml: string }

export const INSET = '\uFFFC'

export type Span = { readonly text: string; readonly look: Look; readonly inset?: Inset }

/** What was left out or changed on the way from the file, and somebody should look at. */
export const NOTICES = [
  'invisible',
  'struck',
  'hidden',
  'footnote',
  'text-box',
  'linked-picture',
  'missing-picture',
  'old-encoding',
  'strange-symbol',
  'strange-equation',
] as const
export type Notice = (typeof NOTICES)[number]

export type Place = {
  /** Counted as they stand in the file, those in tables too, from 1. */
  readonly paragraph: number
  /** As the program that saved the file laid it out; null where it did not say. */
  readonly page: number | null
  readonly table?: { readonly no: number; readonly row: number; readonly column: number }
}

export type Line = {
  readonly spans: readonly Span[]
  /** How many signs at its beginning are a number or letter that the program writes by itself. */
  readonly labelLength: number
  readonly isHeading: boolean
  readonly place: Place
  readonly notices: readonly Notice[]
}

export type Cell = { readonly blocks: readonly Block[]; readonly column: number; readonly columns: number }
export type Table = {
  readonly kind: 'table'
  readonly rows: readonly (readonly Cell[])[]
  readonly no: number
}
export type Block = { readonly kind: 'line'; readonly line: Line } | Table

export const PLAIN: Look = {
  bold: false,
  italic: false,
  underline: false,
  struck: false,
  color: null,
  highlight: null,
  shade: null,
}

export const textOfSpans = (spans: readonly Span[]): string => spans.map((span) => span.text).join('')

export function sliceSpans(spans: readonly Span[], from: number, to = Number.POSITIVE_INFINITY): Span[] {
  const slice: Span[] = []
  let start = 0
  for (const span of spans) {
    const text = span.text.slice(Math.max(0, from - start), Math.max(0, to - start))
    if (text) slice.push({ ...span, text })
    start += span.text.length
  }
  return slice
}

export const sliceLine = (line: Line, from: number, to?: number): Line => ({
  ...line,
  spans: sliceSpans(line.spans, from, to),
  labelLength: Math.max(0, line.labelLength - from),
})

/** The lines of a table read as a person reads it: row by row, cell by cell. */
export function linesOf(blocks: readonly Block[]): Line[] {
  return blocks.flatMap((block) =>
    block.kind === 'line' ? [block.line] : block.rows.flat().flatMap((cell) => linesOf(cell.blocks)),
  )
}
