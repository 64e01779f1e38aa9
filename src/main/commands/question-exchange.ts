/** `npx hoithi questions export|import|template`: 0 done, 1 refused, 2 usage or no such file. */
import { createHash } from 'node:crypto'
import { open, readFile, unlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import { DIFFICULTIES, type Difficulty } from '../../contests/model.ts'
import { systemClock } from '../../platform/clock.ts'
import { openPool } from '../../platform/db.ts'
import { exportQuestions } from '../../question-files/export-questions.ts'
import type { ItemFault } from '../../question-files/model.ts'
import { readFileApart } from '../../question-files/read-file-apart.ts'
import { EXPORT_FORMATS, EXPORTS, type ExportFormat } from '../../question-files/write-question-file.ts'
import { writeXlsxTemplate } from '../../question-files/write-xlsx.ts'
import { importQuestions, type Outcome } from '../../setup/import-questions.ts'
import { readConfig } from '../config.ts'
import { openHouse, readKeys } from '../house.ts'
import { openDatabase } from '../open-database.ts'
import { printJson, progress, tell } from './print.ts'

const JSON_OPTION = ['--json', 'in một giá trị JSON ra stdout / print one JSON value'] as const

export function questionExchangeCommands(program: Command): void {
  const questions =
    program.commands.find((command) => command.name() === 'questions') ??
    program.command('questions').description('Câu hỏi / questions')
  exportCommand(questions)
  importCommand(questions)
  templateCommand(questions)
}

function exportCommand(questions: Command): void {
  questions
    .command('export <contest>')
    .description(
      'Xuất câu hỏi kèm đáp án của một cuộc thi ra tệp; mỗi lần xuất được ghi vào nhật ký / write the questions of a contest with their keys; each time is on record',
    )
    .addOption(
      new Option('--format <format>', 'dạng tệp / the format').choices(EXPORT_FORMATS).makeOptionMandatory(),
    )
    .option('--out <file>', 'tên tệp; mặc định theo tên cuộc thi / the file to write')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
Tệp chứa đáp án: chỉ người chạy lệnh đọc được (0600), tệp đã có thì không ghi đè / the file holds the keys: mode 0600, never written over.
Ví dụ / examples:
  npx hoithi questions export hoa-binh-2023 --format docx
  npx hoithi questions export hoa-binh-2023 --format qti3 --out cau-hoi.zip`,
    )
    .action(async (slug: string, options: { format: ExportFormat; out?: string; json?: boolean }) => {
      const { format, json } = options
      const name = options.out ?? `${slug}.${EXPORTS[format].extension}`
      const file = await openNew(name)
      if (!file) return
      let isWritten = false
      const config = readConfig(process.env)
      try {
        const database = await openDatabase(config, tell, { mustExist: true })
        const house = await openHouse({
          ...readKeys(config.dataDirectory, config.keysDirectory),
          url: database.owner,
          web: database.web,
          keeper: database.keeper,
          clock: systemClock,
          log: tell,
        })
        try {
          const contest = house.calendar.contestOf(slug)
          if (!contest) return await refuse(json, 'no-such-contest')
          const at = systemClock.now()
          const { bytes, left, count } = await exportQuestions(house, { contest, format, at })
          await file.writeFile(bytes)
          await file.sync()
          isWritten = true
          if (json) await printJson({ ok: true, file: name, format, questions: count, left })
          else {
            if (left.length > 0) tellFaults('Bỏ ra / left out', left)
            tell(`${name}: ${count} câu hỏi / questions`)
          }
        } finally {
          await house.close()
          await database.close()
        }
      } finally {
        await file.close()
        if (!isWritten) await unlink(name)
      }
    })
}

function importCommand(questions: Command): void {
  questions
    .command('import <file>')
    .description(
      'Nhập câu hỏi từ Word, Excel, GIFT, Aiken, Moodle XML, QTI vào ngân hàng của một cuộc thi chưa mở; không có --yes thì chỉ xem trước / questions of a file into the bank of a contest that has not opened; without --yes only a look',
    )
    .requiredOption('--contest <slug>', 'mã cuộc thi / the contest')
    .requiredOption('--topic <code>', 'mã chủ đề, ví dụ chuyen-doi-so / code of the topic')
    .requiredOption(
      '--source <text>',
      'căn cứ cho những câu không ghi căn cứ / the legal source of questions that name none',
    )
    .addOption(
      new Option('--difficulty <level>', 'mức độ cho những câu không ghi / where a question says none')
        .choices(DIFFICULTIES)
        .default('medium'),
    )
    .option('--valid-from <date>', 'ngày có hiệu lực, mặc định hôm nay / valid from, by default today')
    .option(
      '--column <name=ours>',
      'ghép cột của tệp Excel với cột của mẫu, dùng được nhiều lần / which column of the file is which of ours',
      collectColumns,
      {},
    )
    .option('--skip-errors', 'bỏ qua câu lỗi, nhập các câu còn lại / leave out what is faulty')
    .option('--yes', 'nhập thật / really import')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
Ví dụ / examples:
  npx hoithi questions import cau-hoi.xlsx --contest hoa-binh-2026 --topic chuyen-doi-so --source "Nghị quyết số 57-NQ/TW"
  npx hoithi questions import cau-hoi.xlsx --contest hoa-binh-2026 --topic chuyen-doi-so --source "…" --column "Stem=Câu hỏi" --column "Opt 1=A" --yes`,
    )
    .action(async (path: string, options: ImportOptions) => {
      const show = progress()
      const read = await readFileApart(path, {
        tell: (count) => show(`Đã đọc ${count.toLocaleString('vi-VN')} …`),
        reading: { columns: options.column },
      }).catch((cause: NodeJS.ErrnoException) => {
        if (!cause.code) throw cause
        tell(`Không đọc được tệp / the file cannot be read: ${path} (${cause.code})`)
        return null
      })
      if (read === null) {
        process.exitCode = 2
        return
      }
      if (!read.ok) {
        if (options.json) await printJson({ ok: false, reason: 'file-refused', errors: [read.fault] })
        else tellFaults('Tệp bị từ chối / the file is refused', [read.fault])
        process.exitCode = 1
        return
      }
      const digest = createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
      const database = await openDatabase(readConfig(process.env), tell, { mustExist: true })
      const owner = openPool(database.owner, { size: 2, log: tell })
      try {
        const outcome = await importQuestions(
          { owner },
          {
            slug: options.contest,
            read: read.read,
            file: { name: basename(path), digest },
            topic: options.topic,
            source: options.source,
            difficulty: options.difficulty,
            validFrom: options.validFrom,
            skipErrors: options.skipErrors,
            isConfirmed: options.yes,
            at: systemClock.now(),
          },
        )
        if (options.json) await printJson({ ...outcome, warnings: read.read.warnings })
        else {
          if (read.read.warnings.length > 0) tellFaults('Nên xem lại / look again', read.read.warnings)
          tellOutcome(outcome, options.yes === true)
        }
        process.exitCode = outcome.ok ? 0 : 1
      } finally {
        await owner.end()
        await database.close()
      }
    })
}

