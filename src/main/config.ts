/** Everything that may be set from outside, read once; what is wrong refuses to start, all of it in one list. */
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { type MailSettings, readSender } from '../mail/model.ts'

const postgres = z.url({ protocol: /^postgres(ql)?$/ })

const schema = z
  .object({
    /** Port of the pages and the API. Absent: 3000, or the next one that is free. */
    PORT: z.coerce.number().int().min(1).max(65_535).optional(),
    /** Address to listen on. The default lets a phone in the same network try it. */
    HOST: z.string().default('0.0.0.0'),
    /** Where the embedded database and the keys are kept. */
    HOITHI_DATA: z.string().min(1).default('./data'),
    /** Where the keys are kept: several nodes on one database need the same. Absent: the folder `keys` in HOITHI_DATA. */
    HOITHI_KEYS: z.string().min(1).optional(),
    /** These keys are other ones on purpose; the identity key never is. For one start. */
    HOITHI_ACCEPT_KEYS: z
      .string()
      .transform((text) => text.split(',').map((name) => name.trim()))
      .pipe(z.array(z.enum(['session', 'receipt', 'staff'])))
      .default([]),
    /** How many processes take requests. They share one port, one database and the keys. */
    HOITHI_PROCESSES: z.coerce.number().int().min(1).max(64).default(1),
    /** Starts beyond this many a second, on all servers together, wait in a queue. Absent: nobody waits. */
    HOITHI_STARTS_PER_SECOND: z.coerce.number().min(0.1).max(100_000).optional(),
    /** Whether a server warms itself up before it says that it is ready, and before a round opens. */
    HOITHI_WARM_UP: z.enum(['on', 'off']).default('on'),
    /** How many starts, saves or submissions share a transaction at most. 1: each has its own, for comparing. */
    HOITHI_BATCH: z.coerce.number().int().min(1).max(1000).optional(),
    /** A PostgreSQL of your own (15 or later), e.g. postgres://hoithi@localhost/hoithi. Absent: the embedded one. */
    DATABASE_URL: postgres.optional(),
    /** The same without a pooler in between: for migrations, the queue of jobs, and commands. */
    DATABASE_DIRECT_URL: postgres.optional(),
    /** What requests use, as a database user that is the role hoithi_web; it may be a pooler. */
    DATABASE_WEB_URL: postgres.optional(),
    /** What draws, grades and closes, as a database user that is the role hoithi_keeper; it may be a pooler. */
    DATABASE_KEEPER_URL: postgres.optional(),
    /** Says that a pooler lends connections by the transaction, where we cannot find that out ourselves. */
    DATABASE_POOLER: z.enum(['transaction']).optional(),
    /** The address people type, e.g. https://cuocthi.example.gov.vn. With https, cookies are Secure. */
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** How many proxies stand in front of us. Too high, and anybody can spoof an address. */
    TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
    /**
     * Whether officers must have a second factor before anything else. Absent: required where PUBLIC_URL is https, since on plain
     * http, in a first try, there are no passkeys.
     */
    HOITHI_SECOND_FACTOR: z.enum(['required', 'offered']).optional(),
    /** The authority's own sign-in by OpenID Connect: its address, and as whom we are known there. All three, or none. */
    HOITHI_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
    HOITHI_OIDC_CLIENT_ID: z.string().min(1).optional(),
    /** A file with the secret alone in it, that only its owner may read. */
    HOITHI_OIDC_CLIENT_SECRET_FILE: z.string().min(1).optional(),
    /** Where mail goes out, e.g. smtps://user:password@mail.example.gov.vn:465, and as whom. Both, or none: none is sent. */
    SMTP_URL: z
      .url({
        protocol: /^smtps?$/,
        error:
          'cần địa chỉ máy chủ thư, ví dụ / expected e.g. smtps://user:password@mail.example.gov.vn:465 (ký tự đặc biệt trong mật khẩu viết dạng %40 / special characters as %40)',
      })
      .refine(isMailServer, 'tên hoặc mật khẩu chưa mã hóa đúng / name or password not percent-encoded')
      .optional(),
    MAIL_FROM: z
      .string()
      .refine(
        (text) => readSender(text) !== null,
        'cần dạng / expected: Ban Tổ chức <cuocthi@example.gov.vn>',
      )
      .optional(),
    /** Bearer token that may read /metrics from elsewhere than this machine. */
    HOITHI_METRICS_TOKEN: z.string().min(16).optional(),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('warn'),
  })
  .refine(
    ({ HOITHI_OIDC_ISSUER, HOITHI_OIDC_CLIENT_ID, HOITHI_OIDC_CLIENT_SECRET_FILE, PUBLIC_URL }) =>
      [HOITHI_OIDC_ISSUER, HOITHI_OIDC_CLIENT_ID, HOITHI_OIDC_CLIENT_SECRET_FILE].every(
        (each) => each === undefined,
      ) ||
      [HOITHI_OIDC_ISSUER, HOITHI_OIDC_CLIENT_ID, HOITHI_OIDC_CLIENT_SECRET_FILE, PUBLIC_URL].every(
        (each) => each !== undefined,
      ),
    {
      path: ['HOITHI_OIDC_ISSUER'],
      error:
        'cần đủ / needs all of HOITHI_OIDC_ISSUER, HOITHI_OIDC_CLIENT_ID, HOITHI_OIDC_CLIENT_SECRET_FILE, PUBLIC_URL',
    },
  )
  .refine(({ SMTP_URL, MAIL_FROM }) => (SMTP_URL === undefined) === (MAIL_FROM === undefined), {
    path: ['SMTP_URL'],
    error: 'SMTP_URL và MAIL_FROM phải đi cùng nhau / SMTP_URL and MAIL_FROM go together',
  })

export type Config = Omit<z.infer<typeof schema>, 'HOITHI_DATA' | 'HOITHI_KEYS'> & {
  readonly dataDirectory: string
  readonly keysDirectory: string
}

export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success)
    throw new Error(`không khởi động được / cannot start:\n${z.prettifyError(parsed.error)}`)
  const { HOITHI_DATA, HOITHI_KEYS, ...rest } = parsed.data
  return {
    ...rest,
    dataDirectory: resolve(HOITHI_DATA),
    keysDirectory: resolve(HOITHI_KEYS ?? join(HOITHI_DATA, 'keys')),
  }
}

/** What stands in the address can be read, and there is a server in it. */
function isMailServer(text: string): boolean {
  try {
    const { hostname, username, password } = new URL(text)
    decodeURIComponent(username)
    decodeURIComponent(password)
    return hostname !== ''
  } catch {
    return false
  }
}

export function mailOf({
  SMTP_URL,
  MAIL_FROM,
}: Pick<Config, 'SMTP_URL' | 'MAIL_FROM'>): MailSettings | undefined {
  const from = readSender(MAIL_FROM ?? '')
  return SMTP_URL && from ? { url: SMTP_URL, from } : undefined
}
