/**
 * An .xlsx file as cells, whoever wrote it: Excel, LibreOffice, Google Sheets or a program. Cells and rows may lack their
 * places, texts may be shared or inline, plain or in runs. What is read is text with the marks that stand out.
 */
import { say } from './format-messages.ts'
import { type Archive, openArchive } from './open-archive.ts'
import { nameInPackage } from './read-qti-manifest.ts'
import { type Book, readSheet, type Sheet } from './read-sheet.ts'
import { readSheetStyles } from './read-sheet-styles.ts'
import { refuseFile } from './refuse-file.ts'
import { type Run, readRuns } from './sheet-runs.ts'
import { listElements, localName, visitElements } from './visit-elements.ts'

/** Of all texts of a workbook together; a bank of 20,000 questions has a quarter of it. */
const MOST_CHARACTERS = 60_000_000

export async function readWorkbook(bytes: Uint8Array): Promise<{ sheets: AsyncIterable<Sheet> }> {
  const { book, places, stream } = await openWorkbook(bytes)
  async function* sheets(): AsyncGenerator<Sheet> {
    for (const { name, part } of places) yield await readSheet(name, stream(part), book)
  }
  return { sheets: sheets() }
}

/** What its sheets share, and where each of them stands; their rows are still to be read. */
export async function openWorkbook(bytes: Uint8Array): Promise<{
  book: Book
  places: { name: string; part: string }[]
  stream(part: string): AsyncIterable<Uint8Array>
}> {
  const archive = await openArchive(bytes)
  if (archive.names.some((name) => /vbaProject\.bin$/i.test(name))) refuseFile(say.macros('Cả tệp'))
  const book = await partOf(archive, '', 'officeDocument', 'xl/workbook.xml')
  const strings: Run[][] = []
  let characters = 0
  const stringsPart = await partOf(archive, book, 'sharedStrings', 'xl/sharedStrings.xml')
  if (archive.has(stringsPart))
    await visitElements('sharedStrings.xml', archive.stream(stringsPart), new Set(['si']), (node) => {
      const runs = readRuns(node)
      characters += runs.reduce((sum, { text }) => sum + text.length, 0)
      if (characters > MOST_CHARACTERS) refuseFile(say.tooMuchText('Cả tệp'))
      strings.push(runs)
    })
  const stylesPart = await partOf(archive, book, 'styles', 'xl/styles.xml')
  const styles = archive.has(stylesPart) ? await readSheetStyles(archive.stream(stylesPart)) : []
  const { places, startsIn1904 } = await listSheets(archive, book)
  return {
    book: { strings, styles, startsIn1904 },
    places: places.filter(({ part }) => archive.has(part)),
    stream: (part) => archive.stream(part),
  }
}

async function listSheets(
  archive: Archive,
  book: string,
): Promise<{ places: { name: string; part: string }[]; startsIn1904: boolean }> {
  const targets = await relationsOf(archive, book)
  const places: { name: string; part: string }[] = []
  let startsIn1904 = false
  await visitElements('workbook.xml', archive.stream(book), new Set(['workbookPr', 'sheets']), (node) => {
    if (node.name === 'workbookPr') startsIn1904 = /^(1|true)$/.test(node.attributes.date1904 ?? '')
    for (const sheet of listElements(node, 'sheet')) {
      const id = Object.entries(sheet.attributes).find(
        ([name]) => name.includes(':') && localName(name) === 'id',
      )?.[1]
      const target = targets.find((each) => each.id === id)
      // A hidden sheet holds lists for drop-downs and the like; nobody means it.
      const isHidden = (sheet.attributes.state ?? 'visible') !== 'visible'
      if (target && !isHidden && /worksheet$/.test(target.type))
        places.push({ name: sheet.attributes.name ?? '', part: target.part })
    }
  })
  return { places, startsIn1904 }
}

type Relation = { id: string; type: string; part: string }

async function relationsOf(archive: Archive, part: string): Promise<Relation[]> {
  const at = part.lastIndexOf('/') + 1
  const name = `${part.slice(0, at)}_rels/${part.slice(at)}.rels`
  const found: Relation[] = []
  if (!archive.has(name)) return found
  await visitElements(name, archive.stream(name), new Set(['Relationship']), ({ attributes }) => {
    const { Id = '', Type = '', Target = '', TargetMode } = attributes
    if (TargetMode !== 'External')
      found.push({ id: Id, type: Type, part: nameInPackage(part || 'x', Target) })
  })
  return found
}

async function partOf(archive: Archive, from: string, type: string, usual: string): Promise<string> {
  const found = (await relationsOf(archive, from)).find((relation) => relation.type.endsWith(`/${type}`))
  return found && archive.has(found.part) ? found.part : usual
}
