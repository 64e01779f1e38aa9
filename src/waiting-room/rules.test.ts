import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Pace, Place, Room } from './model.ts'
import { aheadOf, BLINK_MS, draw, isDrawDue, KEPT_MS, LOTS_MS, openRoom, seat } from './rules.ts'

const OPENS = 1_000_000

/** The room as its servers keep it: who asks is seated, and the lots are drawn before the first who comes after. */
function aRoom(perSecond: number) {
  const pace: Pace = { perSecond }
  let room: Room = openRoom(OPENS)
  const places = new Map<number, Place>()
  /** When each was let in, or may come. */
  const instants = new Map<number, number>()
  const lots: number[] = []
  const settle = (at: number) => {
    if (!isDrawDue(room, at, OPENS)) return
    // The lots are drawn by the number that says who it is: as good as a hash here.
    const order = [...lots].sort((one, other) => one - other)
    const drawn = draw(room, pace, OPENS, order.length)
    room = drawn.room
    for (const [index, who] of order.entries()) {
      places.set(who, { admittedAt: drawn.instants[index]! })
      instants.set(who, drawn.instants[index]!)
    }
  }
  const ask = (who: number, at: number) => {
    settle(at)
    const seated = seat(room, { at, place: places.get(who) ?? null, opensAt: OPENS, pace })
    room = seated.room
    const { verdict } = seated
    if (verdict.state === 'admitted') instants.set(who, Math.max(at, instants.get(who) ?? at))
    else if (verdict.isNew) {
      if (verdict.state === 'drawing') lots.push(who)
      places.set(who, { admittedAt: verdict.state === 'queued' ? verdict.admittedAt : null })
      if (verdict.state === 'queued') instants.set(who, verdict.admittedAt)
    }
    return verdict
  }
  return { ask, settle, places, instants, lots, pace }
}

const aCrowd = fc
  .array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 300 })
  .map((after) => after.sort((one, other) => one - other).map((ms, who) => ({ who, at: OPENS + ms })))
const aPace = fc.integer({ min: 1, max: 200 })

describe('the waiting room', () => {
  it('makes nobody wait while the machine keeps up', () => {
    const { ask } = aRoom(10)
    for (let who = 0; who < 100; who++) assert.equal(ask(who, OPENS + who * 100).state, 'admitted')
  })

  it('lets in what comes within a blink, and not the next', () => {
    const { ask } = aRoom(100)
    const at = OPENS + LOTS_MS
    const before = Array.from({ length: 1 + BLINK_MS / 10 }, (_, who) => ask(who, at).state)
    assert.ok(before.every((state) => state === 'admitted'))
    assert.deepEqual(ask(999, at), { state: 'queued', admittedAt: at + BLINK_MS + 10, isNew: true })
  })

  it('draws lots until three seconds after the opening, and not at that instant', () => {
    for (const [after, state] of [
      [LOTS_MS - 1, 'drawing'],
      [LOTS_MS, 'queued'],
    ] as const) {
      const { ask } = aRoom(1)
      ask(0, OPENS + after)
      assert.equal(ask(1, OPENS + after).state, state)
    }
  })

  it('keeps a place for ten minutes after its instant, and not longer', () => {
    for (const [late, state] of [
      [-1, 'queued'],
      [0, 'admitted'],
      [KEPT_MS - 1, 'admitted'],
    ] as const) {
      const { ask } = aRoom(1)
      ask(0, OPENS + LOTS_MS)
      const verdict = ask(1, OPENS + LOTS_MS)
      assert.ok(verdict.state === 'queued')
      assert.equal(ask(1, verdict.admittedAt + late).state, state)
    }
    const { ask } = aRoom(0.001)
    ask(0, OPENS + LOTS_MS)
    const verdict = ask(1, OPENS + LOTS_MS)
    assert.ok(verdict.state === 'queued')
    const again = ask(1, verdict.admittedAt + KEPT_MS)
    assert.ok(again.state === 'queued' && again.isNew)
  })

  it('never lets in more than the pace and a blink of it, in any stretch of time', () =>
    fc.assert(
      fc.property(aCrowd, aPace, (crowd, perSecond) => {
        const { ask, settle, instants } = aRoom(perSecond)
        for (const { who, at } of crowd) ask(who, at)
        settle(OPENS + LOTS_MS)
        const all = [...instants.values()].sort((one, other) => one - other)
        // A millisecond more on either side: instants are rounded up to one.
        for (let from = 0; from < all.length; from++)
          for (const to of [from + 1, from + 10, from + 100, all.length - 1].filter(
            (each) => each < all.length,
          )) {
            const allowed = ((all[to]! - all[from]! + BLINK_MS + 2) * perSecond) / 1000 + 1
            assert.ok(to - from + 1 <= allowed + 1e-6, `${to - from + 1} in ${all[to]! - all[from]!} ms`)
          }
      }),
    ))

  it('never moves anybody back, and nobody gains by asking again: neither they nor another', () =>
    fc.assert(
      fc.property(aCrowd, aPace, fc.integer({ min: 1, max: 5 }), (crowd, perSecond, tabs) => {
        const [once, often] = [aRoom(perSecond), aRoom(perSecond)]
        const told = new Map<number, number>()
        for (const { who, at } of crowd) {
          once.ask(who, at)
          for (const each of [who, ...crowd.slice(0, who % tabs).map(({ who: other }) => other)]) {
            // Who was let in at once has started, and is not here any more.
            if (each !== who && !often.places.has(each)) continue
            const verdict = often.ask(each, at)
            if (verdict.state !== 'queued') continue
            assert.ok(verdict.admittedAt <= (told.get(each) ?? Number.POSITIVE_INFINITY))
            assert.ok(
              aheadOf(verdict.admittedAt, at + 1, { perSecond }) <=
                aheadOf(verdict.admittedAt, at, { perSecond }),
            )
            told.set(each, verdict.admittedAt)
          }
        }
        for (const room of [once, often]) room.settle(OPENS + LOTS_MS)
        for (const [who, place] of once.places) assert.deepEqual(often.places.get(who), place)
      }),
    ))

  it('goes by the lots among those of the first seconds, and by the order of coming among the others', () =>
    fc.assert(
      fc.property(aCrowd, aPace, (crowd, perSecond) => {
        const { ask, settle, instants, lots, places } = aRoom(perSecond)
        for (const { who, at } of crowd) ask(who, at)
        settle(OPENS + LOTS_MS)
        const drawn = [...lots].sort((one, other) => one - other).map((who) => instants.get(who)!)
        assert.deepEqual(
          drawn,
          drawn.toSorted((one, other) => one - other),
        )
        const came = [...places.keys()].filter((who) => !lots.includes(who)).sort((one, other) => one - other)
        const after = came.map((who) => instants.get(who)!)
        assert.deepEqual(
          after,
          after.toSorted((one, other) => one - other),
        )
        if (drawn.length > 0 && after.length > 0) assert.ok(drawn.at(-1)! <= after[0]!)
      }),
    ))
})
