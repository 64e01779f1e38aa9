/**
 * QTI packages: one item a file, a manifest that names them in order, pictures beside them. An item is right or not
 * (match_correct), except where several written answers are accepted, which QTI says by a mapping. The explanation is the
 * modal feedback that is always shown; topic and difficulty stand in the metadata of the resource.
 */
import { zipSync } from 'fflate'
import { escapeXml } from './flatten-markup.ts'
import { excerptOf } from './format-messages.ts'
import type { Item, ItemImage, Written } from './model.ts'
import { type QtiTags, type QtiVersion, qtiTags } from './qti-tags.ts'
import { joinRemark } from './split-remark.ts'
import { letterOf } from './write-aiken.ts'
import { plainNumber } from './write-gift.ts'
import { imagesAt, writeInline, writeMarkup } from './write-markup.ts'
import { writeQtiManifest } from './write-qti-manifest.ts'

export type QtiPart = {
  readonly item: Item
  readonly identifier: string
  readonly href: string
  readonly images: Map<ItemImage, string>
}

export function writeQti21(items: readonly Item[]): Written {
  return writePackage(items, '2.1')
}

export function writeQti3(items: readonly Item[]): Written {
  return writePackage(items, '3.0')
}

/** The same bytes whenever the same items are written. */
const MADE_AT = new Date('2000-01-01T00:00:00')

function writePackage(items: readonly Item[], version: QtiVersion): Written {
  const parts = items.map((item, index): QtiPart => {
    const identifier = `q${String(index + 1).padStart(5, '0')}`
    const images = new Map(
      item.images.map((image, no) => [
        image,
        `images/${identifier}-${no + 1}.${image.type.slice('image/'.length)}`,
      ]),
    )
    return { item, identifier, href: `items/${identifier}.xml`, images }
  })
  const files: Record<string, Uint8Array> = {
    'imsmanifest.xml': Buffer.from(writeQtiManifest(parts, version)),
  }
  for (const part of parts) {
    files[part.href] = Buffer.from(writeQtiItem(part, version))
    for (const [image, name] of part.images) files[`items/${name}`] = image.bytes
  }
  return { bytes: zipSync(files, { level: 6, mtime: MADE_AT }), left: [] }
}

