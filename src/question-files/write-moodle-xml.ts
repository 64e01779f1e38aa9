import { escapeXml } from './flatten-markup.ts'
import type { Item, ItemImage, Written } from './model.ts'
import { joinRemark } from './split-remark.ts'
import { plainNumber, shareOf } from './write-gift.ts'
import { imagesAt, writeMarkup } from './write-markup.ts'

/** Moodle XML as Moodle 4 takes it: HTML in CDATA, pictures beside it, a category for each topic. */
export function writeMoodleXml(items: readonly Item[]): Written {
  let topic: string | undefined
  const questions = items.map((item) => {
    const category = item.topic === topic ? '' : categoryOf(item.topic)
    topic = item.topic
    return category + questionOf(item)
  })
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n${questions.join('')}</quiz>\n`
  return { bytes: Buffer.from(xml), left: [] }
}

function categoryOf(topic: string | undefined): string {
  const path = topic === undefined ? '$course$/top' : `$course$/top/${topic.replaceAll('/', '//')}`
  return `<question type="category">\n<category><text>${escapeXml(path)}</text></category>\n</question>\n`
}

function questionOf(item: Item): string {
  const { type, options, correct } = item
  const isRight = (index: number) => correct.includes(index + 1)
  const answer = (index: number, fraction: string) =>
    `<answer fraction="${fraction}" format="html">${htmlOf(options[index]!, imagesAt(item, `option ${index + 1}`))}<feedback format="html"><text></text></feedback></answer>\n`
  const written = (text: string, more = '') =>
    `<answer fraction="100" format="moodle_auto_format"><text>${escapeXml(text)}</text>${more}<feedback format="html"><text></text></feedback></answer>\n`
  const share = shareOf(correct.length)
  const body = {
    single: () =>
      `<single>true</single>\n<shuffleanswers>true</shuffleanswers>\n<answernumbering>ABCD</answernumbering>\n${options.map((_, index) => answer(index, isRight(index) ? '100' : '0')).join('')}`,
    multiple: () =>
      `<single>false</single>\n<shuffleanswers>true</shuffleanswers>\n<answernumbering>ABCD</answernumbering>\n${options.map((_, index) => answer(index, isRight(index) ? share : '-100')).join('')}`,
    'true-false': () =>
      ['true', 'false']
        .map(
          (text, index) =>
            `<answer fraction="${isRight(index) ? 100 : 0}" format="moodle_auto_format"><text>${text}</text><feedback format="html"><text></text></feedback></answer>\n`,
        )
        .join(''),
    // In Moodle * stands for anything, unless it is escaped.
    short: () =>
      `<usecase>0</usecase>\n${correct.map((each) => written(String(each).replaceAll('*', '\\*'))).join('')}`,
    numeric: () => correct.map((each) => written(plainNumber(each), '<tolerance>0</tolerance>')).join(''),
    matching: () => `<shuffleanswers>true</shuffleanswers>\n${pairsOf(item)}`,
    // Items stand in their right order; Moodle shuffles them.
    ordering: () =>
      `<layouttype>VERTICAL</layouttype>\n<selecttype>ALL</selecttype>\n<selectcount>0</selectcount>\n<gradingtype>ALL_OR_NOTHING</gradingtype>\n<showgrading>SHOW</showgrading>\n<numberingstyle>none</numberingstyle>\n${correct.map((no, index) => answer(Number(no) - 1, `${index + 1}.0000000`)).join('')}`,
  }[type]()
  const tags = item.difficulty
    ? `<tags><tag><text>${escapeXml(`Mức độ: ${item.difficulty}`)}</text></tag></tags>\n`
    : ''
  return (
    `<question type="${MOODLE_TYPES[type]}">\n<name><text>Câu ${item.no}</text></name>\n` +
    `<questiontext format="html">${htmlOf(item.text, imagesAt(item, 'text'))}</questiontext>\n` +
    `<generalfeedback format="html">${htmlOf(joinRemark(item), [])}</generalfeedback>\n` +
    `<defaultgrade>1.0000000</defaultgrade>\n<penalty>0.0000000</penalty>\n<hidden>0</hidden>\n<idnumber></idnumber>\n` +
    `${body}${tags}</question>\n`
  )
}

const MOODLE_TYPES = {
  single: 'multichoice',
  multiple: 'multichoice',
  'true-false': 'truefalse',
  short: 'shortanswer',
  numeric: 'numerical',
  matching: 'matching',
  ordering: 'ordering',
} as const

function pairsOf({ rows = [], options, correct }: Item): string {
  const pair = (row: string, option: string) =>
    `<subquestion format="html">${htmlOf(row, [])}<answer><text>${escapeXml(option)}</text></answer></subquestion>\n`
  const asked = rows.map((row, index) => pair(row, options[Number(correct[index]) - 1]!))
  const rest = options.flatMap((option, index) => (correct.includes(index + 1) ? [] : [pair('', option)]))
  return [...asked, ...rest].join('')
}

function htmlOf(text: string, images: readonly ItemImage[]): string {
  const shown = images.map(({ name }) => `<img src="@@PLUGINFILE@@/${encodeURIComponent(name)}" alt=""/>`)
  const html = writeMarkup(text, shown).replaceAll(']]>', ']]]]><![CDATA[>')
  const files = images.map(
    ({ name, bytes }) =>
      `<file name="${escapeXml(name)}" path="/" encoding="base64">${Buffer.from(bytes).toString('base64')}</file>`,
  )
  return `<text>${html === '' ? '' : `<![CDATA[${html}]]>`}</text>${files.join('')}`
}
