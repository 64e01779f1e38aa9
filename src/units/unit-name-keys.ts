import { nameKeyOf, searchKeyOf, tidy } from '../platform/text.ts'

/** How offices shorten what they write in lists; compared without diacritics, word by word or as a phrase. */
const SHORTENED: readonly (readonly [RegExp, string])[] = [
  [/\b(?:ubnd|uy ban nhan dan|ub nd|uy ban)\b/g, ' '],
  [/\b(?:hdnd va|hdnd|hoi dong nhan dan)\b/g, ' '],
  [/^\s*(?:x)\s+(?=\S)/g, 'xa '],
  [/^\s*(?:p|ph)\s+(?=\S)/g, 'phuong '],
  [/^\s*(?:tt)\s+(?=\S)/g, 'thi tran '],
  [/^\s*(?:tx)\s+(?=\S)/g, 'thi xa '],
  [/^\s*(?:tp)\s+(?=\S)/g, 'thanh pho '],
  [/^\s*(?:h)\s+(?=\S)/g, 'huyen '],
  [/^\s*(?:q)\s+(?=\S)/g, 'quan '],
  [/\b(?:gd va dt|gd dt|gddt|giao duc dao tao)\b/g, 'giao duc va dao tao'],
  [/\b(?:nn va ptnt|nn ptnt|nnptnt|nong nghiep va ptnt)\b/g, 'nong nghiep va phat trien nong thon'],
  [/\b(?:tn va mt|tn mt|tnmt)\b/g, 'tai nguyen va moi truong'],
  [/\b(?:nn va mt|nn mt|nnmt)\b/g, 'nong nghiep va moi truong'],
  [/\b(?:kh va cn|kh cn|khcn)\b/g, 'khoa hoc va cong nghe'],
  [/\b(?:kh va dt|kh dt|khdt)\b/g, 'ke hoach va dau tu'],
  [/\b(?:tt va tt|tt tt|tttt)\b/g, 'thong tin va truyen thong'],
  [/\b(?:vh tt va dl|vh tt dl|vhttdl|vhtt va dl)\b/g, 'van hoa the thao va du lich'],
  [/\b(?:ld tb va xh|ld tbxh|ldtbxh|ldtb va xh|ld tb xh)\b/g, 'lao dong thuong binh va xa hoi'],
  [/\b(?:gtvt)\b/g, 'giao thong van tai'],
  [/\b(?:thpt)\b/g, 'trung hoc pho thong'],
  [/\b(?:thcs)\b/g, 'trung hoc co so'],
]
/** What a unit is, before what it is called. */
const KIND_WORDS = /^(?:xa|phuong|thi tran|thi xa|thanh pho|tinh|huyen|quan|dac khu)\s+(?=\S)/

export type UnitNameKeys = {
  /** Without case, diacritics and the office's shorthand. */
  readonly whole: string
  /** The same without the word that says what kind of unit it is. */
  readonly bare: string
  /** With diacritics, wherever the tone stands: tells Tân Phú from Tân Phù. */
  readonly toned: string
  /** Whether it was written with diacritics at all. */
  readonly hasTones: boolean
}

/** The forms in which names of units are compared. */
export function unitNameKeys(text: string): UnitNameKeys {
  const spoken = searchKeyOf(text.replace(/&/g, ' và '))
  const whole = SHORTENED.reduce((key, [form, word]) => key.replace(form, word), spoken)
    .replace(/\s+/g, ' ')
    .trim()
  const written = nameKeyOf(text)
  return {
    whole: whole === '' ? spoken : whole,
    bare: whole.replace(KIND_WORDS, ''),
    toned: written,
    hasTones:
      searchKeyOf(text) !==
      tidy(text)
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim(),
  }
}
