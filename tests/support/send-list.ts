/** A list goes in as the console's page sends it: the file in parts, then the import, looked at until it is read. */
import assert from 'node:assert/strict'
import type { RosterImportView } from '../../src/rosters/contract.ts'
import type { TestHouse } from './a-house.ts'
import { ask, type Browser } from './officers.ts'

export const ROSTER = '/api/v1/console/roster'

export async function sendFile(
  house: TestHouse,
  browser: Browser,
  bytes: Buffer,
  name: string,
): Promise<string> {
  const begun = await ask(house, browser, 'POST', '/api/v1/console/uploads', {
    body: { name, size: bytes.length },
  })
  assert.equal(begun.status, 201, begun.text)
  const { id, parts, partBytes } = begun.body
  for (let no = 0; no < parts; no++) {
    const sent = await ask(house, browser, 'PUT', `/api/v1/console/uploads/${id}/parts/${no}`, {
      raw: bytes.subarray(no * partBytes, (no + 1) * partBytes),
      headers: { 'content-type': 'application/octet-stream' },
    })
    assert.equal(sent.status, 204)
  }
  return id
}

export async function sendList(
  house: TestHouse,
  browser: Browser,
  list: string | Buffer,
  more: Record<string, unknown> = {},
): Promise<RosterImportView> {
  const bytes = Buffer.from(list as string)
  const uploadId = await sendFile(house, browser, bytes, 'danh-sach.csv')
  const body = { uploadId, asOf: '2023-08-14', ...more }
  const begun = await ask(house, browser, 'POST', `${ROSTER}/imports`, { body })
  assert.equal(begun.status, 202, begun.text)
  for (;;) {
    const { body } = await ask(house, browser, 'GET', `${ROSTER}/imports/${begun.body.id}`)
    if (body.state !== 'reading') return body
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export async function confirmList(
  house: TestHouse,
  browser: Browser,
  { id, version }: RosterImportView,
  more: Record<string, unknown> = {},
) {
  return ask(house, browser, 'POST', `${ROSTER}/imports/${id}/confirmation`, { body: { version, ...more } })
}
