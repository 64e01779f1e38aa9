/**
 * A Word file in the manner of officials: “Câu 1.”, “A. …”, “Đáp án: B”, in Times New Roman. It is for printing and for
 * correcting by hand, and our own reader takes it back.
 */
import { Document, ImageRun, Packer, Paragraph, Tab, TextRun } from 'docx'
import { excerptOf, say } from './format-messages.ts'
import type { Item, ItemFault, ItemImage, Written } from './model.ts'
import { tellImage } from './tell-image.ts'
import { letterOf } from './write-aiken.ts'
import { imagesAt } from './write-markup.ts'

/** In half points: 13 for the text, as decrees on official writing ask. */
const SIZE = 26
/** What fits between the margins, in pixels. */
const WIDEST = 560

const KINDS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif' } as const
type Embeddable = keyof typeof KINDS

export async function writeDocx(items: readonly Item[]): Promise<Written> {
  const left: ItemFault[] = []
  const kept = items.filter((item) => {
    if (item.images.every(({ type }) => type in KINDS)) return true
    left.push(say.notInFormat(`câu ${item.no} (“${excerptOf(item.text)}”)`, 'hình WebP', 'Tệp Word'))
    return false
  })
  const document = new Document({
    creator: 'Hội Thi',
    title: 'Câu hỏi',
    styles: {
      default: { document: { run: { font: 'Times New Roman', size: SIZE, language: { value: 'vi-VN' } } } },
    },
    sections: [{ children: kept.flatMap(paragraphsOf) }],
  })
  return { bytes: await Packer.toBuffer(document), left }
}

function paragraphsOf(item: Item, index: number): Paragraph[] {
  const { explanation, source, topic, difficulty } = item
  const options = item.type === 'numeric' || item.type === 'short' ? [] : item.options
  return [
    ...lines(`Câu ${index + 1}. `, item.text, imagesAt(item, 'text'), { keepNext: true, before: 120 }),
    ...(item.rows ?? []).flatMap((row, at) => lines(`${at + 1}. `, row, [], { keepNext: true, before: 0 })),
    ...options.flatMap((option, at) =>
      lines(`${letterOf(at + 1)}. `, option, imagesAt(item, `option ${at + 1}`), {
        keepNext: true,
        before: 0,
      }),
    ),
    ...lines(item.type === 'ordering' ? 'Thứ tự đúng: ' : 'Đáp án: ', keyOf(item)),
    ...(explanation ? lines('Giải thích: ', explanation) : []),
    ...(source ? lines('Căn cứ: ', source) : []),
    ...(topic ? lines('Chủ đề: ', topic) : []),
    ...(difficulty ? lines('Mức độ: ', difficulty) : []),
  ]
}

/** Rows and options of a matching question are joined by number and letter: “1-B, 2-A”. */
function keyOf({ type, correct }: Item): string {
  if (type === 'numeric' || type === 'short') return correct.join(' | ')
  if (type === 'matching')
    return correct.map((no, index) => `${index + 1}-${letterOf(Number(no))}`).join(', ')
  return correct.map((no) => letterOf(Number(no))).join(', ')
}

/** One paragraph with line breaks in it, so that what belongs together stays together; pictures follow it. */
function lines(
  label: string,
  text: string,
  images: readonly ItemImage[] = [],
  { keepNext = false, before = 0 } = {},
): Paragraph[] {
  const runs = text.split('\n').flatMap((line, index) =>
    line.split('\t').map(
      (cell, at) =>
        new TextRun({
          children: at > 0 ? [new Tab(), cell] : [cell],
          ...(index > 0 && at === 0 && { break: 1 }),
        }),
    ),
  )
  return [
    new Paragraph({
      keepNext,
      keepLines: true,
      spacing: { before, after: 40 },
      children: [new TextRun({ text: label }), ...runs],
    }),
    ...images.map((image) => new Paragraph({ keepNext, children: [pictureOf(image)] })),
  ]
}

function pictureOf({ type, bytes }: ItemImage): ImageRun {
  const { width = 0, height = 0 } = tellImage(bytes) ?? {}
  const scale = Math.min(1, WIDEST / (width || WIDEST))
  return new ImageRun({
    type: KINDS[type as Embeddable],
    data: bytes,
    transformation: {
      width: Math.max(1, Math.round((width || 300) * scale)),
      height: Math.max(1, Math.round((height || 200) * scale)),
    },
  })
}
