/**
 * Vietnamese from before Unicode. TCVN3 (ABC, fonts .VnTime …) has one byte for each lower-case letter, and capitals are a
 * font of their own (.VnTimeH); VNI (fonts VNI-Times …) writes the mark as a second letter behind the vowel. Only the
 * name of the font tells: "µ" in .VnTime is "à", in Times New Roman it is "µ".
 */
export type Encoding = 'unicode' | 'tcvn3' | 'tcvn3-capitals' | 'vni'

export function encodingOfFont(font: string | undefined): Encoding {
  if (!font) return 'unicode'
  if (/^\.vn/i.test(font)) return /h$/i.test(font) ? 'tcvn3-capitals' : 'tcvn3'
  return /^vni[- ]/i.test(font) ? 'vni' : 'unicode'
}

/** Letters that neither encoding has: whoever set the font in a Unicode text did not change the text. */
const UNICODE_ONLY = /[\u0100-\u024f]|\p{M}|[\u1e00-\u1eff]/u

export function isOldEncoding(text: string, encoding: Encoding): boolean {
  return encoding !== 'unicode' && !UNICODE_ONLY.test(text) && /[\u00a1-\u00ff\uf0a1-\uf0ff]/.test(text)
}

export function convertEncoding(text: string, encoding: Encoding): string {
  // Capitals of a TCVN3 font are a matter of looks, also where a word has no mark at all.
  const raised = (converted: string) =>
    encoding === 'tcvn3-capitals' && !UNICODE_ONLY.test(text) ? converted.toLocaleUpperCase('vi') : converted
  if (!isOldEncoding(text, encoding)) return raised(text)
  // Word keeps the letters of a font of symbols in a private area.
  const bytes = text.replace(/[\uf020-\uf0ff]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xf000))
  return encoding === 'vni' ? fromVni(bytes) : raised(fromTcvn3(bytes))
}

const TCVN3: readonly (readonly [first: number, letters: string])[] = [
  [0xa1, 'ĂÂÊÔƠƯĐăâêôơưđ'],
  [0xb5, 'àảãáạ'],
  [0xbb, 'ằẳẵắ'],
  [0xc6, 'ặầẩẫấậè'],
  [0xce, 'ẻẽéẹềểễếệìỉ'],
  [0xdc, 'ĩíịò'],
  [0xe1, 'ỏõóọồổỗốộờởỡớợù'],
  [0xf1, 'ủũúụừửữứựỳỷỹýỵ'],
]
const fromTable = new Map(
  TCVN3.flatMap(([first, letters]) =>
    [...letters].map((letter, at) => [String.fromCharCode(first + at), letter] as const),
  ),
)
const fromTcvn3 = (text: string) => text.replace(/[\u00a1-\u00ff]/g, (sign) => fromTable.get(sign) ?? sign)

const GRAVE = '\u0300'
const ACUTE = '\u0301'
const TILDE = '\u0303'
const HOOK = '\u0309'
const DOT = '\u0323'
const CIRCUMFLEX = '\u0302'
const BREVE = '\u0306'
/** Behind a vowel. Capitals have their own capitals of the marks. */
const VNI_MARKS: Record<string, string> = {
  ù: ACUTE,
  ø: GRAVE,
  û: HOOK,
  õ: TILDE,
  ï: DOT,
  â: CIRCUMFLEX,
  á: CIRCUMFLEX + ACUTE,
  à: CIRCUMFLEX + GRAVE,
  å: CIRCUMFLEX + HOOK,
  ã: CIRCUMFLEX + TILDE,
  ä: CIRCUMFLEX + DOT,
  ê: BREVE,
  é: BREVE + ACUTE,
  è: BREVE + GRAVE,
  ú: BREVE + HOOK,
  ü: BREVE + TILDE,
  ë: BREVE + DOT,
}
const VNI_LETTERS: Record<string, string> = {
  ô: 'ơ',
  ö: 'ư',
  ñ: 'đ',
  í: 'í',
  ì: 'ì',
  æ: 'ỉ',
  ó: 'ĩ',
  ò: 'ị',
  î: 'ỵ',
}
const MARK_LETTERS = Object.keys(VNI_MARKS).join('')
const SYLLABLE = new RegExp(`([aeouyôö])([${MARK_LETTERS}])|([${Object.keys(VNI_LETTERS).join('')}])`, 'giu')

function fromVni(text: string): string {
  return text
    .replace(SYLLABLE, (found, vowel?: string, mark?: string) => {
      if (vowel && mark) return letterOf(vowel) + VNI_MARKS[mark.toLowerCase()]
      return letterOf(found)
    })
    .normalize('NFC')
}

function letterOf(sign: string): string {
  const letter = VNI_LETTERS[sign.toLowerCase()]
  if (!letter) return sign
  return sign === sign.toLowerCase() ? letter : letter.toLocaleUpperCase('vi')
}

/** Signs that belong to the vowel at the end of the span before: a run may be cut between the two. */
export function leadingMarks(text: string, encoding: Encoding, before: string): number {
  const combining = /^\p{M}+/u.exec(text)
  if (combining) return combining[0].length
  if (encoding !== 'vni' || !/[aeouyôö]$/i.test(before)) return 0
  return VNI_MARKS[text[0]?.toLowerCase() ?? ''] ? 1 : 0
}
