/** The officer's tongue: the cookie that the public pages keep, too. */
import type { Lang } from '../../../messages/format.ts'

export const lang: Lang = /(?:^|; )lang=en(?:;|$)/.test(document.cookie) ? 'en' : 'vi'
document.documentElement.lang = lang

/** A part's words in the officer's tongue. */
export function wordsOf<Words>(part: { vi: Words; en: Words }): Words {
  return part[lang]
}

const YEAR_SECONDS = 365 * 86_400

/** Every text of the page is another then: it begins anew. */
export function switchTongue(): void {
  // The Cookie Store API is not in every browser that officers have.
  // biome-ignore lint/suspicious/noDocumentCookie: see above
  document.cookie = `lang=${lang === 'vi' ? 'en' : 'vi'}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`
  location.reload()
}
