import type { AuthorityId } from '../contests/model.ts'
import { type Db, findRow, listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { Answers } from '../questions/model.ts'
import type { RoundId } from '../rounds/model.ts'
import type { QuestionFigures } from './tally-papers.ts'

const sql = loadSql(import.meta.url, 'figures.sql')

export async function isMeasured(db: Db, roundId: RoundId): Promise<boolean> {
  return (await findRow(db, sql('find_measurement'), [roundId])) !== null
}

export type FirstPaper = {
  readonly id: string
  readonly contestantId: string
  readonly nonce: Buffer
  readonly ruleVersion: number
  readonly answers: Answers
}

/** Everybody's first paper of a round that was handed in or ran out, and was not declared void; by contestant. */
export async function listFirstPapers(
  db: Db,
  roundId: RoundId,
  after: string | null,
  limit: number,
): Promise<FirstPaper[]> {
  return listRows(db, sql('list_first_papers'), [roundId, after ?? NOBODY, limit])
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

/** False where another worker was quicker. */
export async function insertMeasurement(
  tx: Tx,
  measured: {
    roundId: RoundId
    authorityId: AuthorityId
    papers: number
    figures: readonly QuestionFigures[]
    at: Date
  },
): Promise<boolean> {
  const { roundId, authorityId, papers, figures, at } = measured
  if (!(await findRow(tx, sql('insert_measurement'), [roundId, authorityId, papers, at]))) return false
  await listRows(tx, sql('insert_figures'), [roundId, authorityId, JSON.stringify(figures)])
  return true
}
