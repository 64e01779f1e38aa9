/** `npx hoithi questions check`: 0 read, also with errors in questions; 1 the file is refused; 2 usage or no such file. */
import type { Command } from 'commander'
import type { FileRead, Item, ItemFault } from '../../question-files/model.ts'
import { readFileApart } from '../../question-files/read-file-apart.ts'
import { printJson, progress, table, tell } from './print.ts'

export function questionsCommands(program: Command): void {
  program
    .command('questions')
    .description('Câu hỏi / questions')
    .command('check <file>')
    .description(
      'Đọc thử một tệp câu hỏi (Word, Excel, GIFT, Aiken, Moodle XML, QTI), không nhập gì / read a file of questions and say what is in it; imports nothing',
    )
    .option('--json', 'in một giá trị JSON / print one JSON value')
    .addHelpText(
      'after',
      `
Kết quả / exit code: 0 đọc được, kể cả khi có câu lỗi / read, also with faulty questions · 1 cả tệp bị từ chối / the file is refused · 2 sai cách dùng, không có tệp / usage, no such file
Ví dụ / examples:
  npx hoithi questions check bo-cau-hoi.docx
  npx hoithi questions check bo-cau-hoi.docx --json > ket-qua.json`,
    )
    .action(async (file: string, { json }: { json?: boolean }) => {
      const show = progress()
      const outcome = await readFileApart(file, {
        tell: (count) => show(`Đã đọc ${count.toLocaleString('vi-VN')} đoạn …`),
      }).catch((cause: NodeJS.ErrnoException) => {
        if (!cause.code) throw cause
        tell(
          cause.code === 'ENOENT'
            ? `Không có tệp ${file}. / There is no file ${file}.`
            : `Không đọc được tệp ${file} (${cause.code}). / The file ${file} cannot be read.`,
        )
        return null
      })
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
      if (outcome === null) process.exitCode = 2
      else if (!outcome.ok) {
        process.exitCode = 1
        if (json) await printJson({ format: null, items: [], errors: [outcome.fault], warnings: [] })
        else printFaults('Tệp bị từ chối / the file is refused', [outcome.fault])
      } else if (json) await printJson(presentRead(outcome.read))
      else printRead(outcome.read)
    })
}

const presentRead = ({ format, items, errors, warnings }: FileRead) => ({
  format,
  items: items.map(({ no, text, type, rows, options, correct, explanation, source, images }) => ({
    no,
    text,
    type,
    ...(rows && { rows }),
    options,
    correct,
    ...(explanation !== undefined && { explanation }),
    ...(source !== undefined && { source }),
    images: images.map(({ at, name, type, bytes }) => ({ at, name, type, size: bytes.length })),
  })),
  errors,
  warnings,
})

const TYPES: Record<Item['type'], string> = {
  single: 'một đáp án',
  multiple: 'nhiều đáp án',
  'true-false': 'đúng/sai',
  ordering: 'sắp xếp',
  matching: 'ghép đôi',
  numeric: 'điền số',
  short: 'trả lời ngắn',
}

function printRead({ items, errors, warnings }: FileRead): void {
  const rows = items.map(({ no, type, text, options, correct, images }) => [
    no,
    TYPES[type],
    cut(text),
    options.length || null,
    correct.map((value) => (typeof value === 'number' ? String.fromCharCode(64 + value) : value)).join(', '),
    images.length || null,
  ])
  console.log(
    table(
      [
        'STT / no',
        'Loại / type',
        'Câu hỏi / question',
        'Phương án / options',
        'Đáp án / key',
        'Ảnh / images',
      ],
      rows,
    ),
  )
  console.log('')
  if (errors.length > 0)
    printFaults('Lỗi, những câu này chưa dùng được / errors, these cannot be used yet', errors)
  if (warnings.length > 0) printFaults('Nên xem lại / worth a look', warnings)
  console.log(
    `${items.length.toLocaleString('vi-VN')} câu đọc được, ${errors.length.toLocaleString('vi-VN')} lỗi, ${warnings.length.toLocaleString('vi-VN')} điều nên xem lại. Chưa nhập gì vào ngân hàng câu hỏi. / questions read, errors, worth a look; nothing imported.`,
  )
}

function printFaults(title: string, faults: readonly ItemFault[]): void {
  console.log(`${title}:`)
  for (const { where, found, expected } of faults)
    console.log(`  ${where}\n    Thấy / found: ${found}\n    Cần / expected: ${expected}`)
  console.log('')
}

const cut = (text: string) => {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
