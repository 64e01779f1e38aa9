import type { Brand } from '../platform/brand.ts'

export type ContestantId = Brand<string, 'ContestantId'>

/** A registration as the rulebook's fields read it, every value in its one form. */
export type Person = {
  readonly fullName: string
  readonly nameKey: string
  readonly birthOn: string | null
  readonly guardian: boolean
  /** Values that say who one is; they leave the process only as keyed hashes. */
  readonly identities: readonly { field: string; value: string }[]
  /** A relative's identities, where the rules allow them: they say who one is only together with the name. */
  readonly borrowed: readonly { field: string; value: string }[]
  /** The other fields, as they are kept. */
  readonly details: Readonly<Record<string, string>>
}
