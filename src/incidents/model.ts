import type { StaffId } from '../staff/model.ts'

/** What an organiser asks for while a contest runs; the instants are what they mean them to be. */
export type Asked =
  | { kind: 'pause'; roundNo: number; until: Date; closesAt?: Date | undefined }
  | { kind: 'resume'; roundNo: number }
  | { kind: 'extension'; roundNo: number; closesAt: Date; seenClosesAt: Date }
  | {
      kind: 'extra-time'
      contestantId: string
      roundNo: number | null
      percent: number
      extraSeconds: number
    }
  | { kind: 'announcement'; roundNo: number; text: Text; minutes: number }
  | { kind: 'notice'; roundNo: number | null }

export type Text = { readonly vi: string; readonly en?: string | undefined }

export type Decision = Asked & {
  readonly reason: string
  /** What is made known to the public about it; absent: nothing. */
  readonly notice?: Text | undefined
}

/** A decision as the console lists it. */
export type ListedIncident = {
  readonly id: string
  readonly no: number
  readonly kind: Asked['kind']
  readonly roundNo: number | null
  readonly contestantId: string | null
  readonly contestantName: string | null
  readonly reason: string
  readonly decidedBy: StaffId
  readonly decidedByName: string
  readonly decidedAt: Date
  readonly inForceAt: Date
  readonly until: Date | null
  readonly closesAt: Date | null
  readonly closedBefore: Date | null
  readonly percent: number | null
  readonly extraSeconds: number | null
  readonly textVi: string | null
  readonly textEn: string | null
  readonly noticeVi: string | null
  readonly noticeEn: string | null
  readonly confirmedByName: string | null
  readonly confirmedAt: Date | null
}
