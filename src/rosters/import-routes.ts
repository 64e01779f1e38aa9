import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import { beginImport } from './begin-import.ts'
import { chooseUnit } from './choose-unit.ts'
import { confirmImport, dropImport } from './confirm-import.ts'
import * as contract from './contract.ts'
import {
  findImport,
  findSameFile,
  listDoubtfulUnits,
  listImports,
  listMissing,
  listStaged,
  type RosterImport,
} from './import-store.ts'
import { ROSTER } from './people-routes.ts'
import { type PlaceNeeds, placeOf, unitWithin } from './place-of.ts'
import { keyOf, presentImport, presentRow, readKey } from './present-roster.ts'
import { returnFaults } from './return-faults.ts'
import { sendStream } from './send-stream.ts'
import type { StagingNeeds } from './stage-roster.ts'
import { findUnitByCode, findUnitCode, isBelow, type Reach } from './store.ts'

type Needs = PlaceNeeds & StagingNeeds & { log: (line: string) => void }
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem }

/** A list from a file: looked at first, and only then the roster (docs/rules/people.md, N-3 to N-6). */
export function rosterImportRoutes(app: FastifyInstance, needs: Needs): void {
  const { keeper } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: rosters']
  const IMPORTS = `${ROSTER}/imports`

  /** An import of units that are not theirs is not there for them. */
  const found = async (request: FastifyRequest, importId: string) => {
    const place = await placeOf(needs, request)
    const order = place && (await findImport(keeper, importId, place.authorityId))
    if (!place || !order || !(await isTheirs(place, order))) return null
    return { place, order }
  }
  const isTheirs = async ({ authorityId, root, on }: Reach, { unitId }: RosterImport) =>
    root === null || (unitId !== null && (await isBelow(keeper, { unitId, authorityId, root, on })))
  const present = async (order: RosterImport) =>
    presentImport(order, {
      unitCode: order.unitId && (await findUnitCode(keeper, order.unitId)),
      sameFileAt:
        order.state === 'ready'
          ? ((await findSameFile(keeper, order.authorityId, order.digest))?.confirmedAt ?? null)
          : null,
    })

  routes.get(
    IMPORTS,
    {
      schema: {
        tags,
        summary: 'Files that came in, the newest first',
        querystring: contract.importPage,
        response: { 200: contract.rosterImport.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const place = await placeOf(needs, request)
      if (!place) return sendProblem(reply, 'not-found')
      const { before = null, limit } = request.query
      const imports = await listImports(keeper, place.authorityId, { before, limit })
      const theirs = []
      for (const order of imports) if (await isTheirs(place, order)) theirs.push(await present(order))
      return theirs
    },
  )

  routes.post(
    IMPORTS,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Read a file that was sent; nothing becomes the roster yet',
        body: contract.newImport,
        response: { 202: contract.rosterImport, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.newImport, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const place = await placeOf(needs, request)
      if (!place) return sendProblem(reply, 'not-found')
      const { uploadId, asOf, unit, columns } = shape.body
      const unitId = await unitWithin(needs, place, unit)
      if (unitId === undefined)
        return sendMalformed(reply, [{ pointer: '/unit', expected: 'the code of a unit' }])
      const outcome = await beginImport(needs, {
        uploadId,
        authorityId: place.authorityId,
        by: place.officer.id,
        root: place.root,
        unitId,
        asOf,
        columns,
        at: request.arrivedAt,
      })
      if (!outcome.ok) return sendProblem(reply, outcome.reason)
      return reply.code(202).send(await present(outcome.import))
    },
  )

  routes.get(
    `${IMPORTS}/:importId`,
    {
      schema: {
        tags,
        summary: 'How far it is, and what it would do',
        params: contract.importParams,
        response: { 200: contract.rosterImport, ...refusals },
      },
    },
    async (request, reply) => {
      const seen = await found(request, request.params.importId)
      return seen ? present(seen.order) : sendProblem(reply, 'not-found')
    },
  )

  routes.get(
    `${IMPORTS}/:importId/rows`,
    {
      schema: {
        tags,
        summary: 'Its rows with their verdicts, a page at a time',
        params: contract.importParams,
        querystring: contract.rowPage,
        response: { 200: contract.importRow.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const seen = await found(request, request.params.importId)
      if (!seen) return sendProblem(reply, 'not-found')
      const { verdict = null, after, limit } = request.query
      return (await listStaged(keeper, seen.order.id, { verdict, after, limit })).map(presentRow)
    },
  )

  routes.get(
    `${IMPORTS}/:importId/missing`,
    {
      schema: {
        tags,
        summary: 'Who is in these units and not in the file',
        params: contract.importParams,
        querystring: contract.missingPage,
        response: { 200: contract.missingPerson.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const seen = await found(request, request.params.importId)
      if (!seen) return sendProblem(reply, 'not-found')
      const { after, limit } = request.query
      const people = await listMissing(keeper, seen.order, { after: readKey(after), limit })
      return people.map((person) => ({
        id: person.id,
        key: keyOf(person),
        fullName: person.fullName,
        birthDate: person.birthOn,
        unit: person.unitName,
      }))
    },
  )

  routes.get(
    `${IMPORTS}/:importId/units`,
    {
      schema: {
        tags,
        summary: 'What stands for units and is none for sure, with those it may mean',
        params: contract.importParams,
        response: { 200: contract.doubtfulUnit.array(), ...refusals },
      },
    },
    async (request, reply) => {
      const seen = await found(request, request.params.importId)
      if (!seen) return sendProblem(reply, 'not-found')
      const { authorityId, asOf, id } = seen.order
      const finder = await needs.openUnitFinder(authorityId, asOf)
      return (await listDoubtfulUnits(keeper, id)).map(({ unitText, rows }) => ({
        text: unitText,
        rows,
        candidates: finder.find(unitText).map(({ unitId, code, name, above, score }) => ({
          id: unitId,
          code,
          name,
          above: [...above],
          score,
        })),
      }))
    },
  )

  routes.put(
    `${IMPORTS}/:importId/units`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Say which unit it means: here, and where an organiser says it, in every file to come',
        params: contract.importParams,
        body: contract.unitChoice,
        response: { 200: contract.rosterImport, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.unitChoice, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const seen = await found(request, request.params.importId)
      if (!seen) return sendProblem(reply, 'not-found')
      const { authorityId, officer, root, on } = seen.place
      const unit = await findUnitByCode(keeper, authorityId, shape.body.unit, on)
      if (!unit) return sendMalformed(reply, [{ pointer: '/unit', expected: 'the code of a unit' }])
      const outcome = await chooseUnit(needs, {
        importId: seen.order.id,
        authorityId,
        root,
        unitText: shape.body.text,
        unitId: unit.id,
        by: officer.id,
        at: request.arrivedAt,
      })
      return outcome.ok ? present(outcome.import) : sendProblem(reply, outcome.reason)
    },
  )

  routes.get(
    `${IMPORTS}/:importId/faults.xlsx`,
    {
      schema: {
        tags,
        summary: 'The same file with what is wrong in a column more',
        params: contract.importParams,
        response: { 200: contract.file, ...refusals },
      },
    },
    async (request, reply) => {
      const seen = await found(request, request.params.importId)
      if (!seen?.order.uploadId) return sendProblem(reply, 'not-found')
      const name = `loi-${seen.order.fileName.replace(/\.[^.]*$/, '')}.xlsx`
      const pieces = returnFaults(needs, seen.order)
      const first = await pieces.next()
      // The file itself is kept for a day.
      if (first.done) return sendProblem(reply, 'not-found')
      return sendStream(reply, { name, type: 'xlsx', first: first.value, rest: pieces })
    },
  )

  routes.post(
    `${IMPORTS}/:importId/confirmation`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'It becomes the roster, whole',
        params: contract.importParams,
        body: contract.importConfirmation,
        response: { 200: contract.rosterImport, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.importConfirmation, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const seen = await found(request, request.params.importId)
      if (!seen) return sendProblem(reply, 'not-found')
      const { authorityId, officer, root } = seen.place
      const outcome = await confirmImport(needs, {
        ...shape.body,
        importId: seen.order.id,
        authorityId,
        root,
        by: officer.id,
        at: request.arrivedAt,
      })
      if (outcome.ok) return present(outcome.import)
      return 'current' in outcome
        ? sendProblem(reply, outcome.reason, { current: await present(outcome.current) })
        : sendProblem(reply, outcome.reason)
    },
  )

  routes.delete(
    `${IMPORTS}/:importId`,
    {
      schema: {
        tags,
        summary: 'Throw it away',
        params: contract.importParams,
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const seen = await found(request, request.params.importId)
      if (!seen) return sendProblem(reply, 'not-found')
      const { id: importId, authorityId } = seen.order
      const outcome = await dropImport(needs, { importId, authorityId })
      return outcome.ok ? reply.code(204).send(null) : sendProblem(reply, outcome.reason)
    },
  )
}
