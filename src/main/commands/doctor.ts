import type { Command } from 'commander'
import type pg from 'pg'
import { viaOf } from '../../mail/model.ts'
import type { Tx } from '../../platform/db.ts'
import { type Address, ownersClient } from '../../platform/pooler.ts'
import { probeMail } from '../../platform/probe-mail.ts'
import { listContests } from '../../rounds/store.ts'
import { checkTotals } from '../../statistics/check-totals.ts'
import { type Config, mailOf, readConfig } from '../config.ts'
import { openDatabase } from '../open-database.ts'
import { printJson, tell } from './print.ts'

type Check = { name: string; ok: boolean; found: string; repair?: string }

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('Kiểm tra máy này có chạy được cuộc thi không / is this machine fit to run a contest?')
    .option('--json', 'in một giá trị JSON / print one JSON value')
    .addHelpText('after', '\nVí dụ / example:\n  npx hoithi doctor')
    .action(async ({ json }: { json?: boolean }) => {
      const config = readConfig(process.env)
      const checks: Check[] = [checkNode(), await checkMail(config)]
      const database = await openDatabase(config, () => {}, { mustExist: true })
      try {
        checks.push(...(await checkDatabase(database.owner)))
      } finally {
        await database.close()
      }
      const isFit = checks.every(({ ok }) => ok)
      if (json) await printJson({ ok: isFit, checks })
      else
        for (const { ok, name, found, repair } of checks)
          tell(`${ok ? '✓' : '✗'} ${name}: ${found}${ok || !repair ? '' : ` → ${repair}`}`)
      process.exitCode = isFit ? 0 : 1
    })
}

function checkNode(): Check {
  const major = Number(process.versions.node.split('.')[0])
  return { name: 'Node', ok: major >= 24, found: process.version, repair: 'npm start' }
}

/** Without mail everything works; a server that is named has to answer. */
async function checkMail(config: Config): Promise<Check> {
  const name = 'gửi thư / mail'
  const mail = mailOf(config)
  if (!mail) return { name, ok: true, found: 'chưa khai báo, không gửi thư nào / not set up, none is sent' }
  const answer = await probeMail(mail.url)
  return {
    name,
    ok: answer === 'answers',
    found: `${viaOf(mail)}: ${answer}`,
    repair: 'xem SMTP_URL, docs/operating/gui-thu.md / see there',
  }
}

async function checkDatabase(owner: Address): Promise<Check[]> {
  const client = ownersClient(owner)
  await client.connect()
  try {
    const { rows } = await client.query<{ version: string; now: Date; contests: number; open: number }>(
      `SELECT current_setting('server_version') AS version, clock_timestamp() AS now,
        (SELECT count(*)::int FROM contests) AS contests,
        (SELECT count(*)::int FROM rounds WHERE opens_at <= now() AND now() < closes_at) AS open`,
    )
    const { version, now, contests, open } = rows[0]!
    const apart = Math.abs(now.getTime() - Date.now())
    return [
      {
        name: 'PostgreSQL',
        ok: Number.parseInt(version, 10) >= 15,
        found: version,
        repair: 'PostgreSQL 15+',
      },
      { name: 'đồng hồ / clock', ok: apart < 2000, found: `${apart} ms`, repair: 'NTP' },
      { name: 'cuộc thi / contests', ok: true, found: `${contests}` },
      { name: 'tuần thi đang mở / open rounds', ok: true, found: `${open}` },
      await checkFigures(client),
    ]
  } finally {
    await client.end()
  }
}

/** The totals behind the figures, against the ledger, line by line (docs/rules/statistics.md, S-14). */
async function checkFigures(client: pg.Client): Promise<Check> {
  const differing: string[] = []
  for (const contest of await listContests(client, new Date()))
    for (const round of contest.rounds) {
      await client.query('BEGIN')
      const units = await checkTotals(client as unknown as Tx, contest, round)
      await client.query('COMMIT')
      if (units.length > 0) differing.push(`${contest.slug}/${round.no}: ${units.length}`)
    }
  return {
    name: 'số liệu khớp sổ / totals and ledger',
    ok: differing.length === 0,
    found: differing.length === 0 ? 'ok' : differing.join(', '),
    repair: 'xem docs/rules/statistics.md, S-14 / see there',
  }
}
