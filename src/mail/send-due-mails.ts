import type { Pool } from '../platform/db.ts'
import { openSecret } from '../staff/seal-secret.ts'
import { type Letter, type MailFault, type MailSettings, viaOf } from './model.ts'
import { openPost, type Post, saidBy } from './open-post.ts'
import { mailKeyOf } from './post-mail.ts'
import { type Failure, faultOf, HELD_FOR_MS, nextTry } from './rules.ts'
import { dropUnwanted, type TakenMail, takeDue, writeFailed, writeSent } from './store.ts'

type Needs = {
  keeper: Pool
  staffKey: Buffer
  mail?: MailSettings | undefined
  log: (line: string) => void
}

/**
 * M-2, M-3. Sends what is due, one after another. Each is taken before it is tried and settled after, in statements of their
 * own: a process that dies in between leaves one that is tried again later, under the same Message-ID.
 */
export async function sendDueMails(needs: Needs, now: () => Date): Promise<number> {
  const { keeper, mail } = needs
  await dropUnwanted(keeper, now())
  const via = mail ? viaOf(mail) : null
  let post: Post | null = null
  let count = 0
  try {
    for (;;) {
      const at = now()
      const taken = await takeDue(keeper, { at, heldUntil: new Date(at.getTime() + HELD_FOR_MS), via })
      if (!taken) return count
      post ??= mail ? openPost(mail) : null
      await sendOne(needs, post, taken, now)
      count++
    }
  } finally {
    post?.close()
  }
}

async function sendOne(needs: Needs, post: Post | null, taken: TakenMail, now: () => Date): Promise<void> {
  const { keeper, log } = needs
  const fail = async (fault: MailFault, said: string | null = null) => {
    const at = now()
    const nextTryAt = nextTry(fault, { ...taken, at })
    await writeFailed(keeper, { id: taken.id, fault, serverSaid: said, nextTryAt, at })
    log(`mail ${taken.id}: ${fault}${nextTryAt ? `, again at ${nextTryAt.toISOString()}` : ', given up'}`)
  }
  if (!post) return fail('not-set-up')
  const opened = openSecret(mailKeyOf(needs.staffKey), taken.id, taken.sealed)
  if (!opened) return fail('cannot-be-opened')
  const letter = JSON.parse(opened.toString()) as Letter
  let said: string
  try {
    said = await post.send({ ...letter, to: taken.recipient, messageId: taken.messageId })
  } catch (error) {
    const failure = error as Failure & { response?: string }
    return fail(faultOf(failure), saidBy(failure.response) || null)
  }
  await writeSent(keeper, taken.id, now(), said)
}
