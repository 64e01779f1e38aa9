/** The controls of the paper on the page: read as answers, and set from answers that came from elsewhere. */
import type { Answers } from '../../../src/attempts/contract.ts'
import { type Asked, answersOf } from './form.ts'

export function askedOn(form: HTMLFormElement): Asked[] {
  return [...form.querySelectorAll<HTMLElement>('fieldset[data-no]')].map(({ dataset }) => ({
    no: Number(dataset.no),
    kind: dataset.kind ?? '',
    rows: (dataset.rows ?? '').split(' ').filter(Boolean).map(Number),
  }))
}

export function readAnswers(form: HTMLFormElement): Answers {
  const values = new FormData(form)
  return answersOf(askedOn(form), (name) => values.getAll(name).map(String))
}

/** Shows answers that another tab or phone gave; what is the same already is left alone. */
export function showAnswers(form: HTMLFormElement, answers: Answers): void {
  const shown = readAnswers(form)
  for (const { no, rows } of askedOn(form)) {
    const answer = answers[String(no)]
    if (JSON.stringify(answer) === JSON.stringify(shown[String(no)])) continue
    const chosen = Array.isArray(answer) ? answer.map(String) : []
    for (const input of form.querySelectorAll<HTMLInputElement>(`input[name="q${no}"]`)) {
      if (input.type === 'radio' || input.type === 'checkbox') input.checked = chosen.includes(input.value)
      else input.value = typeof answer === 'string' ? answer : ''
    }
    rows.forEach((row, index) => {
      const select = form.querySelector<HTMLSelectElement>(`select[name="q${no}-${row}"]`)
      if (select) select.value = chosen[index] ?? ''
    })
  }
}

/** How many are answered, at the top and in the grid of numbers. */
export function showCount(asked: Asked[], answers: Answers): void {
  const done = document.querySelector('[data-done]')
  const count = asked.filter(({ no }) => answers[String(no)] !== undefined).length
  if (done) done.textContent = `${count}/${asked.length}`
  for (const link of document.querySelectorAll<HTMLElement>('[data-to]'))
    link.classList.toggle('has', answers[link.dataset.to ?? ''] !== undefined)
}

/** Numbers of the questions whose controls are no longer as the server wrote them into the page. */
export function touchedOn(form: HTMLFormElement, asked: Asked[]): string[] {
  const isTouched = (control: Element) => {
    if (control instanceof HTMLSelectElement) {
      const byDefault = [...control.options].findIndex((option) => option.defaultSelected)
      return control.selectedIndex !== Math.max(0, byDefault)
    }
    if (!(control instanceof HTMLInputElement)) return false
    return (
      control.checked !== control.defaultChecked ||
      (control.type === 'text' && control.value !== control.defaultValue)
    )
  }
  const all = (no: number) => [
    ...form.querySelectorAll(`fieldset[data-no="${no}"] input, fieldset[data-no="${no}"] select`),
  ]
  return asked.filter(({ no }) => all(no).some(isTouched)).map(({ no }) => String(no))
}
