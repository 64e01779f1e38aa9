import { checkDraft, type Draft } from './check-draft.ts'
import { say } from './format-messages.ts'
import type { BrokenItem, FileRead, Format, Item, ItemFault } from './model.ts'
import { tidyText } from './tidy-text.ts'

/** More than any bank has, and few enough to be looked at. */
const MOST_ITEMS = 20_000
const MOST_HEADINGS = 60

export type Items = {
  /** How many were found until now, good or bad. */
  readonly count: () => number
  add(draft: Draft): void
  /** An item that cannot be read; it has its number all the same. */
  spoil(...faults: ItemFault[]): void
  warn(fault: ItemFault): void
  /** Said of the first item only: the others are like it. */
  warnOnce(about: string, fault: ItemFault): void
  warnAtMost(about: string, most: number, fault: ItemFault): void
  /** A fault of the file that is no item's. */
  fault(fault: ItemFault): void
  /** A column of a sheet that nobody knows. */
  heading(name: string): void
  close(name: string): FileRead
}

/** Gathers what a reader finds; an item with a fault leaves the others. */
export function collectItems(format: Format): Items {
  const items: Item[] = []
  const errors: ItemFault[] = []
  const broken: BrokenItem[] = []
  const headings = new Set<string>()
  const warnings: ItemFault[] = []
  const said = new Map<string, number>()
  let no = 0
  const spoil = (...faults: ItemFault[]) => {
    no += 1
    if (no <= MOST_ITEMS) errors.push(...faults)
  }
  const warnAtMost = (about: string, most: number, fault: ItemFault) => {
    const times = (said.get(about) ?? 0) + 1
    said.set(about, times)
    if (times <= most) warnings.push(fault)
  }
  return {
    count: () => no,
    add(draft) {
      const checked = checkDraft(draft)
      if ('faults' in checked) {
        spoil(...checked.faults)
        if (no <= MOST_ITEMS) broken.push({ no, ...asBroken(draft), faults: checked.faults })
        return
      }
      no += 1
      if (no <= MOST_ITEMS) items.push({ no, ...checked.item })
    },
    spoil,
    warn: (fault) => void warnings.push(fault),
    warnOnce: (about, fault) => warnAtMost(about, 1, fault),
    warnAtMost,
    fault: (fault) => void errors.push(fault),
    heading: (name) => void headings.add(name),
    close(name) {
      if (no > MOST_ITEMS) errors.push(say.tooManyItems(name, MOST_ITEMS))
      if (no === 0 && errors.length === 0) errors.push(say.emptyFile(name))
      return {
        ...{ format, items, errors, warnings },
        ...(broken.length > 0 && { broken }),
        ...(headings.size > 0 && { headings: [...headings].slice(0, MOST_HEADINGS) }),
      }
    },
  }
}

function asBroken({ where, text, type, rows, options, correct, images = [], ...said }: Draft) {
  const { explanation, source, topic, difficulty } = said
  return {
    where,
    text: tidyText(text),
    type,
    ...(rows && { rows: rows.map(tidyText) }),
    options: options.map(tidyText),
    correct,
    ...(explanation !== undefined && { explanation }),
    ...(source !== undefined && { source }),
    ...(topic !== undefined && { topic }),
    ...(difficulty !== undefined && { difficulty }),
    images,
  }
}
