import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { FileError } from '../../contests/file-messages.ts'
import { type ContestFile, readContestFile } from '../../contests/read-contest-file.ts'
import { writeContestFile } from '../../contests/write-contest-file.ts'
import { systemClock } from '../../platform/clock.ts'
import { openPool } from '../../platform/db.ts'
import type { Progress } from '../../rehearsals/model.ts'
import { nameExcluded } from '../../rehearsals/rules.ts'
import { loadContest } from '../../setup/load-contest.ts'
import { readBackContest } from '../../setup/read-back-contest.ts'
import { findContest, loadRules } from '../../setup/store.ts'
import { readConfig } from '../config.ts'
import { readKeys } from '../house.ts'
import { openDatabase } from '../open-database.ts'
import { runRehearsal } from '../run-rehearsal.ts'
import { printJson, progress, tell } from './print.ts'
import { printRehearsal } from './print-rehearsal.ts'

const JSON_OPTION = ['--json', 'in một giá trị JSON ra stdout / print one JSON value'] as const

export function contestCommands(program: Command): void {
  const contest = program.command('contest').description('Cuộc thi / contests')

  contest
    .command('check <folder>')
    .description('Kiểm tra thư mục cuộc thi, không nạp gì / check a contest folder, load nothing')
    .option(...JSON_OPTION)
    .addHelpText('after', '\nVí dụ / example:\n  npx hoithi contest check contests/hoa-binh-2023')
    .action(async (folder: string, { json }: { json?: boolean }) => {
      const read = await readContestFile(folderOf(folder))
      if (json)
        await printJson(
          read.ok
            ? { ok: true, digest: read.contest.digest, warnings: read.warnings }
            : { ok: false, errors: read.errors, warnings: read.warnings },
        )
      else {
        tellFaults(read.warnings, 'cảnh báo / warning')
        if (read.ok)
          tell(
            `${folder}: đúng / good, ${read.contest.units.length} đơn vị / units, ${read.contest.bank.length} câu hỏi / questions`,
          )
        else tellFaults(read.errors, 'lỗi / error')
      }
      process.exitCode = read.ok ? 0 : 1
    })

  contest
    .command('load <folder>')
    .description(
      'Nạp cuộc thi vào cơ sở dữ liệu; tệp đã đổi thành phiên bản thể lệ mới / load; a changed file is a new rule version',
    )
    .option('--reason <text>', 'lý do, bắt buộc sau khi đã mở thi / why, needed after the opening')
    .option('--approved-by <name>', 'người thứ hai phê duyệt, bắt buộc sau khi đã mở thi / the second person')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nVí dụ / examples:\n  npx hoithi contest load contests/hoa-binh-2023\n  npx hoithi contest load contests/demo --reason "QĐ 12/QĐ-BTC" --approved-by "Trưởng Ban Tổ chức"',
    )
    .action(async (folder: string, options: { reason?: string; approvedBy?: string; json?: boolean }) => {
      const file = await readOrTell(folder, options.json)
      if (!file) return
      const config = readConfig(process.env)
      const database = await openDatabase(config, tell)
      const owner = openPool(database.owner, { size: 2, log: tell })
      try {
        const { identityKey } = readKeys(config.dataDirectory, config.keysDirectory)
        const { reason, approvedBy } = options
        const outcome = await loadContest(
          { owner, identityKey },
          { file, at: systemClock.now(), reason, approvedBy },
        )
        if (options.json) await printJson(outcome)
        else if (outcome.ok)
          tell(`${file.rules.slug}: ${BECAME[outcome.became]}, phiên bản / version ${outcome.versionNo}`)
        else tell(REFUSED[outcome.reason])
        process.exitCode = outcome.ok ? 0 : 1
      } finally {
        await owner.end()
        await database.close()
      }
    })

  contest
    .command('export <slug>')
    .description(
      'In thể lệ của cuộc thi dưới dạng contest.yaml / print the rules of a contest as contest.yaml',
    )
    .addHelpText('after', '\nVí dụ / example:\n  npx hoithi contest export hoa-binh-2023 > contest.yaml')
    .action(async (slug: string) => {
      const database = await openDatabase(readConfig(process.env), tell)
      const owner = openPool(database.owner, { size: 1, log: tell })
      try {
        const found = await findContest(owner, slug)
        if (found) process.stdout.write(writeContestFile(await loadRules(owner, found.id)))
        else tell(`không có cuộc thi ${slug} / there is no contest ${slug}`)
        process.exitCode = found ? 0 : 1
      } finally {
        await owner.end()
        await database.close()
      }
    })

  contest
    .command('rehearse <slug>')
    .description(
      'Diễn tập cả cuộc thi với thí sinh giả lập, trên cơ sở dữ liệu riêng / rehearse on a database of its own',
    )
    .requiredOption('--people <n>', 'số thí sinh giả lập / synthetic contestants', wholeNumber(1, 1_000_000))
    .option(
      '--seed <n>',
      'hạt giống: cùng hạt giống, cùng kết quả / same seed, same result',
      wholeNumber(0, 2 ** 31),
      1,
    )
    .option('--from-database', 'cuộc thi như đang có trong cơ sở dữ liệu / as it is set up in the database')
    .option('--keep', 'giữ lại cơ sở dữ liệu diễn tập / keep the rehearsal database')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      '\nVí dụ / example:\n  npx hoithi contest rehearse hoa-binh-2023 --people 20000 --seed 7\n  npx hoithi contest rehearse cuoc-thi-cua-toi --people 1000 --from-database',
    )
    .action(async (slug: string, options: RehearsalOptions) => {
      const file = await (options.fromDatabase
        ? readBackOrTell(slug, options.seed)
        : readOrTell(slug, options.json))
      if (!file) return
      const begun = performance.now()
      const outcome = await runRehearsal(readConfig(process.env), file, {
        ...options,
        tell,
        progress: tellProgress(progress()),
      })
      tell(`\nxong sau / done in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
      if (options.json) await printJson(outcome.rehearsal)
      else printRehearsal(outcome.rehearsal)
      if (options.keep) tell(`giữ lại / kept: ${outcome.database}`)
    })
}

type RehearsalOptions = {
  people: number
  seed: number
  fromDatabase?: boolean
  keep?: boolean
  json?: boolean
}

/** Whether it was made in the console or loaded from a folder; lists of the excluded get somebody who was made up. */
async function readBackOrTell(slug: string, seed: number): Promise<ContestFile | null> {
  const database = await openDatabase(readConfig(process.env), tell)
  const owner = openPool(database.owner, { size: 1, log: tell })
  try {
    const found = await findContest(owner, slug)
    if (found) {
      const file = await readBackContest(owner, found.id)
      return { ...file, rules: nameExcluded(file.rules, seed) }
    }
    tell(`không có cuộc thi ${slug} / there is no contest ${slug}`)
    process.exitCode = 1
    return null
  } finally {
    await owner.end()
    await database.close()
  }
}

const tellProgress =
  (say: (line: string) => void) =>
  ({ stage, no, done, of }: Progress) =>
    say(
      stage === 'registration' ? `đăng ký / registering: ${done}/${of}` : `tuần / round ${no}: ${done}/${of}`,
    )

const BECAME = {
  new: 'đã nạp / loaded',
  unchanged: 'không có gì thay đổi / unchanged',
  changed: 'đã sửa / changed',
}

const REFUSED = {
  'another-authority':
    'mã cuộc thi này là của một cơ quan khác / this slug belongs to a contest of another authority',
  'needs-reason-and-approval':
    'cuộc thi đã mở: sửa thể lệ phải có --reason và --approved-by / the contest has opened: give --reason and --approved-by',
  'opened-rounds-stay': 'tuần thi đã mở thì không đổi giờ / the hours of a round that has opened stay',
}

/** A folder as given, or the name of one of the contests that come with the project. */
function folderOf(name: string): string {
  const own = join(import.meta.dirname, '..', '..', '..', 'contests', name)
  return existsSync(name) || !existsSync(own) ? name : own
}

async function readOrTell(folder: string, json: boolean | undefined): Promise<ContestFile | null> {
  const read = await readContestFile(folderOf(folder))
  if (read.ok) return read.contest
  if (json) await printJson({ ok: false, errors: read.errors, warnings: read.warnings })
  else tellFaults(read.errors, 'lỗi / error')
  process.exitCode = 1
  return null
}

function tellFaults(faults: readonly FileError[], kind: string): void {
  for (const { file, line, column, path, vi, en } of faults)
    tell(`${file}:${line}:${column} ${kind}${path && ` ${path}`}\n  ${vi}\n  ${en}`)
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least || value > most)
      throw new Error(
        `cần một số nguyên từ ${least} đến ${most} / a whole number from ${least} to ${most} is expected, not ${text}`,
      )
    return value
  }
}
