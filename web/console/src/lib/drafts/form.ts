/** A section while somebody types: entries of the rulebook, with empty fields where nothing stands yet. */
import type { DraftView } from '../../../../../src/drafts/contract.ts'

// biome-ignore lint/suspicious/noExplicitAny: what is typed may be anything; the API judges it.
export type Form = Record<string, any>
export type SectionProps = {
  form: Form
  faults: import('../faults.svelte.ts').Faults
  view: DraftView
  /** What is typed is looked at a moment later. */
  look: () => void
}

/** What is empty is not sent; an English text that is empty is the Vietnamese one. */
export function filled(value: unknown, depth = 0): unknown {
  if (Array.isArray(value))
    return value.map((each) => filled(each, depth + 1)).filter((each) => each !== undefined)
  if (typeof value === 'string') return value.trim() === '' ? undefined : value
  if (value === null) return depth <= 1 ? null : undefined
  if (typeof value !== 'object') return value
  const texts = value as { vi?: unknown; en?: unknown }
  if ('vi' in texts && Object.keys(texts).every((key) => key === 'vi' || key === 'en')) {
    const [vi, en] = [filled(texts.vi, depth + 1), filled(texts.en, depth + 1)]
    if (vi !== undefined) return { vi, en: en ?? vi }
    // The Vietnamese is what is missing; the English that is there stays.
    return en === undefined ? undefined : { en }
  }
  const entries = Object.entries(value).map(([key, each]) => [key, filled(each, depth + 1)] as const)
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined))
}

/** Every round 7 days after the one before, at the same hours. */
export function weeklyRounds(
  first: { opensAt: string; closesAt: string },
  count: number,
  nameOf: (no: number) => { vi: string; en: string },
): Form[] {
  const later = (time: string, weeks: number) => {
    const at = new Date(`${time.slice(0, 16)}:00Z`)
    return new Date(at.getTime() + weeks * 7 * 86_400_000).toISOString().slice(0, 16)
  }
  return Array.from({ length: count }, (_, index) => ({
    no: index + 1,
    name: nameOf(index + 1),
    opensAt: later(first.opensAt, index),
    closesAt: later(first.closesAt, index),
  }))
}
