/** Everything that may be set from outside, read once; what is wrong refuses to start, all of it in one list. */
import { resolve } from 'node:path'
import { z } from 'zod'

const schema = z.object({
  /** Port of the pages and the API. Absent: 3000, or the next one that is free. */
  PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  /** Address to listen on. The default lets a phone in the same network try it. */
  HOST: z.string().default('0.0.0.0'),
  /** Where the embedded database and the keys are kept. */
  HOITHI_DATA: z.string().min(1).default('./data'),
  /** A PostgreSQL of your own (15 or later), e.g. postgres://hoithi@localhost/hoithi. Absent: the embedded one. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** The address people type, e.g. https://cuocthi.example.gov.vn. With https, cookies are Secure. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** How many proxies stand in front of us. Too high, and anybody can spoof an address. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  /** Bearer token that may read /metrics from elsewhere than this machine. */
  HOITHI_METRICS_TOKEN: z.string().min(16).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('warn'),
})

export type Config = Omit<z.infer<typeof schema>, 'HOITHI_DATA'> & { readonly dataDirectory: string }

export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success)
    throw new Error(`không khởi động được / cannot start:\n${z.prettifyError(parsed.error)}`)
  const { HOITHI_DATA, ...rest } = parsed.data
  return { ...rest, dataDirectory: resolve(HOITHI_DATA) }
}
