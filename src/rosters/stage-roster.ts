/**
 * The rows of a file, judged and laid aside until somebody says yes (N-3 to N-5). A batch at a time: the reader waits in its
 * pipe while a batch is written, so a hundred thousand rows take no more memory here than a thousand.
 */
import { hashIdentity } from '../contestants/hash-identity.ts'
import type { Pool } from '../platform/db.ts'
import { searchKeyOf } from '../platform/text.ts'
import type { Contest } from '../rounds/model.ts'
import { findUnitMeant, type OpenUnitFinder, unitTextKey } from './find-unit-meant.ts'
import { endingOf, hashNumber } from './hash-number.ts'
import {
  countStaged,
  hasPeople,
  listKnown,
  listRememberedUnits,
  markOthers,
  markRepeats,
  type RosterImport,
  type StagedRow,
  stageRows,
  writeHead,
  writeProgress,
  writeState,
} from './import-store.ts'
import type { RosterRow, RowFault } from './model.ts'
import { readRosterApart } from './read-roster-apart.ts'
import { judgeRow } from './rules.ts'
import { listSubtree } from './store.ts'

export type StagingNeeds = {
  keeper: Pool
  identityKey: Buffer
  openUnitFinder: OpenUnitFinder
  /** Contests whose rulebook asks whether people are on the roster. */
  contestsWithRoster: (authorityId: string) => readonly Contest[]
}
export type Staged = { readonly rows: number; readonly readerMegabytes: number }

const BATCH = 1_000

export async function stageRoster(
  needs: StagingNeeds,
  order: RosterImport,
  path: string,
  { root = null, tell = () => {} }: { root?: string | null; tell?: (rows: number) => void } = {},
): Promise<Staged> {
  const { keeper } = needs
  const { id, authorityId, asOf, unitId, columns } = order
  const judge = await openJudge(needs, { authorityId, asOf, unitId })
  let waiting: RosterRow[] = []
  let rows = 0
  let readerMegabytes = 0
  const flush = async () => {
    const batch = waiting.splice(0)
    if (batch.length === 0) return
    await stageRows(keeper, id, await judge(batch))
    rows += batch.length
    await writeProgress(keeper, id, rows)
    tell(rows)
  }
  for await (const part of readRosterApart(path, { columns })) {
    if ('head' in part) await writeHead(keeper, id, part.head)
    if ('rows' in part) waiting = [...waiting, ...part.rows]
    if ('end' in part) readerMegabytes = part.end.peakMegabytes
    if (waiting.length >= BATCH) await flush()
    if (!('refused' in part)) continue
    await writeState(keeper, { id }, { state: 'refused', problem: part.refused })
    return { rows, readerMegabytes }
  }
  await flush()
  await markOthers(keeper, order, root)
  await markRepeats(keeper, id)
  await writeState(keeper, { id }, { state: 'ready', counts: await countStaged(keeper, order) })
  return { rows, readerMegabytes }
}

type Place = Pick<RosterImport, 'authorityId' | 'asOf' | 'unitId'>

async function openJudge(
  needs: StagingNeeds,
  { authorityId, asOf, unitId }: Place,
): Promise<(rows: readonly RosterRow[]) => Promise<StagedRow[]>> {
  const { keeper, identityKey } = needs
  const finder = await needs.openUnitFinder(authorityId, asOf)
  const remembered = await listRememberedUnits(keeper, authorityId)
  const within =
    unitId === null ? null : new Set(await listSubtree(keeper, { authorityId, root: unitId, on: asOf }))
  const isFirst = !(await hasPeople(keeper, authorityId))
  const contests = needs.contestsWithRoster(authorityId)
  const meant = new Map<string, ReturnType<typeof findUnitMeant>>()
  const unitOf = (text: string): { unitId: string | null; faults: RowFault[] } => {
    // Rows without a unit are of the unit the import is for.
    if (text === '') return unitId ? { unitId, faults: [] } : { unitId: null, faults: [{ kind: 'no-unit' }] }
    const key = unitTextKey(text)
    const found = meant.get(key) ?? findUnitMeant(text, { finder, remembered, within })
    meant.set(key, found)
    if (found.is === 'sure') return { unitId: found.unitId, faults: [] }
    if (found.is === 'doubtful') return { unitId: null, faults: [] }
    const kind = found.is === 'none' ? 'unknown-unit' : 'outside'
    return { unitId: null, faults: [{ kind, found: text.slice(0, 80) }] }
  }
  return async (rows) => {
    const read = rows.map((row) => {
      const unit = unitOf(row.unitText)
      const inContests = contests.flatMap((contest) => contestHashes(identityKey, contest, row))
      return {
        ...row,
        searchKey: searchKeyOf(row.fullName),
        unitId: unit.unitId,
        faults: [...row.faults, ...unit.faults],
        kinds: row.numbers.map(({ kind }) => kind),
        hashes: row.numbers.map((number) => hashNumber(identityKey, authorityId, number).toString('hex')),
        endings: row.numbers.map(({ value }) => endingOf(value)),
        contestIds: inContests.map(({ contestId }) => contestId),
        contestFields: inContests.map(({ field }) => field),
        contestHashes: inContests.map(({ hash }) => hash),
      }
    })
    const known = isFirst ? new Map() : await listKnown(keeper, authorityId, read)
    return read.map(({ numbers: _, ...row }) => ({ ...row, ...judgeRow(row, known.get(row.no) ?? []) }))
  }
}

/** How this person would be known in a contest, had they registered with these numbers. */
function contestHashes(key: Buffer, { id, rules }: Contest, { numbers }: RosterRow) {
  const fields = rules.streams.filter(({ roster }) => roster).flatMap(({ fields }) => fields)
  const names = new Map(fields.filter(({ identity }) => identity).map(({ name, kind }) => [name, kind]))
  return numbers.flatMap(({ kind, value }) =>
    [...names].flatMap(([field, asked]) =>
      asked === kind
        ? [{ contestId: id, field, hash: hashIdentity(key, id, { field, value }).toString('hex') }]
        : [],
    ),
  )
}
