import type { FastifyRequest } from 'fastify'
import type { Pool } from '../platform/db.ts'
import { localDateOf } from '../platform/zone.ts'
import type { HeldRole, Officer } from '../staff/model.ts'
import { scopeOf } from '../staff/scope-of.ts'
import { findSoleAuthority, findUnitByCode, isBelow } from './store.ts'

export const ZONE = 'Asia/Ho_Chi_Minh'

/** Where somebody works: whose rosters, and below which unit alone they see them. Null: everywhere. */
export type Place = {
  readonly officer: Officer
  readonly authorityId: string
  readonly root: string | null
  readonly on: string
}
export type PlaceNeeds = {
  readonly keeper: Pool
  readonly desk: {
    seenOf(request: FastifyRequest): { officer: Officer; admittedBy: readonly HeldRole[] }
  }
}

/** N-10. Null: there is nothing here for them. */
export async function placeOf({ keeper, desk }: PlaceNeeds, request: FastifyRequest): Promise<Place | null> {
  const { officer, admittedBy } = desk.seenOf(request)
  const authorityId = officer.authorityId ?? (await findSoleAuthority(keeper))
  const scope = scopeOf(admittedBy)
  if (authorityId === null || scope === null) return null
  const on = localDateOf(request.arrivedAt, ZONE)
  if (scope.root === null) return { officer, authorityId, root: null, on }
  const unit = await findUnitByCode(keeper, authorityId, scope.root, on)
  return unit && { officer, authorityId, root: unit.id, on }
}

/** The unit that is asked for, if they may see it; without one, all that they may. Undefined: they may not. */
export async function unitWithin(
  { keeper }: PlaceNeeds,
  { authorityId, root, on }: Place,
  code: string | null | undefined,
): Promise<string | null | undefined> {
  if (!code) return root
  const unit = await findUnitByCode(keeper, authorityId, code, on)
  return unit && (await isBelow(keeper, { unitId: unit.id, authorityId, root, on })) ? unit.id : undefined
}
