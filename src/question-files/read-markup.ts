import type { XmlNode } from './read-xml.ts'

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
/** Which open element is closed without a word when another of these opens. */
const CLOSED_BY: Readonly<Record<string, ReadonlySet<string>>> = {
  p: new Set('p div ul ol table h1 h2 h3 h4 h5 h6 blockquote pre li'.split(' ')),
  li: new Set(['li']),
  td: new Set(['td', 'th', 'tr']),
  th: new Set(['td', 'th', 'tr']),
  tr: new Set(['tr']),
  option: new Set(['option']),
}
const TAG =
  /<(?:!--[\s\S]*?(?:-->|$)|[!?][^>]*>|\/([a-z][\w:-]*)[^>]*>|([a-z][\w:-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>)/giy
const ATTRIBUTE = /([\w:.-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g
const DEEPEST = 200

/** HTML as editors and learning systems write it, well-formed or not, as the tree that XML would have given. */
export function readMarkup(html: string): (XmlNode | string)[] {
  const root: XmlNode = { name: '', attributes: {}, children: [] }
  const open = [root]
  const addText = (text: string) => text && open.at(-1)!.children.push(decodeEntities(text))
  let from = 0
  while (from < html.length) {
    const at = html.indexOf('<', from)
    if (at < 0) break
    TAG.lastIndex = at
    const match = TAG.exec(html)
    if (!match) {
      addText(html.slice(from, at + 1))
      from = at + 1
      continue
    }
    addText(html.slice(from, at))
    from = TAG.lastIndex
    const [, closing, opening, rest = ''] = match
    if (closing) close(open, closing.toLowerCase())
    if (!opening) continue
    const name = opening.toLowerCase()
    while (CLOSED_BY[open.at(-1)!.name]?.has(name)) open.pop()
    const node: XmlNode = { name, attributes: attributesOf(rest), children: [] }
    open.at(-1)!.children.push(node)
    if (name === 'script' || name === 'style') {
      const end = html.toLowerCase().indexOf(`</${name}`, from)
      from = end < 0 ? html.length : end
    } else if (!VOID.has(name) && !rest.endsWith('/') && open.length < DEEPEST) open.push(node)
  }
  addText(html.slice(from))
  return root.children
}

function close(open: XmlNode[], name: string): void {
  const at = open.findLastIndex((node) => node.name === name)
  if (at > 0) open.length = at
}

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE))
    found[name.toLowerCase()] = decodeEntities(double ?? single ?? bare ?? '')
  return found
}

// HTML's names for U+00A0 to U+00FF, in their order, and those beyond that people type.
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'.split(
    ' ',
  )
const ENTITIES = new Map<string, string>([
  ...LATIN.map((name, index): [string, string] => [name, String.fromCharCode(160 + index)]),
  ...Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    ndash: '–',
    mdash: '—',
    hellip: '…',
    bull: '•',
    lsquo: '‘',
    rsquo: '’',
    sbquo: '‚',
    ldquo: '“',
    rdquo: '”',
    bdquo: '„',
    ensp: ' ',
    emsp: ' ',
    thinsp: ' ',
    rarr: '→',
    larr: '←',
    uarr: '↑',
    darr: '↓',
    harr: '↔',
    rArr: '⇒',
    hArr: '⇔',
    le: '≤',
    ge: '≥',
    ne: '≠',
    asymp: '≈',
    equiv: '≡',
    infin: '∞',
    radic: '√',
    sum: '∑',
    prod: '∏',
    minus: '−',
    permil: '‰',
    euro: '€',
    trade: '™',
    alpha: 'α',
    beta: 'β',
    gamma: 'γ',
    delta: 'δ',
    Delta: 'Δ',
    epsilon: 'ε',
    theta: 'θ',
    lambda: 'λ',
    mu: 'μ',
    pi: 'π',
    rho: 'ρ',
    sigma: 'σ',
    Sigma: 'Σ',
    phi: 'φ',
    omega: 'ω',
    Omega: 'Ω',
    part: '∂',
    int: '∫',
    isin: '∈',
    notin: '∉',
    sub: '⊂',
    sup: '⊃',
    cap: '∩',
    cup: '∪',
    and: '∧',
    or: '∨',
    forall: '∀',
    exist: '∃',
    OElig: 'Œ',
    oelig: 'œ',
    Scaron: 'Š',
    scaron: 'š',
    zwj: '',
    zwnj: '',
    lrm: '',
    rlm: '',
  }),
])

/** What is no entity stays as it is written. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));?/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES.get(name) ?? whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