export function writeQtiItem({ item, identifier, images }: QtiPart, version: QtiVersion): string {
  const qti = qtiTags(version)
  const { tag } = qti
  const pictures = (at: string) =>
    imagesAt(item, at).map(
      (image) => `<img src="${escapeXml(images.get(image)!)}" alt="${escapeXml(image.name)}"/>`,
    )
  const { declaration, interaction } = answersOf(item, qti, pictures)
  const remark = joinRemark(item)
  const outcome = (name: string, baseType: string, value = '') =>
    tag('outcomeDeclaration', { identifier: name, cardinality: 'single', baseType }, value)
  const zero = tag('defaultValue', {}, tag('value', {}, '0'))
  const body = [
    declaration,
    outcome('SCORE', 'float', zero),
    ...(remark === '' ? [] : [outcome('FEEDBACK', 'identifier')]),
    tag('itemBody', {}, `${writeMarkup(item.text, pictures('text'))}${interaction}`),
    processingOf(item, qti, remark !== ''),
    ...(remark === '' ? [] : [feedbackOf(remark, qti, version)]),
  ].join('\n')
  const attributes = {
    identifier,
    title: escapeXml(excerptOf(item.text) || identifier),
    adaptive: 'false',
    timeDependent: 'false',
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${tag('assessmentItem', { ...qti.namespaces, ...attributes, 'xml:lang': 'vi' }, `\n${body}\n`)}\n`
}

function answersOf(
  item: Item,
  { tag }: QtiTags,
  pictures: (at: string) => string[],
): { declaration: string; interaction: string } {
  const { type, options, rows = [], correct } = item
  const declare = (cardinality: string, baseType: string, values: readonly string[], mapping = '') =>
    tag(
      'responseDeclaration',
      { identifier: 'RESPONSE', cardinality, baseType },
      `${tag('correctResponse', {}, values.map((value) => tag('value', {}, escapeXml(value))).join(''))}${mapping}`,
    )
  const content = (text: string, index: number) => {
    const shown = pictures(`option ${index + 1}`)
    return shown.length > 0 || text.includes('\t') ? writeMarkup(text, shown) : writeInline(text)
  }
  const names = options.map((_, index) =>
    type === 'true-false' ? ['TRUE', 'FALSE'][index]! : letterOf(index + 1),
  )
  const chosen = correct.map((no) => names[Number(no) - 1]!)
  const choices = () =>
    options
      .map((text, index) => tag('simpleChoice', { identifier: names[index]! }, content(text, index)))
      .join('')
  const asked = { responseIdentifier: 'RESPONSE' }
  switch (type) {
    case 'single':
    case 'true-false':
    case 'multiple': {
      const isMultiple = type === 'multiple'
      const limits = { shuffle: String(type !== 'true-false'), maxChoices: isMultiple ? '0' : '1' }
      return {
        declaration: declare(isMultiple ? 'multiple' : 'single', 'identifier', chosen),
        interaction: tag('choiceInteraction', { ...asked, ...limits }, choices()),
      }
    }
    case 'ordering':
      return {
        declaration: declare('ordered', 'identifier', chosen),
        interaction: tag('orderInteraction', { ...asked, shuffle: 'true' }, choices()),
      }
    case 'matching': {
      const pairs = rows.map((_, index) => `ROW${index + 1} ${chosen[index]}`)
      const side = (texts: readonly string[], nameOf: (index: number) => string, matchMax: string) =>
        tag(
          'simpleMatchSet',
          {},
          texts
            .map((text, index) =>
              tag('simpleAssociableChoice', { identifier: nameOf(index), matchMax }, writeInline(text)),
            )
            .join(''),
        )
      const sets =
        side(rows, (index) => `ROW${index + 1}`, '1') + side(options, (index) => names[index]!, '0')
      const limits = { shuffle: 'true', maxAssociations: String(rows.length) }
      return {
        declaration: declare('multiple', 'directedPair', pairs),
        interaction: tag('matchInteraction', { ...asked, ...limits }, sets),
      }
    }
    case 'numeric':
    case 'short': {
      const accepted = correct.map((each) => (type === 'numeric' ? plainNumber(each) : String(each)))
      const entries = accepted.map((mapKey) =>
        tag('mapEntry', {
          mapKey: escapeXml(mapKey),
          mappedValue: '1',
          ...(type === 'short' && { caseSensitive: 'false' }),
        }),
      )
      const mapping = tag(
        'mapping',
        { lowerBound: '0', upperBound: '1', defaultValue: '0' },
        entries.join(''),
      )
      return {
        declaration: declare(
          'single',
          type === 'numeric' ? 'float' : 'string',
          accepted.slice(0, 1),
          mapping,
        ),
        interaction: `<p>${tag('textEntryInteraction', { ...asked, expectedLength: '40' })}</p>`,
      }
    }
  }
}

function processingOf(item: Item, { tag }: QtiTags, hasRemark: boolean): string {
  const response = { identifier: 'RESPONSE' }
  const base = (baseType: string, value: string) => tag('baseValue', { baseType }, value)
  const score = (value: string) => tag('setOutcomeValue', { identifier: 'SCORE' }, value)
  const isWritten = item.type === 'numeric' || item.type === 'short'
  const matches = tag('match', {}, tag('variable', response) + tag('correct', response))
  const judged = isWritten
    ? score(tag('mapResponse', response))
    : tag(
        'responseCondition',
        {},
        tag('responseIf', {}, matches + score(base('float', '1'))) +
          tag('responseElse', {}, score(base('float', '0'))),
      )
  const shown = hasRemark
    ? tag('setOutcomeValue', { identifier: 'FEEDBACK' }, base('identifier', 'EXPLANATION'))
    : ''
  return tag('responseProcessing', {}, judged + shown)
}

function feedbackOf(remark: string, { tag }: QtiTags, version: QtiVersion): string {
  const content = version === '3.0' ? tag('contentBody', {}, writeMarkup(remark)) : writeMarkup(remark)
  return tag(
    'modalFeedback',
    { outcomeIdentifier: 'FEEDBACK', identifier: 'EXPLANATION', showHide: 'show', title: 'Giải thích' },
    content,
  )
}
