/**
 * The receipt: what this phone still keeps of the paper. Handed in, or all of it arrived: it is forgotten. Time was up
 * before everything had arrived, and the page was closed: the capsule is shown again.
 */
import { openDrafts } from '../paper/drafts.ts'
import { type PaperFacts, readFacts } from '../paper/facts.ts'
import { isHeld, parse } from '../paper/outbox.ts'
import { sealOf } from '../paper/seal-of.ts'
import { serverClock } from '../server-clock.ts'
import { drawerFrom, showCapsule } from './show-capsule.ts'

const facts = readFacts<
  Pick<PaperFacts, 'attemptId' | 'serverNow' | 'capsule' | 'qr'> & { isExpired: boolean }
>()

async function lookAtDraft(): Promise<void> {
  const { storage, key } = await openDrafts(facts.attemptId)
  const draft = parse(storage.getItem(key))
  if (!draft) return
  if (isHeld(draft) || !facts.isExpired) return storage.removeItem(key)
  // Sealed when time was up, if the page was still open then. Otherwise now, and it says so.
  const sealed = draft.capsule ?? sealOf(draft, facts, serverClock(facts.serverNow))
  await showCapsule(sealed, facts.capsule, drawerFrom(facts.qr))
}
if (facts.attemptId) lookAtDraft()
