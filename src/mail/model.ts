/** Why a letter did not go out; the sentences are in web/messages/console/mail.ts. */
export const FAULTS = [
  'unreachable',
  'not-secure',
  'sign-in-refused',
  'recipient-refused',
  'put-off',
  'refused',
  'not-set-up',
  'cannot-be-opened',
] as const
export type MailFault = (typeof FAULTS)[number]

export const KINDS = ['invitation', 'test'] as const
export type MailKind = (typeof KINDS)[number]

/** Dropped: it was not wanted any more before it could be sent. */
export const STATES = ['waiting', 'sent', 'given-up', 'dropped'] as const
export type MailState = (typeof STATES)[number]

export type Letter = { readonly subject: string; readonly text: string; readonly html: string }

export type Mail = {
  readonly id: string
  readonly kind: MailKind
  readonly recipient: string
  readonly state: MailState
  readonly attempts: number
  readonly madeAt: Date
  readonly nextTryAt: Date | null
  readonly settledAt: Date | null
  readonly fault: MailFault | null
  readonly serverSaid: string | null
}

export type MailSettings = {
  /** With a password in it perhaps: never to be shown or logged. */
  readonly url: string
  readonly from: { readonly name: string; readonly address: string }
  /** A certificate authority to trust beside those that Node trusts. */
  readonly ca?: string
}

/** Through which server and as whom: what may be shown, and what a test mail proves. */
export function viaOf({ url, from }: MailSettings): string {
  const { protocol, hostname, port } = new URL(url)
  return `${protocol}//${hostname}:${port || (protocol === 'smtps:' ? 465 : 587)} ${from.address}`
}

const PLAIN_ADDRESS = /^[^\s@<>()[\],;:\\"\p{Cc}]{1,64}@[^\s@<>()[\],;:\\"\p{Cc}]{1,189}$/u

/** M-6. An address that can be nothing but one address: no comment, no quotes, no list. */
export function isPlainAddress(text: string): boolean {
  return PLAIN_ADDRESS.test(text)
}

/** `Hội Thi <thi@example.gov.vn>`, or the address alone; null where it is neither. */
export function readSender(text: string): MailSettings['from'] | null {
  const [, name = '', named, alone] = /^(?:([^<>\p{Cc}]*)<([^<>]+)>|([^<>]+))$/u.exec(text.trim()) ?? []
  const address = (named ?? alone ?? '').trim()
  return isPlainAddress(address) ? { name: name.trim().replaceAll('"', ''), address } : null
}
