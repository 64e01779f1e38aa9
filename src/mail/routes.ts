import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { sendProblem } from '../platform/http.ts'
import { refusals, type StaffNeeds } from '../staff/send-refusal.ts'
import * as contract from './contract.ts'
import { type Mail, type MailSettings, viaOf } from './model.ts'
import { sendTest } from './send-test.ts'
import { findProof, listMails } from './store.ts'

type Needs = Pick<StaffNeeds, 'desk' | 'keeper'> & { staffKey: Buffer; mail?: MailSettings | undefined }

/** What becomes of mails, for administrators (docs/rules/mail.md). Never what they say. */
export function mailRoutes(app: FastifyInstance, needs: Needs): void {
  const { desk, keeper, mail } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: mail']

  routes.get(
    '/api/v1/console/mail',
    {
      schema: {
        tags,
        summary: 'Whether mail is set up, and when it was last seen to work',
        response: { 200: contract.mailState, ...refusals },
      },
    },
    async () => {
      if (!mail) return { isSetUp: false, via: null, testedAt: null }
      const via = viaOf(mail)
      const testedAt = await findProof(keeper, via)
      return { isSetUp: true, via, testedAt: testedAt?.toISOString() ?? null }
    },
  )

  routes.get(
    '/api/v1/console/mails',
    {
      schema: {
        tags,
        summary: 'Mails and what became of them, the latest first',
        querystring: contract.mailPage,
        response: { 200: z.array(contract.mail), ...refusals },
      },
    },
    async (request) => {
      const { after = null, limit } = request.query
      const { authorityId } = desk.seenOf(request).officer
      return (await listMails(keeper, { authorityId, after, limit })).map(presentMail)
    },
  )

  routes.post(
    '/api/v1/console/mail/tests',
    {
      schema: {
        tags,
        summary: 'Send a test mail to oneself',
        response: { 202: contract.mail, ...refusals },
      },
    },
    async (request, reply) => {
      const outcome = await sendTest(needs, desk.seenOf(request).officer, request.arrivedAt)
      return outcome.ok ? reply.code(202).send(presentMail(outcome.mail)) : sendProblem(reply, outcome.reason)
    },
  )
}

function presentMail(mail: Mail): contract.MailView {
  return {
    ...mail,
    madeAt: mail.madeAt.toISOString(),
    nextTryAt: mail.nextTryAt?.toISOString() ?? null,
    settledAt: mail.settledAt?.toISOString() ?? null,
  }
}
