import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { anchoredClock, systemSources } from './clock.ts'
import { watchClock } from './watch-clock.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-11-22T13:00:00Z')

/** A machine whose clocks a test turns by hand. */
function aMachine() {
  const at = { wall: START, monotonic: 5_000, uptime: 9_000 }
  const run = (ms: number, drift = 0) => {
    at.wall += ms * (1 + drift)
    at.monotonic += ms
    at.uptime += ms
  }
  const sleep = (ms: number) => {
    at.wall += ms
    at.uptime += ms
  }
  const sources = { wall: () => at.wall, monotonic: () => at.monotonic, uptime: () => at.uptime }
  return { at, run, sleep, sources, clock: anchoredClock(sources) }
}

describe('the clock of the house', () => {
  it('agrees with the system at the start and runs on with it', () => {
    const { clock, run } = aMachine()
    assert.equal(clock.now().getTime(), START)
    run(12_345)
    assert.equal(clock.now().getTime(), START + 12_345)
  })

  for (const [name, jump] of [
    ['an hour forward', HOUR],
    ['an hour back', -HOUR],
    ['just over a second', 1_001],
    ['just over a second back', -1_001],
  ] as const)
    it(`does not follow a jump: ${name}`, () => {
      const { clock, run, at } = aMachine()
      run(5_000)
      at.wall += jump
      const { hasJumped, apartMs } = clock.compare()
      assert.deepEqual([hasJumped, apartMs], [true, jump])
      run(10 * 60_000)
      clock.compare()
      assert.equal(clock.now().getTime(), START + 5_000 + 10 * 60_000)
      at.wall -= jump
      assert.equal(clock.compare().hasJumped, false)
    })

  it('takes a second exactly for drift, and makes up for it slowly', () => {
    const { clock, run, at } = aMachine()
    at.wall += 1_000
    assert.equal(clock.compare().hasJumped, false)
    const before = clock.now().getTime()
    run(5_000)
    assert.equal(clock.now().getTime() - before, 5_005)
    for (let turn = 0; turn < 400; turn++) {
      run(5_000)
      clock.compare()
    }
    assert.ok(Math.abs(clock.now().getTime() - at.wall) <= 5)
  })

  it('stays within half a second of a system that drifts by 500 parts in a million', () => {
    for (const drift of [0.0005, -0.0005]) {
      const { clock, run, at } = aMachine()
      for (let turn = 0; turn < 2_000; turn++) {
        run(5_000, drift)
        assert.equal(clock.compare().hasJumped, false)
        assert.ok(Math.abs(clock.now().getTime() - at.wall) < 500)
      }
    }
  })

  it('wakes up in the present when the machine slept, without an alarm', () => {
    const { clock, run, sleep, at } = aMachine()
    run(5_000)
    sleep(3 * HOUR)
    const { hasJumped, sleptMs } = clock.compare()
    assert.deepEqual([hasJumped, sleptMs], [false, 3 * HOUR])
    assert.equal(clock.now().getTime(), at.wall)
  })

  it('never runs backwards, and is never made faster or slower by more than a thousandth, whatever is done to the system', () => {
    const step = fc.record({
      run: fc.integer({ min: 0, max: 60_000 }),
      set: fc.integer({ min: -HOUR, max: HOUR }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const { clock, run, at } = aMachine()
        for (const { run: ms, set } of steps) {
          const before = clock.now().getTime()
          run(ms)
          const passed = clock.now().getTime() - before
          assert.ok(Math.abs(passed - ms) <= ms / 1000 + 1, `${passed} of ${ms}`)
          at.wall += set
          const looked = clock.now().getTime()
          clock.compare()
          assert.ok(Math.abs(clock.now().getTime() - looked) <= 1)
        }
      }),
    )
  })

  it('is the same in another process that was handed the anchor, though the system was set in between', () => {
    const { clock, run, at, sources } = aMachine()
    run(60_000)
    at.wall += HOUR
    const child = anchoredClock(sources, JSON.parse(JSON.stringify(clock.anchor())))
    assert.equal(child.now().getTime(), clock.now().getTime())
    assert.equal(child.compare().hasJumped, true)
  })

  it('reads the real sources in milliseconds', () => {
    const { monotonic, uptime, wall } = systemSources
    assert.ok(Math.abs(anchoredClock().now().getTime() - wall()) < 1_000)
    assert.ok(monotonic() > 0 && uptime() > 0)
  })
})

describe('the watch on the clock', () => {
  const watched = () => {
    const machine = aMachine()
    const said: string[] = []
    let database = 0
    const db = {
      query: async () => ({ rows: [{ now: new Date(START + database + machine.at.monotonic - 5_000) }] }),
    }
    const watch = watchClock({ clock: machine.clock, db: db as never, log: (line) => said.push(line) })
    watch.stop()
    return { ...machine, said, watch, setDatabase: (ms: number) => (database = ms) }
  }

  it('says once that the system jumped, and once that it is in step again', async () => {
    const { at, said, watch, run } = watched()
    await watch.look()
    assert.deepEqual([said, watch.isAlarmed()], [[], false])
    at.wall += HOUR
    for (let turn = 0; turn < 3; turn++) {
      run(5_000)
      await watch.look()
    }
    assert.equal(said.length, 1)
    assert.match(said[0]!, /BÁO ĐỘNG.*hệ thống.*3600\.0 s.*CLOCK ALARM/)
    assert.deepEqual([watch.isAlarmed(), watch.apart().system], [true, HOUR])
    at.wall -= HOUR
    await watch.look()
    assert.equal(said.length, 2)
    assert.equal(watch.isAlarmed(), false)
  })

  it('says that the database is another time, and its own clock goes on', async () => {
    const { said, watch, setDatabase, clock } = watched()
    setDatabase(-HOUR)
    await watch.look()
    assert.match(said[0]!, /cơ sở dữ liệu lệch -3600\.0 s/)
    assert.equal(watch.apart().database, -HOUR)
    assert.equal(clock.now().getTime(), START)
  })
})
