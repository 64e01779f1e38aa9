/** A real mail server on this machine: what it takes can be read, and it can be told to refuse. */
import assert from 'node:assert/strict'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import type { MailSettings } from '../../src/mail/model.ts'

/** Made for these tests, of localhost, and trusted by nobody else. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgQbKV3mn9fc22w8Aj
8kawN44LO+wUO6YIEjqI2wQk9/2hRANCAATc9RrSBPdAWXKVAuWmqDndS0e4Fbh/
hwGJtnMk0m/werOJlr2nJLpdgW2JNIAoK5sKHVer4++urEGM/eLvnd05
-----END PRIVATE KEY-----`
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUJhWpPwnv3J7UQOa8OR0IDcTD8qYwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzAwNDUwOVoYDzIxMjYxMDMw
MDA0NTA5WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATc9RrSBPdAWXKVAuWmqDndS0e4Fbh/hwGJtnMk0m/werOJlr2nJLpd
gW2JNIAoK5sKHVer4++urEGM/eLvnd05o28wbTAdBgNVHQ4EFgQUKwJkj20UdaaD
glLsSv/aSBODM7wwHwYDVR0jBBgwFoAUKwJkj20UdaaDglLsSv/aSBODM7wwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhANZcrCJzIpiHb0MVnP6lOzGMxYHsLMJE+YYUYddDzUUUAiEA
1p60lQOoKxWKQIYjkmUIXtGFpDPHcsTfUa1IjOboyr4=
-----END CERTIFICATE-----`

export const USER = 'cuocthi@example.gov.vn'
export const PASSWORD = 'mật:khẩu@1'

export type MailServer = {
  readonly port: number
  readonly mails: ParsedMail[]
  /** What it says to a recipient from now on; null: welcome. */
  refuse(code: number | null): void
  settings(given?: { password?: string; isTrusted?: boolean }): MailSettings
  stop(): Promise<void>
}

/** It wants a name and a password, and STARTTLS before it hears them. */
export async function aMailServer({ port = 0, hasTls = true } = {}): Promise<MailServer> {
  const mails: ParsedMail[] = []
  let refusing: number | null = null
  const server = new SMTPServer({
    key: KEY,
    cert: CERTIFICATE,
    authOptional: false,
    disabledCommands: hasTls ? [] : ['STARTTLS'],
    allowInsecureAuth: !hasTls,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) =>
      username === USER && password === PASSWORD
        ? done(null, { user: username })
        : done(new Error('no such user')),
    onRcptTo: (_address, _session, done) =>
      refusing ? done(Object.assign(new Error('not for this\tone'), { responseCode: refusing })) : done(),
    onData: (stream, _session, done) => {
      simpleParser(stream).then(
        (mail) => {
          mails.push(mail)
          done(null, 'taken')
        },
        (error: Error) => done(error),
      )
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()))
  const at = server.server.address()
  assert.ok(at && typeof at === 'object')
  return {
    port: at.port,
    mails,
    refuse: (code) => {
      refusing = code
    },
    settings: ({ password = PASSWORD, isTrusted = true } = {}) => ({
      url: `smtp://${encodeURIComponent(USER)}:${encodeURIComponent(password)}@localhost:${at.port}`,
      from: { name: 'Ban Tổ chức "Hội thi"', address: USER },
      ...(isTrusted && { ca: CERTIFICATE }),
    }),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
