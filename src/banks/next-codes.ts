import type { AuthorityId } from '../contests/model.ts'
import type { Tx } from '../platform/db.ts'
import { searchKeyOf } from '../platform/text.ts'
import { lockCodes } from './import-store.ts'
import { listCodes } from './store.ts'

/** CCHC-001, CCHC-002 …: the topic in capitals, and the first numbers that are free. */
export async function nextCodes(tx: Tx, authorityId: AuthorityId, topic: string): Promise<() => string> {
  await lockCodes(tx, authorityId)
  const prefix = searchKeyOf(topic).toUpperCase().replaceAll(' ', '-') || 'CAU'
  const form = new RegExp(`^${prefix}-(\\d+)$`)
  const used = (await listCodes(tx, authorityId, prefix)).map((code) => Number(form.exec(code)?.[1] ?? 0))
  let last = used.reduce((most, number) => Math.max(most, number), 0)
  return () => {
    last += 1
    return `${prefix}-${String(last).padStart(3, '0')}`
  }
}
