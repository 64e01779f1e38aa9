/** What every page knows of the visit: the tongue, the contest it stands in, where its files are. */
import { createContext } from 'svelte'
import type { ContestView } from '../../src/contests/contract.ts'
import type { Format, Lang } from '../messages/format.ts'
import type { Messages } from '../messages/vi.ts'

export type AssetName =
  | 'paper'
  | 'review'
  | 'receipt'
  | 'qr'
  | 'waiting'
  | 'unit-picker'
  | 'countdown'
  | 'nonce'
  | 'errors'

export type Visit = {
  lang: Lang
  /** Path and query of this page, for the link to the other tongue. */
  path: string
  publicUrl: string | null
  contest: ContestView | null
}

export type Site = Visit & { t: Messages; f: Format; assets: Record<AssetName, string> }

export const [siteOf, setSite] = createContext<Site>()

/** A text that the rulebook gives in both tongues. */
export function inTongue(lang: Lang, vi: string, en: string): string {
  return lang === 'vi' ? vi : en
}

/** The same page in the other tongue. */
export function otherTongue(site: Pick<Visit, 'lang' | 'path'>): string {
  const [path, query] = site.path.split('?')
  const params = new URLSearchParams(query)
  params.set('lang', site.lang === 'vi' ? 'en' : 'vi')
  return `${path}?${params}`
}
