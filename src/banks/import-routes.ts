import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { isColumnName } from '../question-files/find-columns.ts'
import { EXPORTS } from '../question-files/write-question-file.ts'
import { writeXlsxTemplate } from '../question-files/write-xlsx.ts'
import { reaches } from '../staff/policy.ts'
import { findUpload } from '../uploads/store.ts'
import { confirmImport } from './confirm-import.ts'
import * as contract from './contract.ts'
import { exportBank } from './export-bank.ts'
import {
  findImport,
  type Import,
  type ImportItem,
  insertImport,
  listImports,
  listItems,
  lockImport,
  writeColumnNames,
  writeImportState,
} from './import-store.ts'
import { type BankRouteNeeds, openBankDesk, refusals } from './open-bank-desk.ts'
import { mayReadKey } from './policy.ts'
import { type Reading, readImport } from './read-import.ts'
import { repairItem } from './repair-item.ts'

const tags = ['Console: question files']
const BASE = '/api/v1/console/question-imports'
/** A reader has 256 MB: not more of them at a time. */
const READERS = 2
/** Whoever is reading longer was cut off with its process. */
const LONGEST_READING_MS = 5 * 60_000

/** Questions come in from a file: sent, read apart, looked at, mended, confirmed (K-12); and go out again (K-13). */
export function questionImportRoutes(app: FastifyInstance, needs: BankRouteNeeds): void {
  const { keeper } = needs
  const { officerOf, authorityOf } = openBankDesk(needs)
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const startReading = takeTurns(READERS)
  const read = (request: FastifyRequest, reading: Reading) => {
    const { log, arrivedAt } = request
    startReading(() => readImport({ keeper }, reading, arrivedAt)).catch(async (error: Error) => {
      log.error({ error: { message: error.message, stack: error.stack } }, 'an import could not be read')
      const end = (tx: Parameters<typeof writeImportState>[0]) =>
        writeImportState(tx, reading.id, 'refused', arrivedAt)
      await inTransaction(keeper, end).catch(() => {})
    })
  }
  const findOwn = async (request: FastifyRequest, id: string): Promise<Import | null> => {
    const found = await findImport(keeper, id)
    return found && reaches(officerOf(request), found.authorityId) ? found : null
  }

  routes.post(
    BASE,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Read a file that was uploaded; nothing of it is in the bank before it is confirmed',
        querystring: contract.ofAuthority,
        body: contract.newImport,
        response: { 202: contract.importView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.newImport, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const authorityId = await authorityOf(request, request.query.authority)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const [by, at] = [officerOf(request), request.arrivedAt]
      const id = timeOrderedId(at, randomBytes(10))
      const { uploadId } = shape.body
      const upload = await findUpload(keeper, uploadId, by.id)
      if (!upload) return sendProblem(reply, 'not-found')
      const fileName = upload.name
      await inTransaction(keeper, (tx) => insertImport(tx, { id, authorityId, staffId: by.id, fileName, at }))
      read(request, { id, authorityId, staffId: by.id, uploadId })
      return reply.code(202).send(presentImport((await findImport(keeper, id))!, at))
    },
  )

  routes.get(
    BASE,
    {
      schema: {
        tags,
        summary: 'The newest imports',
        querystring: contract.ofAuthority,
        response: { 200: z.array(contract.importView), ...refusals },
      },
    },
    async (request, reply) => {
      const authorityId = await authorityOf(request, request.query.authority)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const found = await listImports(keeper, authorityId)
      return found.map((each) => presentImport(each, request.arrivedAt))
    },
  )

  routes.get(
    `${BASE}/:importId`,
    {
      schema: {
        tags,
        summary: 'How far the reading is, and what was found',
        params: contract.importParams,
        response: { 200: contract.importView, ...refusals },
      },
    },
    async (request, reply) => {
      const found = await findOwn(request, request.params.importId)
      return found ? presentImport(found, request.arrivedAt) : sendProblem(reply, 'not-found')
    },
  )

  routes.put(
    `${BASE}/:importId/columns`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary:
          'Which column of the sheet is which of ours; remembered for the authority, and the file is read again',
        params: contract.importParams,
        body: contract.columns,
        response: { 202: contract.importView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.columns, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const found = await findOwn(request, request.params.importId)
      if (!found) return sendProblem(reply, 'not-found')
      if (found.state !== 'needs-columns') return sendProblem(reply, 'not-read-yet')
      const { columns, uploadId } = shape.body
      const stray = Object.entries(columns).find(([, ours]) => !isColumnName(ours))
      if (stray)
        return sendMalformed(reply, [
          { pointer: `/columns/${stray[0]}`, expected: 'a column of the template' },
        ])
      const { id, authorityId } = found
      const [by, at] = [officerOf(request), request.arrivedAt]
      await inTransaction(keeper, async (tx) => {
        await writeColumnNames(tx, authorityId, columns)
        await writeImportState(tx, id, 'reading', null)
        await recordDeed(tx, {
          authorityId,
          actor: by.id,
          deed: 'question-columns.named',
          subject: id,
          details: { columns },
          at,
        })
      })
      read(request, { id, authorityId, staffId: by.id, uploadId })
      return reply.code(202).send(presentImport((await findImport(keeper, id))!, at))
    },
  )

  routes.get(
    `${BASE}/:importId/items`,
    {
      schema: {
        tags,
        summary: 'Every item with its verdict, as the file has it',
        params: contract.importParams,
        querystring: contract.itemPage,
        response: { 200: z.array(contract.importItem), ...refusals },
      },
    },
    async (request, reply) => {
      const found = await findOwn(request, request.params.importId)
      if (!found) return sendProblem(reply, 'not-found')
      const { after, limit, verdict = null } = request.query
      const items = (await listItems(keeper, found.id, { after, limit, verdict })).map(presentItem)
      // An auditor looks at what is done, and at keys through the record of looks alone.
      if (mayReadKey(officerOf(request), false)) return items
      return items.map((item) => ({ ...item, correct: [], explanation: null }))
    },
  )

  routes.patch(
    `${BASE}/:importId/items/:no`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Put an item right: choose its answer, mend its text, leave it out',
        params: contract.importItemParams,
        body: contract.repair,
        response: { 200: contract.importItem, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.repair, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const named = contract.importItemParams.safeParse(request.params)
      if (!named.success) return sendProblem(reply, 'not-found')
      const { importId, no } = named.data
      const { version, ...repair } = shape.body
      const outcome = await repairItem({ keeper }, { importId, no, version, repair, by: officerOf(request) })
      if (outcome.ok) return presentItem(outcome.item)
      const current = outcome.reason === 'changed-meanwhile' ? { current: presentItem(outcome.item) } : {}
      return sendProblem(reply, outcome.reason, current)
    },
  )

  routes.put(
    `${BASE}/:importId/confirmation`,
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Put the fresh items into the bank, for review',
        params: contract.importParams,
        body: contract.confirmation,
        response: { 200: contract.imported, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.confirmation, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { bank, ...filling } = shape.body
      const { importId } = request.params
      const [by, at] = [officerOf(request), request.arrivedAt]
      const outcome = await confirmImport({ keeper }, { importId, bank, filling, by, at })
      if (!outcome.ok) return sendProblem(reply, outcome.reason)
      const { inReview, drafts, left } = outcome
      return { inReview, drafts, left }
    },
  )

  routes.delete(
    `${BASE}/:importId`,
    {
      schema: {
        tags,
        summary: 'Drop an import',
        params: contract.importParams,
        response: { 200: contract.importView, ...refusals },
      },
    },
    async (request, reply) => {
      const { importId } = request.params
      const at = request.arrivedAt
      const isDropped = await inTransaction(keeper, async (tx) => {
        const found = await lockImport(tx, importId)
        if (!found || !reaches(officerOf(request), found.authorityId)) return null
        if (found.state === 'confirmed') return false
        await writeImportState(tx, importId, 'dropped', at)
        return true
      })
      if (!isDropped) return sendProblem(reply, isDropped === null ? 'not-found' : 'not-read-yet')
      return presentImport((await findImport(keeper, importId))!, at)
    },
  )

  routes.get(
    '/api/v1/console/question-template',
    {
      schema: {
        tags,
        summary: 'The empty sheet to fill in',
        response: { 200: z.string().describe('The bytes of the file'), ...refusals },
      },
    },
    async (_request, reply) => sendBytes(reply, 'mau-cau-hoi.xlsx', writeXlsxTemplate().bytes),
  )

  routes.post(
    '/api/v1/console/question-exports',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'The approved questions with their keys, as a file; who took them and why is on record',
        querystring: contract.ofAuthority,
        body: contract.newExport,
        response: { 200: z.string().describe('The bytes of the file'), ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.newExport, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const authorityId = await authorityOf(request, request.query.authority)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const { format, bank = null, topic = null, reason } = shape.body
      const [by, at] = [officerOf(request), request.arrivedAt]
      const written = await exportBank({ keeper }, { authorityId, format, bank, topic, reason, by, at })
      reply
        .header('hoithi-questions', String(written.count))
        .header('hoithi-left-out', String(written.left.length))
      return sendBytes(reply, `ngan-hang-cau-hoi.${EXPORTS[format].extension}`, written.bytes)
    },
  )
}

function sendBytes(reply: FastifyReply, name: string, bytes: Uint8Array): FastifyReply {
  return reply
    .type('application/octet-stream')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(Buffer.from(bytes))
}

/** At most so many at a time; the others wait. */
function takeTurns(atMost: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= atMost) await new Promise<void>((resolve) => waiting.push(resolve))
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }
}

function presentImport(found: Import, at: Date): contract.ImportView {
  const { id, fileName, format, counted, warnings, headings, verdicts } = found
  const isLost = found.state === 'reading' && at.getTime() - found.madeAt.getTime() > LONGEST_READING_MS
  return {
    ...{ id, fileName, format, counted },
    state: isLost ? 'refused' : found.state,
    fault: found.fault,
    warnings: [...warnings],
    headings: headings && [...headings],
    verdicts: { fresh: 0, repeated: 0, faulty: 0, left: 0, ...verdicts },
    madeAt: found.madeAt.toISOString(),
    endedAt: found.endedAt?.toISOString() ?? null,
  }
}

const presentItem = ({ faults, correct, ...item }: ImportItem): contract.ImportItemView => ({
  ...item,
  correct: [...correct],
  faults: [...faults],
})
