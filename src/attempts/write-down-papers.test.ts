import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse, MONDAY } from '../../tests/support/a-house.ts'
import {
  aGoing,
  askToStart,
  later,
  look,
  ofKind,
  one,
  rightAnswers,
  save,
  start,
  submit,
} from '../../tests/support/people.ts'
import type { RoundId } from '../rounds/model.ts'
import type { AttemptId } from './model.ts'
import { findAttempt } from './store.ts'
import { writeDownExpired } from './write-down-expired.ts'
import { loadPaper, writeDownPapers } from './write-down-papers.ts'

const ledgerLines = 'SELECT count(*) FROM participation_ledger WHERE attempt_id = $1'

describe('handing in a paper', () => {
  const house = freshHouse()

  it('gives one receipt and one ledger line however often an impatient thumb taps', async () => {
    const going = await aGoing(house)
    const taps = await Promise.all(
      Array.from({ length: 20 }, () => submit(house, going, { answers: one(going) })),
    )
    assert.equal(new Set(taps.map(({ body }) => JSON.stringify(body.receipt))).size, 1)
    assert.deepEqual(taps.map(({ status }) => status).sort(), [...Array(19).fill(200), 201])
    assert.equal(await house.count(ledgerLines, [going.attemptId]), 1)
  })

  it('counts one of two hundred submissions with different bodies, and gives each the same receipt', async () => {
    const going = await aGoing(house)
    const { no } = ofKind(going, 'short')
    const other = await house.another()
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        submit(
          house,
          going,
          { answers: { [no]: `answer ${index}` }, prediction: index },
          {
            app: index % 2 ? other.app : house.app,
          },
        ),
      ),
    )
    assert.equal(replies.filter(({ status }) => status === 201).length, 1)
    assert.equal(replies.filter(({ status }) => status === 200).length, 199)
    assert.equal(new Set(replies.map(({ body }) => JSON.stringify(body.receipt))).size, 1)
    const [row] = await house.rows<{ answers: object; prediction: number }>(
      'SELECT answers, prediction FROM attempts WHERE id = $1',
      [going.attemptId],
    )
    assert.deepEqual(row?.answers, { [no]: `answer ${row?.prediction}` })
    assert.equal(await house.count(ledgerLines, [going.attemptId]), 1)
  })

  it('scores what was saved, or what comes along', async () => {
    const saved = await aGoing(house)
    const right = await rightAnswers(house, saved)
    await save(house, saved, { sequence: 1, answers: right })
    const bare = await submit(house, saved)
    assert.deepEqual([bare.status, bare.body.score, bare.body.total], [201, 9, 9])

    const replaced = await aGoing(house)
    const keys = await rightAnswers(house, replaced)
    await save(house, replaced, { sequence: 1, answers: keys })
    const { no } = ofKind(replaced, 'single')
    assert.equal((await submit(house, replaced, { answers: { [no]: keys[no]! } })).body.score, 1)
  })

  it('takes its time on the wall clock, from the start to the arrival', async () => {
    const going = await aGoing(house)
    const reply = await submit(house, going, {}, { at: later(going.startedAt, 123_456) })
    assert.equal(reply.body.durationMs, 123_456)
    assert.equal(reply.body.receipt.submittedAt, later(going.startedAt, 123_456).toISOString())
  })

  it('makes a later save useless, and says so', async () => {
    const going = await aGoing(house)
    await submit(house, going, { answers: one(going) })
    const late = await save(house, going, { sequence: 5, answers: {} })
    assert.deepEqual([late.status, late.body.reason], [409, 'already-submitted'])
    assert.deepEqual((await submit(house, going)).status, 200)
  })
})

describe('a paper that memory lets go of while the others of its batch are read', () => {
  const house = freshHouse()

  it('is judged as it was known', async () => {
    const [kept, other] = [await aGoing(house), await aGoing(house)]
    const needs = house.house
    const attempt = (await findAttempt(needs.pool, kept.attemptId as AttemptId))!
    const open = { attempt, paper: await loadPaper(needs, attempt) }
    let asked = 0
    const forgetful = {
      find: (id: AttemptId) => (id === attempt.id && asked++ === 0 ? open : undefined),
      keep: () => {},
      forget: () => {},
    }
    const outcomes = await writeDownPapers(
      { ...needs, openPapers: forgetful },
      [kept, other].map((going) => ({
        attemptId: going.attemptId as AttemptId,
        by: null,
        deed: {
          kind: 'save',
          sequence: 1,
          answers: one(going),
          prediction: null,
          arrivedAt: later(going.startedAt, 1000),
        },
      })),
    )
    assert.deepEqual(
      outcomes.map((outcome) => !(outcome instanceof Error) && outcome.ok && outcome.attempt.savedSequence),
      [1, 1],
    )
  })
})