type ImportOptions = {
  contest: string
  topic: string
  source: string
  difficulty: Difficulty
  validFrom?: string
  column: Record<string, string>
  skipErrors?: boolean
  yes?: boolean
  json?: boolean
}

function templateCommand(questions: Command): void {
  questions
    .command('template')
    .description('Ghi ra tệp Excel mẫu để điền câu hỏi / write the empty Excel template')
    .option('--out <file>', 'tên tệp / the file to write', 'mau-cau-hoi.xlsx')
    .addHelpText('after', '\nVí dụ / example:\n  npx hoithi questions template --out mau-cau-hoi.xlsx')
    .action(async ({ out }: { out: string }) => {
      const file = await openNew(out)
      if (!file) return
      await file.writeFile(writeXlsxTemplate().bytes)
      await file.close()
      tell(out)
    })
}

/** What is there already is somebody's, perhaps the last copy. */
async function openNew(name: string) {
  try {
    return await open(name, 'wx', 0o600)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    tell(
      code === 'EEXIST'
        ? `${name}: tệp đã có, hãy chọn tên khác bằng --out / exists already, choose another with --out`
        : `${name}: không ghi được / cannot be written (${code})`,
    )
    process.exitCode = 2
    return null
  }
}

function collectColumns(pair: string, found: Record<string, string>): Record<string, string> {
  const at = pair.lastIndexOf('=')
  if (at < 1)
    throw new Error(
      `--column: "Tên trong tệp=Tên trong mẫu" / "name in the file=name in ours", không phải / not ${pair}`,
    )
  return { ...found, [pair.slice(0, at).trim()]: pair.slice(at + 1).trim() }
}

const REFUSED: Record<Extract<Outcome, { ok: false }>['reason'], string> = {
  'no-such-contest': 'không có cuộc thi này / no such contest',
  'rounds-have-opened':
    'cuộc thi đã mở: câu hỏi không nhập thêm được nữa / the contest has opened: no more questions come in',
  'items-with-errors':
    'có câu lỗi, chưa nhập gì: sửa tệp, hoặc dùng --skip-errors / faulty questions, nothing imported: correct the file, or use --skip-errors',
  'nothing-new': 'không có câu nào mới / nothing new',
}

function tellOutcome(outcome: Outcome, isConfirmed: boolean): void {
  if ('fresh' in outcome) {
    for (const { no, question, near } of outcome.fresh) {
      tell(`  ${no}. ${question.code}: ${cut(question.text)}`)
      if (near) tell(`     gần giống / near ${near.name} (${Math.round(near.share * 100)} %)`)
    }
    for (const { no, of } of outcome.repeated) tell(`  ${no}. đã có, bỏ qua / there already, left out: ${of}`)
    if (outcome.errors.length > 0) tellFaults('Lỗi / errors', outcome.errors)
    if (!outcome.isAskedFor)
      tell('Có câu không thuộc dòng nào của ma trận đề: sẽ không ra đề / some fit no row of the blueprint')
  }
  if (!outcome.ok) tell(REFUSED[outcome.reason])
  else if (isConfirmed) tell(`đã nhập ${outcome.imported} câu hỏi / questions imported`)
  else
    tell(
      `xem trước: ${outcome.fresh.length} câu mới; thêm --yes để nhập / a look only: ${outcome.fresh.length} new; --yes imports them`,
    )
}

async function refuse(json: boolean | undefined, reason: 'no-such-contest'): Promise<void> {
  if (json) await printJson({ ok: false, reason })
  else tell(REFUSED[reason])
  process.exitCode = 1
}

function tellFaults(title: string, faults: readonly ItemFault[]): void {
  tell(`${title}:`)
  for (const { where, found, expected } of faults)
    tell(`  ${where}\n    Thấy / found: ${found}\n    Cần / expected: ${expected}`)
}

const cut = (text: string) => {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 70 ? `${line.slice(0, 69)}…` : line
}
