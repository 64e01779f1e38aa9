import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { slugParams } from '../contests/contract.ts'
import type { Pool } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import { localDateOf } from '../platform/zone.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import { phaseOf } from '../rounds/rules.ts'
import { findChoosableUnit } from '../units/store.ts'
import { noContent, registered, registration } from './contract.ts'
import type { ContestantId } from './model.ts'
import { type LinkToRoster, registerContestant } from './register-contestant.ts'
import { ageOn, readPerson } from './rules.ts'

type Needs = {
  pool: Pool
  calendar: Calendar
  identityKey: Buffer
  /** Makes the bearer token of a contestant, and the cookie that carries it. */
  signIn: (
    contest: { id: string; slug: string },
    contestantId: ContestantId,
    at: Date,
  ) => { token: string; cookie: string }
  signOut: (slug: string) => string
  linkToRoster?: LinkToRoster | undefined
}

const secondsBetween = (from: Date, to: Date) => String(Math.ceil((to.getTime() - from.getTime()) / 1000))

export function contestantRoutes(app: FastifyInstance, needs: Needs): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/contests/:slug/contestants',
    {
      attachValidation: true,
      schema: {
        tags: ['Contestants'],
        summary: 'Register a person, or recognise one',
        description: 'Every field of the chosen stream (see the contest) is a member of the body.',
        params: slugParams,
        body: registration,
        response: {
          201: registered,
          200: registered,
          400: problem,
          403: problem,
          404: problem,
          409: problem,
          429: problem,
        },
      },
    },
    async (request, reply) => {
      const contest = needs.calendar.contestOf(request.params.slug)
      if (!contest) return sendProblem(reply, 'no-such-contest')

      const shape = readBody(registration, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const stream = contest.rules.streams.find((each) => each.code === shape.body.stream)
      if (!stream)
        return sendMalformed(reply, [
          {
            pointer: '/stream',
            expected: `one of ${contest.rules.streams.map(({ code }) => code).join(', ')}`,
          },
        ])
      const guardians = contest.rules.streams.some(({ guardianAllowed }) => guardianAllowed)
      const reading = readPerson(stream, shape.body, guardians)
      const today = localDateOf(request.arrivedAt, contest.rules.zone)
      const unit = await findChoosableUnit(needs.pool, contest.id, shape.body.unitId, today)
      const faults = reading.ok ? [] : reading.faults
      if (!unit || (stream.unitKinds && !stream.unitKinds.includes(unit.kind)))
        faults.push({ pointer: '/unitId', expected: 'a unit of this contest that this stream may choose' })
      if (!reading.ok || !unit || faults.length > 0) return sendMalformed(reply, faults)
      const { person } = reading

      const isOver = contest.rounds.every((round) =>
        ['closed', 'published'].includes(phaseOf(round, request.arrivedAt, contest.rules.zone)),
      )
      if (stream.minimumAge && person.birthOn && ageOn(person.birthOn, today) < stream.minimumAge)
        return sendProblem(reply, 'not-eligible')

      const outcome = await registerContestant(needs, {
        contest,
        stream,
        person,
        unitId: unit.id,
        at: request.arrivedAt,
        isOver,
      })
      if (!outcome.ok && outcome.reason === 'slow-down')
        reply.header('retry-after', secondsBetween(request.arrivedAt, outcome.until))
      if (!outcome.ok) return sendProblem(reply, outcome.reason)

      const { token, cookie } = needs.signIn(contest, outcome.contestantId, request.arrivedAt)
      return reply
        .code(outcome.isNew ? 201 : 200)
        .header('set-cookie', cookie)
        .header('cache-control', 'no-store')
        .send({ contestantId: outcome.contestantId, token })
    },
  )

  app.withTypeProvider<ZodTypeProvider>().delete(
    '/api/v1/contests/:slug/session',
    {
      schema: {
        tags: ['Contestants'],
        summary: 'Make this browser forget who used it',
        params: slugParams,
        response: { 204: noContent, 404: problem },
      },
    },
    async (request, reply) => {
      const contest = needs.calendar.contestOf(request.params.slug)
      if (!contest) return sendProblem(reply, 'no-such-contest')
      return reply.code(204).header('set-cookie', needs.signOut(contest.slug)).send(null)
    },
  )
}
