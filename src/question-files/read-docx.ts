/** Questions from a Word file as Microsoft Word, LibreOffice and Google Docs write it. */
import { sentences } from './docx-messages.ts'
import type { BrokenItem, FileRead, Item, ItemFault, ItemImage } from './model.ts'
import { type Archive, openArchive } from './open-archive.ts'
import { readBody } from './read-body.ts'
import { readNumbering } from './read-numbering.ts'
import type { Document } from './read-paragraph.ts'
import { readRelationships } from './read-relationships.ts'
import { readStyles } from './read-styles.ts'
import { elementsOf, readXmlTree, type XmlNode } from './read-xml.ts'
import { recogniseItems } from './recognise-items.ts'
import { refusals } from './refusal-messages.ts'
import { refuseFile } from './refuse-file.ts'
import { tellPicture } from './tell-picture.ts'

const MAIN_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'

export async function readDocx(
  bytes: Uint8Array,
  tell: (paragraphs: number) => void = () => {},
): Promise<FileRead> {
  const archive = await openArchive(bytes)
  await refuseOtherTypes(archive)
  const part = await findMainPart(archive)
  const relationships = await readRelationships(archive, part)
  const beside = async (type: string): Promise<XmlNode | null> => {
    const found = [...relationships.values()].find((other) => other.type === type && !other.isOutside)
    return found && archive.has(found.target)
      ? await readXmlTree(found.target, archive.stream(found.target))
      : null
  }
  const document: Document = {
    styles: readStyles(await beside('styles')),
    numbering: readNumbering(await beside('numbering')),
    relationships,
    paragraphs: 0,
    tables: 0,
    laidOutBreaks: 0,
    setBreaks: 0,
    carried: [],
    habits: new Map(),
  }
  const recognised = recogniseItems(await readBody(archive, part, document, tell))
  const { drafts, errors, warnings } = recognised
  const items: Item[] = []
  for (const { where, ...draft } of drafts) {
    const read = await readPictures(archive, draft.images)
    if (read.ok) items.push({ ...draft, images: read.images })
    else errors.push({ where, ...sentences.brokenPicture(read.name) } satisfies ItemFault)
  }
  const broken: BrokenItem[] = []
  for (const item of recognised.broken) {
    const read = await readPictures(archive, item.images)
    broken.push({ ...item, images: read.ok ? read.images : [] })
  }
  return { format: 'docx', items, errors, warnings, ...(broken.length > 0 && { broken }) }
}

/** A name ending in .docx says nothing; what Word itself goes by is the list of types. */
async function refuseOtherTypes(archive: Archive): Promise<void> {
  const name = '[Content_Types].xml'
  if (archive.names.some((part) => /(?:^|\/)vbaProject\.bin$/i.test(part))) refuseFile(refusals.macros())
  let isDocument = false
  for (const { attributes } of elementsOf(await readXmlTree(name, archive.stream(name)))) {
    const type = attributes.ContentType ?? ''
    if (/macroEnabled|vbaProject/i.test(type)) refuseFile(refusals.macros())
    if (/wordprocessingml\.template/.test(type)) refuseFile(refusals.template())
    if (type === MAIN_TYPE) isDocument = true
  }
  if (!isDocument) refuseFile(refusals.missingPart('word/document.xml'))
}

async function findMainPart(archive: Archive): Promise<string> {
  const root = await readRelationships(archive, '')
  const main = [...root.values()].find(({ type, isOutside }) => type === 'officeDocument' && !isOutside)
  return main && archive.has(main.target)
    ? main.target
    : refuseFile(refusals.missingPart('word/document.xml'))
}

type Pictures = { ok: true; images: ItemImage[] } | { ok: false; name: string }

async function readPictures(
  archive: Archive,
  wanted: readonly Pick<ItemImage, 'at' | 'name'>[],
): Promise<Pictures> {
  const images: ItemImage[] = []
  for (const { at, name } of wanted) {
    const bytes = archive.has(name) ? await archive.bytes(name) : new Uint8Array()
    const type = tellPicture(bytes)
    if (type === null) return { ok: false, name }
    images.push({ at, name, type, bytes })
  }
  return { ok: true, images }
}
