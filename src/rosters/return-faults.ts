/**
 * The file as it came, with a column more in which stands what is wrong with a row. Made again from the file, since its
 * numbers are kept nowhere else; a row at a time.
 */
import type { Pool } from '../platform/db.ts'
import { writeSheet } from '../platform/write-sheet.ts'
import { receiveFile } from '../uploads/receive-file.ts'
import { FAULT_HEADING, sayRowFault, UNIT_TO_CHOOSE } from './import-messages.ts'
import { listFaults, type RosterImport } from './import-store.ts'
import { readRosterApart } from './read-roster-apart.ts'

const PAGE = 2_000

export async function* returnFaults(
  needs: { keeper: Pool },
  { id, uploadId, madeBy, columns }: RosterImport,
): AsyncGenerator<Uint8Array> {
  if (!uploadId) return
  const ready = Promise.withResolvers<AsyncGenerator<Uint8Array> | null>()
  const done = Promise.withResolvers<void>()
  const received = receiveFile(needs, { uploadId, staffId: madeBy }, async ({ path }) => {
    ready.resolve(writeSheet('Danh sách', rows(path)))
    await done.promise
  })
  received.then(({ ok }) => !ok && ready.resolve(null), ready.reject)

  async function* rows(path: string) {
    const faults = faultsInOrder(needs.keeper, id)
    let next = await faults.next()
    let isHead = false
    for await (const part of readRosterApart(path, { columns, raw: true })) {
      if (!('raw' in part)) continue
      for (const { no, texts, isHeading } of part.raw) {
        while (!next.done && next.value.no < no) next = await faults.next()
        const fault = !next.done && next.value.no === no ? next.value.text : ''
        // Titles may stand above the names of the columns; the names are the last of them.
        isHead = isHeading && texts.filter((text) => text.trim() !== '').length > 1
        yield { texts: [...texts, isHead ? FAULT_HEADING : fault], isHeading }
      }
    }
  }
  try {
    const sheet = await ready.promise
    if (sheet) yield* sheet
  } finally {
    done.resolve()
    await received.catch(() => {})
  }
}

async function* faultsInOrder(
  keeper: Pool,
  id: RosterImport['id'],
): AsyncGenerator<{ no: number; text: string }> {
  for (let after = 0; ; ) {
    const page = await listFaults(keeper, id, { after, limit: PAGE })
    for (const { no, faults, verdict, unitText } of page)
      yield { no, text: verdict === 'unit' ? UNIT_TO_CHOOSE(unitText) : faults.map(sayRowFault).join('; ') }
    if (page.length < PAGE) return
    after = page.at(-1)!.no
  }
}
