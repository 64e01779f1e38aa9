import type { Item, Written } from './model.ts'
import { writeAiken } from './write-aiken.ts'
import { writeDocx } from './write-docx.ts'
import { writeGift } from './write-gift.ts'
import { writeMoodleXml } from './write-moodle-xml.ts'
import { writeQti3, writeQti21 } from './write-qti.ts'
import { writeXlsx } from './write-xlsx.ts'

export const EXPORTS = {
  gift: { extension: 'gift.txt', write: writeGift },
  aiken: { extension: 'aiken.txt', write: writeAiken },
  'moodle-xml': { extension: 'xml', write: writeMoodleXml },
  qti21: { extension: 'qti21.zip', write: writeQti21 },
  qti3: { extension: 'qti3.zip', write: writeQti3 },
  docx: { extension: 'docx', write: writeDocx },
  xlsx: { extension: 'xlsx', write: writeXlsx },
} as const satisfies Record<
  string,
  { extension: string; write: (items: readonly Item[]) => Written | Promise<Written> }
>
export type ExportFormat = keyof typeof EXPORTS
export const EXPORT_FORMATS = Object.keys(EXPORTS) as ExportFormat[]

export async function writeQuestionFile(format: ExportFormat, items: readonly Item[]): Promise<Written> {
  return EXPORTS[format].write(items)
}
