import { listRows, type Tx } from '../platform/db.ts'
import { loadSql } from '../platform/sql.ts'
import type { Participation } from './model.ts'

const sql = loadSql(import.meta.url)

/** Ledger lines of finished attempts, written in the transaction that seals them (docs/rules/statistics.md, S-1). */
export async function recordParticipation(tx: Tx, lines: readonly Participation[]): Promise<void> {
  if (lines.length === 0) return
  await listRows(tx, sql('record_participation'), [
    lines.map((line) => line.attemptId),
    lines.map((line) => line.authorityId),
    lines.map((line) => line.contestId),
    lines.map((line) => line.roundId),
    lines.map((line) => line.unitId),
    lines.map((line) => line.contestantId),
    lines.map((line) => line.participated),
    lines.map((line) => line.finishedAt),
  ])
}
