import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { drawer } from '../src/questions/rules.ts'
import { freshHouse } from './support/a-house.ts'
import { aContest } from './support/contest-of-every-kind.ts'
import { brokenInvariants } from './support/invariants.ts'
import {
  askToStart,
  freshPhone,
  type Going,
  one,
  type Person,
  register,
  registration,
  save,
  submit,
} from './support/people.ts'

const caps = aContest({ rules: { attempts: { perRound: 3, perDay: 2, total: 5 }, counting: 'best' } })
const SECOND = 1000
const OPENING = new Date('2023-08-14T07:30:00+07:00').getTime()

describe('through the API, from two servers on one database', () => {
  const house = freshHouse({ contests: [caps] })
  let apps: FastifyInstance[]
  before(async () => {
    apps = [house.app, (await house.another()).app]
  })

  it('every invariant holds after thirteen thousand racing requests', async () => {
    const pick = drawer(Buffer.from('invariants'), 'one seed, one race')
    const people: Person[] = await Promise.all(Array.from({ length: 40 }, () => register(house)))
    const phones = Array.from({ length: 20 }, freshPhone)
    const goings = new Map<string, Going>()
    // A clock that runs through both days of a weekend, so that deadlines and midnights fall among the requests.
    let clock = OPENING
    const statuses = new Map<number, number>()
    const step = async () => {
      clock += pick(40) * SECOND
      const at = new Date(clock)
      const app = apps[pick(2)]!
      const person = people[pick(people.length)]!
      const going = goings.get(person.contestantId)
      const deed = pick(10)
      const reply =
        deed === 0
          ? await house.ask('POST', '/api/v1/contests/thi/contestants', {
              body: await registration(house, { phone: phones[pick(phones.length)], unitId }),
              at,
              app,
            })
          : deed < 4 || !going
            ? await askToStart(house, person, { at, app, round: 1 + pick(2) })
            : deed < 8
              ? await save(
                  house,
                  going,
                  { sequence: 1 + pick(9), answers: one(going, 1 + pick(4)) },
                  { at, app },
                )
              : await submit(house, going, pick(2) ? {} : { answers: one(going) }, { at, app })
      if (deed > 0 && (deed < 4 || !going) && reply.status < 300)
        goings.set(person.contestantId, { ...reply.body, person })
      statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1)
    }
    const unitId = await house.unitId('T.SNV')
    const walkers = Array.from({ length: 48 }, async () => {
      for (let steps = 0; steps < 280; steps++) await step()
    })
    await Promise.all(walkers)
    assert.deepEqual(await brokenInvariants(house), [])
    // A machine that stood still refuses some as busy, and has done nothing for them.
    assert.deepEqual(
      [...statuses.keys()].filter((status) => ![200, 201, 409, 503].includes(status)),
      [],
    )
    assert.ok((statuses.get(201) ?? 0) > 100 && (statuses.get(409) ?? 0) > 100, JSON.stringify([...statuses]))
  })
})

