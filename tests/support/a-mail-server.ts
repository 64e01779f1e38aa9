/** A real mail server on this machine: what it takes can be read, and it can be told to refuse. */
import assert from 'node:assert/strict'
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import type { MailSettings } from '../../src/mail/model.ts'

/** Made anew for each run, of localhost, and trusted by nobody else. */
const { key: KEY, certificate: CERTIFICATE } = await makeCertificate()

async function makeCertificate(): Promise<{ key: string; certificate: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  })
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { key: PemConverter.encode(pkcs8, 'PRIVATE KEY'), certificate: certificate.toString('pem') }
}

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
