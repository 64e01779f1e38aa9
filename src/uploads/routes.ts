/** Files of officers come in part by part: a slow line loses one part and not the file, and no request is long. */
import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { inTransaction, type Pool } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { timeOrderedId } from '../platform/ids.ts'
import { problem } from '../platform/problem.ts'
import * as contract from './contract.ts'
import { LARGEST_UPLOAD, PART_BYTES, partCount, partSize, type UploadId } from './model.ts'
import { findUpload, insertUpload, removeUpload, removeUploadsBefore, sumSizes, writePart } from './store.ts'

/** Of one officer, at a time: whoever sends more has to wait until the first are gone. */
const MOST_BYTES = 4 * LARGEST_UPLOAD
const KEPT_MS = 24 * 3_600_000
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 413: problem, 429: problem }

type Needs = {
  keeper: Pool
  desk: { seenOf(request: FastifyRequest): { officer: { id: string; authorityId: string | null } } }
}

export function uploadRoutes(app: FastifyInstance, { keeper, desk }: Needs): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: files']

  routes.post(
    '/api/v1/console/uploads',
    {
      attachValidation: true,
      schema: {
        tags,
        summary: 'Begin to send a file',
        body: contract.newUpload,
        response: { 201: contract.upload, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.newUpload, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { name, size } = shape.body
      if (size > LARGEST_UPLOAD)
        return sendMalformed(reply, [{ pointer: '/size', expected: `at most ${LARGEST_UPLOAD} bytes` }])
      const { officer } = desk.seenOf(request)
      const at = request.arrivedAt
      const upload = { id: timeOrderedId(at, randomBytes(10)) as UploadId, name, size }
      const isRoom = await inTransaction(keeper, async (tx) => {
        await removeUploadsBefore(tx, new Date(at.getTime() - KEPT_MS))
        if ((await sumSizes(tx, officer.id)) + size > MOST_BYTES) return false
        await insertUpload(tx, { ...upload, authorityId: officer.authorityId, staffId: officer.id, at })
        return true
      })
      if (!isRoom) return sendProblem(reply, 'slow-down')
      return reply.code(201).send({ ...upload, partBytes: PART_BYTES, parts: partCount(size) })
    },
  )

  // A part is bytes, whatever is in it; only here may they come.
  app.register(async (parts) => {
    parts.addContentTypeParser<Buffer>(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: PART_BYTES },
      (_request, bytes, done) => done(null, bytes),
    )
    parts.withTypeProvider<ZodTypeProvider>().put(
      '/api/v1/console/uploads/:uploadId/parts/:no',
      {
        bodyLimit: PART_BYTES,
        schema: {
          tags,
          summary: 'Send part `no` of it; sent again it replaces the first',
          consumes: ['application/octet-stream'],
          params: contract.partParams,
          response: { 204: contract.noContent, ...refusals },
        },
      },
      async (request, reply) => {
        const { uploadId, no } = request.params
        const upload = await findUpload(keeper, uploadId, desk.seenOf(request).officer.id)
        const expected = upload ? partSize(upload.size, no) : 0
        if (!upload || expected === 0) return sendProblem(reply, 'not-found')
        const bytes = request.body
        if (!(bytes instanceof Buffer) || bytes.length !== expected)
          return sendMalformed(reply, [{ pointer: '', expected: `${expected} bytes` }])
        await writePart(keeper, upload.id, no, bytes)
        return reply.code(204).send(null)
      },
    )
  })

  routes.delete(
    '/api/v1/console/uploads/:uploadId',
    {
      schema: {
        tags,
        summary: 'Take a file back',
        params: contract.uploadParams,
        response: { 204: contract.noContent, ...refusals },
      },
    },
    async (request, reply) => {
      const upload = await findUpload(keeper, request.params.uploadId, desk.seenOf(request).officer.id)
      if (!upload) return sendProblem(reply, 'not-found')
      await removeUpload(keeper, upload.id)
      return reply.code(204).send(null)
    },
  )
}
