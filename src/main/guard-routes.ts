/**
 * Every route under the table of access (src/main/access.ts). A route that is not in it keeps the server from starting; one
 * of the console gets the gate as its own hook, so that no other request knows that there is a console.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { type Access, accessOf } from './access.ts'

type StaffAccess = Extract<Access, { may: 'staff' }>
export type StaffGate = (
  access: StaffAccess,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply | undefined>

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route there is, as "METHOD /path". */
    guardedRoutes: ReadonlySet<string>
  }
}

export function guardRoutes(app: FastifyInstance, gate: StaffGate): void {
  const gates = new Set<unknown>()
  const guarded = new Set<string>()
  app.decorate('guardedRoutes', guarded)
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      const access = accessOf(`${method} ${route.url}`)
      if (!access)
        throw new Error(`${method} ${route.url} is not in the table of access (src/main/access.ts)`)
      guarded.add(`${method} ${route.url}`)
      const hooks = [route.onRequest ?? []].flat()
      // The HEAD that comes with a GET has its hooks already.
      if (access.may !== 'staff' || hooks.some((hook) => gates.has(hook))) continue
      const hook: onRequestAsyncHookHandler = async (request, reply) => gate(access, request, reply)
      gates.add(hook)
      route.onRequest = [hook, ...hooks]
    }
  })
}
