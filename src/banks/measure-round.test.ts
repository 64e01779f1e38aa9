import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { looked } from '../../tests/support/a-question.ts'
import { seated } from '../../tests/support/officers.ts'
import { aGoing, rightAnswers, submit } from '../../tests/support/people.ts'
import { closeRound } from '../rankings/close-round.ts'
import { measureRounds } from './jobs.ts'

const CLOSED = new Date('2023-08-20T21:05:00+07:00')

describe('the questions of a round', () => {
  const house = freshHouse()
  const measure = () => measureRounds(house.house, CLOSED)

  it('are measured when its books are closed, once, and shown where the question is', async () => {
    const going = await aGoing(house)
    await submit(house, going, { answers: await rightAnswers(house, going) })
    await submit(house, await aGoing(house), {})
    assert.equal(await measure(), 0, 'while the round is open')
    const needs = { ...house.house, pool: house.house.keeper }
    const closed = await closeRound(needs, { roundId: house.round().id, at: CLOSED })
    assert.equal(closed.ok || closed.reason, true)
    assert.equal(await measure(), 1)
    assert.equal(await measure(), 0)
    const asked = going.questions.length
    assert.equal(await house.count('SELECT sum(drawn) FROM question_figures'), 2 * asked)
    assert.equal(await house.count('SELECT sum(correct) FROM question_figures'), asked)
    assert.equal(await house.count('SELECT sum(blank) FROM question_figures'), asked)
    // Where it was answered right, the option of the key was chosen.
    const missed = `SELECT count(*) FROM question_figures f JOIN bank_version_keys k ON k.version_id = f.question_id
      WHERE f.choices IS NOT NULL AND f.correct > 0 AND f.choices->((k.correct->>0)::int - 1) = '0'`
    assert.equal(await house.count(missed), 0)
    house.setClock(CLOSED)
    const { browser } = await seated(house, ['auditor'])
    const [drawn] = await house.rows<{ id: string; drawn: number; correct: number }>(
      `SELECT v.question_id AS id, f.drawn, f.correct FROM question_figures f JOIN bank_versions v ON v.id = f.question_id LIMIT 1`,
    )
    const { uses } = await looked(house, browser, drawn!.id)
    const [use] = uses.filter(({ roundNo }) => roundNo === 1)
    assert.equal(use!.figures!.papers, 2)
    assert.equal(use!.figures!.facility, drawn!.correct / drawn!.drawn)
    assert.ok(uses.filter(({ roundNo }) => roundNo > 1).every(({ figures }) => figures === null))
  })
})
