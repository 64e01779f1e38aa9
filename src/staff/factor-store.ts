import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import type { SessionId, StaffId } from './model.ts'

const sql = loadSql(import.meta.url, 'factors.sql')

export async function findTotp(
  db: Db,
  staffId: StaffId,
): Promise<{ secret: Buffer; isConfirmed: boolean } | null> {
  return findRow(db, sql('find_totp'), [staffId])
}

/** False where one is in use already. */
export async function writeTotp(tx: Tx, staffId: StaffId, secret: Buffer, at: Date): Promise<boolean> {
  return (await findRow(tx, sql('write_totp'), [staffId, secret, at])) !== null
}

/** False where this step, or a later one, has been taken before. */
export async function takeTotpStep(tx: Tx, staffId: StaffId, step: number, at: Date): Promise<boolean> {
  return (await findRow(tx, sql('take_totp_step'), [staffId, step, at])) !== null
}

export async function removeTotp(tx: Tx, staffId: StaffId, at: Date): Promise<boolean> {
  return (await findRow(tx, sql('remove_totp'), [staffId, at])) !== null
}

export type Passkey = {
  readonly id: string
  readonly credentialId: string
  readonly publicKey: Buffer
  readonly counter: number
  readonly transports: string[]
  readonly name: string
  readonly madeAt: Date
  readonly usedAt: Date | null
}

export async function listPasskeys(db: Db, staffId: StaffId): Promise<Passkey[]> {
  return listRows(db, sql('list_passkeys'), [staffId])
}

/** False where this credential is known already, be it of somebody else. */
export async function insertPasskey(
  tx: Tx,
  staffId: StaffId,
  passkey: Omit<Passkey, 'usedAt'>,
): Promise<boolean> {
  const { id, credentialId, publicKey, counter, transports, name, madeAt } = passkey
  const values = [id, staffId, credentialId, publicKey, counter, transports, name, madeAt]
  return (await findRow(tx, sql('insert_passkey'), values)) !== null
}

/** False where its counter did not grow. */
export async function usePasskey(tx: Tx, id: string, counter: number, at: Date): Promise<boolean> {
  return (await findRow(tx, sql('use_passkey'), [id, counter, at])) !== null
}

export async function removePasskeys(
  tx: Tx,
  staffId: StaffId,
  at: Date,
  only: string | null,
): Promise<number> {
  if (only !== null && !isId(only)) return 0
  return (await listRows(tx, sql('remove_passkeys'), [staffId, at, only])).length
}

export type ChallengePurpose = 'enrolment' | 'assertion'

export async function insertChallenge(
  tx: Tx,
  challenge: { challenge: string; sessionId: SessionId; purpose: ChallengePurpose; at: Date },
): Promise<void> {
  const { sessionId, purpose, at } = challenge
  await listRows(tx, sql('insert_challenge'), [challenge.challenge, sessionId, purpose, at])
}

/** False where it is not this session's, was made before `since`, or has been used. */
export async function takeChallenge(
  tx: Tx,
  challenge: { challenge: string; sessionId: SessionId; purpose: ChallengePurpose; at: Date; since: Date },
): Promise<boolean> {
  const { sessionId, purpose, at, since } = challenge
  const row = await findRow(tx, sql('use_challenge'), [challenge.challenge, sessionId, purpose, at, since])
  return row !== null
}

/** In place of those that were left. */
export async function writeRecoveryCodes(
  tx: Tx,
  staffId: StaffId,
  hashes: readonly Buffer[],
  at: Date,
): Promise<void> {
  await listRows(tx, sql('replace_recovery_codes'), [staffId, at])
  await listRows(tx, sql('insert_recovery_codes'), [staffId, hashes, at])
}

export async function takeRecoveryCode(tx: Tx, staffId: StaffId, hash: Buffer, at: Date): Promise<boolean> {
  return (await findRow(tx, sql('use_recovery_code'), [staffId, hash, at])) !== null
}
