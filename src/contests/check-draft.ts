/**
 * What is wrong with a rulebook that is being written, and what is only not there yet (docs/rules/setup.md, E-2). It is the
 * schema of the file that judges, in the words of the forms; a section that nobody has come to is named, and nothing is refused.
 */
import { explainIssue, type Path } from './explain-issue.ts'
import type { Said } from './file-messages.ts'
import { formVoice } from './form-messages.ts'
import type { Rulebook } from './model.ts'
import { rulebook } from './rulebook.ts'
import { type RulesDraft, SECTION_NAMES, SECTIONS, type Section, sectionOf } from './sections.ts'

export type DraftFault = {
  readonly section: Section
  /** JSON Pointer from the rulebook: /rounds/0/closesAt. */
  readonly pointer: string
  readonly isMissing: boolean
  readonly said: Said
}
export type SectionState = 'not-begun' | 'incomplete' | 'faulty' | 'complete'
export type DraftCheck = {
  /** The rulebook as the engine takes it; null while something is wrong or missing. */
  readonly rules: Rulebook | null
  readonly faults: readonly DraftFault[]
  readonly states: Readonly<Record<Section, SectionState>>
}

/** Entries that a section may leave as they are: there is nothing to decide before somebody wants to. */
const SETTLED_FROM_THE_BEGINNING: readonly Section[] = ['exclusions']

export function checkDraft(draft: RulesDraft): DraftCheck {
  const parsed = rulebook.safeParse(draft)
  const issues = parsed.success ? [] : parsed.error.issues
  const faults = issues
    .flatMap((issue) => explainIssue(issue, draft, rulebook, formVoice))
    .flatMap(({ path, said }): DraftFault[] => {
      const section = sectionOf(String(path[0] ?? ''))
      return section ? [{ section, pointer: pointerOf(path), isMissing: isMissing(draft, path), said }] : []
    })
  return { rules: parsed.success ? parsed.data : null, faults, states: statesOf(draft, faults) }
}

function statesOf(draft: RulesDraft, faults: readonly DraftFault[]): Record<Section, SectionState> {
  const stateOf = (name: Section): SectionState => {
    const own = faults.filter(({ section }) => section === name)
    const isBegun = begunEntries(name).some((entry) => draft[entry] !== undefined)
    if (!isBegun && !SETTLED_FROM_THE_BEGINNING.includes(name)) return 'not-begun'
    if (own.some(({ isMissing }) => !isMissing)) return 'faulty'
    return own.length > 0 ? 'incomplete' : 'complete'
  }
  return Object.fromEntries(SECTION_NAMES.map((name) => [name, stateOf(name)])) as Record<
    Section,
    SectionState
  >
}

/** What a new draft has from its first moment says nothing about its section having been looked at. */
const GIVEN: readonly string[] = ['authority', 'zone', 'units', 'banks', 'sample']
const begunEntries = (name: Section): readonly string[] => {
  const own = (SECTIONS[name] as readonly string[]).filter((entry) => !GIVEN.includes(entry))
  return own.length > 0 ? own : SECTIONS[name]
}

/** What is empty is not wrong yet. */
function isMissing(draft: RulesDraft, path: Path): boolean {
  const value = path.reduce<unknown>(
    (part, step) => (typeof part === 'object' && part !== null ? Reflect.get(part, step) : undefined),
    draft,
  )
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

export function pointerOf(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
