/** What a change of the rules changes, in words (docs/rules/setup.md, E-9): statement by statement, before and after. */
import type { Said } from './file-messages.ts'
import type { Section, SoundRules } from './sections.ts'
import { tellRules } from './tell-rules.ts'

export type RuleChange = {
  readonly section: Section
  readonly label: Said
  /** Null: it was not said before, or is not said any more. */
  readonly before: Said | null
  readonly after: Said | null
}

export function compareRules(before: SoundRules, after: SoundRules): RuleChange[] {
  const [old, fresh] = [tellRules(before), tellRules(after)]
  const was = new Map(old.map((each) => [each.key, each]))
  const is = new Set(fresh.map(({ key }) => key))
  const told = fresh.flatMap(({ key, section, label, text }): RuleChange[] => {
    const earlier = was.get(key)
    const isSame =
      earlier?.text.vi === text.vi && earlier.text.en === text.en && earlier.label.vi === label.vi
    return isSame ? [] : [{ section, label, before: earlier?.text ?? null, after: text }]
  })
  const gone = old
    .filter(({ key }) => !is.has(key))
    .map(({ section, label, text }) => ({ section, label, before: text, after: null }))
  return [...told, ...gone]
}
