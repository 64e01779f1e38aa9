/** What is looked at before a contest opens (docs/rules/preflight.md). */
export const CHECKS = [
  'rounds',
  'papers',
  'keys',
  'headcounts',
  'ambiguities',
  'support',
  'second-factors',
  'rehearsal',
  'load',
  'mail',
  'clock',
  'disk',
  'memory',
  'backup',
] as const
export type CheckCode = (typeof CHECKS)[number]

/** Met, met but look at it, not met, or it could not be found out: which is never taken for met. */
export type CheckState = 'met' | 'warning' | 'unmet' | 'unknown'

export type Finding = {
  readonly code: CheckCode
  readonly state: CheckState
  /** Which sentence says it: one of those that the check has. */
  readonly says: string
  /** What was seen, for the sentence. */
  readonly seen: Readonly<Record<string, string | number>>
}

type RoundFact = { readonly no: number; readonly opensAt: Date; readonly closesAt: Date }
export type RowFact = { readonly row: number; readonly wanted: number; readonly available: number }

export type Facts = {
  readonly now: Date
  readonly rounds: readonly RoundFact[]
  /** Of each round: whether papers could be drawn from its questions, and what each row of the blueprint has to choose from. */
  readonly papers: readonly {
    readonly roundNo: number
    readonly canBeDrawn: boolean
    readonly rows: readonly RowFact[]
  }[]
  /** Questions in the rounds' pools: how many a second person approved in the console, and how many came from a file. */
  readonly keys: { readonly inPools: number; readonly approved: number; readonly fromFile: number }
  readonly units: { readonly choosable: number; readonly withHeadcount: number }
  /** Whether anything is counted against a headcount by the rules. */
  readonly countsUnits: boolean
  readonly ambiguities: number
  readonly support: { readonly hasEmail: boolean; readonly hasHours: boolean }
  readonly officers: { readonly deciding: number; readonly withoutFactor: number }
  readonly rehearsal: {
    readonly people: number
    readonly endedAt: Date
    readonly isOfTheseRules: boolean
    /** Requests that this machine answered a second, and that came in the busiest minute of the story. */
    readonly perSecond: number | null
    readonly busiestMinute: number | null
  } | null
  readonly mail: {
    readonly server: 'not-configured' | 'answers' | 'refuses' | 'unreachable'
    /** When it last took a test mail by the settings that are in force. */
    readonly testedAt: Date | null
  }
  readonly clock: {
    readonly databaseMs: number | null
    readonly isSameMachine: boolean
    readonly isSynchronised: boolean | null
  }
  readonly disk: { readonly freeBytes: number } | null
  readonly memory: { readonly totalBytes: number; readonly availableBytes: number } | null
  readonly backup: { readonly at: Date } | null
}
