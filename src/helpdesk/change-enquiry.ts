/** What an officer does with an enquiry: each a deed in its own transaction (docs/rules/helpdesk.md, H-6 and H-7). */
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import type { Enquiry, EnquiryId } from './model.ts'
import { decideChange, decideMerging } from './rules.ts'
import {
  answerMerged,
  findEnquiry,
  findEnquiryIdByReference,
  insertAnswer,
  insertNote,
  listDeskOfficers,
  lockEnquiry,
  moveMerged,
  writeEnquiry,
} from './store.ts'

export type Change =
  /** H-6. Nobody: it goes back into the queue. */
  | { readonly kind: 'hold'; readonly holder: string | null }
  | { readonly kind: 'answer'; readonly text: string; readonly closes: boolean }
  | { readonly kind: 'close' }
  | { readonly kind: 'reopen' }
  | { readonly kind: 'merge'; readonly into: string }
  | { readonly kind: 'separate' }

type Refused =
  | Refusal<'not-found' | 'conflict'>
  | (Refusal<'changed-meanwhile'> & { readonly current: Enquiry })
export type Changed = { ok: true; enquiry: Enquiry } | Refused

const DEEDS = {
  answer: 'enquiry.answered',
  close: 'enquiry.closed',
  reopen: 'enquiry.reopened',
  merge: 'enquiry.merged',
  separate: 'enquiry.separated',
} as const

export async function changeEnquiry(
  needs: { keeper: Pool },
  { id, version, change, by, at }: { id: string; version: number; change: Change; by: Officer; at: Date },
): Promise<Changed> {
  return inTransaction(needs.keeper, async (tx) => {
    const enquiry = await lockEnquiry(tx, id)
    if (!enquiry || !reaches(by, enquiry.authorityId)) return refuse('not-found')
    // To be taken out again is what one that was merged is there for.
    const judged = change.kind === 'separate' ? { ...enquiry, mergedInto: null } : enquiry
    const decision = decideChange(judged, version)
    if (!decision.ok)
      return decision.reason === 'conflict'
        ? refuse('conflict')
        : { ...refuse('changed-meanwhile'), current: enquiry }
    const done = await carryOut(tx, enquiry, change, { by, at })
    if (!done.ok) return done
    await writeEnquiry(tx, { ...enquiry, ...done.after })
    const { authorityId } = enquiry
    // What was said is in the enquiry, which is erased one day (H-9); the record never is.
    await recordDeed(tx, {
      authorityId,
      actor: by.id,
      deed: done.deed,
      subject: id,
      details: done.details,
      at,
    })
    return { ok: true, enquiry: (await findEnquiry(tx, id))! }
  })
}

type Done = {
  ok: true
  deed: string
  after: Partial<Pick<Enquiry, 'state' | 'heldBy' | 'mergedInto' | 'lastAt'>>
  details: Record<string, unknown>
}

async function carryOut(
  tx: Tx,
  enquiry: Enquiry,
  change: Change,
  { by, at }: { by: Officer; at: Date },
): Promise<Done | Refusal<'not-found' | 'conflict'>> {
  switch (change.kind) {
    case 'hold': {
      const { holder } = change
      const isTaken = holder === by.id
      if (holder !== null && !isTaken && !(await isAtDesk(tx, enquiry, holder))) return refuse('not-found')
      const deed = holder === null ? 'released' : isTaken ? 'taken' : 'handed-over'
      const details = { reference: enquiry.reference, from: enquiry.heldBy, to: holder }
      return { ok: true, deed: `enquiry.${deed}`, after: { heldBy: holder }, details }
    }
    case 'answer': {
      await insertAnswer(tx, enquiry, { text: change.text, by: by.id, at })
      const alsoAnswered = await answerMerged(tx, enquiry.id, at)
      const state = change.closes ? 'closed' : 'answered'
      const details = { reference: enquiry.reference, alsoAnswered, ...(change.closes && { closed: true }) }
      return {
        ok: true,
        deed: DEEDS.answer,
        after: { state, heldBy: enquiry.heldBy ?? by.id, lastAt: at },
        details,
      }
    }
    case 'close':
    case 'reopen': {
      const state = change.kind === 'close' ? 'closed' : 'open'
      const details = { reference: enquiry.reference, from: enquiry.state }
      return { ok: true, deed: DEEDS[change.kind], after: { state }, details }
    }
    case 'merge': {
      const intoId = await findEnquiryIdByReference(tx, change.into)
      const into = intoId && (await findEnquiry(tx, intoId))
      if (!into) return refuse('not-found')
      const decision = decideMerging(enquiry, into)
      if (!decision.ok) return decision
      await moveMerged(tx, enquiry.id, into.id)
      const details = { reference: enquiry.reference, into: into.reference }
      return { ok: true, deed: DEEDS.merge, after: { state: into.state, mergedInto: into.id }, details }
    }
    case 'separate': {
      if (!enquiry.mergedInto) return refuse('conflict')
      const details = { reference: enquiry.reference }
      return { ok: true, deed: DEEDS.separate, after: { state: 'open', mergedInto: null }, details }
    }
  }
}

async function isAtDesk(tx: Tx, { authorityId }: Enquiry, staffId: string): Promise<boolean> {
  return (await listDeskOfficers(tx, authorityId)).some(({ id }) => id === staffId)
}

/** H-6. For the officers alone; it changes nothing that somebody else may be looking at. */
export async function noteEnquiry(
  needs: { keeper: Pool },
  { id, text, by, at }: { id: string; text: string; by: Officer; at: Date },
): Promise<{ ok: true } | Refusal<'not-found' | 'conflict'>> {
  return inTransaction(needs.keeper, async (tx) => {
    const enquiry = await lockEnquiry(tx, id as EnquiryId)
    if (!enquiry || !reaches(by, enquiry.authorityId)) return refuse('not-found')
    if (enquiry.erasedAt) return refuse('conflict')
    await insertNote(tx, enquiry, { text, by: by.id, at })
    const { authorityId, reference } = enquiry
    const details = { reference }
    await recordDeed(tx, { authorityId, actor: by.id, deed: 'enquiry.noted', subject: id, details, at })
    return { ok: true }
  })
}