describe('saving a paper', () => {
  const house = freshHouse()
  const savedOf = async (id: string) =>
    (
      await house.rows<{ saved_sequence: number; answers: object; prediction: number | null }>(
        'SELECT saved_sequence, answers, prediction FROM attempts WHERE id = $1',
        [id],
      )
    )[0]!

  it('ignores what is not above the saved sequence, and says what is saved', async () => {
    const going = await aGoing(house)
    await save(house, going, { sequence: 5, answers: one(going, 2), prediction: '1.234' })
    for (const sequence of [1, 4, 5]) {
      const reply = await save(house, going, { sequence, answers: one(going), prediction: 7 })
      assert.equal(reply.status, 200)
      assert.equal(reply.body.savedSequence, 5)
      assert.deepEqual(reply.body.saved, { answers: one(going, 2), prediction: 1234 })
    }
    const above = await save(house, going, { sequence: 6, answers: one(going) })
    assert.deepEqual([above.body.savedSequence, 'saved' in above.body], [6, false])
    assert.deepEqual(await savedOf(going.attemptId), {
      saved_sequence: 6,
      answers: one(going),
      prediction: 1234,
    })
  })

  it('keeps the highest of many repeated and reordered saves, at two servers', async () => {
    const going = await aGoing(house)
    const { no } = ofKind(going, 'short')
    const apps = [house.app, (await house.another()).app]
    const sequences = Array.from({ length: 60 }, (_, index) => ((index * 37) % 60) + 1)
    const replies = await Promise.all(
      [...sequences, ...sequences].map((sequence, index) =>
        save(house, going, { sequence, answers: { [no]: `${sequence}` } }, { app: apps[index % 2]! }),
      ),
    )
    assert.ok(replies.every(({ status }) => status === 200))
    assert.deepEqual(await savedOf(going.attemptId), {
      saved_sequence: 60,
      answers: { [no]: '60' },
      prediction: null,
    })
  })

  it('is never overwritten by a lower one that another server takes at the same moment', async () => {
    const going = await aGoing(house)
    const { no } = ofKind(going, 'short')
    const apps = [house.app, (await house.another()).app]
    for (let round = 1; round <= 40; round++) {
      const sequences = round % 2 ? [2 * round, 2 * round + 1] : [2 * round + 1, 2 * round]
      await Promise.all(
        sequences.map((sequence, at) =>
          save(house, going, { sequence, answers: { [no]: `${sequence}` } }, { app: apps[at]! }),
        ),
      )
      const { saved_sequence, answers } = await savedOf(going.attemptId)
      assert.deepEqual([saved_sequence, answers], [2 * round + 1, { [no]: `${2 * round + 1}` }])
    }
  })

  it('keeps one of two tabs that save the same sequence, and shows it to the other', async () => {
    const going = await aGoing(house)
    const replies = await Promise.all(
      [1, 2].map((option) => save(house, going, { sequence: 1, answers: one(going, option) })),
    )
    const told = replies.filter(({ body }) => 'saved' in body)
    assert.equal(told.length, 1)
    assert.deepEqual(told[0]?.body.saved.answers, (await savedOf(going.attemptId)).answers)
  })

  it('refuses the whole of a save with one bad answer', async () => {
    const going = await aGoing(house)
    await save(house, going, { sequence: 1, answers: one(going) })
    const reply = await save(house, going, {
      sequence: 2,
      answers: { ...one(going, 2), '99': [1] },
      prediction: '-5',
    })
    assert.equal(reply.status, 400)
    assert.deepEqual(
      reply.body.errors.map(({ pointer }) => pointer),
      ['/answers/99', '/prediction'],
    )
    assert.deepEqual(await savedOf(going.attemptId), {
      saved_sequence: 1,
      answers: one(going),
      prediction: null,
    })
  })

  it('clears with an empty paper, and a prediction with null', async () => {
    const going = await aGoing(house)
    await save(house, going, { sequence: 1, answers: one(going), prediction: 12 })
    await save(house, going, { sequence: 2, answers: {} })
    assert.deepEqual(await savedOf(going.attemptId), { saved_sequence: 2, answers: {}, prediction: 12 })
    await save(house, going, { sequence: 3, answers: {}, prediction: null })
    assert.deepEqual((await savedOf(going.attemptId)).prediction, null)
  })

  it('is there again when the attempt is resumed, on another phone', async () => {
    const going = await aGoing(house)
    await save(house, going, { sequence: 3, answers: one(going), prediction: '1 234' })
    const again = await start(house, going.person, { at: later(going.startedAt, 60_000) })
    assert.equal(again.attemptId, going.attemptId)
    assert.equal(again.deadlineAt, going.deadlineAt)
    assert.equal(again.savedSequence, 3)
    assert.deepEqual(again.saved, { answers: one(going), prediction: 1234 })
    assert.deepEqual(again.questions, going.questions)
  })
})

