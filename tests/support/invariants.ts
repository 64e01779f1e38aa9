/** What must be true of every database at every moment: each a query for its violations. */
import type { TestHouse } from './a-house.ts'

const violations: Record<string, string> = {
  'one person is one contestant': `
    SELECT hash FROM contestant_identities GROUP BY contest_id, field, hash HAVING count(DISTINCT contestant_id) > 1`,
  'nobody has two open attempts in a round': `
    SELECT contestant_id FROM attempts WHERE ending IS NULL GROUP BY round_id, contestant_id HAVING count(*) > 1`,
  'no cap is exceeded': `
    SELECT contestant_id FROM attempts GROUP BY round_id, contestant_id HAVING count(*) > min(attempts_allowed)
    UNION ALL SELECT contestant_id FROM attempts GROUP BY contest_id, contestant_id, day HAVING count(*) > min(day_allowed)
    UNION ALL SELECT contestant_id FROM attempts GROUP BY contest_id, contestant_id HAVING count(*) > min(contest_allowed)`,
  'numbers of attempts are used once and without gaps': `
    SELECT contestant_id FROM attempts GROUP BY round_id, contestant_id
    HAVING max(attempt_no) <> count(*) OR count(DISTINCT attempt_no) <> count(*)`,
  'a paper that ended has one ledger line, and no other has one': `
    SELECT a.id FROM attempts a FULL JOIN participation_ledger l ON l.attempt_id = a.id
    WHERE (a.ending IS NOT NULL) <> (l.attempt_id IS NOT NULL) OR a.id IS NULL`,
  'a ledger line says what its paper says': `
    SELECT a.id FROM attempts a JOIN participation_ledger l ON l.attempt_id = a.id
    WHERE (l.round_id, l.unit_id, l.contestant_id, l.finished_at) IS DISTINCT FROM
        (a.round_id, a.unit_id, a.contestant_id, a.submitted_at)
      OR l.participated <> (a.ending = 'submitted' OR a.saved_sequence > 0 AND a.answers <> '{}')`,
  'nothing is handed in, or saved, outside its time': `
    SELECT id FROM attempts WHERE saved_at >= deadline_at OR saved_at < started_at
      OR (ending = 'submitted' AND submitted_at >= deadline_at) OR (ending = 'expired' AND submitted_at <> deadline_at)`,
  'a paper that ended has a receipt and its true duration': `
    SELECT id FROM attempts WHERE ending IS NOT NULL AND (paper_hash IS NULL OR receipt_signature IS NULL
      OR duration_ms <> round(extract(epoch FROM submitted_at - started_at) * 1000))`,
  'an attempt lies within its round': `
    SELECT a.id FROM attempts a JOIN rounds r ON r.id = a.round_id
    WHERE a.started_at < r.opens_at OR a.started_at >= r.closes_at OR a.deadline_at > r.closes_at`,
  'everything belongs to the authority of its contest': `
    SELECT a.id FROM attempts a JOIN contests c ON c.id = a.contest_id WHERE a.authority_id <> c.authority_id`,
}

/** The names of the invariants that do not hold. */
export async function brokenInvariants(house: TestHouse): Promise<string[]> {
  const broken: string[] = []
  for (const [name, query] of Object.entries(violations))
    if ((await house.rows(query)).length > 0) broken.push(name)
  return broken
}
