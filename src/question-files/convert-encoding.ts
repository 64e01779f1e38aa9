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

/** What a Unicode text of today does not have where Vietnamese stands: the letters that only the old encodings use. */
const OLD_ONLY = {
  tcvn3:
    /[\u00a1-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db\u00dc\u00de\u00df\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe]|[\uf0a1-\uf0ff]/,
  vni: /[aeouyôö][ùøûõïâáàåãäêéèúüë]|[öñæ]/i,
}
/** What no text in TCVN3 has: bytes that it leaves free, and letters beyond them. */
const NEVER_TCVN3 = /[\u00c0-\u00c3\u00e0]/
/** By family of encoding, what the paragraphs before were written in: for a text that could be either. */
export type Habits = Map<'tcvn3' | 'vni', 'old' | 'unicode'>

/** Somebody may have set the font in a Unicode text, or typed Unicode in the font: a whole paragraph is asked. */
export function isReallyOld(text: string, encoding: Encoding, habits: Habits): boolean {
  if (encoding === 'unicode') return false
  const family = encoding === 'vni' ? 'vni' : 'tcvn3'
  if (!/[\u00a1-\uffff]/.test(text)) return true
  const isUnicode = UNICODE_ONLY.test(text) || (family === 'tcvn3' && NEVER_TCVN3.test(text))
  const isOld = OLD_ONLY[family].test(text)
  const habit = isOld ? 'old' : isUnicode ? 'unicode' : (habits.get(family) ?? 'old')
  habits.set(family, habit)
  return habit === 'old'
}

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
