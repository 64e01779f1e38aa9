/** Refusals on the wire: RFC 9457 problems with a stable `reason`. Sentences for people are the pages' affair. */
import { z } from 'zod'

export const pointerFault = z.object({
  pointer: z.string().describe('JSON Pointer (RFC 6901) to the member that is wrong'),
  expected: z.string().describe('What is expected there'),
})
export type PointerFault = z.output<typeof pointerFault>

/** Every reason a refusal of API v1 may carry, with its status. */
export const STATUS_OF = {
  malformed: 400,
  'not-signed-in': 401,
  'wrong-credentials': 401,
  'wrong-code': 401,
  'not-your-attempt': 403,
  'not-eligible': 403,
  'not-on-roster': 403,
  excluded: 403,
  'cross-site': 403,
  'not-allowed': 403,
  'second-factor-needed': 403,
  'step-up-needed': 403,
  'passkey-refused': 403,
  'own-account': 403,
  'same-person': 403,
  'no-such-attempt': 404,
  'no-such-round': 404,
  'no-such-contest': 404,
  'not-found': 404,
  'not-published': 404,
  'round-not-open': 409,
  'round-closed': 409,
  'attempts-used-up': 409,
  'too-late': 409,
  'already-submitted': 409,
  'already-registered': 409,
  'already-there': 409,
  'email-taken': 409,
  'last-administrator': 409,
  'invitation-over': 409,
  'already-decided': 409,
  'proposal-over': 409,
  conflict: 409,
  'rows-with-faults': 409,
  'nothing-new': 409,
  'changed-meanwhile': 409,
  'not-paused': 409,
  'upload-incomplete': 409,
  'code-taken': 409,
  'being-written': 409,
  'under-review': 409,
  'not-a-draft': 409,
  'not-in-review': 409,
  'not-in-force': 409,
  'reason-needed': 409,
  'mail-not-set-up': 409,
  'file-refused': 409,
  'not-read-yet': 409,
  'another-authority': 409,
  'authority-needed': 409,
  'draft-incomplete': 409,
  'already-opened': 409,
  'not-opened': 409,
  'slug-taken': 409,
  'slug-stays': 409,
  'rounds-begin-in-the-past': 409,
  'opened-rounds-stay': 409,
  'identity-stays': 409,
  'rounds-change-at-once': 409,
  'open-round-keeps-its-order': 409,
  'rehearsal-running': 409,
  'earlier-than-last': 409,
  'nothing-changed': 409,
  'slow-down': 429,
  busy: 503,
} as const

export type Reason = keyof typeof STATUS_OF

export const problem = z
  .object({
    type: z.string().describe('A URI reference that names the kind of problem'),
    title: z.string(),
    status: z.number().int(),
    reason: z.string(),
    detail: z.string().optional(),
    reference: z.string().optional().describe('Quote this when you ask for help'),
    errors: z.array(pointerFault).optional(),
    current: z.unknown().optional().describe('With `changed-meanwhile`: how it is now'),
    ticket: z
      .string()
      .optional()
      .describe('Send it along with the same body, as hoithi-ticket: it then counts as having arrived now'),
  })
  .meta({
    id: 'Problem',
    examples: [
      {
        type: '/api#malformed',
        title: 'malformed',
        status: 400,
        reason: 'malformed',
        errors: [{ pointer: '/prediction', expected: 'a whole number, e.g. 1234 or 1.234; or null' }],
      },
    ],
  })
