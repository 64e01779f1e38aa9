/**
 * May papers be entrusted to this database? What it says about itself, asked before anything is taken (R-D8). A fault keeps
 * the house closed: an acknowledged paper must survive a power cut, so there is no way round it. A warning is said and noted.
 */
import type pg from 'pg'

export type SettingCode =
  | 'fsync-off'
  | 'full-page-writes-off'
  | 'synchronous-commit-off'
  | 'no-checksums'
  | 'server-too-old'
  | 'encoding-not-utf8'
  | 'icu-missing'
  | 'read-only'

export type SettingFault = {
  readonly code: SettingCode
  readonly severity: 'fault' | 'warning'
  readonly found: string
  /** What to do about it, for the one who runs the server; in both languages. */
  readonly remedy: string
}

type Facts = {
  fsync: string
  fullPageWrites: string
  synchronousCommit: string
  checksums: string
  version: number
  encoding: string
  hasIcu: boolean
  inRecovery: boolean
}

const OLDEST = 150_000

export async function checkSettings(db: Pick<pg.ClientBase, 'query'>): Promise<SettingFault[]> {
  const { rows } = await db.query<Facts>(
    `SELECT current_setting('fsync') AS "fsync",
            current_setting('full_page_writes') AS "fullPageWrites",
            current_setting('synchronous_commit') AS "synchronousCommit",
            current_setting('data_checksums') AS "checksums",
            current_setting('server_version_num')::int AS "version",
            current_setting('server_encoding') AS "encoding",
            EXISTS (SELECT FROM pg_collation WHERE collname = 'vi-x-icu') AS "hasIcu",
            pg_is_in_recovery() AS "inRecovery"`,
  )
  return judgeSettings(rows[0]!)
}

export function judgeSettings(facts: Facts): SettingFault[] {
  const found: SettingFault[] = []
  const say = (severity: SettingFault['severity'], code: SettingCode, value: string, remedy: string) =>
    found.push({ code, severity, found: value, remedy })

  if (facts.fsync !== 'on') say('fault', 'fsync-off', `fsync = ${facts.fsync}`, setTo('fsync', 'on'))
  if (facts.fullPageWrites !== 'on') {
    say(
      'fault',
      'full-page-writes-off',
      `full_page_writes = ${facts.fullPageWrites}`,
      setTo('full_page_writes', 'on'),
    )
  }
  if (facts.synchronousCommit === 'off') {
    say('fault', 'synchronous-commit-off', 'synchronous_commit = off', setTo('synchronous_commit', 'on'))
  }
  if (facts.version < OLDEST) {
    say(
      'fault',
      'server-too-old',
      `server_version_num = ${facts.version}`,
      'Cần PostgreSQL 15 trở lên. / Use PostgreSQL 15 or later.',
    )
  }
  if (facts.encoding !== 'UTF8') {
    say(
      'fault',
      'encoding-not-utf8',
      `server_encoding = ${facts.encoding}`,
      `Tạo lại cơ sở dữ liệu: / Make the database anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0;`,
    )
  }
  if (!facts.hasIcu) {
    say(
      'fault',
      'icu-missing',
      'no collation vi-x-icu',
      'Dùng bản PostgreSQL có ICU để xếp tên tiếng Việt. / Use a PostgreSQL built with ICU: Vietnamese names are sorted by it.',
    )
  }
  if (facts.inRecovery) {
    say(
      'fault',
      'read-only',
      'pg_is_in_recovery() = true',
      'DATABASE_URL trỏ vào máy dự phòng; hãy trỏ vào máy chính. / DATABASE_URL names a standby; name the primary.',
    )
  }
  if (facts.checksums !== 'on') {
    // An external server cannot be given them without being stopped, so this one is said, not enforced.
    say(
      'warning',
      'no-checksums',
      `data_checksums = ${facts.checksums}`,
      'Tắt máy chủ rồi chạy: / Stop the server, then run: pg_checksums --enable -D …',
    )
  }
  return found
}

const setTo = (name: string, value: string) =>
  `Bật lại rồi nạp cấu hình: / Turn it on and reload: ALTER SYSTEM SET ${name} = '${value}'; SELECT pg_reload_conf();`

/** The refusal to start, in one piece. */
export function describeSettings(found: readonly SettingFault[]): string {
  const lines = found.map(({ found: value, remedy }) => `- ${value}\n  ${remedy}`)
  return `Không thể giao bài thi cho cơ sở dữ liệu này: / Papers cannot be entrusted to this database:\n${lines.join('\n')}`
}
