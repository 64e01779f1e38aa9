/**
 * QTI 2.1, 2.2 and 3.0: one item as XML, or a package whose manifest names them. 3.0 is 2.x with other names, so its names
 * are changed back and one reader reads both. What is right comes from the correct response, or from the mapping.
 */
import { collectItems, type Items } from './collect-items.ts'
import { excerptOf, say } from './format-messages.ts'
import type { FileRead, Format } from './model.ts'
import { type Archive, openArchive } from './open-archive.ts'
import { type QtiItem, qtiItemOf } from './qti-item.ts'
import { readQtiAnswers } from './read-qti-answers.ts'
import { nameInPackage, type QtiResource, readQtiManifest } from './read-qti-manifest.ts'
import { readQtiText } from './read-qti-text.ts'
import { FileRefusal, refuseFile } from './refuse-file.ts'
import { resolvePictures } from './resolve-pictures.ts'
import { splitRemark } from './split-remark.ts'

const MANIFEST = 'imsmanifest.xml'

export async function readQti(bytes: Uint8Array): Promise<FileRead> {
  const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b
  return isArchive ? readPackage(await openArchive(bytes)) : readAlone(bytes)
}

async function readAlone(bytes: Uint8Array): Promise<FileRead> {
  const name = 'tệp QTI'
  const found = await qtiItemOf(name, bytes)
  if (!('item' in found))
    refuseFile(found.root === 'questestinterop' ? say.oldQti(name) : notAnItem(name, found.root))
  const items = collectItems(found.version)
  await readItem(items, found.item, { href: '', identifier: '' }, null)
  return items.close(name)
}

const notAnItem = (name: string, root: string) =>
  say.notThisXml(name, root, 'thẻ gốc assessmentItem (QTI 2.1, 2.2) hoặc qti-assessment-item (QTI 3.0)')

async function readPackage(archive: Archive): Promise<FileRead> {
  // Some programs put the whole package into a folder of the archive.
  const manifest = archive.names.find((name) => name === MANIFEST || name.endsWith(`/${MANIFEST}`))
  const resources = manifest
    ? await readQtiManifest(manifest, await archive.bytes(manifest))
    : archive.names.filter((name) => name.endsWith('.xml')).map((href) => ({ href, identifier: href }))
  let items: Items | null = null
  let format: Format = 'qti21'
  for (const resource of resources) {
    const { href } = resource
    if (!archive.has(href)) {
      items ??= collectItems(format)
      items.spoil(say.missingPart(`câu ${items.count() + 1}`, href))
      continue
    }
    try {
      const found = await qtiItemOf(`tệp ${href}`, await archive.bytes(href))
      if ('item' in found) {
        format = found.version
        items ??= collectItems(format)
        await readItem(items, found.item, resource, archive)
      } else if (found.root === 'questestinterop') refuseFile(say.oldQti(href))
      else if (manifest) {
        items ??= collectItems(format)
        items.spoil(notAnItem(`tệp ${href}`, found.root))
      }
    } catch (cause) {
      // One part that is broken leaves the others.
      if (!(cause instanceof FileRefusal) || cause.fault.found.startsWith('QTI 1.2')) throw cause
      items ??= collectItems(format)
      items.spoil(cause.fault)
    }
  }
  return (items ?? collectItems(format)).close('gói QTI')
}

async function readItem(
  items: Items,
  item: QtiItem,
  resource: QtiResource,
  archive: Archive | null,
): Promise<void> {
  const { href } = resource
  const named = [item.title && `“${excerptOf(item.title)}”`, href && `tệp ${href}`].filter(Boolean).join(', ')
  const where = `câu ${items.count() + 1}${named && ` (${named})`}`
  const [interaction, ...others] = item.interactions
  if (!interaction) return void items.spoil(say.unknownKind(where, 'không có ô trả lời'))
  if (others.length > 0)
    return void items.spoil(
      say.severalKinds(where, [...new Set(item.interactions.map(({ name }) => name))].join(', ')),
    )
  const pictures: { source: string; alt: string; at: string }[] = []
  const text = readQtiText(item.body, pictures)
  const told = readQtiAnswers(items, where, item, interaction, pictures)
  if (told === null) return
  const remark =
    item.feedback.length === 1
      ? item.feedback[0]!
      : item.feedback.find(({ identifier }) => GENERAL.test(identifier))
  if (item.feedback.length > (remark ? 1 : 0) || item.hasChoiceFeedback)
    items.warnOnce('feedback', say.feedbackLeft(where))
  const found = new Map<string, Uint8Array>()
  for (const { source } of pictures) {
    const name = nameInPackage(href, source)
    if (archive?.has(name)) found.set(source, await archive.bytes(name))
  }
  const resolved = resolvePictures(where, pictures, (source) => found.get(source) ?? null)
  if ('faults' in resolved) return void items.spoil(...resolved.faults)
  const { topic, difficulty } = resource
  items.add({
    where,
    text,
    ...told,
    ...splitRemark(remark?.text ?? ''),
    topic,
    difficulty,
    images: resolved.images,
  })
}

const GENERAL = /^(explanation|general|solution)/i
