import type { ContestantId } from '../contestants/model.ts'
import type { Contest, Round } from '../rounds/model.ts'

/** The waiting room of a round. Instants are milliseconds, which may be broken: places are closer together than one. */
export type Room = {
  /** The next instant that is nobody's yet. */
  readonly freeAt: number
  /** How many draw lots. */
  readonly lots: number
  readonly isDrawn: boolean
}

/** A contestant's place. `null`: the lots are not drawn yet. */
export type Place = { readonly admittedAt: number | null }

/** How many may start in a second, on all servers together. */
export type Pace = { readonly perSecond: number }

/** Somebody asks to start. */
export type Arrival = {
  readonly contest: Contest
  readonly round: Round
  readonly contestantId: ContestantId
  /** What they were given when they were told to wait. */
  readonly ticket?: string | undefined
  readonly at: Date
}

/** What somebody is told who has to wait. */
export type Wait = {
  readonly ticket: string
  readonly state: 'drawing' | 'queued'
  /** How many are admitted before; unknown while lots are drawn. */
  readonly ahead: number | null
  readonly admittedAt: Date
}

export type Admission =
  | { ok: true }
  | { ok: false; reason: 'wait'; wait: Wait }
  | { ok: false; reason: 'no-ticket' }
