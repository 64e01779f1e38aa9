import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { isId } from '../platform/ids.ts'
import { loadSql } from '../platform/sql.ts'
import { searchKeyOf } from '../platform/text.ts'
import type { Factors, HeldRole, Officer, Role, Session, SessionId, Staff, StaffId } from './model.ts'

const sql = loadSql(import.meta.url)

export type Account = Staff &
  Factors & {
    readonly version: number
    readonly createdAt: Date
    readonly ssoAllowed: boolean
    readonly ssoLinked: boolean
  }

/** False where the e-mail is somebody's already. */
export async function insertStaff(
  tx: Tx,
  staff: { id: StaffId; authorityId: string | null; email: string; fullName: string; at: Date },
): Promise<boolean> {
  const { id, authorityId, email, fullName, at } = staff
  return (
    (await findRow(tx, sql('insert_staff'), [
      id,
      authorityId,
      email,
      fullName,
      at,
      staffKeyOf(email, fullName),
    ])) !== null
  )
}

export async function findAccount(db: Db, id: string): Promise<Account | null> {
  return isId(id) ? findRow(db, sql('find_staff'), [id]) : null
}

export async function findAccountByEmail(db: Db, email: string): Promise<Account | null> {
  const row = await findRow<{ id: StaffId }>(db, sql('find_staff_id'), [email])
  return row && findAccount(db, row.id)
}

export async function findAccountBySubject(db: Db, issuer: string, subject: string): Promise<Account | null> {
  const row = await findRow<{ id: StaffId }>(db, sql('find_staff_by_subject'), [issuer, subject])
  return row && findAccount(db, row.id)
}

export async function listAccounts(
  db: Db,
  page: { authorityId: string | null; after: string | null; limit: number; query?: string },
): Promise<Account[]> {
  const words = wordsOf(page.query ?? '')
  return listRows(db, sql('list_staff'), [page.authorityId, page.after, page.limit, words])
}

export async function findPassphrase(db: Db, staffId: StaffId): Promise<string | null> {
  return (await findRow<{ hash: string }>(db, sql('find_passphrase'), [staffId]))?.hash ?? null
}

export async function writePassphrase(tx: Tx, staffId: StaffId, hash: string, at: Date): Promise<void> {
  await listRows(tx, sql('write_passphrase'), [staffId, hash, at])
}

export async function lockAdministrators(tx: Tx): Promise<{ id: StaffId; authorityId: string | null }[]> {
  return listRows(tx, sql('lock_administrators'))
}

/** Finds the account, and holds it. */
export async function lockAccount(tx: Tx, id: string): Promise<Account | null> {
  if (!isId(id)) return null
  await listRows(tx, sql('lock_staff'), [id])
  return findAccount(tx, id)
}

export async function writeAccount(
  tx: Tx,
  account: Pick<Account, 'id' | 'email' | 'fullName' | 'disabledAt' | 'ssoAllowed'>,
): Promise<void> {
  const { id, email, fullName, disabledAt, ssoAllowed } = account
  const key = staffKeyOf(email, fullName)
  await listRows(tx, sql('change_staff'), [id, fullName, disabledAt, ssoAllowed, key])
}

/** False where it is linked already, or nobody allowed it. */
export async function linkAccount(tx: Tx, id: StaffId, issuer: string, subject: string): Promise<boolean> {
  return (await findRow(tx, sql('link_staff'), [id, issuer, subject])) !== null
}

export async function unlinkAccount(tx: Tx, id: StaffId): Promise<void> {
  await listRows(tx, sql('unlink_staff'), [id])
}

/** These roles in place of those that were held. */
export async function writeRoles(
  tx: Tx,
  staff: { id: StaffId; authorityId: string | null },
  roles: readonly (HeldRole & { id: string })[],
  at: Date,
): Promise<void> {
  await listRows(tx, sql('revoke_roles'), [staff.id, at])
  await listRows(tx, sql('insert_roles'), [
    staff.id,
    staff.authorityId,
    roles.map(({ id }) => id),
    roles.map(({ role }) => role),
    roles.map(({ unit }) => unit),
    at,
  ])
}

export async function insertSession(
  tx: Tx,
  session: {
    id: SessionId
    staffId: StaffId
    tokenHash: Buffer
    startedAt: Date
    endsAt: Date
    provenAt: Date | null
    agent: string
  },
): Promise<void> {
  const { id, staffId, tokenHash, startedAt, endsAt, provenAt, agent } = session
  await listRows(tx, sql('insert_session'), [id, staffId, tokenHash, startedAt, endsAt, provenAt, agent])
}

export type SeenSession = { session: Session; officer: Officer; factors: Factors }

export async function findSession(db: Db, tokenHash: Buffer): Promise<SeenSession | null> {
  const row = await findRow<Session & Factors & Omit<Officer, 'id'> & { staffId: StaffId }>(
    db,
    sql('find_session'),
    [tokenHash],
  )
  if (!row) return null
  const { id, startedAt, seenAt, endsAt, provenAt, stepUpAt } = row
  const { staffId, authorityId, email, fullName, roles, totp, passkeys, recoveryCodes } = row
  return {
    session: { id, startedAt, seenAt, endsAt, provenAt, stepUpAt },
    officer: { id: staffId, authorityId, email, fullName, roles },
    factors: { totp, passkeys, recoveryCodes },
  }
}

