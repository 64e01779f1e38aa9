import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Pool } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import type { Calendar } from '../rounds/keep-calendar.ts'
import type { HeldRole, Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import { scopeOf } from '../staff/scope-of.ts'
import { type Change, changeEnquiry, noteEnquiry } from './change-enquiry.ts'
import * as contract from './contract.ts'
import type { Enquiry, EnquiryState } from './model.ts'
import { presentEnquiry, presentQueued } from './present-enquiry.ts'
import {
  countMerged,
  findEnquiry,
  isWithin,
  listDeskOfficers,
  listEnquiries,
  listNotes,
  listSaid,
  listSimilar,
} from './store.ts'

export type HelpdeskNeeds = {
  pool: Pool
  keeper: Pool
  calendar: Pick<Calendar, 'contestOf'>
  desk: { seenOf(request: FastifyRequest): { officer: Officer; admittedBy: readonly HeldRole[] } }
}

export const consoleRefusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem }

const STATES_OF: Record<'open' | 'mine' | 'answered' | 'closed' | 'all', readonly EnquiryState[]> = {
  open: ['open'],
  mine: ['open', 'answered'],
  answered: ['answered'],
  closed: ['closed'],
  all: ['open', 'answered', 'closed'],
}

/** The queue of the help desk, and one enquiry with what may be done to it (docs/rules/helpdesk.md, H-6 and H-7). */
export function helpdeskRoutes(app: FastifyInstance, needs: HelpdeskNeeds): void {
  const { desk } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: help desk']
  const one = { params: contract.enquiryParams, tags }

  /** P-3 and P-2: of another authority, or outside a coordinator's units, there is none. */
  const visible = async (request: FastifyRequest, id: string): Promise<Enquiry | null> => {
    const { officer, admittedBy } = desk.seenOf(request)
    const scope = scopeOf(admittedBy)
    const found = await findEnquiry(needs.pool, id)
    if (!found || !scope || !reaches(officer, found.authorityId)) return null
    return (await isWithin(needs.pool, found.id, scope)) ? found : null
  }
  const show = async (enquiry: Enquiry) => {
    const [said, notes, similar, mergedCount] = await Promise.all([
      listSaid(needs.pool, enquiry),
      listNotes(needs.keeper, enquiry.id),
      listSimilar(needs.pool, enquiry.id),
      countMerged(needs.pool, enquiry.id),
    ])
    const all = [...said, ...notes].toSorted((one, other) => one.at.getTime() - other.at.getTime())
    return presentEnquiry(enquiry, { said: all, similar, mergedCount })
  }
  const change = async (
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    { version, change }: { version: number; change: Change },
  ) => {
    const by = desk.seenOf(request).officer
    const outcome = await changeEnquiry(needs, { id, version, change, by, at: request.arrivedAt })
    if (outcome.ok) return show(outcome.enquiry)
    if (outcome.reason === 'changed-meanwhile')
      return sendProblem(reply, outcome.reason, { current: await show(outcome.current) })
    return sendProblem(reply, outcome.reason)
  }

  routes.get(
    '/api/v1/console/enquiries',
    {
      schema: {
        tags,
        summary: 'The queue, a page at a time: those that wait from the oldest, the others from the latest',
        querystring: contract.queuePage,
        response: { 200: contract.queued.array(), ...consoleRefusals },
      },
    },
    async (request, reply) => {
      const { officer, admittedBy } = desk.seenOf(request)
      const { queue, contest: slug, query, after = null, limit } = request.query
      const contest = slug === undefined ? null : needs.calendar.contestOf(slug)
      const scope = scopeOf(admittedBy)
      if (contest === undefined || !scope || (contest && !reaches(officer, contest.authorityId)))
        return sendProblem(reply, 'not-found')
      // By the keeper: the other role's plans use no index of words.
      const found = await listEnquiries(needs.keeper, {
        authorityId: officer.authorityId,
        scope,
        states: STATES_OF[queue],
        heldBy: queue === 'mine' ? officer.id : null,
        contestId: contest?.id ?? null,
        query,
        after,
        oldestFirst: queue === 'open',
        limit,
      })
      return found.map(presentQueued)
    },
  )

  routes.get(
    '/api/v1/console/enquiries/officers',
    {
      schema: {
        tags,
        summary: 'Whom an enquiry may be handed to',
        response: { 200: z.array(contract.deskOfficer), ...consoleRefusals },
      },
    },
    async (request) => listDeskOfficers(needs.pool, desk.seenOf(request).officer.authorityId),
  )

  routes.get(
    '/api/v1/console/enquiries/:enquiryId',
    {
      schema: { ...one, summary: 'One enquiry', response: { 200: contract.enquiryView, ...consoleRefusals } },
    },
    async (request, reply) => {
      const enquiry = await visible(request, request.params.enquiryId)
      return enquiry ? show(enquiry) : sendProblem(reply, 'not-found')
    },
  )

  /** What changes an enquiry by a body with the version that was seen. */
  const changing = <Shape extends z.ZodType<{ version: number }>>(
    method: 'PUT' | 'POST',
    path: string,
    summary: string,
    body: Shape,
    changeOf: (given: z.output<Shape>) => Change,
  ) =>
    routes.route({
      method,
      url: `/api/v1/console/enquiries/:enquiryId/${path}`,
      attachValidation: true,
      schema: { ...one, summary, body, response: { 200: contract.enquiryView, ...consoleRefusals } },
      handler: async (request, reply) => {
        const { enquiryId } = request.params as { enquiryId: string }
        if (!(await visible(request, enquiryId))) return sendProblem(reply, 'not-found')
        const shape = readBody(body, request)
        if (!shape.ok) return sendMalformed(reply, shape.faults)
        const { version } = shape.body
        return change(request, reply, enquiryId, { version, change: changeOf(shape.body) })
      },
    })

  changing('PUT', 'holder', 'Take it, hand it over, or put it back', contract.holding, ({ holder }) => ({
    kind: 'hold',
    holder,
  }))
  changing('POST', 'answers', 'Answer', contract.newAnswer, ({ text, closes }) => ({
    kind: 'answer',
    text: text.normalize('NFC'),
    closes,
  }))
  changing('PUT', 'closing', 'Close', contract.seenVersion, () => ({ kind: 'close' }))
  changing('POST', 'reopening', 'Open again', contract.seenVersion, () => ({ kind: 'reopen' }))
  changing('PUT', 'merger', 'The same as another: answered there', contract.merging, ({ into }) => ({
    kind: 'merge',
    into: into.trim().toUpperCase(),
  }))
  changing('POST', 'separation', 'Not the same after all', contract.seenVersion, () => ({ kind: 'separate' }))

  routes.post(
    '/api/v1/console/enquiries/:enquiryId/notes',
    {
      attachValidation: true,
      schema: {
        ...one,
        summary: 'A note for the officers alone',
        body: contract.newNote,
        response: { 200: contract.enquiryView, ...consoleRefusals },
      },
    },
    async (request, reply) => {
      const { enquiryId } = request.params
      if (!(await visible(request, enquiryId))) return sendProblem(reply, 'not-found')
      const shape = readBody(contract.newNote, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const by = desk.seenOf(request).officer
      const outcome = await noteEnquiry(needs, { id: enquiryId, ...shape.body, by, at: request.arrivedAt })
      if (!outcome.ok) return sendProblem(reply, outcome.reason)
      return show((await findEnquiry(needs.pool, enquiryId))!)
    },
  )
}
