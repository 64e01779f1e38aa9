/**
 * How long does a list of a hundred thousand people take, as Excel has it, from the file to the roster; and how much memory, of
 * the process that reads the file and of the one that judges and writes? As somebody runs it from the command line.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { writeSheet } from '../src/platform/write-sheet.ts'
import { ROSTER_HEADING, rosterRows } from '../tests/support/a-roster.ts'
import { figuresFor, type Options, type Result, root } from './figures.ts'
import type { Ground } from './ground.ts'
import { ending, makeFolder, startProcess } from './processes.ts'

const figure = figuresFor('roster')
const CONTEST = 'hoa-binh-2023'
/** The hundred thousandth row must take no more memory than the thousandth did. */
const MOST_MEGABYTES = 400

type Imported = {
  ok: boolean
  rows: number
  counts: Record<string, number>
  readMs: number
  confirmMs?: number
  readerMegabytes: number
  ownMegabytes: number
}

export async function roster({ quick, people, say, stack }: Options, ground: Ground): Promise<Result> {
  const rows = people ?? (quick ? 5_000 : 100_000)
  const settings = { rows, columns: ROSTER_HEADING.length, seed: 1 }
  const postgres = await ground.postgres()
  const { authority, units } = await readPlace(postgres.ownerUrlOf('books'))
  const path = join(makeFolder(stack), 'danh-sach.xlsx')
  writeFileSync(path, Buffer.concat(await Array.fromAsync(writeSheet('Danh sách', sheetOf(rows, units)))))

  const run = async (...options: string[]): Promise<Imported> => {
    const child = startProcess(
      stack,
      process.execPath,
      [
        join(root, 'src/main/cli.ts'),
        'roster',
        'import',
        path,
        '--json',
        '--authority',
        authority,
        ...options,
      ],
      {
        cwd: root,
        env: { ...process.env, HOITHI_DATA: postgres.home, DATABASE_URL: postgres.addressOf('books') },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let told = ''
    child.stdout?.on('data', (chunk: Buffer) => (told += chunk))
    const { code, words } = await ending(child)
    if (code !== 0) throw new Error(`the import failed:\n${words}${told}`)
    return JSON.parse(told || words.split('\n').findLast((line) => line.startsWith('{'))!)
  }
  const first = await run('--confirm')
  say(
    `  ${rows} rows: looked at in ${first.readMs / 1000} s, the roster in ${(first.confirmMs ?? 0) / 1000} s more`,
  )
  const bareS = await writeOnce(postgres.urlOf('books'))
  const importS = (first.readMs + (first.confirmMs ?? 0)) / 1000
  const again = await run('--check')
  say(`  the same file again: ${again.readMs / 1000} s`)
  const isRecognised = first.counts.new === rows && again.counts.unchanged === rows
  if (!isRecognised) say(`  counted ${JSON.stringify(first.counts)}, then ${JSON.stringify(again.counts)}`)
  const most = { atMost: MOST_MEGABYTES }
  return {
    figures: [
      figure(`${rows} rows of .xlsx read, judged and laid aside`, first.readMs / 1000, 's'),
      figure('confirmed, one transaction', (first.confirmMs ?? 0) / 1000, 's'),
      figure('the same people, times and numbers written once, with their indexes', bareS, 's'),
      figure('read and confirmed ÷ written once', importS / bareS, ''),
      figure('the same file again, every row recognised', again.readMs / 1000, 's'),
      figure('peak of the process that reads the file', first.readerMegabytes, 'MB', most),
      figure('peak of the process that judges and writes', first.ownMegabytes, 'MB', most),
    ],
    members: {
      roster_rows: rows,
      roster_s: importS,
      roster_bare_s: bareS,
      roster_vs_sql: importS / bareS,
      roster_reader_mb: first.readerMegabytes,
      roster_mb: first.ownMegabytes,
    },
    settings,
    holds: isRecognised,
  }
}

/** A province's contest: whose people, and in which units. */
async function readPlace(url: string): Promise<{ authority: string; units: string[] }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ authority: string; code: string }>(
    `SELECT a.code AS authority, u.code FROM contest_units u JOIN contests c ON c.id = u.contest_id
     JOIN authorities a ON a.id = c.authority_id WHERE c.slug = $1 AND u.choosable ORDER BY u.code`,
    [CONTEST],
  )
  await client.end()
  return { authority: rows[0]!.authority, units: rows.map(({ code }) => code) }
}

/** The least that any program could do: the rows that are there now, into tables of the same form. */
async function writeOnce(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const begun = performance.now()
  for (const table of ['roster_people', 'roster_spells', 'roster_identities']) {
    await client.query(`CREATE TABLE bare_${table} (LIKE ${table} INCLUDING INDEXES)`)
    await client.query(`INSERT INTO bare_${table} SELECT * FROM ${table}`)
  }
  const seconds = (performance.now() - begun) / 1000
  await client.query('DROP TABLE bare_roster_people, bare_roster_spells, bare_roster_identities')
  await client.end()
  return seconds
}

function* sheetOf(rows: number, units: readonly string[]) {
  yield { texts: ROSTER_HEADING, isHeading: true }
  for (const texts of rosterRows(rows, units)) yield { texts }
}
