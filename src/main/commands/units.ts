/** `npx hoithi units import FILE`: 0 done, 1 refused, 2 usage or no such file. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { systemClock } from '../../platform/clock.ts'
import { openPool } from '../../platform/db.ts'
import { isLocalDate, localDateOf } from '../../platform/zone.ts'
import type { ItemFault } from '../../question-files/model.ts'
import { type ImportOutcome, importUnits } from '../../units/import-units.ts'
import { readUnitsApart } from '../../units/read-units-apart.ts'
import { findAuthorityOf } from '../../units/tree-store.ts'
import { readConfig } from '../config.ts'
import { openDatabase } from '../open-database.ts'
import { printJson, progress, tell } from './print.ts'

const MOST_TOLD = 50
type Options = { authority?: string; asOf?: string; check?: boolean; json?: boolean }

export function unitsCommands(program: Command): void {
  program
    .command('units')
    .description('Đơn vị / units')
    .command('import <file>')
    .description('Nhập cây đơn vị từ Excel hoặc CSV / a tree of units from Excel or CSV')
    .option('--authority <code>', 'mã cơ quan, khi có nhiều cơ quan / the authority, where there are several')
    .option('--as-of <date>', 'ngày của số biên chế, mặc định hôm nay / the day of the headcounts')
    .option('--check', 'chỉ xem trước, không nhập / a look only')
    .option('--json', 'in một giá trị JSON ra stdout / print one JSON value')
    .addHelpText(
      'after',
      `
Cột / columns: Mã, Mã cấp trên, Loại, Tên, Từ ngày, Đến ngày, Hệ, Biên chế, Kế thừa, Được chọn, Ghi chú.
Ví dụ / examples:
  npx hoithi units import don-vi.xlsx --check
  npx hoithi units import don-vi.csv --authority phu-tho --as-of 2026-06-30`,
    )
    .action(async (path: string, options: Options) => {
      const at = systemClock.now()
      const asOf = options.asOf ?? localDateOf(at, 'Asia/Ho_Chi_Minh')
      if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf) || !isLocalDate(asOf)) {
        tell('--as-of cần một ngày, như 2026-06-30 / a day is expected, as 2026-06-30')
        process.exitCode = 2
        return
      }
      const read = await readUnitsApart(path).catch((cause: NodeJS.ErrnoException) => {
        if (!cause.code) throw cause
        tell(`Không đọc được tệp / the file cannot be read: ${path} (${cause.code})`)
        return null
      })
      if (!read) {
        process.exitCode = 2
        return
      }
      if ('fault' in read) return refuse(options.json, 'file-refused', [read.fault])
      const digest = createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
      const database = await openDatabase(readConfig(process.env), tell, { mustExist: true })
      const owner = openPool(database.owner, { size: 2, log: tell })
      try {
        const authorityId = await findAuthorityOf(owner, { authorityId: null }, options.authority ?? '')
        if (!authorityId) return await refuse(options.json, 'no-such-authority', [])
        const show = progress()
        const outcome = await importUnits(
          { keeper: owner },
          {
            authorityId,
            rows: read.rows,
            file: { name: basename(path), digest },
            asOf,
            by: 'operator',
            at,
            isConfirmed: options.check !== true,
            tell: (done, of) => show(`${done.toLocaleString('vi-VN')} / ${of.toLocaleString('vi-VN')} …`),
          },
        )
        if (options.json) await printJson(outcome)
        else tellOutcome(outcome)
        process.exitCode = outcome.ok ? 0 : 1
      } finally {
        await owner.end()
        await database.close()
      }
    })
}

async function refuse(
  json: boolean | undefined,
  reason: string,
  errors: readonly ItemFault[],
): Promise<void> {
  if (json) await printJson({ ok: false, reason, errors })
  else if (errors.length > 0) tellFaults(errors)
  else tell('Cần --authority: mã cơ quan có trong cơ sở dữ liệu / the code of an authority')
  process.exitCode = 1
}

function tellOutcome(outcome: ImportOutcome): void {
  if (outcome.errors.length > 0) {
    tellFaults(outcome.errors)
    tell('Chưa nhập gì / nothing imported')
    return
  }
  const { rows, fresh, continued, unchanged, headcounts } = outcome
  tell(
    `${rows} dòng / rows: ${fresh} đơn vị mới / new, ${continued} đổi / changed, ${unchanged} như cũ / as before, ${headcounts} biên chế / headcounts`,
  )
  if (outcome.isRepeated) tell('Tệp này đã nhập: không có gì thay đổi / nothing new in it')
  else tell(outcome.isWritten ? 'đã nhập / imported' : 'xem trước: bỏ --check để nhập / a look only')
}

function tellFaults(faults: readonly ItemFault[]): void {
  for (const { where, found, expected } of faults.slice(0, MOST_TOLD))
    tell(`  ${where}\n    Thấy / found: ${found}\n    Cần / expected: ${expected}`)
  if (faults.length > MOST_TOLD) tell(`  … và ${faults.length - MOST_TOLD} lỗi khác / more`)
}
