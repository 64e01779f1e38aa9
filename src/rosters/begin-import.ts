import { inTransaction } from '../platform/db.ts'
import { timeOrderedId } from '../platform/ids.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { ReceivedFile } from '../uploads/receive-file.ts'
import { receiveFile } from '../uploads/receive-file.ts'
import { fileRefusals } from './import-messages.ts'
import { findImport, insertImport, type RosterImport, writeState } from './import-store.ts'
import type { Field, ImportId } from './model.ts'
import { type StagingNeeds, stageRoster } from './stage-roster.ts'

type Order = {
  readonly authorityId: string
  readonly by: string
  readonly unitId: string | null
  readonly asOf: string
  readonly columns: Readonly<Record<string, Field>>
  readonly at: Date
}
type Needs = StagingNeeds & { log: (line: string) => void }

/** That there is an import; nothing of the file has been read yet. */
export async function openImport(
  { keeper }: Pick<StagingNeeds, 'keeper'>,
  order: Order & { uploadId: string | null; file: Pick<ReceivedFile, 'name' | 'digest'> },
): Promise<RosterImport> {
  const { authorityId, by, unitId, asOf, columns, at, uploadId, file } = order
  const id = timeOrderedId(at) as ImportId
  await inTransaction(keeper, (tx) =>
    insertImport(tx, {
      id,
      authorityId,
      madeBy: by,
      fileName: file.name,
      digest: file.digest,
      uploadId,
      unitId,
      asOf,
      columns,
      madeAt: at,
    }),
  )
  return (await findImport(keeper, id, authorityId))!
}

/**
 * N-3. A file that an officer sent is read, while they look how far it is: the answer comes when it is there, `finished` when
 * its last row is laid aside.
 */
export async function beginImport(
  needs: Needs,
  order: Order & { uploadId: string; root: string | null },
): Promise<
  { ok: true; import: RosterImport; finished: Promise<void> } | Refusal<'not-found' | 'upload-incomplete'>
> {
  const begun = Promise.withResolvers<RosterImport>()
  const { uploadId, by: staffId, root } = order
  const received = receiveFile(needs, { uploadId, staffId }, async (file) => {
    const opened = await openImport(needs, { ...order, file })
    begun.resolve(opened)
    await stageRoster(needs, opened, file.path, { root }).catch(async (error: Error) => {
      needs.log(`roster import ${opened.id}: ${error.message}`)
      await writeState(needs.keeper, opened, { state: 'refused', problem: fileRefusals.readerFailed() })
    })
  })
  const first = await Promise.race([begun.promise, received])
  if ('ok' in first)
    return first.ok ? { ok: true, import: await begun.promise, finished: Promise.resolve() } : first
  const finished = received.then(
    () => {},
    (error: Error) => needs.log(`roster import ${first.id}: ${error.message}`),
  )
  return { ok: true, import: first, finished }
}
