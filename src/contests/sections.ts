/**
 * The rulebook in sections, as somebody sets it up one after the other (docs/rules/setup.md, E-2). A section is some
 * entries of the rulebook; together they are all of it.
 */
import type { z } from 'zod'
import type { Rulebook } from './model.ts'
import { rulebook } from './rulebook.ts'

export const SECTIONS = {
  plan: ['slug', 'name', 'nameEn', 'authority', 'zone', 'sample', 'summary', 'notes', 'document'],
  streams: ['streams'],
  rounds: ['rounds'],
  paper: ['paper', 'banks'],
  attempts: ['attempts', 'counting'],
  prediction: ['prediction'],
  ranking: ['ranking', 'cumulative'],
  prizes: ['prizes', 'onePrizePerPerson'],
  collective: ['collective', 'participation'],
  exclusions: ['exclusions'],
  units: ['units'],
  publication: ['publication'],
  support: ['appeals', 'support'],
} as const satisfies Record<string, readonly (keyof Rulebook)[]>

export type Section = keyof typeof SECTIONS
export const SECTION_NAMES = Object.keys(SECTIONS) as Section[]

/** A rulebook that is being written: any of its entries may be missing, and any may be wrong. */
export type RulesDraft = Readonly<Record<string, unknown>>
/** The entries of one that are right by themselves. */
export type SoundRules = { readonly [Key in keyof Rulebook]?: Rulebook[Key] | undefined }

export function sectionOf(entry: string): Section | null {
  return SECTION_NAMES.find((name) => (SECTIONS[name] as readonly string[]).includes(entry)) ?? null
}

/** Whoever only looks at a draft looks at what is right in it: one misspelt hour hides the rounds, and nothing else. */
export function soundPartsOf(draft: RulesDraft): SoundRules {
  const shape: Record<string, z.ZodType> = rulebook.shape
  const sound = Object.entries(draft).flatMap(([entry, value]) => {
    const parsed = Object.hasOwn(shape, entry) ? shape[entry]!.safeParse(value) : null
    return parsed?.success ? [[entry, parsed.data]] : []
  })
  return Object.fromEntries(sound)
}
