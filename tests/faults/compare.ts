/**
 * The comparing program: every word that people were told, held against what the database has. It knows neither how a
 * paper is written down nor what was done to the machine, and takes nothing from the code that made the receipts.
 */
import { createPublicKey, verify } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Receipt } from '../../src/attempts/contract.ts'
import type { Paper, Told } from './storm.ts'

/** An attempt as its row says it. */
export type HeldAttempt = {
  readonly id: string
  readonly contestantId: string
  readonly contest: string
  readonly round: number
  readonly startedAt: string
  readonly deadlineAt: string
  readonly savedSequence: number
  readonly answers: Record<string, unknown>
  readonly prediction: number | null
  readonly ending: 'submitted' | 'expired' | null
  readonly arrivedAt: string | null
  readonly submittedAt: string | null
  readonly paperHash: string | null
  readonly receiptKey: string | null
  readonly signature: string | null
  /** Lines in the ledger for it. */
  readonly lines: number
}

export type Held = {
  readonly attempts: readonly HeldAttempt[]
  /** Ledger lines of the round that belong to no sealed paper. */
  readonly strayLines: number
  /** From GET /api/v1/keys. */
  readonly keys: ReadonlyMap<string, string>
  /** Of the round, counted by itself and as published; null where nobody asked for the published ones. */
  readonly figures: { readonly sealed: number; readonly ledger: number; readonly published: number } | null
}

export type Kind =
  /** Acknowledged, and not there, or not as it was acknowledged. */
  | 'lost'
  /** There twice: a second attempt, a second ledger line, a line without a paper. */
  | 'doubled'
  /** A receipt that does not verify, or says something else than the row. */
  | 'receipt'
  /** Ledger, sealed papers and published totals differ. */
  | 'figures'
  /** Still without an answer when patience had ended. */
  | 'unsettled'
  /** The server gave an answer that this fault does not excuse. */
  | 'answer'
  /** A clock that jumped changed something, or nobody was told. */
  | 'clock'

export type Finding = { readonly kind: Kind; readonly what: string }

export function compare(told: readonly Told[], held: Held): Finding[] {
  const findings: Finding[] = []
  const find = (kind: Kind, what: string) => findings.push({ kind, what })
  const byId = new Map(held.attempts.map((attempt) => [attempt.id, attempt]))
  const byPerson = Map.groupBy(held.attempts, ({ contestantId }) => contestantId)

  for (const words of told) {
    const theirs = byPerson.get(words.contestantId) ?? []
    if (theirs.length > 1) find('doubled', `${words.contestantId} has ${theirs.length} attempts`)
    if (words.unsettled) find('unsettled', `${words.contestantId}: ${words.unsettled}`)
    if (!words.attemptId) continue
    const row = byId.get(words.attemptId)
    if (!row) find('lost', `attempt ${words.attemptId}: the start was acknowledged`)
    else compareOne(words, row, held.keys, find)
  }
  for (const row of held.attempts) {
    const expected = row.ending === null ? 0 : 1
    if (row.lines > expected) find('doubled', `attempt ${row.id}: ${row.lines} ledger lines, not ${expected}`)
    if (row.lines < expected) find('lost', `attempt ${row.id} is sealed and not in the ledger`)
  }
  if (held.strayLines > 0) find('doubled', `${held.strayLines} ledger lines without a sealed paper`)
  if (held.figures) {
    const { sealed, ledger, published } = held.figures
    if (sealed !== ledger || ledger !== published)
      find('figures', `${sealed} sealed papers, ${ledger} ledger lines, ${published} published`)
  }
  return findings
}

function compareOne(
  words: Told,
  row: HeldAttempt,
  keys: ReadonlyMap<string, string>,
  find: (kind: Kind, what: string) => void,
): void {
  const about = `attempt ${row.id}`
  if (row.contestantId !== words.contestantId) find('doubled', `${about} is somebody else's`)
  if (row.savedSequence < words.heldSequence)
    find('lost', `${about}: save ${words.heldSequence} was acknowledged, the row has ${row.savedSequence}`)
  // A save that was sent and not answered may be there; then it must be that one, whole.
  const saved = words.saves.get(row.savedSequence)
  if (row.savedSequence > 0 && !saved) find('lost', `${about}: save ${row.savedSequence} was never sent`)
  const isSubmitted = row.ending === 'submitted'
  const stands = (isSubmitted && words.handedIn?.paper) || saved
  if (stands && !isSame(row, stands)) find('lost', `${about}: the answers are not those that were sent`)
  if (isSubmitted && !words.handedIn) find('doubled', `${about} is handed in, and nobody did`)
  if (words.receipts.length > 0 && !isSubmitted)
    find('lost', `${about}: the submission was acknowledged, and the paper is ${row.ending ?? 'open'}`)
  for (const receipt of words.receipts) {
    const fault = faultIn(receipt, row, keys)
    if (fault) find('receipt', `${about}: ${fault}`)
  }
}

function isSame(row: HeldAttempt, { answers, prediction }: Paper): boolean {
  return isDeepStrictEqual(row.answers, answers) && row.prediction === prediction
}

/** What is wrong with a receipt: against the public key, and against the row. */
function faultIn(receipt: Receipt, row: HeldAttempt, keys: ReadonlyMap<string, string>): string | null {
  const { signature, ...statement } = receipt
  const pem = keys.get(receipt.keyId)
  if (!pem) return `no public key ${receipt.keyId}`
  const bytes = Buffer.from(signature, 'base64url')
  if (!verify(null, Buffer.from(canonical(statement)), createPublicKey(pem), bytes))
    return 'the signature does not verify'
  if (receipt.code !== codeOf(receipt.paperHash)) return `the code ${receipt.code} is not that of the paper`
  const expected = {
    v: 1,
    contest: row.contest,
    round: row.round,
    attemptId: row.id,
    paperHash: row.paperHash,
    arrivedAt: row.arrivedAt,
    submittedAt: row.submittedAt,
    keyId: row.receiptKey,
    signature: row.signature,
  }
  const { code, ...said } = receipt
  return isDeepStrictEqual(said, expected) ? null : 'it says something else than the row'
}

/** RFC 8785 for what a receipt has: flat, with strings and whole numbers. */
function canonical(statement: Record<string, string | number>): string {
  const names = Object.keys(statement).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(statement[name])}`).join(',')}}`
}

/** The first 60 bits of the paper's hash, five at a time, in groups of four. */
function codeOf(paperHash: string): string {
  const bits = BigInt(`0x${paperHash.slice(0, 15)}`)
    .toString(2)
    .padStart(60, '0')
  const signs = Array.from(
    { length: 12 },
    (_, at) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)],
  ).join('')
  return `${signs.slice(0, 4)}-${signs.slice(4, 8)}-${signs.slice(8)}`
}
