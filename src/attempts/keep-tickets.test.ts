import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aGoing, type Going, later, look, one, save, submit } from '../../tests/support/people.ts'
import { keepTickets, TICKET_MS } from './keep-tickets.ts'
import type { AttemptId } from './model.ts'
import type { AskedDeed } from './write-down-papers.ts'

const at = (ms: number) => new Date(Date.UTC(2023, 7, 14) + ms)
const aSave = (id: string, arrivedAt: Date, answer = 1): AskedDeed => ({
  attemptId: id as AttemptId,
  by: [],
  deed: { kind: 'save', sequence: 1, answers: { 1: [answer] }, prediction: 7, arrivedAt },
})

describe('an arrival ticket', () => {
  const tickets = keepTickets(Buffer.alloc(32, 7))
  const ticket = tickets.issue('person', aSave('a', at(0)))!

  it('says when this very deed came, for two minutes', () => {
    assert.deepEqual(tickets.arrivalOf(ticket, aSave('a', at(5000))), at(0))
    assert.deepEqual(tickets.arrivalOf(ticket, aSave('a', at(TICKET_MS - 1))), at(0))
    assert.equal(tickets.arrivalOf(ticket, aSave('a', at(TICKET_MS + 1000))), null)
  })
  it('says nothing for other answers, another attempt, another kind, or another key', () => {
    const submission: AskedDeed = {
      ...aSave('a', at(5000)),
      deed: { kind: 'submission', answers: { 1: [1] }, prediction: 7, arrivedAt: at(5000) },
    }
    assert.equal(tickets.arrivalOf(ticket, aSave('a', at(5000), 2)), null)
    assert.equal(tickets.arrivalOf(ticket, aSave('b', at(5000))), null)
    assert.equal(tickets.arrivalOf(ticket, submission), null)
    assert.equal(keepTickets(Buffer.alloc(32, 8)).arrivalOf(ticket, aSave('a', at(5000))), null)
  })
  it('that was changed in any one character says nothing', () => {
    for (let place = 0; place < ticket.length; place++) {
      const changed = `${ticket.slice(0, place)}${ticket[place] === 'x' ? 'y' : 'x'}${ticket.slice(place + 1)}`
      assert.equal(tickets.arrivalOf(changed, aSave('a', at(5000))), null, changed)
    }
  })
  it('is given once: of fifty different papers the first has one, and has the same again', () => {
    const office = keepTickets(Buffer.alloc(32, 7))
    const asked = Array.from({ length: 50 }, (_, answer) =>
      office.issue('cheat', aSave('a', at(answer), answer)),
    )
    assert.equal(asked.filter((each) => each !== null).length, 1)
    const again = office.issue('cheat', aSave('a', at(900), 0))!
    assert.deepEqual(office.arrivalOf(again, aSave('a', at(1000), 0)), at(0))
  })
  it('is outstanding until it ends, and then the person may have another', () => {
    const office = keepTickets(Buffer.alloc(32, 7))
    office.issue('one', aSave('a', at(0)))
    assert.equal(office.isOutstanding('a' as AttemptId, at(TICKET_MS - 1)), true)
    assert.equal(office.isOutstanding('a' as AttemptId, at(TICKET_MS)), false)
    assert.notEqual(office.issue('one', aSave('a', at(TICKET_MS), 2)), null)
  })
})

describe('a request that was refused for want of room', () => {
  const house = freshHouse()
  const beAway = () =>
    house.owner.query(`
      CREATE OR REPLACE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE WARNING 'not everywhere'; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER w AFTER UPDATE ON attempts DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION warn();`)
  const beBack = (going: Going) =>
    // The doubtful commit did go through here; as after a failure, nothing of it is left.
    house.owner.query(
      `DROP TRIGGER w ON attempts; ALTER TABLE attempts DISABLE TRIGGER USER; DELETE FROM participation_ledger;
       UPDATE attempts SET saved_sequence = 0, saved_at = NULL, answers = '{}', ending = NULL, arrived_at = NULL,
         submitted_at = NULL, duration_ms = NULL, score = NULL, total = NULL, paper_hash = NULL, receipt_key = NULL,
         receipt_signature = NULL WHERE id = '${going.attemptId}'; ALTER TABLE attempts ENABLE TRIGGER USER`,
    )
  const inTime = (going: Going) => later(going.deadlineAt, -1000)
  const tooLate = (going: Going) => later(going.deadlineAt, 60_000)

  it('counts as having come then when it comes again with its ticket, also after the deadline', async () => {
    const going = await aGoing(house)
    await beAway()
    const paper = { answers: one(going) }
    const refused = await submit(house, going, paper, { at: inTime(going) })
    assert.deepEqual([refused.status, refused.body.reason], [503, 'busy'])
    assert.match(String(refused.headers['retry-after']), /^[1-8]$/)
    const { ticket } = refused.body as unknown as { ticket: string }
    await beBack(going)
    // Whoever looks meanwhile ends nothing.
    assert.equal((await look(house, going, { at: tooLate(going) })).body.receipt, undefined)
    const other = await submit(
      house,
      going,
      { answers: one(going, 2) },
      {
        at: tooLate(going),
        headers: { 'hoithi-ticket': ticket },
      },
    )
    assert.equal(other.body.reason, 'too-late')
  })

  it('is taken with the answers it came with', async () => {
    const going = await aGoing(house)
    await beAway()
    const paper = { sequence: 4, answers: one(going) }
    const refused = await save(house, going, paper, { at: inTime(going) })
    const { ticket } = refused.body as unknown as { ticket: string }
    await beBack(going)
    const headers = { 'hoithi-ticket': ticket }
    const taken = await save(house, going, paper, { at: tooLate(going), headers })
    assert.deepEqual([taken.status, taken.body.savedSequence], [200, 4])
    const [row] = await house.rows<{ saved_at: Date }>('SELECT saved_at FROM attempts WHERE id = $1', [
      going.attemptId,
    ])
    assert.deepEqual(row?.saved_at, inTime(going))
    const ended = await look(house, going, { at: later(going.deadlineAt, TICKET_MS + 1000) })
    assert.equal(ended.body.state, 'expired')
    assert.ok(ended.body.receipt)
  })
})
