/** Contests as the public sees them. They live here because a contest is shown with the phase of its rounds. */
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as contract from '../contests/contract.ts'
import { questionCount, type RegistrationField } from '../contests/model.ts'
import { presentRulebook } from '../contests/present-rulebook.ts'
import { sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import type { Calendar } from './keep-calendar.ts'
import type { Contest, Round } from './model.ts'
import { pauseAt, phaseOf } from './rules.ts'

export function roundRoutes(app: FastifyInstance, needs: { calendar: Calendar }): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()

  routes.get(
    '/api/v1/contests',
    { schema: { tags: ['Contests'], summary: 'All contests', response: { 200: contract.contest.array() } } },
    async (request, reply) => {
      reply.mayBeKept = true
      return needs.calendar
        .contests()
        .filter(({ openedAt }) => openedAt !== null)
        .map((each) => presentContest(each, request.arrivedAt))
    },
  )

  routes.get(
    '/api/v1/contests/:slug',
    {
      schema: {
        tags: ['Contests'],
        summary: 'One contest',
        params: contract.slugParams,
        response: { 200: contract.contest, 404: problem },
      },
    },
    async (request, reply) => {
      const found = needs.calendar.contestOf(request.params.slug)
      reply.mayBeKept = true
      return found ? presentContest(found, request.arrivedAt) : sendProblem(reply, 'no-such-contest')
    },
  )

  routes.get(
    '/api/v1/contests/:slug/rulebook',
    {
      schema: {
        tags: ['Contests'],
        summary: 'The rules in force (thể lệ)',
        params: contract.slugParams,
        response: { 200: contract.publicRulebook, 404: problem },
      },
    },
    async (request, reply) => {
      const found = needs.calendar.contestOf(request.params.slug)
      if (!found) return sendProblem(reply, 'no-such-contest')
      reply.mayBeKept = true
      return {
        ...presentRulebook(found.rules, { no: found.ruleVersion, effectiveAt: found.rulesEffectiveAt }),
        changes: found.ruleChanges.map(({ version, effectiveAt, reason, changes }) => ({
          version,
          effectiveAt: effectiveAt.toISOString(),
          reason,
          changes: [...changes],
        })),
      }
    },
  )
}

/** The plainest form of a field, for programs that fill it in; people may write it in other ways too. */
const PLAIN_FORM: Partial<Record<RegistrationField['kind'], string>> = {
  phone: '^(0|[+]84)[1-9][0-9]{8}$',
  citizenId: '^[0-9]{12}$',
  date: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
}

export function presentContest({ slug, rules, rounds }: Contest, at: Date): contract.ContestView {
  const { name, nameEn, zone, sample, prediction, support, attempts } = rules
  return {
    slug,
    name,
    nameEn,
    zone,
    sample,
    authority: rules.authority.name,
    serverNow: at.toISOString(),
    streams: rules.streams.map((stream) => ({
      code: stream.code,
      name: stream.name.vi,
      nameEn: stream.name.en,
      guardianAllowed: stream.guardianAllowed,
      fields: stream.fields.map(({ name, label, hint, kind, required, pattern }) => ({
        name,
        label: label.vi,
        labelEn: label.en,
        ...(hint && { hint: hint.vi, hintEn: hint.en }),
        kind,
        required,
        ...withoutUndefined({ pattern: pattern ?? PLAIN_FORM[kind] }),
      })),
    })),
    rounds: rounds.map((round) => ({
      id: round.id,
      no: round.no,
      name: round.name.vi,
      nameEn: round.name.en,
      opensAt: round.opensAt.toISOString(),
      closesAt: round.closesAt.toISOString(),
      phase: phaseOf(round, at, zone),
      ...pausedUntil(round, at),
    })),
    paper: {
      count: questionCount(rules),
      timeLimitSeconds: rules.paper.timeLimitSeconds,
      practiceCount: rules.paper.practiceCount,
    },
    attempts: withoutUndefined(attempts),
    prediction: prediction && {
      text: prediction.text.vi,
      textEn: prediction.text.en,
      target: prediction.target,
      decimals: prediction.decimals,
      required: prediction.required,
    },
    support: withoutUndefined(support),
  }
}

function pausedUntil(round: Round, at: Date): { pausedUntil?: string } {
  const pause = at < round.closesAt ? pauseAt(round, at) : null
  return pause ? { pausedUntil: pause.until.toISOString() } : {}
}

type Present<Shape> = { [Key in keyof Shape]: Exclude<Shape[Key], undefined> }

/** The same without the members that are not there: an omitted cap is no cap. */
function withoutUndefined<Shape extends object>(shape: Shape): Present<Shape> {
  return Object.fromEntries(
    Object.entries(shape).filter(([, value]) => value !== undefined),
  ) as Present<Shape>
}
