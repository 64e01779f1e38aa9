/** `npx hoithi roster import`: 0 done, 1 refused, 2 usage or no such file. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import { systemClock } from '../../platform/clock.ts'
import { localDateOf } from '../../platform/zone.ts'
import { openImport } from '../../rosters/begin-import.ts'
import { confirmImport, dropImport } from '../../rosters/confirm-import.ts'
import { contestsWithRoster } from '../../rosters/contests-with-roster.ts'
import { sayRowFault } from '../../rosters/import-messages.ts'
import { findImport, listDoubtfulUnits, listStaged } from '../../rosters/import-store.ts'
import { FIELDS, type Field } from '../../rosters/model.ts'
import { openUnitFinder } from '../../rosters/open-unit-finder.ts'
import { ZONE } from '../../rosters/place-of.ts'
import { stageRoster } from '../../rosters/stage-roster.ts'
import { findSoleAuthority, findUnitByCode } from '../../rosters/store.ts'
import { findAuthority } from '../../units/store.ts'
import { readConfig } from '../config.ts'
import { type House, openHouse, readKeys } from '../house.ts'
import { openDatabase } from '../open-database.ts'
import { printJson, progress, tell } from './print.ts'

type Options = {
  unit?: string
  authority?: string
  asOf?: string
  column: Record<string, Field>
  check?: boolean
  confirm?: boolean
  skipFaults?: boolean
  endMissing?: boolean
  json?: boolean
}
const SHOWN = 50

export function rosterCommands(program: Command): void {
  program
    .command('roster')
    .description('Danh sách cán bộ, công chức / rosters')
    .command('import <file>')
    .description(
      'Nhập danh sách cán bộ từ Excel (.xlsx) hoặc CSV; không có --confirm thì chỉ xem trước / a list of people; without --confirm only a look',
    )
    .option('--unit <code>', 'chỉ nhập cho đơn vị này và cấp dưới / only this unit and those below')
    .option(
      '--authority <code>',
      'cơ quan, nếu máy chủ phục vụ nhiều cơ quan / whose roster, where there are several',
    )
    .option(
      '--as-of <date>',
      'danh sách đúng vào ngày nào, mặc định hôm nay / the day on which it holds, by default today',
    )
    .option(
      '--column <name=field>',
      `ghép cột lạ, dùng được nhiều lần / what a column means: ${FIELDS.join(', ')}`,
      collectColumns,
      {},
    )
    .addOption(new Option('--check', 'chỉ xem trước / only look').conflicts('confirm'))
    .option('--confirm', 'nhập thật / really import')
    .option('--skip-faults', 'bỏ qua dòng lỗi và dòng chưa rõ đơn vị / leave out what is faulty')
    .option('--end-missing', 'ai không còn trong tệp coi như đã rời đơn vị / who is not in the file has left')
    .option('--json', 'in một giá trị JSON ra stdout / print one JSON value')
    .addHelpText(
      'after',
      `
Ví dụ / examples:
  npx hoithi roster import can-bo.xlsx --check
  npx hoithi roster import can-bo.xlsx --unit HB.SNV --as-of 2026-12-01 --confirm`,
    )
    .action(importList)
}

async function importList(path: string, options: Options): Promise<void> {
  const digest = await digestOf(path)
  if (digest === null) return
  const config = readConfig(process.env)
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
    const outcome = await stageAndConfirm(house, path, digest, options)
    if (options.json) await printJson(outcome)
    else tellOutcome(outcome, options)
    process.exitCode = outcome.ok ? 0 : 1
  } finally {
    await house.close()
    await database.close()
  }
}

async function stageAndConfirm(house: House, path: string, digest: string, options: Options) {
  const { keeper, calendar } = house
  const at = systemClock.now()
  const asOf = options.asOf ?? localDateOf(at, ZONE)
  const authorityId = options.authority
    ? await findAuthority(keeper, options.authority)
    : await findSoleAuthority(keeper)
  if (!authorityId) return { ok: false as const, reason: 'no-such-authority' as const }
  const unit = options.unit ? await findUnitByCode(keeper, authorityId, options.unit, asOf) : null
  if (options.unit && !unit) return { ok: false as const, reason: 'no-such-unit' as const }
  const begunAt = performance.now()
  const order = await openImport(house, {
    authorityId,
    by: 'operator',
    unitId: unit?.id ?? null,
    asOf,
    columns: options.column,
    at,
    uploadId: null,
    file: { name: basename(path), digest },
  })
  const show = progress()
  const needs = {
    keeper,
    identityKey: house.identityKey,
    openUnitFinder: (authority: string, on: string) => openUnitFinder(keeper, authority, on),
    contestsWithRoster: (authority: string) => contestsWithRoster(calendar.contests(), authority),
  }
  const staged = await stageRoster(needs, order, path, {
    tell: (rows) => show(`Đã đọc ${rows.toLocaleString('vi-VN')} dòng …`),
  })
  const readMs = Math.round(performance.now() - begunAt)
  const read = (await findImport(keeper, order.id, authorityId))!
  const { recognised, counts, problem } = read
  if (problem) return { ok: false as const, reason: 'file-refused' as const, problem }
  const errors = (await listStaged(keeper, order.id, { verdict: 'error', after: 0, limit: SHOWN })).map(
    ({ no, faults }) => ({ row: no, faults: faults.map(sayRowFault) }),
  )
  const units = await listDoubtfulUnits(keeper, order.id)
  const seen = {
    rows: staged.rows,
    recognised,
    counts,
    errors,
    units,
    readMs,
    readerMegabytes: staged.readerMegabytes,
    ownMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }
  if (!options.confirm) {
    await dropImport(house, { importId: order.id, authorityId })
    return { ok: true as const, imported: false, ...seen }
  }
  const confirmedAt = performance.now()
  const outcome = await confirmImport(house, {
    importId: order.id,
    authorityId,
    by: 'operator',
    root: null,
    version: read.version,
    skipFaults: options.skipFaults === true,
    endMissing: options.endMissing === true,
    at: systemClock.now(),
  })
  if (!outcome.ok) {
    await dropImport(house, { importId: order.id, authorityId })
    return { ok: false as const, reason: outcome.reason, ...seen }
  }
  const confirmMs = Math.round(performance.now() - confirmedAt)
  return {
    ok: true as const,
    imported: true,
    ...seen,
    counts: outcome.import.counts,
    confirmMs,
    ownMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}

type Outcome = Awaited<ReturnType<typeof stageAndConfirm>>

const REFUSED: Record<Extract<Outcome, { ok: false }>['reason'], string> = {
  'no-such-authority': 'hãy nói rõ cơ quan bằng --authority / say whose roster with --authority',
  'no-such-unit': 'không có đơn vị mang mã này / no unit of this code',
  'file-refused': 'tệp bị từ chối / the file is refused',
  'rows-with-faults':
    'còn dòng lỗi, chưa nhập gì: sửa tệp, hoặc dùng --skip-faults / faulty rows, nothing imported: correct the file, or use --skip-faults',
  'nothing-new': 'không có gì mới / nothing new',
  'changed-meanwhile': 'có người khác vừa thay đổi / somebody else has changed it',
  'not-found': 'không tìm thấy / not found',
  conflict: 'không làm được lúc này / not now',
}

function tellOutcome(outcome: Outcome, { confirm }: Options): void {
  if ('problem' in outcome) tell(`  ${outcome.problem.found}\n  ${outcome.problem.expected}`)
  if ('counts' in outcome) {
    for (const { row, faults } of outcome.errors) tell(`  dòng / row ${row}: ${faults.join('; ')}`)
    for (const { unitText, rows } of outcome.units)
      tell(`  chưa rõ đơn vị / which unit is “${unitText}” (${rows} dòng / rows)`)
    const {
      new: fresh = 0,
      changed = 0,
      unchanged = 0,
      repeat = 0,
      error = 0,
      unit = 0,
      missing = 0,
    } = outcome.counts
    tell(
      `${outcome.rows} dòng / rows: ${fresh} mới / new, ${changed} thay đổi / changed, ${unchanged} giữ nguyên / as before, ${repeat} lặp / repeated, ${error} lỗi / faulty, ${unit} chưa rõ đơn vị / of no clear unit; ${missing} người không có trong tệp / persons are not in the file`,
    )
  }
  if (!outcome.ok) tell(REFUSED[outcome.reason])
  else if (confirm) tell('đã nhập / imported')
  else tell('xem trước; thêm --confirm để nhập / a look only; --confirm imports it')
}

async function digestOf(path: string): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
    return hash.digest('hex')
  } catch (cause) {
    tell(`Không đọc được tệp / the file cannot be read: ${path} (${(cause as NodeJS.ErrnoException).code})`)
    process.exitCode = 2
    return null
  }
}

function collectColumns(pair: string, found: Record<string, Field>): Record<string, Field> {
  const at = pair.lastIndexOf('=')
  const field = FIELDS.find((each) => each === pair.slice(at + 1).trim())
  if (at < 1 || !field)
    throw new Error(`--column: "Tên trong tệp=${FIELDS.join('|')}", không phải / not ${pair}`)
  return { ...found, [pair.slice(0, at).trim()]: field }
}
