/** What a batch owes the people in it: a bad paper is refused alone, and a doubtful commit is nobody's yes. */
import { compare, type Finding } from './compare.ts'
import { Crowd } from './crowd.ts'
import { type Fault, findAll, note } from './fault.ts'
import { readHeld } from './read-held.ts'
import type { Answer, Paper } from './storm.ts'

const CROWD = 64
const BAD = 666_666

const paper = (prediction: number): Paper => ({ answers: { '1': [1], '2': [2] }, prediction })
const isYes = (answer: Answer | null) => answer !== null && answer.status < 300

/** The database refuses one paper of a batch (planted: a value it will not have); the others must not suffer. */
export const badPaper: Fault = {
  name: 'bad-paper',
  says: `${CROWD} papers at once, four of them such that the database refuses them: the rest is kept`,
  rounds: { full: 5, quick: 1 },
  run: async ({ rounds, result, embedded, say }) => {
    const ground = await embedded()
    for (let round = 1; round <= rounds; round++) {
      const crowd = await Crowd.gather(ground, CROWD)
      const isBad = (at: number) => at % 16 === 5
      await ground.query(PLANT_REFUSAL)
      const saved = await crowd
        .saveAll(1, (at) => paper(isBad(at) ? BAD : at))
        .finally(() => ground.query(PULL_REFUSAL))
      const wrong = saved.filter((answer, at) => isYes(answer) === isBad(at))
      for (const answer of wrong)
        findAll(result, [
          {
            kind: 'answer',
            what: `beside or for a bad paper: ${answer?.status ?? 'nothing'} ${answer?.body.slice(0, 80)}`,
          },
        ])
      const handedIn = await crowd.submitAll()
      findAll(result, refusedIn(handedIn))
      findAll(result, compare(tolds(crowd), await readHeld(ground, tolds(crowd), false)))
      result.acknowledged += [...saved, ...handedIn].filter(isYes).length + CROWD
      result.refused += saved.filter((answer) => !isYes(answer)).length
      result.rounds += 1
      crowd.leave()
    }
    say(`  ${result.rounds}: ${result.acknowledged} acknowledged, ${result.refused} refused`)
  },
}

/** PostgreSQL warns while it commits, as it does when a standby was not waited for: nobody may be told yes (R-D5). */
export const doubtfulCommit: Fault = {
  name: 'doubtful-commit',
  says: 'PostgreSQL warns while committing: 100 submissions, and no yes among the answers',
  rounds: { full: 1, quick: 1 },
  run: async ({ rounds, result, embedded, say }) => {
    const ground = await embedded()
    for (let round = 1; round <= rounds; round++) {
      const crowd = await Crowd.gather(ground, 100)
      await crowd.saveAll(1, paper)
      await ground.query(PLANT_WARNING)
      const doubtful = await crowd.submitAll(10).finally(() => ground.query(PULL_WARNING))
      const yes = doubtful.filter(isYes).length
      if (yes > 0)
        findAll(result, [{ kind: 'answer', what: `${yes} of 100 were told yes on a doubtful commit` }])
      const other = doubtful.filter((answer) => answer !== null && !isYes(answer) && answer.status !== 503)
      for (const answer of other)
        findAll(result, [{ kind: 'answer', what: `${answer!.status} on a doubtful commit, not 503` }])
      note(result, { doubtful_refused: doubtful.length - yes })
      // They ask again, as phones do, and get the receipt of what is there.
      const settled = await crowd.submitAll()
      findAll(result, refusedIn(settled))
      findAll(result, compare(tolds(crowd), await readHeld(ground, tolds(crowd), false)))
      result.acknowledged += settled.filter(isYes).length + 200
      result.refused += doubtful.length - yes
      result.rounds += 1
      crowd.leave()
      say(`  ${round}: ${doubtful.length - yes} of 100 refused, then ${settled.filter(isYes).length} settled`)
    }
  },
}

const tolds = (crowd: Crowd) => crowd.members.map(({ told }) => told)

function refusedIn(answers: readonly (Answer | null)[]): Finding[] {
  const refused = answers.filter((answer) => !isYes(answer))
  return refused.map((answer) => ({
    kind: 'answer',
    what: `a submission was answered with ${answer?.status ?? 'nothing'}`,
  }))
}

const PLANT_REFUSAL = `
CREATE OR REPLACE FUNCTION faults_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.prediction = ${BAD} THEN RAISE EXCEPTION 'planted: a bad paper' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER faults_refuse BEFORE INSERT OR UPDATE ON attempts FOR EACH ROW EXECUTE FUNCTION faults_refuse()`
const PULL_REFUSAL =
  'DROP TRIGGER IF EXISTS faults_refuse ON attempts; DROP FUNCTION IF EXISTS faults_refuse()'

const PLANT_WARNING = `
CREATE OR REPLACE FUNCTION faults_warn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE WARNING 'planted: canceling wait for synchronous replication'; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER faults_warn AFTER UPDATE ON attempts DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION faults_warn()`
const PULL_WARNING = 'DROP TRIGGER IF EXISTS faults_warn ON attempts; DROP FUNCTION IF EXISTS faults_warn()'
