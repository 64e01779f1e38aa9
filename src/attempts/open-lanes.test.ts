import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type pg from 'pg'
import { freshHouse } from '../../tests/support/a-house.ts'
import { askToStart, type Going, one, register, save, submit } from '../../tests/support/people.ts'

/** The names of the statements that go over a pool's connections from now on. */
function listen(pool: pg.Pool): string[] {
  const names: string[] = []
  const heard = new WeakSet<pg.PoolClient>()
  pool.on('acquire', (client) => {
    if (heard.has(client)) return
    heard.add(client)
    const query = client.query.bind(client) as (...asked: unknown[]) => unknown
    client.query = ((...asked: unknown[]) => {
      const [first] = asked as [string | { name?: string; text: string }]
      names.push(typeof first === 'string' ? first : (first.name ?? first.text))
      return query(...asked)
    }) as typeof client.query
  })
  return names
}

describe('the path that everybody takes', () => {
  const house = freshHouse()

  it('asks the database twice for a batch of starts, and once for a batch of saves and submissions', async () => {
    const people = await Promise.all(Array.from({ length: 60 }, () => register(house)))
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const names = listen(house.house.pool)
    const heard = (): [string, number][] => {
      const counts = new Map<string, number>()
      for (const name of names.splice(0)) counts.set(name, (counts.get(name) ?? 0) + 1)
      // The calendar looks once a second whether anything has changed.
      counts.delete('rounds/calendar_token')
      return [...counts]
    }

    const goings: Going[] = await Promise.all(
      people.map(async (person) => ({ ...(await askToStart(house, person)).body, person })),
    )
    const starts = new Map(heard())
    assert.deepEqual([...starts.keys()].sort(), ['attempts/insert_attempts', 'attempts/read_standing'])
    assert.equal(starts.get('attempts/read_standing'), starts.get('attempts/insert_attempts'))
    assert.ok(
      starts.get('attempts/insert_attempts')! <= 10,
      `${starts.get('attempts/insert_attempts')} batches of 60`,
    )

    await Promise.all(
      goings.map((going, index) =>
        index % 2
          ? save(house, going, { sequence: 1, answers: one(going) })
          : submit(house, going, { answers: one(going) }),
      ),
    )
    const [[name, batches], ...others] = heard() as [[string, number], ...unknown[]]
    assert.deepEqual([name, others], ['attempts/write_papers', []])
    assert.ok(batches <= 10, `${batches} batches of 60`)
  })
})
