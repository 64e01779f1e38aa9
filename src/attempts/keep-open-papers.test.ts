import assert from 'node:assert/strict'
import { it } from 'node:test'
import { keepOpenPapers } from './keep-open-papers.ts'
import type { Attempt, AttemptId } from './model.ts'

it('an open paper that is kept holds its own bytes, and not the pool they were read from', () => {
  const papers = keepOpenPapers()
  const nonce = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
  assert.ok(nonce.buffer.byteLength > nonce.length, 'small buffers come out of a pool')
  const id = 'an attempt' as AttemptId
  papers.keep({ attempt: { id, nonce } as Attempt, paper: [] })
  const kept = papers.find(id)!.attempt.nonce
  assert.deepEqual(kept, nonce)
  assert.equal(kept.buffer.byteLength, 16)
  papers.keep(papers.find(id)!)
  assert.equal(papers.find(id)!.attempt.nonce, kept)
})
