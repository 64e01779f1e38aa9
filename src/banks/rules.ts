/**
 * Who may do what with a question of the bank, and when? (docs/rules/banks.md, K-1 to K-8) Nothing is edited silently: what
 * was sent for review is read as it was sent, and what was approved is followed by another version.
 */
import type { BankQuestion } from '../contests/model.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import { searchKeyOf } from '../platform/text.ts'
import type { Content, Key, LegalSource, Version } from './model.ts'

type Decision<Reason extends string> = { readonly ok: true } | Refusal<Reason>
const yes = { ok: true } as const

/** K-2. A draft is written on by whoever may write; what is under review is not. */
export function decideWriting(version: Pick<Version, 'state'>): Decision<'under-review' | 'not-a-draft'> {
  if (version.state === 'in-review') return refuse('under-review')
  return version.state === 'draft' ? yes : refuse('not-a-draft')
}

/** K-3. Four eyes: nobody approves what they wrote at. */
export function decideApproval(
  version: Pick<Version, 'state' | 'writers'>,
  by: string,
): Decision<'not-in-review' | 'same-person'> {
  if (version.state !== 'in-review') return refuse('not-in-review')
  return version.writers.includes(by) ? refuse('same-person') : yes
}

/** K-3. Sent back by a reviewer, or taken back by who wrote it. */
export function decideReturn(version: Pick<Version, 'state'>): Decision<'not-in-review'> {
  return version.state === 'in-review' ? yes : refuse('not-in-review')
}

type Sealed = { readonly closesAt: Date }

/** K-10. From the day on which it is in a round's pool until that round has closed. */
export const sealing = <Round extends Sealed>(rounds: readonly Round[], at: Date): Round[] =>
  rounds.filter(({ closesAt }) => at < closesAt)

/** K-7. The words by which a question is found, and those by which it is compared with others. */
export const keysOf = (content: Pick<BankQuestion, 'text' | 'options'>, code: string) => ({
  searchKey: searchKeyOf(`${code} ${content.text}`),
  nearKey: searchKeyOf([content.text, ...content.options.toSorted()].join(' ')),
})

export const documentKeyOf = (document: string): string => searchKeyOf(document)

export type Change = { readonly field: string; readonly before: string; readonly after: string }

/** K-4. What is different between two versions, part by part, as texts that can be laid side by side. */
export function changesBetween(
  before: Content,
  after: Content,
  keys?: { before: Key | null; after: Key | null },
): Change[] {
  const parts = new Map<string, [string, string]>()
  const look = (side: 0 | 1, field: string, text: string) => {
    const pair = parts.get(field) ?? ['', '']
    pair[side] = text
    parts.set(field, pair)
  }
  for (const [side, content] of [before, after].entries())
    for (const [field, text] of textsOf(content)) look(side as 0 | 1, field, text)
  for (const [side, key] of [keys?.before, keys?.after].entries())
    if (key) {
      look(side as 0 | 1, 'correct', key.correct.join(', '))
      look(side as 0 | 1, 'explanation', key.explanation ?? '')
    }
  return [...parts].flatMap(([field, [was, is]]) => (was === is ? [] : [{ field, before: was, after: is }]))
}

function textsOf(content: Content): [string, string][] {
  const { source } = content
  const texts: [string, string | undefined][] = [
    ['kind', content.kind],
    ['topic', content.topic],
    ['difficulty', content.difficulty],
    ['text', content.text],
    ...(content.rows ?? []).map((row, at): [string, string] => [`rows/${at}`, row]),
    ...content.options.map((option, at): [string, string] => [`options/${at}`, option]),
    ...(content.images ?? []).map(({ at, alt, digest }): [string, string] => [
      `images/${at}`,
      `${alt} (${digest.slice(0, 8)})`,
    ]),
    ['source/document', source.document],
    ['source/article', source.article],
    ['source/clause', source.clause],
    ['source/issuedOn', source.issuedOn],
    ['validFrom', content.validFrom],
    ['validTo', content.validTo],
    ['replacedBy', content.replacedBy],
    ['practice', content.practice ? 'yes' : 'no'],
  ]
  return texts.map(([field, text]) => [field, text ?? ''])
}

export type SourceWarning = 'replaced' | 'not-yet-in-force' | 'no-longer-in-force'

/** K-8. What has become of the document that makes the answer right. */
export function warnOfSource(
  source: Pick<LegalSource, 'validFrom' | 'validTo' | 'replacedBy'> | null,
  content: Pick<Content, 'replacedBy'>,
  today: string,
): SourceWarning | null {
  if (source?.replacedBy || content.replacedBy) return 'replaced'
  if (source?.validTo && source.validTo <= today) return 'no-longer-in-force'
  return source?.validFrom && source.validFrom > today ? 'not-yet-in-force' : null
}
