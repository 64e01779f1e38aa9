import { z } from 'zod'
import { UNIT_KINDS } from '../contests/model.ts'
import { localDate } from '../contests/schema-forms.ts'
import { DEED_FAULTS } from './deed-model.ts'
import { HIERARCHIES, UNIT_DEEDS } from './model.ts'

export const unitsQuery = z.object({
  query: z.string().max(200).optional().describe('Words of the name, with or without diacritics'),
  stream: z.string().max(40).optional().describe('Code of a stream: only units that it may choose'),
  parent: z.string().max(80).optional().describe('Id or code of a unit: only what stands below it'),
})

export const unitChoice = z
  .object({
    id: z.string(),
    code: z.string(),
    name: z.string(),
    path: z.string().describe('Names from the top, joined by " › "'),
  })
  .meta({ id: 'Unit' })

export type UnitChoice = z.output<typeof unitChoice>

// Of the console.

export { DEED_FAULTS, HIERARCHIES, UNIT_DEEDS, UNIT_KINDS }

const unitCode = z
  .string()
  .max(40)
  .regex(/^[A-Z0-9]+([.-][A-Z0-9]+)*$/, 'capital letters and digits, joined by dots or dashes')
const unitName = z.string().trim().min(1).max(300)
const share = z.number().min(0).max(1)
const hierarchy = z.enum(HIERARCHIES)
const authority = z
  .string()
  .max(80)
  .optional()
  .describe('Code of the authority; only for officers of the whole installation')
export const authorityQuery = z.object({ authority })

export const nodesQuery = z.object({
  authority,
  on: localDate.optional().describe('As of that day; absent: today'),
  hierarchy: hierarchy.default('administrative'),
  parent: z
    .string()
    .max(40)
    .optional()
    .describe('Only what stands directly below the unit of this code; absent: the top'),
  query: z
    .string()
    .max(200)
    .optional()
    .describe('Words of a name, wherever it stands, in place of a level of the tree'),
  after: z.string().max(80).optional().describe('Key of the last row seen'),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})

export const unitNode = z
  .object({
    key: z.string(),
    code: z.string(),
    name: z.string(),
    kind: z.string(),
    parentCode: z.string().nullable(),
    parentName: z.string().nullable(),
    choosable: z.boolean(),
    children: z.number().int().describe('How many units stand directly below it on that day'),
    endsOn: z
      .string()
      .nullable()
      .describe('The first day on which it is no longer there, where that is known'),
  })
  .meta({ id: 'UnitNode' })
export type UnitNode = z.output<typeof unitNode>

export const unitParams = z.object({ code: z.string().max(40) })

const days = { validFrom: z.string().nullable(), validTo: z.string().nullable() }
export const unitHistory = z
  .object({
    code: z.string(),
    names: z.array(z.object({ name: z.string(), kind: z.string(), ...days })),
    places: z.array(
      z.object({ hierarchy, parentCode: z.string().nullable(), parentName: z.string().nullable(), ...days }),
    ),
    successors: z.array(z.object({ code: z.string(), name: z.string(), share: z.number(), on: z.string() })),
    predecessors: z.array(
      z.object({ code: z.string(), name: z.string(), share: z.number(), on: z.string() }),
    ),
    headcount: z
      .number()
      .int()
      .nullable()
      .describe('As of the day asked for, from the register and the shares since'),
  })
  .meta({ id: 'UnitHistory' })
export type UnitHistory = z.output<typeof unitHistory>

const target = z.strictObject({
  code: unitCode,
  share: share.default(1),
  fresh: z
    .strictObject({
      name: unitName,
      kind: z.enum(UNIT_KINDS),
      parent: z.string().max(40).nullable(),
      choosable: z.boolean().default(true),
    })
    .nullable()
    .default(null)
    .describe('A unit that begins with the deed; null: one that is there'),
})
const deedFields = {
  kind: z.enum(UNIT_DEEDS),
  effectiveOn: localDate,
  documentNo: z.string().trim().min(1).max(100).nullable().default(null),
  documentOn: localDate.nullable().default(null),
  reason: z.string().trim().min(3, 'why, in three letters or more').max(1000),
  units: z.array(z.string().max(40)).max(200).default([]),
  into: z.array(target).max(50).default([]),
  name: unitName.nullable().default(null),
  unitKind: z.enum(UNIT_KINDS).nullable().default(null),
  hierarchy: hierarchy.default('administrative'),
  parent: z.string().max(40).nullable().default(null),
  leaves: z.boolean().default(false),
  remains: share.default(0),
  childrenTo: z.string().max(40).nullable().default(null),
}
const EXAMPLE = {
  kind: 'merge' as const,
  effectiveOn: '2099-07-01',
  documentNo: '1676/NQ-UBTVQH15',
  documentOn: '2025-06-16',
  reason: 'Sắp xếp đơn vị hành chính',
  units: ['T.SNV', 'T.SYT'],
  into: [
    {
      code: 'T.MOI',
      share: 1,
      fresh: { name: 'Sở mới', kind: 'agency' as const, parent: 'T', choosable: true },
    },
  ],
  name: null,
  unitKind: null,
  hierarchy: 'administrative' as const,
  parent: null,
  leaves: false,
  remains: 0,
  childrenTo: null,
}
export const askedDeed = z.strictObject(deedFields).meta({ id: 'AskedUnitDeed', examples: [EXAMPLE] })
export const confirmedDeed = z
  .strictObject({
    ...deedFields,
    version: z.number().int().min(0).describe('Of the tree, as the preview showed it'),
  })
  .meta({ id: 'ConfirmedUnitDeed', examples: [{ ...EXAMPLE, version: 1 }] })