/** By itself a transaction; nothing hangs on it but when the session idles out. */
export async function writeSeen(db: Db, id: SessionId, at: Date): Promise<void> {
  await listRows(db, sql('see_session'), [id, at])
}

export type ListedSession = Pick<Session, 'id' | 'startedAt' | 'seenAt' | 'endsAt'> & { agent: string }

export async function listSessions(
  db: Db,
  staffId: StaffId,
  { at, seenSince }: { at: Date; seenSince: Date },
): Promise<ListedSession[]> {
  return listRows(db, sql('list_sessions'), [staffId, at, seenSince])
}

/** How many were ended. */
export async function endSessions(
  tx: Tx,
  staffId: StaffId,
  at: Date,
  which: { only?: SessionId; but?: SessionId } = {},
): Promise<number> {
  const rows = await listRows(tx, sql('end_sessions'), [staffId, at, which.only ?? null, which.but ?? null])
  return rows.length
}

/** Null where it has ended meanwhile. */
export async function raiseSession(
  tx: Tx,
  id: SessionId,
  raised: { tokenHash: Buffer; at: Date; isProven: boolean },
): Promise<Session | null> {
  return findRow(tx, sql('raise_session'), [id, raised.tokenHash, raised.at, raised.isProven])
}

/** How many there have been with this one, and until when they are counted. */
export async function countGuess(
  db: Db,
  bucket: Buffer,
  { at, until }: { at: Date; until: Date },
): Promise<{ guessed: number; until: Date }> {
  return (await findRow<{ guessed: number; until: Date }>(db, sql('count_staff_guess'), [bucket, at, until]))!
}

export async function forgiveGuesses(db: Db, buckets: readonly Buffer[]): Promise<void> {
  await listRows(db, sql('forgive_staff_guess'), [buckets])
}

export type Invitation = {
  readonly id: string
  readonly authorityId: string | null
  /** Null: of the first administrator, who gives it. */
  readonly email: string | null
  readonly role: Role
  readonly unit: string | null
  readonly madeAt: Date
  readonly endsAt: Date
  readonly acceptedAt: Date | null
  readonly withdrawnAt: Date | null
}

export async function insertInvitation(
  tx: Tx,
  invitation: Omit<Invitation, 'acceptedAt' | 'withdrawnAt'> & { tokenHash: Buffer; invitedBy: string },
): Promise<void> {
  const { id, authorityId, tokenHash, email, role, unit, invitedBy, madeAt, endsAt } = invitation
  await listRows(tx, sql('insert_invitation'), [
    id,
    authorityId,
    tokenHash,
    email,
    role,
    unit,
    invitedBy,
    madeAt,
    endsAt,
  ])
}

export async function lockInvitation(tx: Tx, tokenHash: Buffer): Promise<Invitation | null> {
  return findRow(tx, sql('lock_invitation'), [tokenHash])
}

export async function listInvitations(db: Db, authorityId: string | null, at: Date): Promise<Invitation[]> {
  return listRows(db, sql('list_invitations'), [authorityId, at])
}

export async function writeAcceptance(tx: Tx, id: string, at: Date): Promise<void> {
  await listRows(tx, sql('accept_invitation'), [id, at])
}

export async function writeWithdrawnInvitation(
  tx: Tx,
  id: string,
  authorityId: string | null,
  at: Date,
): Promise<boolean> {
  return isId(id) && (await findRow(tx, sql('withdraw_invitation'), [id, at, authorityId])) !== null
}

/** The link for the first administrator that was printed before is worth nothing any more. */
export async function withdrawSetup(tx: Tx, at: Date): Promise<void> {
  await listRows(tx, sql('withdraw_setup'), [at])
}

/** Who they are, by their ids; of what is no id of theirs, nothing. */
export async function listNames(
  db: Db,
  ids: readonly string[],
): Promise<{ id: StaffId; fullName: string; email: string }[]> {
  return listRows(db, sql('list_names'), [ids.filter(isId)])
}

/** Whose name or e-mail has all of these words. */
export async function listIdsByWords(db: Db, query: string): Promise<StaffId[]> {
  const rows = await listRows<{ id: StaffId }>(db, sql('find_ids_by_words'), [wordsOf(query)])
  return rows.map(({ id }) => id)
}

/** P-22. Challenges and guesses of yesterday, and sessions that ended half a year ago. */
export async function dropOldRows(db: Db, at: Date): Promise<void> {
  await listRows(db, sql('drop_old_rows'), [at])
  await listRows(db, sql('drop_old_sessions'), [at])
}

const staffKeyOf = (email: string, fullName: string) => searchKeyOf(`${fullName} ${email}`)
const wordsOf = (query: string) =>
  searchKeyOf(query)
    .slice(0, 100)
    .split(' ')
    .map((word) => `%${word}%`)
