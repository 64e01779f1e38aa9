import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { ask, type Browser, seated } from '../../tests/support/officers.ts'
import type { UploadView } from './contract.ts'
import { PART_BYTES } from './model.ts'
import { receiveFile } from './receive-file.ts'

const bytes = Buffer.alloc(PART_BYTES + 7, 'Câu 1. ')
const URL = '/api/v1/console/uploads'

describe('a file that an officer sends', () => {
  const house = freshHouse()
  const begin = async (browser: Browser, size = bytes.length) =>
    ask(house, browser, 'POST', URL, { body: { name: 'Câu hỏi tuần 1.docx', size } })
  const send = (browser: Browser, id: string, no: number, raw: Buffer) =>
    ask(house, browser, 'PUT', `${URL}/${id}/parts/${no}`, {
      raw,
      headers: { 'content-type': 'application/octet-stream' },
    })
  const receive = <Result>(uploadId: string, staffId: string, look: (path: string) => Result) =>
    receiveFile(house.house, { uploadId, staffId }, async (file) => ({ ...file, seen: look(file.path) }))

  it('is there when its last part has come, byte for byte, and gone when it has been looked at', async () => {
    const { browser, id: staffId } = await seated(house, ['question-writer'])
    const begun = await begin(browser)
    assert.equal(begun.status, 201)
    const { id, parts } = begun.body as unknown as UploadView
    assert.equal(parts, 2)
    assert.equal((await send(browser, id, 1, bytes.subarray(PART_BYTES))).status, 204)
    assert.deepEqual(await receive(id, staffId, () => 0), { ok: false, reason: 'upload-incomplete' })
    // A part that was cut off is sent again.
    assert.equal((await send(browser, id, 0, Buffer.alloc(PART_BYTES))).status, 204)
    assert.equal((await send(browser, id, 0, bytes.subarray(0, PART_BYTES))).status, 204)
    const received = await receive(id, staffId, (path) => readFileSync(path))
    assert.ok(received.ok)
    assert.ok(received.result.seen.equals(bytes))
    assert.equal(received.result.digest, createHash('sha256').update(bytes).digest('hex'))
    assert.ok(!existsSync(received.result.path))
  })

  it('is nobody’s but theirs', async () => {
    const sender = await seated(house, ['organiser'])
    const other = await seated(house, ['organiser'])
    const { id } = (await begin(sender.browser, 3)).body as unknown as UploadView
    assert.equal((await send(other.browser, id, 0, Buffer.from('abc'))).status, 404)
    assert.equal((await ask(house, other.browser, 'DELETE', `${URL}/${id}`)).status, 404)
    assert.deepEqual(await receive(id, other.id, () => 0), { ok: false, reason: 'not-found' })
    assert.equal((await ask(house, sender.browser, 'DELETE', `${URL}/${id}`)).status, 204)
    assert.equal((await send(sender.browser, id, 0, Buffer.from('abc'))).status, 404)
  })

  it('is refused where it is too large, or a part has not the bytes that it should', async () => {
    const { browser } = await seated(house, ['organiser'])
    assert.equal((await begin(browser, 50_000_001)).body.errors[0]?.pointer, '/size')
    const { id } = (await begin(browser, 3)).body as unknown as UploadView
    assert.equal((await send(browser, id, 0, Buffer.from('ab'))).status, 400)
    assert.equal((await send(browser, id, 0, Buffer.alloc(PART_BYTES + 1))).status, 413)
    assert.equal((await send(browser, id, 1, Buffer.from('abc'))).status, 404)
  })

  it('has room for so much of one officer, and for more a day later', async () => {
    const { id: _, browser } = await seated(house, ['organiser'])
    for (let no = 0; no < 4; no++) assert.equal((await begin(browser, 50_000_000)).status, 201)
    assert.equal((await begin(browser, 1)).status, 429)
    house.setClock(new Date(house.clock.now().getTime() + 86_400_001))
    const next = await seated(house, ['organiser'])
    assert.equal((await begin(next.browser, 1)).status, 201)
    assert.equal(await house.count('SELECT count(*) FROM uploads'), 1)
  })
})