const text = z.string().nullable()
const touched = z.object({
  code: z.string(),
  nameBefore: text,
  kindBefore: text,
  parentBefore: text,
  parentNameBefore: text,
  nameAfter: text,
  kindAfter: text,
  parentAfter: text,
  parentNameAfter: text,
})
export const deedPreview = z
  .object({
    version: z.number().int(),
    units: z.array(touched).readonly(),
    contests: z
      .array(
        z.object({
          slug: z.string(),
          name: z.string(),
          state: z.enum(['before', 'open', 'over']),
          units: z.number().int(),
          headcounts: z.number().int(),
          contestants: z.number().int(),
        }),
      )
      .readonly(),
    rosterPeople: z.number().int().describe('People on the rosters of units that end'),
    coordinators: z.array(z.object({ fullName: z.string(), code: z.string() })).readonly(),
  })
  .meta({ id: 'UnitDeedPreview' })
export type DeedPreview = z.output<typeof deedPreview>

export const deedView = z
  .object({
    id: z.string(),
    no: z.string().describe('The key of its row'),
    kind: z.string(),
    effectiveOn: z.string().nullable(),
    documentNo: z.string().nullable(),
    documentOn: z.string().nullable(),
    reason: z.string(),
    units: z.array(z.string()),
    into: z.array(z.string()),
    doneBy: z.string(),
    doneAt: z.string(),
    undoneAt: z.string().nullable(),
    canBeUndone: z.boolean(),
  })
  .meta({ id: 'UnitDeed' })
export type DeedView = z.output<typeof deedView>
export const deedsQuery = z.object({
  authority,
  after: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export const deedParams = z.object({ deedId: z.string() })
export const undoing = z
  .strictObject({ reason: z.string().trim().min(3, 'why, in three letters or more').max(1000) })
  .meta({ id: 'UnitDeedUndoing', examples: [{ reason: 'Nghị quyết lùi ngày' }] })
export const noContent = z.null().describe('Nothing')

export const headcountsQuery = z.object({
  query: z.string().max(200).optional(),
  missing: z.enum(['true', 'false']).default('false').describe('true: only units without a headcount'),
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const headcountParams = z.object({ slug: z.string(), code: z.string().max(40) })
export const headcountView = z
  .object({
    key: z.string(),
    code: z.string(),
    name: z.string(),
    path: z.string(),
    people: z.number().int().nullable(),
    asOf: z.string().nullable(),
    document: z.string().nullable(),
    declaredBy: z.string().nullable(),
    declaredAt: z.string().nullable(),
    version: z.number().int().describe('0: nobody has declared anything here'),
  })
  .meta({ id: 'Headcount' })
export type HeadcountView = z.output<typeof headcountView>
export const declaration = z
  .strictObject({
    people: z.number().int().min(0).max(9_999_999),
    asOf: localDate,
    document: z.string().trim().min(1).max(300).nullable().default(null),
    version: z.number().int().min(0),
  })
  .meta({
    id: 'HeadcountDeclaration',
    examples: [{ people: 60, asOf: '2023-08-01', document: 'Công văn số 12', version: 0 }],
  })

export const unitImport = z
  .strictObject({
    upload: z.string().max(80).describe('Of POST /api/v1/console/uploads'),
    asOf: localDate.describe('The day of which the headcounts in the file are'),
    confirmed: z.boolean().default(false).describe('false: a look only'),
  })
  .meta({
    id: 'UnitImport',
    examples: [{ upload: '01990000-0000-7000-8000-000000000000', asOf: '2026-06-30', confirmed: false }],
  })
const itemFault = z.object({ where: z.string(), found: z.string(), expected: z.string() })
export const unitImportView = z
  .object({
    ok: z.boolean(),
    rows: z.number().int(),
    fresh: z.number().int(),
    continued: z.number().int(),
    headcounts: z.number().int(),
    unchanged: z.number().int(),
    changes: z
      .array(
        z.object({ code: z.string(), name: z.string(), what: z.enum(['new', 'continued', 'headcount']) }),
      )
      .readonly(),
    errors: z.array(itemFault).readonly().describe('The first of them'),
    errorCount: z.number().int(),
    isRepeated: z.boolean(),
    isWritten: z.boolean(),
  })
  .meta({ id: 'UnitImportOutcome' })
export type UnitImportView = z.output<typeof unitImportView>
