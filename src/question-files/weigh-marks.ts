/**
 * Which options are set apart by their looks. A mark is a contrast: between the options of one question, and against how
 * options look in the whole file. What all options of a question have in common says nothing, however loud it is.
 */
import type { ParsedItem, WrittenOption } from './parse-item.ts'
import type { Span } from './written-text.ts'

export const LOOKS = ['bold', 'underline', 'color', 'highlight', 'shade', 'italic'] as const
export type LookName = (typeof LOOKS)[number]
type Zone = 'text' | 'letter'

/** Options named by one manner; `isWeak` where the manner alone is not believed if another speaks. */
export type Voice = {
  readonly manner: LookName | 'tick'
  readonly options: readonly number[]
  readonly isWeak: boolean
}
/** Looks that set options apart, but not so that one could say which are meant. */
export type Doubt = {
  readonly manner: LookName
  readonly options: readonly number[]
  readonly reason: 'partial' | 'inverse' | 'several'
}
export type Weighed = { readonly voices: Voice[]; readonly doubts: Doubt[] }

/** From this share of its signs on, a text counts as looking so; a stop or a blank may be left out. */
const WHOLE = 0.8
const COMMON = 0.6

export type Norms = ReadonlyMap<string, string>

export function surveyLooks(items: readonly ParsedItem[]): Norms {
  const norms = new Map<string, string>()
  for (const zone of ['text', 'letter'] as const) {
    for (const look of LOOKS) {
      const counts = new Map<string, number>()
      let total = 0
      for (const option of items.flatMap((item) => item.options)) {
        const value = prevailingLook(spansIn(option, zone), look)
        if (value === null) continue
        total++
        if (value.isWhole) counts.set(value.value, (counts.get(value.value) ?? 0) + 1)
      }
      const [common] = [...counts].filter(([, count]) => count > total * COMMON)
      norms.set(`${zone} ${look}`, common?.[0] ?? '')
    }
  }
  return norms
}

export function weighMarks(item: ParsedItem, norms: Norms): Weighed {
  const { options } = item
  const ticked = options.flatMap((option, at) => (option.isTicked ? [at + 1] : []))
  const weighed: Weighed = { voices: [], doubts: [] }
  if (ticked.length > 0) weighed.voices.push({ manner: 'tick', options: ticked, isWeak: false })
  for (const look of LOOKS)
    for (const zone of ['text', 'letter'] as const) weighLook(options, look, zone, norms, weighed)
  return weighed
}

function weighLook(
  options: readonly WrittenOption[],
  look: LookName,
  zone: Zone,
  norms: Norms,
  { voices, doubts }: Weighed,
): void {
  const norm = norms.get(`${zone} ${look}`) ?? ''
  // Many colours are nobody's mark; for all else "none" is how a text looks unless somebody does something.
  const plain = look === 'color' ? norm : ''
  const values = options.map((option) => prevailingLook(spansIn(option, zone), look))
  const isMarked = (value: (typeof values)[number]) => value?.isWhole && value.value !== plain
  const marked = values.flatMap((value, at) => (isMarked(value) ? [at + 1] : []))
  const partly = values.flatMap((value, at) => (value && !value.isWhole ? [at + 1] : []))
  const kinds = new Set(marked.map((no) => values[no - 1]!.value))
  if (marked.length === 0 && partly.length === 0) return
  if (marked.length === options.length && kinds.size === 1) return
  const isAuto = zone === 'letter' && marked.some((no) => options[no - 1]!.isAutoLabelled)
  if (zone === 'letter' && (norm !== plain || partly.length > 0)) return
  if (marked.length === 0) doubts.push({ manner: look, options: partly, reason: 'partial' })
  else if (norm !== plain) doubts.push({ manner: look, options: marked, reason: 'inverse' })
  else if (kinds.size > 1) doubts.push({ manner: look, options: marked, reason: 'several' })
  else voices.push({ manner: look, options: marked, isWeak: isAuto || look === 'italic' })
}

const spansIn = (option: WrittenOption, zone: Zone): readonly Span[] =>
  zone === 'letter' ? option.label : option.lines.flat()

/** Every look is asked of the same text, once for the file and once for the question. */
const signs = new WeakMap<Span, number>()
function signsIn(span: Span): number {
  let count = signs.get(span)
  if (count === undefined) {
    count = span.inset ? 0 : (span.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0)
    signs.set(span, count)
  }
  return count
}

/** How most of a text looks, and whether all of it does; null where there is nothing that could look so. */
function prevailingLook(spans: readonly Span[], look: LookName): { value: string; isWhole: boolean } | null {
  const counts = new Map<string, number>()
  let total = 0
  for (const span of spans) {
    const count = signsIn(span)
    if (count === 0) continue
    const value = span.look[look]
    const name = value === true ? 'yes' : value || ''
    counts.set(name, (counts.get(name) ?? 0) + count)
    total += count
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  if (!most) return null
  return { value: most[0], isWhole: most[1] >= total * WHOLE }
}
