import { inTransaction, type Pool } from '../platform/db.ts'
import { type Refusal, refuse } from '../platform/refusal.ts'
import type { BrokenItem, Item, ItemFault } from '../question-files/model.ts'
import { readFileApart } from '../question-files/read-file-apart.ts'
import { receiveFile } from '../uploads/receive-file.ts'
import { type Compared, compareApart } from './compare-apart.ts'
import {
  endReading,
  type Import,
  type ImportItem,
  insertItems,
  listColumnNames,
  listTexts,
  writeCount,
} from './import-store.ts'
import { faultsOfItem, takeItem } from './take-item.ts'

export type Reading = Pick<Import, 'id' | 'authorityId' | 'staffId'> & { readonly uploadId: string }
type Needs = { keeper: Pool }

/** So many items are written in one statement. */
const AT_ONCE = 250

/**
 * K-12. Reads a file that an officer sent and lays its items out for looking at; nothing of it is in the bank. The file is read
 * in a process of its own, its items are compared in a thread of its own, and how far it is can be seen all the while.
 */
export async function readImport(
  { keeper }: Needs,
  reading: Reading,
  at: Date,
): Promise<{ ok: true } | Refusal<'not-found' | 'upload-incomplete'>> {
  const { id, authorityId, staffId, uploadId } = reading
  const columns = await listColumnNames(keeper, authorityId)
  const countTo = (count: number) => void writeCount(keeper, id, count).catch(() => {})
  const received = await receiveFile({ keeper }, { uploadId, staffId }, async ({ path, digest }) => {
    const told = await readFileApart(path, {
      tell: countTo,
      reading: { columns },
    })
    return { told, digest }
  })
  if (!received.ok) {
    const fault = { where: 'Cả tệp', found: 'tệp chưa gửi xong', expected: 'gửi lại tệp' }
    await inTransaction(keeper, (tx) => endReading(tx, { ...NOTHING, id, state: 'refused', fault }))
    return refuse(received.reason)
  }
  const { told, digest } = received.result
  if (!told.ok) {
    await inTransaction(keeper, (tx) =>
      endReading(tx, { ...NOTHING, id, state: 'refused', digest, fault: told.fault }),
    )
    return { ok: true }
  }
  const { format, items, broken = [], errors, warnings, headings = null } = told.read
  const all = [...items, ...broken].toSorted((a, b) => a.no - b.no)
  if (all.length === 0) {
    const [fault = null] = errors
    const state = headings ? 'needs-columns' : 'refused'
    const end = { ...NOTHING, id, state, digest, format, fault, warnings, headings } as const
    await inTransaction(keeper, (tx) => endReading(tx, end))
    return { ok: true }
  }
  // Comparing takes most of the time: from here on the count is of what has been compared.
  const compared = await compareApart(await listTexts(keeper, authorityId), all.map(textOf), countTo)
  await inTransaction(keeper, async (tx) => {
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const rows: Omit<ImportItem, 'version'>[] = []
      for (const [index, item] of all.slice(from, from + AT_ONCE).entries()) {
        const taken = await takeItem(tx, authorityId, item, { by: staffId, at })
        rows.push(rowOf(item, taken, compared[from + index]!))
      }
      await insertItems(tx, id, rows)
    }
    // What is wrong with the file and belongs to no item is told with the warnings.
    const ofItems = new Set(broken.flatMap(({ faults }) => faults))
    const said = [...errors.filter((fault) => !ofItems.has(fault) && !isSaid(fault, broken)), ...warnings]
    const read = { id, state: 'read', digest, format, counted: all.length, fault: null, headings } as const
    await endReading(tx, { ...read, warnings: said.slice(0, MOST_WARNINGS) })
  })
  return { ok: true }
}

const MOST_WARNINGS = 500
const NOTHING = { digest: null, format: null, counted: 0, fault: null, warnings: [], headings: null }

/** Faults come back from the reading process as copies. */
const isSaid = (fault: ItemFault, broken: readonly BrokenItem[]) =>
  broken.some(({ faults }) => faults.some((own) => own.where === fault.where && own.found === fault.found))

const textOf = ({ no, text, options }: Item) => ({ no, text, options })

function rowOf(
  item: Item | BrokenItem,
  { content, faults: ofPictures }: Awaited<ReturnType<typeof takeItem>>,
  { of, near }: Compared,
): Omit<ImportItem, 'version'> {
  const place = 'where' in item ? item.where : `câu ${item.no}`
  const correct = [...item.correct]
  const known = 'faults' in item ? item.faults : faultsOfItem(place, content, { correct })
  const faults = [...known, ...ofPictures]
  const verdict = of !== null ? 'repeated' : faults.length > 0 ? 'faulty' : 'fresh'
  const same = of === null ? near : { name: of, share: 1 }
  const explanation = item.explanation ?? null
  return { no: item.no, place, verdict, content, correct, explanation, faults, near: same }
}
