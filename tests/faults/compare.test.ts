/** The comparing program finds what was planted: a loss, a double, a receipt that is not ours, figures that differ. */
import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { describe, it } from 'node:test'
import canonicalize from 'canonicalize'
import { presentReceipt } from '../../src/attempts/issue-receipt.ts'
import { compare, type Held, type HeldAttempt } from './compare.ts'
import type { Told } from './storm.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const keys = new Map([['k1', publicKey.export({ type: 'spki', format: 'pem' }) as string]])
const at = '2026-08-14T01:08:00.123Z'
const paperHash = createHash('sha256').update('a paper').digest()

function aReceipt() {
  const sealed = {
    ending: 'submitted' as const,
    arrivedAt: new Date(at),
    submittedAt: new Date(at),
    durationMs: 60_000,
    score: 7,
    total: 10,
    paperHash,
    receiptKey: 'k1',
    receiptSignature: Buffer.alloc(0),
  }
  const { signature: _none, ...statement } = presentReceipt(
    { contest: 'demo', round: 2 },
    { id: 'a1', sealed },
  )
  const bytes = sign(null, Buffer.from(canonicalize(statement) as string), privateKey)
  return { ...statement, signature: bytes.toString('base64url') }
}

/** Somebody who saved twice and handed in, and the row that says so. */
function agreeing(): { told: Told[]; held: Held & { attempts: HeldAttempt[] } } {
  const receipt = aReceipt()
  const told: Told = {
    contestantId: 'c1',
    attemptId: 'a1',
    saves: new Map([
      [1, { answers: { '1': [1] }, prediction: 10 }],
      [2, { answers: { '1': [1], '2': [3] }, prediction: 20 }],
    ]),
    heldSequence: 2,
    handedIn: { paper: null },
    receipts: [receipt],
    moments: [],
    unsettled: null,
  }
  const row: HeldAttempt = {
    id: 'a1',
    contestantId: 'c1',
    contest: 'demo',
    round: 2,
    startedAt: '2026-08-14T01:07:00.123Z',
    deadlineAt: '2026-08-14T01:17:00.123Z',
    savedSequence: 2,
    answers: { '1': [1], '2': [3] },
    prediction: 20,
    ending: 'submitted',
    arrivedAt: at,
    submittedAt: at,
    paperHash: paperHash.toString('hex'),
    receiptKey: 'k1',
    signature: receipt.signature,
    lines: 1,
  }
  return {
    told: [told],
    held: { attempts: [row], strayLines: 0, keys, figures: { sealed: 1, ledger: 1, published: 1 } },
  }
}

/** What is found when one thing is planted. */
function planted(
  change: (
    told: Told,
    row: HeldAttempt,
  ) => Partial<{ told: Told; row: HeldAttempt | null; held: Partial<Held> }>,
) {
  const { told, held } = agreeing()
  const changed = change(told[0]!, held.attempts[0]!)
  const rows = changed.row === null ? [] : [changed.row ?? held.attempts[0]!]
  return compare([changed.told ?? told[0]!], { ...held, attempts: rows, ...changed.held }).map(
    ({ kind }) => kind,
  )
}

describe('the comparing program', () => {
  it('finds nothing where everything agrees', () =>
    assert.deepEqual(
      planted(() => ({})),
      [],
    ))

  it('finds an attempt that is gone', () =>
    assert.deepEqual(
      planted(() => ({ row: null })),
      ['lost'],
    ))
  it('finds a submission that is gone', () =>
    assert.deepEqual(
      planted((_, row) => ({
        row: {
          ...row,
          ending: null,
          arrivedAt: null,
          submittedAt: null,
          paperHash: null,
          receiptKey: null,
          signature: null,
          lines: 0,
        },
      })),
      ['lost', 'receipt'],
    ))
  it('finds an acknowledged save that is gone, and not one that another followed', () => {
    const onlySaved = (told: Told): Told => ({ ...told, handedIn: null, receipts: [] })
    const open = {
      ending: null,
      arrivedAt: null,
      submittedAt: null,
      paperHash: null,
      receiptKey: null,
      signature: null,
      lines: 0,
    }
    assert.deepEqual(
      planted((told, row) => ({
        told: onlySaved(told),
        row: { ...row, ...open, savedSequence: 1, answers: { '1': [1] }, prediction: 10 },
      })),
      ['lost'],
    )
    // The second was sent and not acknowledged: it may be there.
    assert.deepEqual(
      planted((told, row) => ({ told: { ...onlySaved(told), heldSequence: 1 }, row: { ...row, ...open } })),
      [],
    )
  })
  it('finds answers that are not those that were sent', () => {
    assert.deepEqual(
      planted((_, row) => ({ row: { ...row, answers: { '1': [1] } } })),
      ['lost'],
    )
    assert.deepEqual(
      planted((_, row) => ({ row: { ...row, prediction: 21 } })),
      ['lost'],
    )
    assert.deepEqual(
      planted((told) => ({
        told: { ...told, handedIn: { paper: { answers: { '1': [4] }, prediction: 20 } } },
      })),
      ['lost'],
    )
  })
  it('finds a sealed paper without its ledger line', () =>
    assert.deepEqual(
      planted((_, row) => ({ row: { ...row, lines: 0 } })),
      ['lost'],
    ))

  it('finds a second attempt, a second line, a line without a paper, and a paper that nobody handed in', () => {
    assert.deepEqual(
      planted((_, row) => ({ held: { attempts: [row, { ...row, id: 'a2' }] } })),
      ['doubled'],
    )
    assert.deepEqual(
      planted((_, row) => ({ row: { ...row, lines: 2 } })),
      ['doubled'],
    )
    assert.deepEqual(
      planted(() => ({ held: { strayLines: 1 } })),
      ['doubled'],
    )
    assert.deepEqual(
      planted((told) => ({ told: { ...told, handedIn: null, receipts: [] } })),
      ['doubled'],
    )
  })

  it('finds a receipt that does not verify, and one that the row does not bear out', () => {
    const forged = (told: Told, change: object): Told => ({
      ...told,
      receipts: [{ ...told.receipts[0]!, ...change }],
    })
    assert.deepEqual(
      planted((told) => ({ told: forged(told, { submittedAt: '2026-08-14T01:08:00.124Z' }) })),
      ['receipt'],
    )
    assert.deepEqual(
      planted((told) => ({ told: forged(told, { keyId: 'k2' }) })),
      ['receipt'],
    )
    assert.deepEqual(
      planted((told) => ({ told: forged(told, { signature: 'A'.repeat(86) }) })),
      ['receipt'],
    )
    assert.deepEqual(
      planted((_, row) => ({ row: { ...row, paperHash: '00'.repeat(32) } })),
      ['receipt'],
    )
    assert.deepEqual(
      planted((_, row) => ({ row: { ...row, submittedAt: '2026-08-14T01:08:01.123Z' } })),
      ['receipt'],
    )
  })

  it('finds figures that differ from the ledger, and whoever is still waiting', () => {
    assert.deepEqual(
      planted(() => ({ held: { figures: { sealed: 1, ledger: 1, published: 2 } } })),
      ['figures'],
    )
    assert.deepEqual(
      planted(() => ({ held: { figures: { sealed: 2, ledger: 1, published: 1 } } })),
      ['figures'],
    )
    assert.deepEqual(
      planted((told) => ({ told: { ...told, unsettled: 'submission' } })),
      ['unsettled'],
    )
  })
})
