import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type DeedSearch, type NumberedDeed, searchDeeds } from '../audit/search-deeds.ts'
import type { Pool } from '../platform/db.ts'
import * as contract from './contract.ts'
import { type Desk, refusals } from './send-refusal.ts'
import { listIdsByWords, listNames } from './store.ts'

type Needs = { pool: Pool; desk: Pick<Desk, 'seenOf'> }
type Query = z.output<typeof contract.deedPage>

const AT_ONCE = 500
/** A spreadsheet takes a text that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** The record, for whoever audits (docs/rules/staff.md, P-18 and P-23). */
export function staffDeedRoutes(app: FastifyInstance, { pool, desk }: Needs): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const tags = ['Console: record']

  const searchOf = async (request: FastifyRequest, query: Query): Promise<DeedSearch> => {
    const { who, what, subject, from = null, until = null, after = null, limit } = query
    const word = who.trim()
    const itself = ['system', 'unknown'].includes(word)
    const actors = word === '' ? null : itself ? [word] : await listIdsByWords(pool, word)
    const { authorityId } = desk.seenOf(request).officer
    return { authorityId, actors, what, subject: subject.trim(), from, until, after, limit }
  }
  const present = async (found: readonly NumberedDeed[]) => {
    const ids = [...new Set(found.flatMap(({ actor, subject }) => [actor, subject]))]
    const names = new Map((await listNames(pool, ids)).map(({ id, fullName }) => [id as string, fullName]))
    return found.map(({ at, details, ...deed }) => ({
      ...deed,
      at: at.toISOString(),
      actorName: names.get(deed.actor) ?? null,
      subjectName: names.get(deed.subject) ?? null,
      details: { ...details },
    }))
  }

  routes.get(
    '/api/v1/console/deeds',
    {
      schema: {
        tags,
        summary: 'What was done, by whom and when, from the latest',
        querystring: contract.deedPage,
        response: { 200: z.array(contract.deed), ...refusals },
      },
    },
    async (request) => present(await searchDeeds(pool, await searchOf(request, request.query))),
  )

  routes.get(
    '/api/v1/console/deeds.csv',
    {
      schema: {
        tags,
        summary: 'All of it that was searched for, for a spreadsheet',
        querystring: contract.deedPage.omit({ after: true, limit: true }),
        response: { 200: z.string(), ...refusals },
      },
    },
    async (request, reply) => {
      const search = await searchOf(request, { ...request.query, limit: AT_ONCE })
      const out = new PassThrough()
      const write = async () => {
        out.write(
          `\uFEFF${rowOf(['no', 'at', 'actor', 'actorName', 'deed', 'subject', 'subjectName', 'details'])}`,
        )
        for (let after: number | null = null; ; ) {
          const found: NumberedDeed[] = await searchDeeds(pool, { ...search, after })
          for (const each of await present(found)) {
            const { no, at, actor, actorName, deed, subject, subjectName, details } = each
            const cells = [no, at, actor, actorName, deed, subject, subjectName, JSON.stringify(details)]
            if (!out.write(rowOf(cells))) await Promise.race([once(out, 'drain'), once(out, 'close')])
          }
          if (found.length < AT_ONCE || out.destroyed) break
          after = found.at(-1)!.no
        }
        out.end()
      }
      write().catch((error: Error) => out.destroy(error))
      const day = request.arrivedAt.toISOString().slice(0, 10)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="nhat-ky-${day}.csv"`)
        .send(out as never)
    },
  )
}

function rowOf(cells: readonly (string | number | null)[]): string {
  const guarded = cells.map((cell) => (typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : cell))
  return stringify([guarded])
}
