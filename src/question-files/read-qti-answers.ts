import type { Items } from './collect-items.ts'
import type { Picture } from './flatten-markup.ts'
import { say } from './format-messages.ts'
import { isTrueFalse } from './is-true-false.ts'
import { bestMapped, correctValues, declarationOf, type QtiItem } from './qti-item.ts'
import { readQtiChoice } from './read-qti-text.ts'
import { childOf, type XmlNode } from './read-xml.ts'
import { findBelow, listElements } from './visit-elements.ts'

type Told = Pick<Parameters<Items['add']>[0], 'type' | 'rows' | 'options' | 'correct'>
type Pictures = (Picture & { at: string })[]

/** What may be answered and what is right; null where a contest has no such question, which is said. */
export function readQtiAnswers(
  items: Items,
  where: string,
  item: QtiItem,
  interaction: XmlNode,
  pictures: Pictures,
): Told | null {
  const declaration = declarationOf(item, interaction)
  const given = correctValues(declaration)
  const right = given.length > 0 ? given : bestMapped(declaration)
  const choices = (name: string, parent: XmlNode = interaction, at?: string) =>
    findBelow(parent, [name]).map((node, index) => ({
      identifier: node.attributes.identifier ?? '',
      text: readQtiChoice(node, at ?? `option ${index + 1}`, pictures),
    }))
  const numbersOf = (options: readonly { identifier: string }[], wanted: readonly string[]) =>
    wanted.map((value) => options.findIndex(({ identifier }) => identifier === value) + 1)
  const sayPartial = () => {
    const processing = childOf(item.response, 'responseProcessing')
    const isMapped =
      /map_response/.test(processing?.attributes.template ?? '') ||
      (processing && findBelow(processing, ['mapResponse']).length > 0)
    if (isMapped) items.warnOnce('partial', say.partialCredit(where))
  }
  switch (interaction.name) {
    case 'choiceInteraction':
    case 'inlineChoiceInteraction': {
      const options = choices(interaction.name === 'choiceInteraction' ? 'simpleChoice' : 'inlineChoice')
      const isMultiple = declaration?.attributes.cardinality === 'multiple'
      if (isMultiple) sayPartial()
      const texts = options.map(({ text }) => text)
      const type = isMultiple ? 'multiple' : isTrueFalse(texts) ? 'true-false' : 'single'
      return { type, options: texts, correct: numbersOf(options, right) }
    }
    case 'orderInteraction': {
      const options = choices('simpleChoice')
      sayPartial()
      return {
        type: 'ordering',
        options: options.map(({ text }) => text),
        correct: numbersOf(options, right),
      }
    }
    case 'matchInteraction': {
      const [left, other] = listElements(interaction, 'simpleMatchSet')
      if (!left || !other) return stop(say.badPairs(where, 'thiếu một trong hai cột'))
      const rows = choices('simpleAssociableChoice', left, 'text')
      const options = choices('simpleAssociableChoice', other, 'text')
      const pairs = right.map((pair) => pair.split(/\s+/))
      const correct = rows.map(({ identifier }) => pairs.filter(([row]) => row === identifier))
      if (correct.some((found) => found.length !== 1))
        return stop(say.badPairs(where, 'có vế trái không ghép với đúng một vế phải'))
      sayPartial()
      return {
        type: 'matching',
        rows: rows.map(({ text }) => text),
        options: options.map(({ text }) => text),
        correct: numbersOf(
          options,
          correct.map(([pair]) => pair![1] ?? ''),
        ),
      }
    }
    case 'textEntryInteraction': {
      const isNumber = /^(float|integer)$/.test(declaration?.attributes.baseType ?? '')
      const accepted = [...new Set([...given, ...bestMapped(declaration)])]
      const processing = childOf(item.response, 'responseProcessing')
      const loose = (processing ? findBelow(processing, ['equal']) : []).find(
        ({ attributes }) =>
          /absolute|relative/.test(attributes.toleranceMode ?? '') &&
          /[1-9]/.test(attributes.tolerance ?? ''),
      )
      if (isNumber && loose)
        return stop(say.tolerance(where, `${accepted[0] ?? ''} ± ${loose.attributes.tolerance}`))
      return { type: isNumber ? 'numeric' : 'short', options: [], correct: accepted }
    }
    default:
      return stop(say.unknownKind(where, QTI_NAMES[interaction.name] ?? interaction.name))
  }

  function stop(fault: Parameters<Items['spoil']>[0]): null {
    items.spoil(fault)
    return null
  }
}

const QTI_NAMES: Readonly<Record<string, string>> = {
  extendedTextInteraction: 'tự luận (extendedTextInteraction)',
  hotspotInteraction: 'chọn điểm trên hình (hotspotInteraction)',
  hottextInteraction: 'chọn từ trong đoạn (hottextInteraction)',
  gapMatchInteraction: 'điền từ vào nhiều chỗ (gapMatchInteraction)',
  associateInteraction: 'nối cặp tự do (associateInteraction)',
  sliderInteraction: 'thanh trượt (sliderInteraction)',
  uploadInteraction: 'nộp tệp (uploadInteraction)',
  drawingInteraction: 'vẽ hình (drawingInteraction)',
  mediaInteraction: 'âm thanh, video (mediaInteraction)',
  customInteraction: 'tương tác riêng (customInteraction)',
  portableCustomInteraction: 'tương tác riêng (portableCustomInteraction)',
}
