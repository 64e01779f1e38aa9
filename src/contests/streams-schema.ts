/** Who takes part, and what they fill in (docs/rules/rulebook.md, B-7 and B-8). */
import { z } from 'zod'
import { UNIT_KINDS } from './model.ts'
import { bilingual, checkUnique, code, fault, fieldName, wherever } from './schema-forms.ts'

/** What a person fills in once. An identity field is kept only as a keyed hash. */
const field = z.strictObject({
  name: fieldName,
  label: bilingual,
  hint: bilingual.optional(),
  kind: z.enum(['text', 'phone', 'citizenId', 'staffCode', 'date', 'email']),
  required: z.boolean(),
  identity: z.boolean().default(false),
  pattern: z.string().max(200).optional(),
})

const RESERVED_NAMES = ['stream', 'fullName', 'unitId', 'consent', 'guardian']

const stream = z
  .strictObject({
    code,
    name: bilingual,
    eligibility: bilingual,
    fields: z.array(field).min(1).max(12),
    /** The identity may be a relative's or guardian's (then the name is part of who one is). */
    guardianAllowed: z.boolean().default(false),
    minimumAge: z.number().int().min(6).max(100).optional(),
    /** Whether people are looked for on the authority's roster: only who is on it may come in, or it is only noted. */
    roster: z.enum(['required', 'known']).optional(),
    unitKinds: z.array(z.enum(UNIT_KINDS)).min(1).optional(),
  })
  .superRefine((each, check) => {
    checkUnique(
      check,
      each.fields.map((f, at) => ({ key: f.name, path: ['fields', at, 'name'] })),
    )
    each.fields.forEach((f, at) => {
      if (RESERVED_NAMES.includes(f.name)) fault(check, ['fields', at, 'name'], 'reserved-name')
      if (f.identity && !f.required) fault(check, ['fields', at, 'required'], 'identity-is-required')
      if (f.pattern !== undefined && !isPattern(f.pattern))
        fault(check, ['fields', at, 'pattern'], 'regular-expression')
    })
    if (!each.fields.some((f) => f.identity)) fault(check, ['fields'], 'one-identity-field')
  }, wherever('fields'))
  .superRefine(
    (each, check) => {
      if (
        each.minimumAge !== undefined &&
        !each.fields.some((f) => f.name === 'birthDate' && f.kind === 'date')
      )
        fault(check, ['minimumAge'], 'needs-birth-date')
    },
    wherever('fields', 'minimumAge'),
  )
  .superRefine(
    (each, check) => {
      const kinds = each.fields.filter(({ identity }) => identity).map(({ kind }) => kind)
      if (each.roster && !kinds.some((kind) => ['phone', 'citizenId', 'staffCode'].includes(kind)))
        fault(check, ['roster'], 'needs-roster-number')
    },
    wherever('fields', 'roster'),
  )

export const streams = z
  .array(stream)
  .min(1)
  .max(10)
  .superRefine((list, check) => {
    checkUnique(
      check,
      list.map((each, index) => ({ key: each.code, path: [index, 'code'] })),
    )
  }, wherever())

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
