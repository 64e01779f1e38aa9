/** Setting a contest up in the console (docs/rules/setup.md): drafts, section by section, and the contest made of them. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readRulesFile } from '../contests/read-rules-file.ts'
import { type RulesDraft, soundPartsOf } from '../contests/sections.ts'
import { writeContestFile } from '../contests/write-contest-file.ts'
import type { Pool } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { type PointerFault, problem } from '../platform/problem.ts'
import { loadRules } from '../setup/store.ts'
import type { Officer } from '../staff/model.ts'
import { reaches } from '../staff/policy.ts'
import { receiveFile } from '../uploads/receive-file.ts'
import { beginDraft } from './begin-draft.ts'
import { type Changed, changeExclusions, changeSection, chooseUnits, discardDraft } from './change-draft.ts'
import * as contract from './contract.ts'
import { makeContest } from './make-contest.ts'
import type { Draft } from './model.ts'
import { presentDraft } from './present-draft.ts'
import { proposeRuleChange } from './propose-rule-change.ts'
import { inOneForm, unknownEntries, withSection } from './rules.ts'
import * as store from './store.ts'

type Needs = {
  keeper: Pool
  identityKey: Buffer
  calendar: { refresh(): Promise<void> }
  desk: { seenOf(request: FastifyRequest): { officer: Officer } }
}
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem }
const tags = ['Console: contest set-up']
const DRAFTS = '/api/v1/console/drafts'

export function draftRoutes(app: FastifyInstance, needs: Needs): void {
  const { keeper, desk } = needs
  const routes = app.withTypeProvider<ZodTypeProvider>()
  /** Who asks, for which draft and when: what every change carries. */
  const changeBy = (request: FastifyRequest, version: number) => ({
    id: (request.params as { draftId: string }).draftId,
    version,
    by: desk.seenOf(request).officer,
    at: request.arrivedAt,
  })
  const found = async (request: FastifyRequest): Promise<Draft | null> => {
    const { id, by } = changeBy(request, 0)
    const draft = await store.findDraft(keeper, id)
    return draft && reaches(by, draft.authorityId) ? draft : null
  }
  const view = (request: FastifyRequest, draft: Draft) =>
    presentDraft({ keeper, at: request.arrivedAt }, draft)
  /** The draft as it is after a change, or why there was none; whoever is late is told what there is now. */
  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    outcome: Changed | { ok: false; reason: 'malformed'; errors: PointerFault[] },
  ) => {
    if (!outcome.ok && outcome.reason === 'malformed') return sendMalformed(reply, outcome.errors)
    const draft = await found(request)
    if (outcome.ok && draft) return view(request, draft)
    if (!outcome.ok && outcome.reason === 'changed-meanwhile' && draft)
      return sendProblem(reply, 'changed-meanwhile', { current: await view(request, draft) })
    return sendProblem(reply, 'not-found')
  }

  routes.get(
    DRAFTS,
    {
      schema: {
        tags,
        summary: 'Contests that are being set up, the newest first',
        querystring: contract.listQuery,
        response: { 200: z.array(contract.listedDraft), ...refusals },
      },
    },
    async (request) => {
      const { authorityId } = desk.seenOf(request).officer
      const { after = null, limit } = request.query
      const drafts = await store.listDrafts(keeper, { authorityId, after, limit })
      return drafts.map(({ changedAt, ruleVersion: _, ...draft }) => ({
        ...draft,
        changedAt: changedAt.toISOString(),
      }))
    },
  )

  routes.post(
    DRAFTS,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Begin one: from nothing, from a contest, or from a contest.yaml that was sent',
        body: contract.beginning,
        response: { 201: contract.draftView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.beginning, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { officer: by } = desk.seenOf(request)
      const about = { by, at: request.arrivedAt }
      const { body } = shape
      const begin = async () => {
        if (body.from !== 'file') return beginDraft(needs, { ...body, ...about })
        const asked = { uploadId: body.uploadId, staffId: by.id }
        const file = await receiveFile(needs, asked, ({ path, name, size }) =>
          readRulesFile(path, name, size),
        )
        if (!file.ok) return file
        const read = file.result
        if (!read.ok) return { ok: false as const, reason: 'malformed' as const, faults: read.errors }
        return beginDraft(needs, { from: 'file', rules: read.rules, ...about })
      }
      const outcome = await begin()
      if (!outcome.ok)
        return sendProblem(reply, outcome.reason, 'faults' in outcome ? { faults: outcome.faults } : {})
      const draft = await store.findDraft(keeper, outcome.id)
      return reply.code(201).send(await view(request, draft!))
    },
  )

  routes.get(
    `${DRAFTS}/:draftId`,
    {
      schema: {
        tags,
        summary: 'What was typed, what is wrong, what it says, what it leaves open',
        params: contract.draftParams,
        response: { 200: contract.draftView, ...refusals },
      },
    },
    async (request, reply) => {
      const draft = await found(request)
      return draft ? view(request, draft) : sendProblem(reply, 'not-found')
    },
  )

  routes.post(
    `${DRAFTS}/:draftId/previews`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'The same, as if a section had been changed; nothing is',
        params: contract.draftParams,
        body: contract.preview,
        response: { 200: contract.draftView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.preview, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const draft = await found(request)
      if (!draft) return sendProblem(reply, 'not-found')
      const { section, value = {} } = shape.body
      const rules: RulesDraft = section ? withSection(draft.rules, section, inOneForm(value)) : draft.rules
      return view(request, { ...draft, rules })
    },
  )

  routes.put(
    `${DRAFTS}/:draftId/sections/:section`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'A section as it was typed; what is wrong in it is told, and kept',
        params: contract.sectionParams,
        body: contract.sectionChange,
        response: { 200: contract.draftView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.sectionChange, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const params = contract.sectionParams.safeParse(request.params)
      if (!params.success) return sendProblem(reply, 'not-found')
      const { section } = params.data
      const { version, value } = shape.body
      const unknown = unknownEntries(section, value)
      if (unknown.length > 0)
        return sendMalformed(
          reply,
          unknown.map((entry) => ({ pointer: `/value/${entry}`, expected: 'no such entry' })),
        )
      return answer(
        request,
        reply,
        await changeSection(needs, { ...changeBy(request, version), section, value }),
      )
    },
  )

  routes.put(
    `${DRAFTS}/:draftId/units`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Which units take part: all, or what stands at and below some',
        params: contract.draftParams,
        body: contract.unitChange,
        response: { 200: contract.draftView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.unitChange, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { version, roots } = shape.body
      return answer(request, reply, await chooseUnits(needs, { ...changeBy(request, version), roots }))
    },
  )

  routes.put(
    `${DRAFTS}/:draftId/exclusions`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Who may not take part; of each person only a keyed hash is kept',
        params: contract.draftParams,
        body: contract.exclusionChange,
        response: { 200: contract.draftView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.exclusionChange, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { version, lists } = shape.body
      return answer(request, reply, await changeExclusions(needs, { ...changeBy(request, version), lists }))
    },
  )

  routes.delete(
    `${DRAFTS}/:draftId`,
    {
      schema: {
        tags,
        summary: 'Throw it away; a contest that was made of it stays',
        params: contract.draftParams,
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const draft = await found(request)
      if (!draft) return sendProblem(reply, 'not-found')
      const outcome = await discardDraft(needs, changeBy(request, draft.version))
      return outcome.ok ? reply.code(204).send(null) : sendProblem(reply, outcome.reason)
    },
  )

  routes.post(
    `${DRAFTS}/:draftId/contest`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Make the contest of it; before the opening, as often as it is changed',
        params: contract.draftParams,
        body: contract.making,
        response: { 200: contract.made, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.making, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const outcome = await makeContest(needs, changeBy(request, shape.body.version))
      if (outcome.ok) {
        const { slug, became, versionNo } = outcome
        return { slug, became, versionNo }
      }
      return sendProblem(reply, outcome.reason, 'faults' in outcome ? { faults: outcome.faults } : {})
    },
  )

  routes.post(
    `${DRAFTS}/:draftId/rule-change`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Propose it as the next rules of a contest that has opened; a second person confirms',
        params: contract.draftParams,
        body: contract.ruleChange,
        response: { 201: contract.proposed, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.ruleChange, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { version, reason, effectiveAt } = shape.body
      const from = effectiveAt === null ? null : new Date(effectiveAt)
      const outcome = await proposeRuleChange(needs, {
        ...changeBy(request, version),
        reason,
        effectiveAt: from,
      })
      if (outcome.ok) return reply.code(201).send({ proposalId: outcome.proposal.id })
      return sendProblem(reply, outcome.reason, 'faults' in outcome ? { faults: outcome.faults } : {})
    },
  )

  const sendYaml = (reply: FastifyReply, slug: string, text: string) =>
    reply
      .type('application/yaml; charset=utf-8')
      .header('content-disposition', `attachment; filename="${slug}.contest.yaml"`)
      .serializer((value: unknown) => value as string)
      .send(text)

  app.get(
    `${DRAFTS}/:draftId/contest.yaml`,
    {
      schema: {
        hide: true,
        tags,
        summary: 'The draft as contest.yaml, once it is whole',
        params: contract.draftParams,
      },
    },
    async (request, reply) => {
      const draft = await found(request)
      if (!draft) return sendProblem(reply, 'not-found')
      const { slug, ...sound } = soundPartsOf(draft.rules)
      try {
        return sendYaml(reply, slug ?? 'draft', writeContestFile({ slug, ...sound } as never))
      } catch (error) {
        if (error instanceof z.ZodError) return sendProblem(reply, 'draft-incomplete')
        throw error
      }
    },
  )

  app.get(
    '/api/v1/console/contests/:slug/contest.yaml',
    {
      schema: {
        hide: true,
        tags,
        summary: 'The rules of a contest as contest.yaml',
        params: contract.slugParams,
      },
    },
    async (request, reply) => {
      const { slug } = request.params as { slug: string }
      const contest = await store.findContestBySlug(keeper, slug)
      if (!contest || !reaches(desk.seenOf(request).officer, contest.authorityId))
        return sendProblem(reply, 'no-such-contest')
      return sendYaml(reply, slug, writeContestFile(await loadRules(keeper, contest.id)))
    },
  )
}
