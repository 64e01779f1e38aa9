import { randomBytes } from 'node:crypto'
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, type Pool, type Tx } from '../platform/db.ts'
import { writeRecoveryCodes } from './factor-store.ts'
import type { Officer } from './model.ts'
import { hashRecoveryCode } from './prove-code.ts'

/** No I, L, O and U: nobody mistakes a letter for a digit. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODES = 10
/** P-8. Five bits each: 120 in all. */
const LETTERS_EACH = 24

/** P-8. Ten codes in place of those that were left; they are shown this once. */
export async function makeRecoveryCodes(
  needs: { keeper: Pool },
  officer: Officer,
  at: Date,
): Promise<string[]> {
  return inTransaction(needs.keeper, (tx) => writeNewRecoveryCodes(tx, officer, at))
}

export async function writeNewRecoveryCodes(tx: Tx, officer: Officer, at: Date): Promise<string[]> {
  const codes = Array.from({ length: CODES }, () =>
    [...randomBytes(LETTERS_EACH)].map((byte) => LETTERS[byte & 31]!).join(''),
  )
  await writeRecoveryCodes(tx, officer.id, codes.map(hashRecoveryCode), at)
  await recordDeed(tx, {
    authorityId: officer.authorityId,
    actor: officer.id,
    deed: 'recovery-codes.made',
    subject: officer.id,
    details: { codes: CODES },
    at,
  })
  return codes.map((code) => code.match(/.{4}/g)!.join('-'))
}
