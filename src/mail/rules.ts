/** When a letter is tried again, and what a server's no means (docs/rules/mail.md). Pure. */
import type { MailFault } from './model.ts'

const MINUTE_MS = 60_000
/** M-3. After one failure a minute, after the next five, and so on; then every six hours while the letter is of use. */
const WAITS_MIN = [1, 5, 15, 60, 180, 360]

/** M-2. Whoever took a letter and has not said within this long how it went is taken for gone. */
export const HELD_FOR_MS = 5 * MINUTE_MS

export type Failure = {
  readonly code?: string | undefined
  readonly responseCode?: number | undefined
  readonly message?: string | undefined
}

export function faultOf({ code = '', responseCode = 0, message = '' }: Failure): MailFault {
  // A certificate that is not trusted comes as a fault of the socket: only its words tell.
  if (code === 'ETLS' || (code === 'ESOCKET' && /certificate|\bSSL\b|\bTLS\b/i.test(message)))
    return 'not-secure'
  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2') return 'sign-in-refused'
  if (responseCode >= 400 && responseCode < 500) return 'put-off'
  if (responseCode >= 500) return code === 'EENVELOPE' ? 'recipient-refused' : 'refused'
  return 'unreachable'
}

/** M-3. A server that says never about this letter is not asked again; whatever the settings or the line cause may be mended. */
const FINAL: readonly MailFault[] = ['recipient-refused', 'refused', 'cannot-be-opened']

/** The instant of the next try, or null: it is given up. */
export function nextTry(
  fault: MailFault,
  { attempts, at, uselessAt }: { attempts: number; at: Date; uselessAt: Date },
): Date | null {
  if (FINAL.includes(fault)) return null
  const minutes = WAITS_MIN[Math.min(Math.max(attempts, 1), WAITS_MIN.length) - 1]!
  const next = new Date(at.getTime() + minutes * MINUTE_MS)
  return next < uselessAt ? next : null
}
