/**
 * Questions as they stand in somebody's file, before anybody has said that they are right: what was found, item by item,
 * and what could not be read, where it stands and what was expected there. Nothing here is in the bank yet.
 */
import type { QuestionKind } from '../contests/model.ts'

export const FORMATS = ['docx', 'xlsx', 'gift', 'aiken', 'moodle-xml', 'qti21', 'qti22', 'qti3'] as const
export type Format = (typeof FORMATS)[number]

/** A picture that belongs to an item. `at`: `text`, or `option 2`. */
export type ItemImage = {
  readonly at: string
  /** The name inside the file. */
  readonly name: string
  /** Media type, told from the bytes and not from the name. */
  readonly type: string
  readonly bytes: Uint8Array
}

export type Item = {
  /** In the order of the file, from 1. */
  readonly no: number
  /** Plain text in NFC; an equation stands in it as MathML, a table as rows of cells parted by tabs. */
  readonly text: string
  readonly type: QuestionKind
  /** For matching: the rows on the left. */
  readonly rows?: readonly string[]
  readonly options: readonly string[]
  /** Option numbers from 1; the accepted strings where the answer is written (numeric, short). */
  readonly correct: readonly (number | string)[]
  readonly explanation?: string
  /** The legal source as it is written in the file. */
  readonly source?: string
  readonly topic?: string
  readonly difficulty?: string
  readonly images: readonly ItemImage[]
}

/** Each in Vietnamese, for whoever has the file open: where (page, paragraph, row, cell, line), what stands there, what should. */
export type ItemFault = { readonly where: string; readonly found: string; readonly expected: string }

/** What was read of an item that has faults, for whoever mends it; its key may be missing. */
export type BrokenItem = Omit<Item, 'no'> & {
  readonly no: number
  readonly where: string
  readonly faults: readonly ItemFault[]
}

export type FileRead = {
  readonly format: Format
  /** Items without a fault; one with a fault leaves the others here. */
  readonly items: readonly Item[]
  readonly errors: readonly ItemFault[]
  /** Read, but somebody should look. */
  readonly warnings: readonly ItemFault[]
  /** Items with a fault, as far as they could be read. Absent: there are none, or nothing of them could. */
  readonly broken?: readonly BrokenItem[]
  /** Of a sheet: names of columns that nobody knows. */
  readonly headings?: readonly string[]
}

/** A file as it goes out, and what its format cannot say: those items are not in it. */
export type Written = { readonly bytes: Uint8Array; readonly left: readonly ItemFault[] }
