/** A file of units in the console: a look, and then the import (U-17). */
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { readBody, sendMalformed, sendProblem } from '../platform/http.ts'
import type { ItemFault } from '../question-files/model.ts'
import { receiveFile } from '../uploads/receive-file.ts'
import * as contract from './contract.ts'
import { type ImportOutcome, importUnits } from './import-units.ts'
import { readUnitsApart } from './read-units-apart.ts'
import { refusals, storable, type TreeNeeds } from './tree-routes.ts'
import { findAuthorityOf } from './tree-store.ts'

const MOST_SHOWN = 100
const NOTHING = { ok: false, rows: 0, fresh: 0, continued: 0, headcounts: 0, unchanged: 0, changes: [] }

export function unitImportRoutes(app: FastifyInstance, needs: TreeNeeds): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/console/unit-imports',
    {
      attachValidation: true,
      schema: {
        tags: ['Console: units'],
        summary: 'Look at a file of units, or import it',
        body: contract.unitImport,
        querystring: contract.authorityQuery,
        response: { 200: contract.unitImportView, ...refusals },
      },
    },
    async (request, reply) => {
      const shape = readBody(contract.unitImport, request)
      if (!shape.ok) return sendMalformed(reply, shape.faults)
      const { upload, asOf, confirmed } = shape.body
      const { officer } = needs.desk.seenOf(request)
      const named = contract.authorityQuery.safeParse(request.query)
      const code = storable(named.success ? named.data.authority : '')
      const authorityId = await findAuthorityOf(needs.pool, officer, code)
      if (!authorityId) return sendProblem(reply, 'not-found')
      const sent = { uploadId: storable(upload), staffId: officer.id }
      const received = await receiveFile(needs, sent, async ({ path, name, digest }) => {
        const read = await readUnitsApart(path)
        if ('fault' in read) return refused(read.fault)
        const importing = { authorityId, rows: read.rows, file: { name, digest }, asOf, by: officer.id }
        return present(
          await importUnits(needs, { ...importing, at: request.arrivedAt, isConfirmed: confirmed }),
        )
      })
      return received.ok ? received.result : sendProblem(reply, received.reason)
    },
  )
}

function present(outcome: ImportOutcome): contract.UnitImportView {
  return {
    ...outcome,
    changes: outcome.changes.slice(0, MOST_SHOWN),
    errors: outcome.errors.slice(0, MOST_SHOWN),
    errorCount: outcome.errors.length,
  }
}

function refused(fault: ItemFault): contract.UnitImportView {
  return { ...NOTHING, errors: [fault], errorCount: 1, isRepeated: false, isWritten: false }
}
