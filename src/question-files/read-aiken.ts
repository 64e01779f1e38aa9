import { collectItems } from './collect-items.ts'
import { excerptOf, say } from './format-messages.ts'
import { isTrueFalse } from './is-true-false.ts'
import type { FileRead } from './model.ts'

const OPTION = /^([A-Za-z])[.)]\s+(.*)$/
const ANSWER = /^(?:answer|đáp án)\s*:\s*(.*)$/i

/**
 * Aiken: a question, its options “A. …” or “A) …”, and “ANSWER: B”. Moodle wants a question on one line; a question of
 * several lines is taken as what it plainly is, as is a line that goes on an option.
 */
export function readAiken(text: string): FileRead {
  const items = collectItems('aiken')
  let question: string[] = []
  let options: string[] = []
  let from = 0
  const forget = () => {
    question = []
    options = []
  }
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n')
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim()
    const where = `dòng ${index + 1}`
    const answer = ANSWER.exec(line.normalize('NFC'))
    const option = question.length > 0 ? OPTION.exec(line) : null
    // The letters count on from A; a line “B. …” that does not belong is part of a text.
    const isNext = option !== null && option[1]!.toUpperCase().charCodeAt(0) - 65 === options.length
    if (answer) {
      if (options.length === 0) items.spoil(say.strayAnswerLine(where, line))
      else addItem(answer[1]!.trim(), `câu ở dòng ${from}`)
      forget()
    } else if (line === '') {
      if (question.length === 0 || options.length > 0) continue
      question.push('')
    } else if (isNext) options.push(option[2]!)
    else if (options.length > 0 && lines[index - 1]!.trim() === '') {
      items.spoil(say.noAnswerLine(`câu ở dòng ${from}`))
      forget()
      from = index + 1
      question.push(line)
    } else if (options.length > 0) options.push(`${options.pop()}\n${line}`)
    else {
      if (question.length === 0) from = index + 1
      question.push(line)
    }
  }
  if (question.length > 0) items.spoil(say.noAnswerLine(`câu ở dòng ${from} (“${excerptOf(question[0]!)}”)`))
  return items.close('tệp Aiken')

  function addItem(answer: string, where: string): void {
    const letters = /^[A-Za-z]\b(?:\s*[,;]?\s*(?:and |và )?[A-Za-z]\b)*[.)]?$/.test(answer)
      ? (answer.match(/\b[A-Za-z]\b/g) ?? [])
      : []
    if (letters.length === 0)
      return void items.spoil(answer === '' ? say.noKey(where) : say.notAnOption(where, answer))
    const correct = letters.map((letter) => letter.toUpperCase().charCodeAt(0) - 64)
    if (correct.some((no) => no > options.length)) return void items.spoil(say.notAnOption(where, answer))
    items.add({
      where,
      text: question.join('\n'),
      type: correct.length > 1 ? 'multiple' : kindOf(options),
      options,
      correct,
    })
  }
}

const kindOf = (options: readonly string[]) => (isTrueFalse(options) ? 'true-false' : 'single')
