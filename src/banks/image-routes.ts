import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction } from '../platform/db.ts'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import { problem } from '../platform/problem.ts'
import { receiveFile } from '../uploads/receive-file.ts'
import * as contract from './contract.ts'
import { keepImage, LARGEST_IMAGE } from './keep-image.ts'
import { keepImages } from './keep-images.ts'
import { type BankRouteNeeds, openBankDesk, refusals } from './open-bank-desk.ts'

const DIGEST = /^[0-9a-f]{64}$/

/** K-9. Pictures of questions: in by officers, out to everybody who knows the digest, which nobody guesses. */
export function questionImageRoutes(app: FastifyInstance, needs: BankRouteNeeds): void {
  const { pool, keeper } = needs
  const { officerOf, authorityOf } = openBankDesk(needs)
  const images = keepImages(pool)
  const routes = app.withTypeProvider<ZodTypeProvider>()

  routes.get(
    '/api/v1/images/:digest',
    {
      schema: {
        tags: ['Papers'],
        summary: 'A picture of a question, by the SHA-256 of its bytes',
        params: contract.imageParams,
        response: {
          200: z.string().describe('The bytes of the picture'),
          404: problem,
        },
      },
    },
    async (request, reply) => {
      const { digest } = request.params
      const image = DIGEST.test(digest) ? await images.find(digest) : null
      if (!image) return sendProblem(reply, 'not-found')
      const plain: FastifyReply = reply
      return plain
        .type(image.type)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('content-disposition', 'inline')
        .send(image.bytes)
    },
  )

  routes.post(
    '/api/v1/console/question-images',
    {
      attachValidation: true,
      schema: {
        tags: ['Console: question bank'],
        summary: 'A picture that was uploaded, for questions',
        querystring: contract.ofAuthority,
        body: contract.newImage,
        response: { 201: contract.imageView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.newImage, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const authorityId = await authorityOf(request, request.query.authority)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const [by, at] = [officerOf(request), request.arrivedAt]
      const received = await receiveFile(
        { keeper },
        { uploadId: shape.body.uploadId, staffId: by.id },
        async ({ path, size, name }) => {
          if (size > LARGEST_IMAGE) return { ok: false, reason: 'image-too-large' } as const
          const whole = await readFile(path)
          return inTransaction(keeper, async (tx) => {
            const kept = await keepImage(tx, authorityId, whole, { by: by.id, at })
            if (!kept.ok) return kept
            const { digest } = kept.image
            await recordDeed(tx, {
              authorityId,
              actor: by.id,
              deed: 'question-image.added',
              subject: digest,
              details: { name, size },
              at,
            })
            return kept
          })
        },
      )
      if (!received.ok) return sendProblem(reply, received.reason)
      if (!received.result.ok)
        return sendMalformed(reply, [{ pointer: '/uploadId', expected: received.result.reason }])
      const { digest, type, width, height } = received.result.image
      return reply.code(201).send({ digest, type, width, height, size: received.result.image.bytes.length })
    },
  )
}