describe('a paper whose time has run out', () => {
  const house = freshHouse({ now: MONDAY })

  it('is what was saved before the deadline, and a later submission gets its receipt', async () => {
    const going = await aGoing(house)
    const right = await rightAnswers(house, going)
    const before = later(going.deadlineAt, -1)
    await save(house, going, { sequence: 1, answers: right }, { at: before })
    for (const at of [going.deadlineAt, later(going.deadlineAt, 1)]) {
      const reply = await submit(house, going, { answers: {} }, { at })
      assert.deepEqual([reply.status, reply.body.reason], [409, 'too-late'])
      assert.equal(reply.body.receipt.submittedAt, going.deadlineAt)
      assert.equal(reply.body.receipt.arrivedAt, before.toISOString())
    }
    const [row] = await house.rows('SELECT ending, score, answers FROM attempts WHERE id = $1', [
      going.attemptId,
    ])
    assert.deepEqual(row, { ending: 'expired', score: 9, answers: right })
    assert.equal(
      (await save(house, going, { sequence: 2, answers: {} }, { at: going.deadlineAt })).body.reason,
      'too-late',
    )
  })

  it('counts as an attempt and not as a person when nothing was saved', async () => {
    const going = await aGoing(house)
    const reply = await look(house, going, { at: going.deadlineAt })
    assert.equal(reply.body.state, 'expired')
    const participated = 'SELECT participated FROM participation_ledger WHERE attempt_id = $1'
    assert.deepEqual(await house.rows(participated, [going.attemptId]), [{ participated: false }])
    const again = await askToStart(house, going.person, { at: later(going.deadlineAt, 1000) })
    assert.deepEqual([again.status, again.body.reason], [409, 'attempts-used-up'])
  })

  it('has run out at the close of the round where that comes first', async () => {
    const closesAt = house.round().closesAt
    const going = await aGoing(house, { at: new Date(closesAt.getTime() - 60_000) })
    assert.equal(going.deadlineAt, closesAt.toISOString())
    const late = await submit(house, going, { answers: one(going) }, { at: closesAt })
    assert.equal(late.body.reason, 'too-late')
    const quick = await aGoing(house, { at: new Date(closesAt.getTime() - 60_000) })
    const inTime = { at: new Date(closesAt.getTime() - 1) }
    assert.equal((await submit(house, quick, { answers: one(quick) }, inTime)).status, 201)
  })

  it('is sealed by a submission that arrived in time, though it is judged an hour later', async () => {
    const going = await aGoing(house)
    house.setClock(later(going.deadlineAt, 3_600_000))
    const reply = await submit(house, going, { answers: one(going) }, { at: later(going.deadlineAt, -1) })
    house.setClock(MONDAY)
    assert.equal(reply.status, 201)
  })
})

describe('with every timer stopped', () => {
  const house = freshHouse()
  // Nothing sweeps here: no worker runs, and nobody has asked about these attempts since their last save.
  const final =
    'SELECT ending, answers, counts_as_participant, submitted_at FROM attempts_final($2) WHERE id = $1'

  it('an overdue attempt is what was saved, for everybody who looks', async () => {
    const going = await aGoing(house)
    await save(house, going, { sequence: 1, answers: one(going) })
    assert.deepEqual(await house.rows(final, [going.attemptId, later(going.deadlineAt, -1)]), [])
    assert.deepEqual(await house.rows(final, [going.attemptId, going.deadlineAt]), [
      {
        ending: 'expired',
        answers: one(going),
        counts_as_participant: true,
        submitted_at: new Date(going.deadlineAt),
      },
    ])
    assert.equal(
      await house.count('SELECT count(*) FROM attempts WHERE ending IS NULL AND id = $1', [going.attemptId]),
      1,
    )
    const reply = await look(house, going, { at: going.deadlineAt })
    assert.deepEqual([reply.body.state, reply.body.submittedAt], ['expired', going.deadlineAt])
    assert.equal(reply.body.receipt.submittedAt, going.deadlineAt)
    // Written down now, it is still the same.
    assert.equal((await house.rows(final, [going.attemptId, going.deadlineAt])).length, 1)
  })

  it('an overdue attempt with nothing saved is nobody’s participation', async () => {
    const going = await aGoing(house)
    const [row] = await house.rows<{ counts_as_participant: boolean }>(final, [
      going.attemptId,
      going.deadlineAt,
    ])
    assert.equal(row?.counts_as_participant, false)
  })

  it('the sweep only writes it down, and changes nothing', async () => {
    const going = await aGoing(house)
    await save(house, going, { sequence: 1, answers: one(going) })
    const at = later(going.deadlineAt, 86_400_000)
    const before = await house.rows(final, [going.attemptId, at])
    const round = { roundId: house.round().id as RoundId, at }
    assert.ok((await writeDownExpired(house.house, round)) >= 1)
    assert.deepEqual(await house.rows(final, [going.attemptId, at]), before)
    assert.equal(await writeDownExpired(house.house, round), 0)
    assert.equal(await house.count(ledgerLines, [going.attemptId]), 1)
  })
})
