/** The HTTP server: every route under its gate, the API described, the pages over the API. */
import compress from '@fastify/compress'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import { practiceRoutes } from '../attempts/practice-routes.ts'
import { attemptRoutes } from '../attempts/routes.ts'
import { bankRoutes } from '../banks/routes.ts'
import { openCapsuleKeys } from '../capsules/open-capsule-keys.ts'
import { exclusionRoutes } from '../contestants/exclusion-routes.ts'
import { contestantRoutes } from '../contestants/routes.ts'
import { unitRoutes } from '../contestants/unit-routes.ts'
import { draftRoutes } from '../drafts/routes.ts'
import { duplicateRoutes } from '../duplicates/routes.ts'
import { helpdeskRoutes } from '../helpdesk/console-routes.ts'
import { faqRoutes } from '../helpdesk/faq-routes.ts'
import { publicHelpdeskRoutes } from '../helpdesk/public-routes.ts'
import { noticeRoutes } from '../incidents/public-routes.ts'
import { incidentRoutes } from '../incidents/routes.ts'
import { LEAD_MS } from '../incidents/rules.ts'
import { keepBoards } from '../live/keep-boards.ts'
import type { Tally } from '../live/keep-tally.ts'
import { liveRoutes } from '../live/routes.ts'
import { invitationLetter } from '../mail/letter-messages.ts'
import { postMail } from '../mail/post-mail.ts'
import { mailRoutes } from '../mail/routes.ts'
import { arrivalOf, asArrivedAt, stampArrivals } from '../platform/arrival.ts'
import { boundSockets } from '../platform/bound-sockets.ts'
import { finishTakenFirst } from '../platform/finish-taken.ts'
import {
  BODY_LIMIT_BYTES,
  guardTheEdge,
  letUnreadablePass,
  refuseUnreadable,
  sendProblem,
} from '../platform/http.ts'
import { keepAnswers } from '../platform/keep-answers.ts'
import { type Pressure, watchPressure } from '../platform/pressure.ts'
import { localDateOf } from '../platform/zone.ts'
import { tongueOf } from '../portal/open-desk.ts'
import { portalRoutes } from '../portal/routes.ts'
import type { FactNeeds } from '../preflight/gather-facts.ts'
import { preflightRoutes } from '../preflight/routes.ts'
import { rankingRoutes } from '../rankings/routes.ts'
import { rehearsalRoutes } from '../rehearsals/routes.ts'
import { resultRoutes } from '../results/routes.ts'
import { contestsWithRoster } from '../rosters/contests-with-roster.ts'
import { rosterImportRoutes } from '../rosters/import-routes.ts'
import { linkToRoster } from '../rosters/link-to-roster.ts'
import { openUnitFinder } from '../rosters/open-unit-finder.ts'
import { rosterPeopleRoutes } from '../rosters/people-routes.ts'
import { rosterTurnoutRoutes } from '../rosters/turnout-routes.ts'
import { consoleContestRoutes } from '../rounds/console-routes.ts'
import { roundRoutes } from '../rounds/routes.ts'
import { staffAccountRoutes } from '../staff/account-routes.ts'
import { staffDeedRoutes } from '../staff/deed-routes.ts'
import { staffFactorRoutes } from '../staff/factor-routes.ts'
import type { SecondFactor } from '../staff/model.ts'
import { openHasher } from '../staff/open-hasher.ts'
import { openPasskeys } from '../staff/open-passkeys.ts'
import { openSso, type SsoSettings } from '../staff/open-sso.ts'
import { staffProofRoutes } from '../staff/proof-routes.ts'
import { staffProposalRoutes } from '../staff/proposal-routes.ts'
import { staffSessionRoutes } from '../staff/session-routes.ts'
import { staffSsoRoutes } from '../staff/sso-routes.ts'
import { statisticsRoutes } from '../statistics/routes.ts'
import { headcountRoutes } from '../units/headcount-routes.ts'
import { unitImportRoutes } from '../units/import-routes.ts'
import { searchUnitChoices } from '../units/search-unit-choices.ts'
import { hasUnit } from '../units/store.ts'
import { treeRoutes } from '../units/tree-routes.ts'
import { uploadRoutes } from '../uploads/routes.ts'
import { carryOut } from './carry-out.ts'
import { describeApi } from './describe-api.ts'
import { openGates, refuseCrossSite } from './gates.ts'
import { guardRoutes } from './guard-routes.ts'
import type { House } from './house.ts'
import { addSafeHeaders } from './safe-headers.ts'
import { openStaffGates } from './staff-gates.ts'
import { type WatchOptions, watch } from './watch.ts'
import { orderRehearsal, orderSearch } from './worker.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** How hard this process is pressed, 0 to 1. */
    pressureNow(): number
  }
}

