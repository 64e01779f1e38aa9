import type { UnitKind } from '../contests/model.ts'
import type { Brand } from '../platform/brand.ts'

export type UnitId = Brand<string, 'UnitId'>

export type Unit = {
  readonly id: UnitId
  readonly code: string
  readonly parentId: UnitId | null
  readonly kind: UnitKind
  readonly name: string
  /** Names from the top, joined by " › ". */
  readonly path: string
  readonly choosable: boolean
}
