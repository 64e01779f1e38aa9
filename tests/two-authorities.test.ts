import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accessOf } from '../src/main/access.ts'
import { timeOrderedId } from '../src/platform/ids.ts'
import { ROLES } from '../src/staff/model.ts'
import { freshHouse } from './support/a-house.ts'
import { honestOfficers } from './support/honest-officers.ts'
import { ask, seated } from './support/officers.ts'

const ELSEWHERE = '00000000-0000-7000-8000-0000000e15e0'

/** Of officers alone, and about something that has a name. */
const isTheirs = (route: string): boolean =>
  route.includes('{') && accessOf(route.replaceAll(/\{(\w+)\}/g, ':$1'))?.may === 'staff'

describe('an officer of another authority (R-S3)', () => {
  const house = freshHouse()

  it('finds nothing that has a name, whatever it is asked for and however rightly', async () => {
    await house.rows('INSERT INTO authorities (id, code, name) VALUES ($1, $2, $3)', [
      ELSEWHERE,
      'noi-khac',
      'Nơi khác',
    ])
    const found: string[] = []
    const asked = honestOfficers(house)
    for (const [route, request] of Object.entries(asked)) {
      if (!isTheirs(route)) continue
      const [url, with_ = {}] = await request()
      const stranger = await seated(house, ROLES, { authorityId: ELSEWHERE })
      const cookie = [...stranger.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const [method = 'GET'] = route.split(' ') as ['GET']
      const reply = await house.ask(method, url, { ...with_, headers: { ...with_.headers, cookie } })
      if (reply.status !== 404) found.push(`${route}: ${reply.status} ${reply.text.slice(0, 120)}`)
    }
    assert.deepEqual(found, [])
    assert.ok(Object.keys(asked).filter(isTheirs).length >= 12)
  }) // Goes red where an action forgets to look at the authority (tried: taking a proposal back).
})

describe('an officer of the whole installation', () => {
  const house = freshHouse()
  const authority = async (code: string, sample: boolean) => {
    const id = timeOrderedId(house.clock.now())
    await house.rows('INSERT INTO authorities (id, code, name) VALUES ($1, $2, $2)', [id, code])
    await house.rows(
      'INSERT INTO contests (id, authority_id, slug, name, sample, created_at) VALUES ($1, $1, $2, $2, $3, now())',
      [id, code, sample],
    )
  }

  it('means the authority that there is, whatever the samples brought along, and names it where there are several', async () => {
    const { browser } = await seated(house, ROLES, { authorityId: null })
    const seen = async () => {
      const lists = ['units', 'questions', 'roster/people'].map((list) =>
        ask(house, browser, 'GET', `/api/v1/console/${list}`),
      )
      return (await Promise.all(lists)).map(({ status }) => status)
    }
    assert.deepEqual(await seen(), [200, 200, 200])
    await authority('mau', true)
    assert.deepEqual(await seen(), [200, 200, 200])
    await authority('that', false)
    assert.deepEqual(await seen(), [404, 404, 404])
  })
})
