/**
 * What was wrong with what an officer sent: at each field, on top, and in the title. Fields are named by the JSON Pointer of
 * the member that they fill, so what the API says is at the right place by itself.
 */
import { shell } from '../../../messages/console/shell.ts'
import type { Problem } from './ask.ts'
import { wordsOf } from './lang.ts'

const words = wordsOf(shell)

/** `says` gives a sentence for what is expected at a pointer, or for a reason; what it has none for is told as it came. */
type Says = (fault: { reason: string; pointer?: string; expected?: string }) => string | undefined

/** `place` names the field where its own label is not beside the sentence; `href`: it stands on another page. */
export type Fault = { pointer: string; text: string; place?: string; href?: string }

export class Faults {
  list = $state<Fault[]>([])
  readonly #says: Says

  constructor(says: Says = () => undefined) {
    this.#says = says
  }

  take({ reason, errors, reference }: Problem): void {
    const told = errors.map(({ pointer, expected }) => ({
      pointer,
      text: this.#says({ reason, pointer, expected }) ?? words.expected(expected),
    }))
    const whole = this.#says({ reason }) ?? words.refusals[reason] ?? words.failed(reference ?? reason)
    this.list = told.length > 0 ? told : [{ pointer: '', text: whole }]
  }

  /** What the page itself found before it asked. */
  set(list: Fault[]): void {
    this.list = list
  }

  clear(): void {
    this.list = []
  }

  at(pointer: string): string | undefined {
    return this.list.find((fault) => fault.pointer === pointer)?.text
  }
}

/** To the field of that member, also where it is folded away; whether there is one. */
export function focusField(pointer: string): boolean {
  const field = document.getElementById(idOf(pointer))
  for (let fold = field?.closest('details'); fold; fold = fold.parentElement?.closest('details'))
    fold.open = true
  field?.focus()
  return field !== null
}

/** The id of the field of that member. */
export const idOf = (pointer: string): string => `f${pointer.replaceAll(/[^A-Za-z0-9]/g, '-')}`
