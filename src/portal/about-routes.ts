import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { publicKey } from '../attempts/contract.ts'
import { checkReceipt, readReceipt } from './check-receipt.ts'
import { explainApi, openapi } from './explain-api.ts'
import type { Desk } from './open-desk.ts'
import { asForm } from './registration-routes.ts'

/** What belongs to no contest: privacy, the API's reference, checking a receipt. */
export function aboutRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/privacy', (request, reply) => desk.showPublic(request, reply, 'privacy', async () => ({})))

  app.get('/api', (request, reply) =>
    desk.showPublic(request, reply, 'api', async () => {
      const document = await desk.ask(request, openapi, 'GET', '/api/v1/openapi.json')
      if (document.ok) return explainApi(document.value)
      desk.showProblem(request, reply, document)
      return null
    }),
  )

  app.get<{ Querystring: { r?: string } }>('/receipts/check', (request, reply) =>
    showCheck(request, reply, request.query.r ?? '', ''),
  )

  app.post('/receipts/check', (request, reply) => {
    const text = (asForm(request.body).get('receipt') ?? '').slice(0, 4000)
    return showCheck(request, reply, text, text)
  })

  async function showCheck(request: FastifyRequest, reply: FastifyReply, text: string, typed: string) {
    const receipt = text === '' ? null : readReceipt(text)
    const keys = receipt && (await desk.ask(request, publicKey.array(), 'GET', '/api/v1/keys'))
    if (keys && !keys.ok) return desk.showProblem(request, reply, keys)
    const verdict = receipt && keys ? { receipt, genuine: checkReceipt(receipt, keys.value) } : null
    return desk.show(
      request,
      reply,
      'check',
      {
        typed,
        verdict: text === '' ? null : (verdict ?? 'unreadable'),
      },
      { path: '/receipts/check' },
    )
  }
}
