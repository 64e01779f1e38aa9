import type { BankQuestion, ContestId, UnitRow } from '../contests/model.ts'
import type { ContestFile } from '../contests/read-contest-file.ts'
import type { Db } from '../platform/db.ts'
import { listBankBack, listUnitsBack, loadRules } from './store.ts'

/**
 * A contest as its folder would tell it, from the database: what it was made of, whether of a folder or in the console. Its
 * exclusion lists are known by their hashes only, so they come back without anybody on them. Needs the keeper's role.
 */
export async function readBackContest(db: Db, contestId: ContestId): Promise<ContestFile> {
  const rules = await loadRules(db, contestId)
  const units: UnitRow[] = await listUnitsBack(db, contestId)
  const bank: BankQuestion[] = await listBankBack(db, contestId)
  return { rules, units, bank, digest: `contest ${contestId}` }
}
