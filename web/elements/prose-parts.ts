/**
 * The text of a question as it is kept: lines, rows of cells parted by tabs, equations as MathML. What is not one of these
 * names is text, whatever it looks like, so nothing that somebody wrote ever runs.
 */
export type ProsePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'math'; readonly markup: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }

/** Lines with tabs, two or more in a row, are a table; one alone is a line that somebody spaced out. */
export function partsOf(text: string): ProsePart[] {
  const parts: ProsePart[] = []
  let lines: string[] = []
  let rows: string[] = []
  const closeText = () => {
    const block = lines.join('\n').replace(/^\n+|\n+$/g, '')
    if (block !== '') parts.push(...withEquations(block))
    lines = []
  }
  const closeTable = () => {
    if (rows.length >= 2) {
      closeText()
      parts.push({ kind: 'table', rows: rows.map((row) => row.split('\t').map((cell) => cell.trim())) })
    } else lines.push(...rows)
    rows = []
  }
  for (const line of text.split('\n'))
    if (line.includes('\t')) rows.push(line)
    else {
      closeTable()
      lines.push(line)
    }
  closeTable()
  closeText()
  return parts
}

/** The text in one line, for where there is no room for more. */
export const plainOf = (text: string): string =>
  text.replace(MATH, (math) => wordsIn(math)).replace(/\s+/g, ' ')

const MATH = /<math\b[^<>]*>.*?<\/math>/gs
const NAMES = new Set(
  'math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle mpadded mphantom msub msup msubsup munder mover munderover mtable mtr mtd mmultiscripts mprescripts none semantics'.split(
    ' ',
  ),
)

function withEquations(text: string): ProsePart[] {
  const parts: ProsePart[] = []
  let from = 0
  for (const found of text.matchAll(MATH)) {
    if (found.index > from) parts.push({ kind: 'text', text: text.slice(from, found.index) })
    parts.push({ kind: 'math', markup: onlyMath(found[0]) })
    from = found.index + found[0].length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

/** Tags of MathML without their attributes; everything else as the text that it is. */
function onlyMath(markup: string): string {
  return markup
    .split(/(<[^<>]*>)/)
    .map((piece) => {
      const [, slash = '', name = '', end = ''] = /^<(\/?)([a-z]+)\b[^<>]*?(\/?)>$/.exec(piece) ?? []
      return NAMES.has(name) ? `<${slash}${name}${end}>` : escaped(piece)
    })
    .join('')
}

/** What is escaped already stays as it is. */
const escaped = (text: string) =>
  text
    .replace(/&(?!(?:amp|lt|gt|quot|#\d{1,6}|#x[0-9a-fA-F]{1,6});)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

const wordsIn = (math: string) => ` ${math.replace(/<[^<>]*>/g, ' ').trim()} `
