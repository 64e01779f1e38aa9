/** A contestant that never was: who they say they are, and how they go about a contest. */
export type Synthetic = {
  readonly no: number
  readonly stream: string
  readonly fullName: string
  readonly unitId: string
  /** Values of the stream's fields. */
  readonly fields: Readonly<Record<string, string>>
  /** 0 to 1: the chance to know an answer. */
  readonly ability: number
  /** Seconds a question takes, by habit. */
  readonly pace: number
  /** 0 to 1: the chance to take part in a round. */
  readonly zeal: number
  /** Whether the rulebook's exclusion list names them. */
  readonly excluded: boolean
}

/** What goes differently from the plain way: start, save, hand in. */
export type Mishap =
  | 'none'
  | 'too-early' // comes before the round opens, and again later
  | 'too-late-to-start' // comes after the round has closed
  | 'walks-away' // saves and never hands in
  | 'opens-only' // starts and saves nothing
  | 'hands-in-late' // saves in time, hands in after the deadline
  | 'taps-twice' // hands in twice
  | 'tries-again' // starts another attempt beyond the cap
  | 'odd-prediction' // writes a prediction that cannot be read
  | 'someone-elses-number' // registers with a number that is taken
  | 'someone-elses-paper' // asks for another person's attempt

/** How one person goes about one round; times in milliseconds after the round's opening. */
export type Visit = {
  readonly startsAfterMs: number
  readonly durationMs: number
  readonly rightShare: number
  readonly prediction: string | null
  readonly mishap: Mishap
}

/** How far a rehearsal is: people who have registered, or gone through a round. */
export type Progress = {
  readonly stage: 'registration' | 'round'
  /** Of the round. */
  readonly no?: number
  readonly done: number
  readonly of: number
}

export const REHEARSAL_STATES = ['running', 'done', 'failed', 'cancelled'] as const
export type RehearsalState = (typeof REHEARSAL_STATES)[number]

/** A rehearsal that was started from the console (docs/rules/preflight.md, F-5). */
export type OrderedRehearsal = {
  readonly id: string
  readonly ruleVersion: number
  readonly people: number
  readonly seed: number
  readonly askedByName: string
  readonly askedAt: Date
  readonly state: RehearsalState
  readonly progress: Progress | null
  readonly endedAt: Date | null
  /** Null before its end, and once it is older than seven days. */
  readonly result: RehearsalResult | null
  readonly pages: readonly string[]
  readonly fault: string | null
}

/** What a committee looks at: who would win and by what, how many would take part, what was refused, what it was for the machine. */
export type RehearsalResult = {
  readonly registered: number
  readonly rounds: readonly (StandingsResult & {
    no: number
    persons: number | null
    attempts: number | null
  })[]
  readonly final: StandingsResult | null
  readonly refused: readonly { reason: string; where: string; count: number }[]
  readonly load: Load
}

export type StandingsResult = {
  readonly placed: number
  readonly actual: number | null
  readonly keys: readonly string[]
  /** How many places each key decided, against the one above. */
  readonly decidedBy: Readonly<Record<string, number>>
  readonly top: readonly {
    place: number
    name: string
    unit: string
    decidedBy: string | null
    trace: readonly { key: string; value: string | number | null }[]
  }[]
}

export type Load = {
  readonly requests: number
  /** What this machine answered a second of its own time, at the lowest priority and without the network. */
  readonly perSecond: number
  /** The minute of the story in which most came. */
  readonly busiestMinute: { readonly at: string; readonly requests: number } | null
}
