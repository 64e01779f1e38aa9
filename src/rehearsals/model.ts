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
