import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { oneForm } from '../contestants/rules.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { type PointerFault, problem } from '../platform/problem.ts'
import { tidy } from '../platform/text.ts'
import * as contract from './contract.ts'
import { correctPerson, enterPerson } from './enter-person.ts'
import { NUMBER_KINDS } from './model.ts'
import { movePerson } from './move-person.ts'
import { type PlaceNeeds, placeOf, unitWithin } from './place-of.ts'
import { presentDetails, presentPerson, readKey } from './present-roster.ts'
import {
  countPeople,
  findPerson,
  isBelow,
  listNumbers,
  listPeople,
  listSpells,
  listTakenPart,
} from './store.ts'

const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem }
export const ROSTER = '/api/v1/console/roster'

/** The people of an authority's units, and where they were when (docs/rules/people.md, N-1, N-7, N-10). */
export function rosterPeopleRoutes(app: FastifyInstance, needs: PlaceNeeds & { identityKey: Buffer }): void {
  const { keeper } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: rosters']

  routes.get(
    `${ROSTER}/people`,
    {
      schema: {
        tags,
        summary: 'People by name, a page at a time',
        querystring: contract.peoplePage,
        response: { 200: contract.rosterPerson.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const place = await placeOf(needs, request)
      const unitId = place ? await unitWithin(needs, place, request.query.unit) : undefined
      if (!place || unitId === undefined) return sendProblem(reply, 'not-found')
      const { query, standing, after, limit } = request.query
      const { on } = place
      const search = { unitId, query, standing, on, after: readKey(after), limit }
      return (await listPeople(keeper, place.authorityId, search)).map((person) => presentPerson(person, on))
    },
  )

  routes.get(
    `${ROSTER}/summary`,
    {
      schema: {
        tags,
        summary: 'How many people there are today',
        querystring: contract.summaryQuery,
        response: { 200: contract.summary, ...refusals },
      },
    },
    async (request, reply) => {
      const place = await placeOf(needs, request)
      const unitId = place ? await unitWithin(needs, place, request.query.unit) : undefined
      if (!place || unitId === undefined) return sendProblem(reply, 'not-found')
      return countPeople(keeper, place.authorityId, { unitId, on: place.on })
    },
  )

  routes.post(
    `${ROSTER}/people`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Enter one person',
        body: contract.newPerson,
        response: { 201: contract.personMade, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.newPerson, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const place = await placeOf(needs, request)
      if (!place) return sendProblem(reply, 'not-found')
      const { body } = shape
      const faults: PointerFault[] = []
      const unitId = await unitWithin(needs, place, body.unit)
      if (!unitId) faults.push({ pointer: '/unit', expected: 'the code of a unit' })
      const numbers = NUMBER_KINDS.flatMap((kind) => {
        const written = tidy(body[kind] ?? '')
        if (written === '') return []
        const value = oneForm({ kind }, written)
        if (value === null) faults.push({ pointer: `/${kind}`, expected: EXPECTED[kind] })
        return value === null ? [] : [{ kind, value }]
      })
      if (faults.length > 0 || !unitId) return sendMalformed(reply, faults)
      const outcome = await enterPerson(needs, {
        authorityId: place.authorityId,
        by: place.officer.id,
        fullName: tidy(body.fullName),
        birthOn: body.birthDate,
        unitId,
        position: body.position || null,
        from: body.from,
        numbers,
        at: request.arrivedAt,
      })
      if (!outcome.ok) return sendProblem(reply, outcome.reason)
      return reply.code(201).send({ id: outcome.id })
    },
  )

  const found = async (request: Parameters<typeof placeOf>[1], personId: string) => {
    const place = await placeOf(needs, request)
    const person = place && (await findPerson(keeper, personId, place.authorityId))
    if (!place || !person) return null
    const spells = await listSpells(keeper, person.id)
    const { authorityId, root, on } = place
    const last = spells.at(-1)
    const isSeen = last && (await isBelow(keeper, { unitId: last.unitId, authorityId, root, on }))
    return isSeen ? { place, person, spells } : null
  }

  routes.get(
    `${ROSTER}/people/:personId`,
    {
      schema: {
        tags,
        summary: 'One person, with every time',
        params: contract.personParams,
        response: { 200: contract.personDetails, ...refusals },
      },
    },
    async (request, reply) => {
      const seen = await found(request, request.params.personId)
      if (!seen) return sendProblem(reply, 'not-found')
      const { person, spells } = seen
      const numbers = await listNumbers(keeper, person.id)
      return presentDetails(person, { spells, numbers, takenPart: await listTakenPart(keeper, person.id) })
    },
  )

  routes.patch(
    `${ROSTER}/people/:personId`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Correct a name or a birth date',
        params: contract.personParams,
        body: contract.personChange,
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.personChange, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const seen = await found(request, request.params.personId)
      if (!seen) return sendProblem(reply, 'not-found')
      const { place, person } = seen
      const { version, fullName, birthDate } = shape.body
      const outcome = await correctPerson(needs, {
        personId: person.id,
        authorityId: place.authorityId,
        by: place.officer.id,
        version,
        fullName: tidy(fullName),
        birthOn: birthDate,
        at: request.arrivedAt,
      })
      if (outcome.ok) return reply.code(204).send(null)
      return 'current' in outcome
        ? sendProblem(reply, outcome.reason, { current: outcome.current })
        : sendProblem(reply, outcome.reason)
    },
  )

  routes.post(
    `${ROSTER}/people/:personId/moves`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'A transfer, a leave, a return, a retirement, from a day on',
        params: contract.personParams,
        body: contract.move,
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.move, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const place = await placeOf(needs, request)
      if (!place) return sendProblem(reply, 'not-found')
      const { personId } = request.params
      if (!(await findPerson(keeper, personId, place.authorityId))) return sendProblem(reply, 'not-found')
      const { unit, ...move } = shape.body
      // Somebody may go to a unit that is not one's own; they come under the eyes of who looks after that one.
      const to = unit === null ? null : await unitWithin(needs, { ...place, root: null }, unit)
      if (to === undefined)
        return sendMalformed(reply, [{ pointer: '/unit', expected: 'the code of a unit' }])
      if (move.kind === 'transfer' && to === null)
        return sendMalformed(reply, [{ pointer: '/unit', expected: 'the unit they go to' }])
      const outcome = await movePerson(needs, {
        ...move,
        personId,
        authorityId: place.authorityId,
        root: place.root,
        by: place.officer.id,
        unitId: to,
        at: request.arrivedAt,
      })
      if (outcome.ok) return reply.code(204).send(null)
      if (outcome.reason === 'no-such-unit')
        return sendMalformed(reply, [{ pointer: '/unit', expected: 'the code of a unit' }])
      return 'current' in outcome
        ? sendProblem(reply, outcome.reason, { current: outcome.current })
        : sendProblem(reply, outcome.reason)
    },
  )
}

const EXPECTED = {
  staffCode: 'a staff code of 2 to 40 letters and digits',
  citizenId: 'a citizen identity number of 12 digits',
  phone: 'a Vietnamese telephone number, e.g. 0912345678',
}
