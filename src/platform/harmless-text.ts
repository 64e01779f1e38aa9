/** Also the full-width forms: some spreadsheets read them as the plain ones. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/

/** A text that a spreadsheet would take for a formula, when it opens a file of separated values, gets an apostrophe before it. */
export function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}
