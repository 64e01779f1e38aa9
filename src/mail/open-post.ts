import { createTransport } from 'nodemailer'
import type { Letter, MailSettings } from './model.ts'

/** A server that is slower is taken for one that is not there. */
const WAIT_MS = 20_000
const SAID_AT_MOST = 300
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

export type Post = {
  /** What the server said when it took the letter; throws where it did not. */
  send(letter: Letter & { to: string; messageId: string }): Promise<string>
  close(): void
}

/** One connection for what goes out now. Unencrypted it goes nowhere but to a server on this machine (M-5). */
export function openPost({ url, from, ca }: MailSettings): Post {
  const { protocol, hostname, port, username, password } = new URL(url)
  const isSecure = protocol === 'smtps:'
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (isSecure ? 465 : 587),
    secure: isSecure,
    requireTLS: !isSecure && (username !== '' || !LOOPBACK.includes(hostname)),
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    tls: { minVersion: 'TLSv1.2', ...(ca && { ca }) },
    connectionTimeout: WAIT_MS,
    greetingTimeout: WAIT_MS,
    socketTimeout: WAIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send: async ({ subject, text, html, to, messageId }) => {
      const sent = await transport.sendMail({
        from,
        to: { name: '', address: to },
        envelope: { from: from.address, to: [to] },
        messageId,
        subject,
        text,
        html,
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
      return saidBy(sent.response)
    },
    close: () => transport.close(),
  }
}

/** One line, short, without anything that a terminal or a page would act on. */
export function saidBy(text: unknown): string {
  return String(text ?? '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, SAID_AT_MOST)
}
