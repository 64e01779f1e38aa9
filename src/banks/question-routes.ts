import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { inTransaction } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { searchKeyOf } from '../platform/text.ts'
import { NEAR } from '../question-files/find-repeats.ts'
import * as contract from './contract.ts'
import { lookAtKey } from './look-at-key.ts'
import { type BankRouteNeeds, openBankDesk, refusals } from './open-bank-desk.ts'
import { presentNear, presentRow } from './present-question.ts'
import { documentKeyOf, keysOf } from './rules.ts'
import { countStates, listBanks, listKeyLooks, listNear, listQuestions, listTopics } from './store.ts'

const tags = ['Console: question bank']
const BASE = '/api/v1/console/questions'

/** The bank to look at: lists and questions without keys, and the key of one version after asking for it (K-10). */
export function bankQuestionRoutes(app: FastifyInstance, needs: BankRouteNeeds): void {
  const { pool, keeper } = needs
  const { officerOf, now, authorityOf, findOwn, viewOf } = openBankDesk(needs)
  const routes = app.withTypeProvider<ZodTypeProvider>()

  routes.get(
    BASE,
    {
      schema: {
        tags,
        summary: 'Questions of the bank by code, without keys; `search` takes words without diacritics',
        querystring: contract.questionPage,
        response: { 200: z.array(contract.questionRow), ...refusals },
      },
    },
    async (request, reply) => {
      const { authority, after = '', search = '', document, warned, ...rest } = request.query
      const authorityId = await authorityOf(request, authority)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const { today } = now(request)
      const { state = null, topic = null, difficulty = null, kind = null, bank = null, limit } = rest
      // By the keeper: the other role's plans use no index of words.
      const rows = await listQuestions(keeper, authorityId, {
        after,
        words: searchKeyOf(search).split(' ').filter(Boolean),
        documentKey: document === undefined ? null : documentKeyOf(document),
        warnedOn: warned ? today : null,
        ...{ state, topic, difficulty, kind, bank, limit },
      })
      return rows.map((row) => presentRow(row, officerOf(request).id, today))
    },
  )

  routes.get(
    `${BASE}/overview`,
    {
      schema: {
        tags,
        summary: 'Banks, topics and states, with how many questions each has',
        querystring: contract.ofAuthority,
        response: { 200: contract.overview, ...refusals },
      },
    },
    async (request, reply) => {
      const authorityId = await authorityOf(request, request.query.authority)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const [banks, topics, states] = await Promise.all([
        listBanks(pool, authorityId),
        listTopics(pool, authorityId),
        countStates(pool, authorityId),
      ])
      return { banks, topics, states }
    },
  )

  routes.get(
    `${BASE}/:questionId`,
    {
      schema: {
        tags,
        summary: 'A question: its versions, where it was used, how it did; no key',
        params: contract.questionParams,
        response: { 200: contract.questionView, ...refusals },
      },
    },
    async (request, reply) => {
      const question = await findOwn(request, request.params.questionId)
      return question ? viewOf(request, question) : sendProblem(reply, 'not-found')
    },
  )

  routes.post(
    `${BASE}/comparisons`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Questions of the bank that are nearly these words',
        querystring: contract.ofAuthority,
        body: contract.comparison,
        response: { 200: z.array(contract.near), ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.comparison, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const authorityId = await authorityOf(request, request.query.authority)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const { except = null, ...words } = shape.body
      const { nearKey } = keysOf(words, '')
      if (nearKey.length < 10) return []
      const found = await inTransaction(pool, (tx) =>
        listNear(tx, authorityId, { nearKey, except, from: NEAR }),
      )
      return presentNear(pool, found)
    },
  )

  routes.post(
    `${BASE}/:questionId/key-looks`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary:
          'The key of one version; every look is on record, with its reason while a round seals the question',
        params: contract.questionParams,
        body: contract.keyLook,
        response: { 200: contract.key, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.keyLook, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { questionId } = request.params
      const by = officerOf(request)
      const outcome = await lookAtKey({ keeper }, { questionId, ...shape.body, by, at: request.arrivedAt })
      if (!outcome.ok) return sendProblem(reply, outcome.reason)
      return { ...outcome.key, correct: [...outcome.key.correct] }
    },
  )

  routes.get(
    '/api/v1/console/key-looks',
    {
      schema: {
        tags,
        summary: 'Who looked at which key, and when; and who took keys out in a file',
        querystring: contract.lookPage,
        response: { 200: z.array(contract.keyLookView), ...refusals },
      },
    },
    async (request, reply) => {
      const { authority, before = null, question = null, limit } = request.query
      const authorityId = await authorityOf(request, authority)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const looks = await listKeyLooks(pool, authorityId, { before, question, limit })
      return looks.map(({ actor, name, at, ...look }) => ({
        ...look,
        officer: { id: actor, name },
        at: at.toISOString(),
      }))
    },
  )
}
