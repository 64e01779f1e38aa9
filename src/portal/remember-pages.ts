/**
 * Public pages are the same for everybody, so each is rendered and compressed once every few seconds, however many
 * people ask: in the minute a round opens, that is what keeps the machine free for the papers.
 */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

const compress = promisify(brotliCompress)

export type KeptPage = { html: string; brotli: Buffer; etag: string }
type Entry = { at: number; page: Promise<KeptPage | null> }

const FRESH_MS = 2000
const KEPT_AT_MOST = 400

export function rememberPages(now: () => number = Date.now) {
  const kept = new Map<string, Entry>()

  /** `make` gives null where the reply was something else than a page (a refusal): that is not kept. */
  return async function pageOf(key: string, make: () => Promise<string | null>): Promise<KeptPage | null> {
    const before = kept.get(key)
    if (before && now() - before.at < FRESH_MS) {
      const page = await before.page
      if (page) return page
    }
    if (kept.size >= KEPT_AT_MOST) kept.clear()
    const page = make().then(async (html) => html && { html, brotli: await press(html), etag: tagOf(html) })
    // Who waits for somebody else's page that fails makes their own.
    const shared = page.then((made) => made || null).catch(() => null)
    kept.set(key, { at: now(), page: shared })
    void shared.then((made) => {
      if (!made && kept.get(key)?.page === shared) kept.delete(key)
    })
    return (await page) || null
  }
}

function press(html: string): Promise<Buffer> {
  return compress(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } })
}

function tagOf(html: string): string {
  return `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`
}
