import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import type { BankNeeds } from './change-question.ts'
import type { LegalSource } from './model.ts'
import { findSource, writeSource } from './source-store.ts'

/** K-8. What is said of a document once is a warning at every question that names it. */
export async function changeSource(
  { keeper }: BankNeeds,
  asked: {
    readonly source: Pick<LegalSource, 'id' | 'version' | 'issuedOn' | 'validFrom' | 'validTo' | 'replacedBy'>
    readonly by: Officer
    readonly at: Date
  },
): Promise<{ ok: true } | Refusal<'not-found' | 'changed-meanwhile'>> {
  const { source, by, at } = asked
  return inTransaction(keeper, async (tx) => {
    const found = await findSource(tx, source.id)
    if (!found || !reaches(by, found.authorityId)) return refuse('not-found')
    if (!(await writeSource(tx, source))) return refuse('changed-meanwhile')
    const { id, version: _, ...details } = source
    await recordDeed(tx, {
      authorityId: found.authorityId,
      actor: by.id,
      deed: 'legal-source.changed',
      subject: id,
      details: { document: found.document, ...details },
      at,
    })
    return { ok: true }
  })
}
