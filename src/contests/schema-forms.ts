/**
 * What the schemas of a contest's files are made of: forms of texts, and checks that name their fault. What a fault is
 * called is its name; its sentence stands in file-messages.ts.
 */
import { z } from 'zod'
import { isLocalDate, isLocalTime } from '../platform/zone.ts'

/** What the schema may complain of by name; src/contests/file-messages.ts has a sentence for each, in both tongues. */
export type RulebookFault =
  | 'code-form'
  | 'field-name-form'
  | 'local-time-form'
  | 'existing-time'
  | 'local-date-form'
  | 'existing-day'
  | 'hour-minute-form'
  | 'telephone-form'
  | 'email-form'
  | 'csv-name-form'
  | 'after-opening'
  | 'numbered-in-order'
  | 'not-overlapping'
  | 'at-most-count'
  | 'unique'
  | 'reserved-name'
  | 'identity-is-required'
  | 'regular-expression'
  | 'one-identity-field'
  | 'needs-birth-date'
  | 'needs-roster-number'
  | 'only-needs-one-attempt'
  | 'only-percentages-have-decimals'
  | 'needs-prediction'
  | 'draw-comes-last'
  | 'broken-needs-draw'
  | 'known-stream'
  | 'needs-cumulative'
  | 'known-identity-field'

/** What the schema of a bank file may complain of by name. */
export type BankFault =
  | 'question-code-form'
  | 'two-options'
  | 'option-numbers'
  | 'accepted-strings'
  | 'exactly-one'
  | 'all-in-order'
  | 'one-per-row'
  | 'unique'
  | 'after-validFrom'
  | 'picture-digest'
  | 'picture-of-an-option'

/** A text of one form; what the form is called is the fault, and its sentence stands in file-messages.ts. */
export const shaped = (form: RegExp, error: RulebookFault | BankFault) => z.string().regex(form, { error })
/** A text that has the form is asked whether there is such a day; one that has not has its fault already. */
const real = (form: RegExp, exists: (text: string) => boolean) => (text: string) =>
  !form.test(text) || exists(text)

export const code = shaped(/^[a-z][a-z0-9-]{1,39}$/, 'code-form')
export const fieldName = shaped(/^[a-z][A-Za-z0-9]{1,29}$/, 'field-name-form')
export const line = z.string().trim().min(1).max(300)
export const prose = z.string().trim().min(1).max(6000)
/** Wall-clock minute or second in the contest's zone, e.g. 2023-08-14T07:30. */
export const TIME_FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:[0-5]\d)?$/
export const localTime = shaped(TIME_FORM, 'local-time-form').refine(
  real(TIME_FORM, isLocalTime),
  'existing-time' satisfies RulebookFault,
)
export const DATE_FORM = /^\d{4}-\d{2}-\d{2}$/
export const localDate = shaped(DATE_FORM, 'local-date-form').refine(
  real(DATE_FORM, isLocalDate),
  'existing-day' satisfies RulebookFault,
)
export const HOUR_FORM = /^([01]\d|2[0-3]):[0-5]\d$/
export const hourMinute = shaped(HOUR_FORM, 'hour-minute-form')

type Path = (string | number)[]
export type Check = { addIssue(issue: { code: 'custom'; path: Path; message: string }): void }
type Known = {
  issues: { code?: string | undefined; path?: PropertyKey[] | undefined; continue?: boolean | undefined }[]
}

export const fault = (check: Check, path: Path, message: RulebookFault | BankFault) =>
  check.addIssue({ code: 'custom', path, message })

/**
 * A check is made wherever the parts that it reads are sound, whatever else is wrong in the file: organisers want
 * every fault at one reading, and zod by itself stops at the first member of a wrong type or an unknown name.
 */
export const wherever = (...parts: string[]) => ({
  when: ({ issues }: Known) =>
    issues.every(
      (issue) =>
        issue.continue === true ||
        issue.code === 'unrecognized_keys' ||
        (issue.path?.length && parts.length > 0 && !parts.includes(String(issue.path[0]))),
    ),
})

export function checkUnique(check: Check, list: { key: string; path: Path }[]): void {
  const seen = new Set<string>()
  for (const { key, path } of list) seen.has(key) ? fault(check, path, 'unique') : seen.add(key)
}

/** A text in Vietnamese, and in English beside it. */
export const bilingual = z.strictObject({ vi: prose, en: prose })
