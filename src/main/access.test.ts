import assert from 'node:assert/strict'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { before, describe, it } from 'node:test'
import Fastify from 'fastify'
import { freshHouse } from '../../tests/support/a-house.ts'
import { held, seat, seated } from '../../tests/support/officers.ts'
import { register } from '../../tests/support/people.ts'
import { ROLES, type Role, type StaffId } from '../staff/model.ts'
import { ACCESS, accessOf } from './access.ts'
import { guardRoutes } from './guard-routes.ts'

const NOBODY = '018d0000-0000-7000-8000-000000000000'
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

type Told = { status: number; reason: string | null }
type Who = { cookie?: string; token?: string }

describe('every route and every role', () => {
  const house = freshHouse({ server: { withPages: true, secondFactor: 'required' } })
  let port: number
  let routes: string[]
  let printed: string[]
  const officers = new Map<Role, StaffId>()
  let contestant: Who

  before(async () => {
    const app = await house.another({ withPages: true, secondFactor: 'required' })
    await app.app.listen({ port: 0, host: '127.0.0.1' })
    port = (app.app.server.address() as AddressInfo).port
    printed = routesOf(app.app.printRoutes({ commonPrefix: false }))
    routes = [...app.app.guardedRoutes].filter((route) => !route.startsWith('HEAD ')).sort()
    for (const role of ROLES) officers.set(role, (await seated(house, [role])).id)
    contestant = { token: (await register(house)).token }
  })

  /** Over a real connection, with everything that could not be found by its name. */
  const ask = (route: string, { cookie, token }: Who): Promise<Told> => {
    const [method, pattern = ''] = route.split(' ')
    const path = pattern.replaceAll(/:\w+/g, NOBODY).replace('*', 'nothing')
    const headers = {
      'hoithi-console': '1',
      ...(cookie && { cookie }),
      ...(token && { authorization: `Bearer ${token}` }),
    }
    return new Promise((resolve, reject) => {
      const asked = request({ port, host: '127.0.0.1', method, path, headers }, (reply) => {
        let text = ''
        reply.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        reply.on('end', () => {
          const isProblem = reply.headers['content-type']?.includes('problem+json')
          resolve({ status: reply.statusCode ?? 0, reason: isProblem ? JSON.parse(text).reason : null })
        })
      })
      asked.on('error', reject).end()
    })
  }
  /** A session of its own for each request: some of them end it. */
  const as = async (role: Role): Promise<Who> => {
    const { cookies } = await seat(house, officers.get(role)!)
    return { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  }

  it('stands in the table, and the table has no other', () => {
    assert.ok(routes.length > 70 && printed.length > 70, `${routes.length} ${printed.length}`)
    // What the router knows has passed the guard: nothing was there before it.
    const known = new Set(routes.map(unslashed))
    assert.deepEqual(
      printed.filter((route) => !known.has(unslashed(route))),
      [],
    )
    assert.deepEqual(
      routes.filter((route) => accessOf(route) === null),
      [],
    )
    assert.deepEqual(
      Object.keys(ACCESS).filter((route) => !routes.includes(route)),
      [],
    )
  })

  it('is refused at the start when the table does not know it', async () => {
    const app = Fastify()
    guardRoutes(app, async () => undefined)
    app.get('/healthz', async () => '')
    assert.throws(() => app.get('/api/v1/staff/forgotten', async () => ''), /is not in the table of access/)
    assert.throws(() => app.post('/healthz', async () => ''), /is not in the table of access/)
  })

  it('lets in whom the table lets in, and nobody else', async () => {
    const wrong: string[] = []
    let asked = 0
    for (const route of routes) {
      const access = accessOf(route)!
      const check = async (who: string, as: Who, expected: 'in' | 'not-signed-in' | 'not-allowed') => {
        const { status, reason } = await ask(route, as)
        asked += 1
        const found =
          reason === 'not-signed-in' || reason === 'not-allowed' ? reason : status === 500 ? 'broken' : 'in'
        if (found !== expected) wrong.push(`${route} as ${who}: ${status} ${reason}, expected ${expected}`)
      }
      const isStaff = access.may === 'staff'
      await check('nobody', {}, access.may === 'anybody' ? 'in' : 'not-signed-in')
      await check('a contestant', contestant, isStaff ? 'not-signed-in' : 'in')
      for (const role of ROLES) {
        const expected =
          access.may === 'staff' ? (access.roles.includes(role) ? 'in' : 'not-allowed') : 'not-signed-in'
        await check(role, await as(role), access.may === 'anybody' ? 'in' : expected)
      }
    }
    assert.deepEqual(wrong, [])
    assert.equal(asked, routes.length * (ROLES.length + 2))
  })

  it('a look without the body is let in as the look is', async () => {
    const head = (cookie?: string) =>
      house.ask('HEAD', '/api/v1/staff', cookie === undefined ? {} : { headers: { cookie } })
    assert.equal((await head()).status, 401)
    assert.equal((await head((await as('organiser')).cookie)).status, 403)
    assert.equal((await head((await as('administrator')).cookie)).status, 200)
  })

  it('an auditor may look wherever an officer may look, and changes nothing but their own sessions and factors', () => {
    const own = /^\w+ \/api\/v1\/staff\/(me|sessions)(\/|$)/
    for (const [route, access] of Object.entries(ACCESS)) {
      if (access.may !== 'staff') continue
      const mayAudit = access.roles.includes('auditor')
      assert.equal(mayAudit, route.startsWith('GET ') || own.test(route), route)
    }
  })

  it('that changes an account, a key or a result asks for somebody who was proven just now', () => {
    for (const [route, access] of Object.entries(ACCESS))
      if (access.may === 'staff' && !route.startsWith('GET ') && /staffId|invitation|proposal/.test(route))
        assert.equal(access.level, 'fresh', route)
  })

  it('a role is known by its one name', () => {
    assert.deepEqual(
      ROLES.map((role) => held(role).role),
      [...ROLES],
    )
  })
})

/** "METHOD /path" of every route, out of the tree that the router prints. */
/** The router's print drops a slash where one path begins another. */
const unslashed = (route: string) => route.replaceAll('/', '')

function routesOf(tree: string): string[] {
  const path: string[] = []
  const found: string[] = []
  for (const line of tree.split('\n')) {
    const [, indent = '', rest = ''] = /^([│ ]*)(?:[├└]── )(.*)$/.exec(line) ?? []
    if (rest === '') continue
    const depth = indent.length / 4
    const [, part = '', methods = ''] = /^(\S*?)(?: \(([A-Z, ]+)\))?$/.exec(rest.trim()) ?? []
    path.length = depth
    path[depth] = part
    for (const method of methods.split(', '))
      if (METHODS.includes(method)) found.push(`${method} ${path.join('').replaceAll('//', '/') || '/'}`)
  }
  return [...new Set(found)].sort()
}
