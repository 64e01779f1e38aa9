import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mutateFiles } from './mutate-files.ts'

describe('a file that was good once', () => {
  it('is read or refused, whatever happened to it', async () => {
    const told = await mutateFiles({ files: 400, seed: 7 })
    assert.deepEqual(told.mistakes, [])
    // Both: a change that always stops at the check sum would try nothing.
    assert.ok(told.read > 30 && told.refused > 100, JSON.stringify(told))
  }) // Goes red where a reader takes a part for granted (tried: the numbering of a Word file).
})