type Machine = Pick<FactNeeds, 'dataDirectory' | 'isDatabaseHere'>
const HERE: Machine = { dataDirectory: '.', isDatabaseHere: true }

export type ServerOptions = WatchOptions & {
  house: House
  publicUrl?: string | undefined
  trustedProxies?: number
  metricsToken?: string | undefined
  logLevel?: string
  isWorkerRunning?: () => boolean
  /** Absent: the API alone, as a rehearsal drives it. */
  withPages?: boolean
  /** Public answers are kept for a moment of the machine's own time: never where a test or a rehearsal sets the clock. */
  keepsAnswers?: boolean
  /** Absent: required where pages are on https, and only offered on plain http. */
  secondFactor?: SecondFactor | undefined
  /** How long an organiser's decision is known before it is in force; absent: as the rules say. */
  leadMs?: number
  /** Counts for the live view; absent: nobody looks on. */
  tally?: Tally
  /** What the list before the opening looks at on this machine; absent: where the tests run. */
  machine?: Machine
  /** The authority's own sign-in, if there is one. */
  sso?: SsoSettings | undefined
}

export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { house } = options
  const publicUrl = options.publicUrl ?? null
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: (_address, hop) => hop < (options.trustedProxies ?? 0),
    logger: {
      level: options.logLevel ?? 'silent',
      redact: ['req.headers.authorization', 'req.headers.cookie'],
    },
    logController: new LogController({ disableRequestLogging: true }),
    // One logger for all: a fault names itself by its own reference.
    childLoggerFactory: (logger) => logger,
    // A slow client holds a socket, not a place in a queue.
    requestTimeout: 10_000,
    keepAliveTimeout: 20_000,
    http: { headersTimeout: 8_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 16_384 },
    // Ours says when to come again.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 300 },
    clientErrorHandler: refuseUnreadable,
    // A path that cannot be decoded names nothing we have.
    frameworkErrors: (_error, _request, reply) => sendProblem(reply, 'not-found'),
  })
  app.setValidatorCompiler(letUnreadablePass(validatorCompiler))
  app.setSerializerCompiler(serializerCompiler)
  const { gate, desk, addressOf } = openStaffGates({
    ...house,
    publicUrl,
    secondFactor: options.secondFactor ?? (publicUrl?.startsWith('https:') ? 'required' : 'offered'),
  })
  guardRoutes(app, gate)
  boundSockets(app)
  stampArrivals(app, house.clock)
  guardTheEdge(app)
  finishTakenFirst(app)
  keepAnswers(app, options.keepsAnswers ? tongueOf : undefined)
  refuseCrossSite(app, publicUrl)
  await addSafeHeaders(app, publicUrl)
  await app.register(compress, {
    threshold: 1024,
    encodings: ['br', 'gzip'],
    // No body of ours comes compressed: what does is refused, unopened.
    globalDecompression: false,
    brotliOptions: { params: { 1: 4 } },
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Hội Thi API v1',
        version: '1.0.0',
        description:
          'Contests, papers, standings and participation. Errors are RFC 9457 problems with a stable `reason`; instants are RFC 3339 in UTC.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: publicUrl ?? '/' }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'The token of POST …/contestants' },
          staffSession: {
            type: 'apiKey',
            in: 'cookie',
            name: publicUrl?.startsWith('https:') ? '__Host-hoithi-staff' : 'hoithi-staff',
            description:
              'The cookie of POST /api/v1/staff/sessions. A POST without a body in JSON needs the header `hoithi-console: 1`.',
          },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (input) => describeApi(jsonSchemaTransformObject(input) as OpenAPIV3_1.Document),
  })

  const gates = openGates(house.sessionKey, publicUrl)
  const pressure = watchPressure()
  app.addHook('onClose', async () => pressure.stop())
  app.decorate('pressureNow', pressure.now)
  letLooksGiveWay(app, pressure)
  hideUnopened(app, house)
  const needs = { ...house, ...gates, pressure, tally: options.tally }
  watch(app, { ...options, house, metricsToken: options.metricsToken })
  await app.register(async (api) => {
    roundRoutes(api, needs)
    unitRoutes(api, needs)
    contestantRoutes(api, { ...needs, linkToRoster: (tx, registered) => linkToRoster(tx, house, registered) })
    attemptRoutes(api, needs)
    practiceRoutes(api, needs)
    statisticsRoutes(api, needs)
    rankingRoutes(api, needs)
    publicHelpdeskRoutes(api, needs)
    noticeRoutes(api, needs)
    staffRoutes(api, options, { desk, addressOf })
    // Written down once: to make it anew costs ten times what any other answer does, and nobody has to show who they are.
    let description: Buffer | null = null
    api.get('/api/v1/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
      description ??= Buffer.from(JSON.stringify(app.swagger()))
      return reply.type('application/json; charset=utf-8').send(description)
    })
  })
  if (options.withPages)
    portalRoutes(app, {
      publicUrl,
      capsuleKeys: openCapsuleKeys(house.sessionKey),
      askApi: (request, method, path, body) => askApi(app, request, method, path, body),
    })
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 'not-found'))
  return app
}

