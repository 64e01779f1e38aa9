import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { faultIn } from './postgres-faults.ts'

const check = (words: string, code: string | null, line = words) => {
  const fault = faultIn(words)
  assert.equal(fault?.code ?? null, code)
  if (fault)
    assert.ok(fault.message.includes(line) && fault.message.split(line).length === 3, 'in both languages')
}

describe('the last words of PostgreSQL', () => {
  it('tell a full disk', () =>
    check(
      'LOG:  starting\nFATAL:  could not write lock file "postmaster.pid": No space left on device\nLOG:  gone',
      'disk-full',
      'FATAL:  could not write lock file "postmaster.pid": No space left on device',
    ))
  it('tell another version', () =>
    check('DETAIL:  The data directory was initialized by PostgreSQL version 17', 'wrong-major-version'))
  it('tell a missing permission', () =>
    check('FATAL:  data directory "x" has wrong ownership', 'no-permission'))
  it('tell a taken socket', () => check('FATAL:  could not create any Unix-domain sockets', 'socket-taken'))
  it('leave what may pass by itself to another attempt', () => {
    check('FATAL:  lock file "postmaster.pid" already exists', null)
    check('FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', null)
  })
})