describe('straight in SQL, by a program that forgot every rule', () => {
  const house = freshHouse({ contests: [caps] })

  it('every invariant holds after seven thousand racing statements at READ COMMITTED', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => register(house)))
    const [round] = await house.rows<{ id: string; contest_id: string; authority_id: string }>(
      'SELECT id, contest_id, authority_id FROM rounds WHERE no = 1',
    )
    const unitId = await house.unitId('T.SNV')
    // What a careless program would do: count, then insert; read, then write; no lock anywhere.
    const insert = `
      INSERT INTO attempts (id, authority_id, contest_id, round_id, contestant_id, unit_id, attempt_no, attempts_allowed, day,
        day_no, day_allowed, contest_no, contest_allowed, rule_version, nonce, nonce_by, started_at, deadline_at)
      SELECT gen_random_uuid(), $1, $2, $3, $4, $5, count(*) + 1, 3, $6::date,
        count(*) FILTER (WHERE day = $6::date) + 1, 2, count(*) + 1, 5, 1, decode(repeat('00', 16), 'hex'), 'server', $7, $8
      FROM attempts WHERE contestant_id = $4`
    const line = `
      INSERT INTO participation_ledger
        (attempt_id, authority_id, contest_id, round_id, unit_id, contestant_id, participated, finished_at)
      SELECT id, authority_id, contest_id, round_id, unit_id, contestant_id, true, submitted_at FROM attempts
      WHERE contestant_id = $1 AND ending IS NOT NULL`
    const seal = `
      WITH sealed AS (
        UPDATE attempts SET ending = 'submitted', arrived_at = $2, submitted_at = $2,
          duration_ms = round(extract(epoch FROM $2 - started_at) * 1000), score = 0, total = 9,
          paper_hash = '\\x00', receipt_key = 'k', receipt_signature = '\\x00'
        WHERE contestant_id = $1 AND ending IS NULL RETURNING *)
      INSERT INTO participation_ledger
        (attempt_id, authority_id, contest_id, round_id, unit_id, contestant_id, participated, finished_at)
      SELECT id, authority_id, contest_id, round_id, unit_id, contestant_id, true, submitted_at FROM sealed`
    // One row at a time, open or sealed: whoever takes several at once waits a second for each deadlock.
    const change = `
      UPDATE attempts SET saved_sequence = saved_sequence + 1, saved_at = $2
      WHERE id = (SELECT id FROM attempts WHERE contestant_id = $1 ORDER BY random() LIMIT 1)`
    const pick = drawer(Buffer.from('careless'), 'one seed')
    const refused = new Map<string, number>()
    let done = 0
    const step = async () => {
      const { contestantId } = people[pick(people.length)]!
      const startedAt = new Date(OPENING + pick(4) * 86_400 * SECOND + pick(600) * SECOND)
      const deadlineAt = new Date(startedAt.getTime() + (pick(5) - 1) * 200 * SECOND)
      const at = new Date(startedAt.getTime() + pick(900) * SECOND)
      const statements: [string, unknown[]][] = [
        [
          insert,
          [
            round!.authority_id,
            round!.contest_id,
            round!.id,
            contestantId,
            unitId,
            startedAt,
            startedAt,
            deadlineAt,
          ],
        ],
        [seal, [contestantId, at]],
        [change, [contestantId, at]],
        [line, [contestantId]],
      ]
      try {
        await house.house.pool.query(...statements[pick(statements.length)]!)
        done += 1
      } catch (error) {
        const { code = 'none' } = error as { code?: string }
        refused.set(code, (refused.get(code) ?? 0) + 1)
      }
    }
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        for (let steps = 0; steps < 600; steps++) await step()
      }),
    )
    // What the tables cannot know is not asked of them: the round's hours and what counts as taking part.
    const broken = (await brokenInvariants(house)).filter(
      (name) =>
        !['an attempt lies within its round', 'nothing is handed in, or saved, outside its time'].includes(
          name,
        ),
    )
    assert.deepEqual(broken, [])
    assert.equal(await house.count('SELECT count(*) FROM attempts WHERE saved_at >= deadline_at'), 0)
    // Refused by a constraint, or as a deadlock of two careless programs: never by anything else.
    for (const code of refused.keys()) assert.match(code, /^(23|40P01)/)
    assert.ok(done > 1000 && (refused.get('23505') ?? 0) > 100, JSON.stringify([done, [...refused]]))
  })
})

describe('a commit that PostgreSQL warns about', () => {
  const house = freshHouse()

  it('is never answered with success, a hundred times of a hundred', async () => {
    const people = await Promise.all(Array.from({ length: 34 }, () => register(house)))
    const goings = await Promise.all(
      people.map(async (person) => ({ ...(await askToStart(house, person)).body, person })),
    )
    const body = await registration(house)
    await house.owner.query(`
      CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE WARNING 'canceling the wait for synchronous replication'; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER w1 AFTER INSERT OR UPDATE ON attempts DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION warn();
      CREATE CONSTRAINT TRIGGER w2 AFTER INSERT ON contestants DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION warn();`)
    const replies = [
      ...(await Promise.all(goings.map((going) => save(house, going, { sequence: 1, answers: one(going) })))),
      ...(await Promise.all(goings.map((going) => submit(house, going, { answers: one(going) })))),
      ...(await Promise.all(
        Array.from({ length: 32 }, () =>
          house.ask('POST', '/api/v1/contests/thi/contestants', { body: { ...body, phone: freshPhone() } }),
        ),
      )),
    ]
    assert.equal(replies.length, 100)
    for (const { status, body: problem } of replies) assert.deepEqual([status, problem.reason], [503, 'busy'])
  })
})

describe('no reply goes out before the commit', () => {
  const house = freshHouse()

  it('while it hangs', async () => {
    const person = await register(house)
    const own: Going = { ...(await askToStart(house, person)).body, person }
    // A deferred trigger that waits for a lock: everything is written, only the commit is not through.
    await house.owner.query(`
      CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER hangs_at_commit AFTER UPDATE ON attempts DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION hang();`)
    const holder = await house.owner.connect()
    await holder.query('SELECT pg_advisory_lock(42)')
    let answered = 0
    const saving = save(house, own, { sequence: 1, answers: one(own) })
    const asked = [saving, submit(house, own, { answers: one(own) })].map((reply) =>
      reply.finally(() => (answered += 1)),
    )
    const hanging = `SELECT FROM pg_stat_activity WHERE wait_event = 'advisory'
      AND datname = current_database()`
    while ((await house.rows(hanging)).length === 0) await sleep(10)
    await sleep(100)
    assert.equal(answered, 0)
    await holder.query('SELECT pg_advisory_unlock(42)')
    holder.release()
    assert.deepEqual(
      (await Promise.all(asked)).map(({ status }) => status),
      [200, 201],
    )
  })
})
