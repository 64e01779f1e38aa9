// Zero-width characters and their like travel with copied text; control characters and lone surrogates fit in no XML.
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are looked for.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/g

/**
 * A text of several lines as it is kept: NFC, nothing invisible, single spaces, none at the ends of a line, and no more
 * than one empty line together. Tabs stay: they part the cells of a table.
 */
export function tidyText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    .replace(FORBIDDEN, '')
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(/[^\S\n\t]+/g, ' ')
    .replace(/ ?([\n\t]) ?/g, '$1')
    .replace(/\t+(?=\n|$)/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
