export type Remark = { readonly explanation: string; readonly source: string }

const SOURCE = /^(?:căn cứ|nguồn|trích|source)(?: pháp lý)?\s*:\s*/i
const EXPLANATION = /^(?:giải thích|lời giải|explanation)\s*:\s*/i

/** Formats with one place for remarks hold the explanation there and, from a line of its own on, the legal source. */
export function splitRemark(text: string): Remark {
  const lines = text.trim().split('\n')
  const at = lines.findIndex((line) => SOURCE.test(line.trim()))
  const explanation = (at < 0 ? lines : lines.slice(0, at)).join('\n').trim()
  const source = at < 0 ? '' : lines.slice(at).join('\n').trim().replace(SOURCE, '')
  return { explanation: explanation.replace(EXPLANATION, ''), source }
}

export function joinRemark(item: { explanation?: string; source?: string }): string {
  const lines = [item.explanation, item.source && `Căn cứ: ${item.source}`]
  return lines.filter(Boolean).join('\n')
}
