/**
 * A receipt (biên nhận) says what was handed in and when, signed so that anybody can check it with the public key
 * at GET /api/v1/keys: Ed25519 (RFC 8032) over the canonical form (RFC 8785) of the members other than the signature.
 */
import { createHash, sign } from 'node:crypto'
import { promisify } from 'node:util'
import canonicalize from 'canonicalize'
import type { SigningKey } from '../platform/secrets.ts'
import type { Paper } from '../questions/model.ts'
import type { Receipt } from './contract.ts'
import type { Attempt, Ending, Sealed } from './model.ts'

/** In Node's own threads: a signature takes longer than all the rest of judging a paper. */
const signBeside = promisify(sign)

type Place = { contest: string; round: number }
type Seal = { ending: Ending; submittedAt: Date; arrivedAt: Date }

/**
 * SHA-256 over the canonical form of the paper: the questions as they were shown, the answers, the prediction. The questions
 * are ids and whole numbers, so with their members in order JSON is the canonical form, at a tenth of the cost.
 */
export function hashPaper(attempt: Pick<Attempt, 'id' | 'answers' | 'prediction'>, paper: Paper): Buffer {
  const questions = JSON.stringify(
    paper.map(({ no, question, optionOrder }) => ({ id: question.id, no, options: optionOrder })),
  )
  const { id, answers, prediction } = attempt
  const members = `"answers":${canonicalize(answers)},"attemptId":"${id}","prediction":${canonicalize(prediction)}`
  return createHash('sha256').update(`{${members},"questions":${questions}}`).digest()
}

/** Signs what is about to be written: the receipt exists before the commit and goes out only after it. */
export async function issueReceipt(
  key: SigningKey,
  place: Place,
  attempt: Pick<Attempt, 'id'>,
  seal: Seal,
  paperHash: Buffer,
): Promise<Pick<Sealed, 'paperHash' | 'receiptKey' | 'receiptSignature'>> {
  const statement = statementOf(place, attempt, { ...seal, paperHash, receiptKey: key.keyId })
  return {
    paperHash,
    receiptKey: key.keyId,
    receiptSignature: await signBeside(null, Buffer.from(canonicalize(statement) as string), key.privateKey),
  }
}

/** The receipt of a sealed paper: the same every time, because it is read and not made again. */
export function presentReceipt(place: Place, attempt: { id: string; sealed: Sealed }): Receipt {
  return {
    ...statementOf(place, attempt, attempt.sealed),
    signature: attempt.sealed.receiptSignature.toString('base64url'),
  }
}

function statementOf(
  place: Place,
  attempt: { id: string },
  sealed: Pick<Sealed, 'arrivedAt' | 'submittedAt' | 'paperHash' | 'receiptKey'>,
): Omit<Receipt, 'signature'> {
  return {
    v: 1,
    contest: place.contest,
    round: place.round,
    attemptId: attempt.id,
    paperHash: sealed.paperHash.toString('hex'),
    arrivedAt: sealed.arrivedAt.toISOString(),
    submittedAt: sealed.submittedAt.toISOString(),
    code: codeOf(sealed.paperHash),
    keyId: sealed.receiptKey,
  }
}

// No I, L, O or U: a code is read out over the telephone.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Twelve characters of the paper's hash, in groups that can be read out. */
function codeOf(paperHash: Buffer): string {
  let bits = BigInt(`0x${paperHash.subarray(0, 8).toString('hex')}`) >> 4n
  let code = ''
  for (let place = 0; place < 12; place++) {
    code = ALPHABET[Number(bits & 31n)] + code
    bits >>= 5n
  }
  return code.replace(/(.{4})(?=.)/g, '$1-')
}