/** The console's routes; what they need is wired here and nowhere else. */
function staffRoutes(
  api: FastifyInstance,
  { house, sso, leadMs = LEAD_MS, machine = HERE }: ServerOptions,
  { desk, addressOf }: Pick<ReturnType<typeof openStaffGates>, 'desk' | 'addressOf'>,
): void {
  const needs = {
    ...house,
    desk,
    addressOf,
    hasher: openHasher(),
    passkeys: openPasskeys(house),
    sso: sso ? openSso(house, sso) : null,
    carryOut: carryOut(house),
    searchUnits: (authorityId: string | null, query: string, at: Date) =>
      searchUnitChoices(house.pool, { authorityId, query, on: localDateOf(at, 'Asia/Ho_Chi_Minh') }),
    hasUnit: (authorityId: string | null, code: string) => hasUnit(house.pool, authorityId, code),
  }
  staffSessionRoutes(api, needs)
  staffProofRoutes(api, needs)
  staffSsoRoutes(api, needs)
  staffFactorRoutes(api, needs)
  staffAccountRoutes(api, {
    ...needs,
    postInvitation: (tx, { id, email, authorityId, at, endsAt, ...letter }) =>
      postMail(tx, house, {
        authorityId,
        kind: 'invitation',
        about: id,
        to: email,
        letter: invitationLetter({ ...letter, endsAt }),
        at,
        uselessAt: endsAt,
      }),
  })
  mailRoutes(api, needs)
  staffProposalRoutes(api, needs)
  staffDeedRoutes(api, needs)
  consoleContestRoutes(api, needs)
  incidentRoutes(api, { ...needs, leadMs })
  liveRoutes(api, { ...needs, boards: keepBoards(house) })
  preflightRoutes(api, { ...needs, ...machine })
  rehearsalRoutes(api, { ...needs, orderRehearsal })
  uploadRoutes(api, needs)
  treeRoutes(api, needs)
  headcountRoutes(api, needs)
  rosterPeopleRoutes(api, needs)
  rosterImportRoutes(api, {
    ...needs,
    openUnitFinder: (authorityId, on) => openUnitFinder(house.keeper, authorityId, on),
    contestsWithRoster: (authorityId) => contestsWithRoster(house.calendar.contests(), authorityId),
  })
  rosterTurnoutRoutes(api, needs)
  exclusionRoutes(api, needs)
  duplicateRoutes(api, { ...needs, orderSearch })
  unitImportRoutes(api, needs)
  draftRoutes(api, needs)
  helpdeskRoutes(api, needs)
  faqRoutes(api, needs)
  resultRoutes(api, needs)
  bankRoutes(api, needs)
}

/** Where there is more to do than can be done, looking and registering give way to papers. Pages look through the API too. */
function letLooksGiveWay(app: FastifyInstance, pressure: Pressure): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { url } = request.routeOptions
    if (!url?.startsWith('/api/v1/contests')) return done()
    const rank = request.method === 'GET' ? 'look' : 'registration'
    if (pressure.mustGiveWay(rank)) sendProblem(reply, 'busy')
    else done()
  })
}

/** O-11: a contest that nobody has opened is not there for the public, whatever route asks for it. */
function hideUnopened(app: FastifyInstance, { calendar }: House): void {
  app.addHook<{ Params: { slug?: string; roundId?: string } }>('preHandler', (request, reply, done) => {
    const { url = '' } = request.routeOptions
    const { slug = '', roundId = '' } = request.params
    if (url.startsWith('/api/v1/contests/:slug') && calendar.contestOf(slug)?.openedAt === null)
      sendProblem(reply, 'no-such-contest')
    else if (
      url.startsWith('/api/v1/rounds/:roundId') &&
      calendar.roundOf(roundId)?.contest.openedAt === null
    )
      sendProblem(reply, 'no-such-round')
    else done()
  })
}

/** Asks the API in process, for the same person and with the same arrival as the page's request. */
export async function askApi(
  app: FastifyInstance,
  request: FastifyRequest,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown; setCookie?: string[] }> {
  const { cookie } = request.headers
  const reply = await asArrivedAt(arrivalOf(request), () =>
    app.inject({
      method,
      url: path,
      // As far away as whoever asked for the page.
      remoteAddress: request.ip,
      headers: {
        ...(cookie && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    }),
  )
  const setCookie = reply.headers['set-cookie']
  const isJson = String(reply.headers['content-type'] ?? '').includes('json')
  return {
    status: reply.statusCode,
    body: isJson && reply.payload !== '' ? reply.json() : reply.payload,
    ...(setCookie && { setCookie: [setCookie].flat() }),
  }
}
