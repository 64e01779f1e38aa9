import { z } from 'zod'
import { ENDINGS, FIELDS, TURNOUT, VERDICTS } from './model.ts'

const day = z.iso.date()
const instant = z.iso.datetime()
const reason = z.string().trim().min(3).max(1000)
const fullName = z.string().trim().min(2).max(100)
const unitCode = z.string().min(1).max(80)
const limit = z.coerce.number().int().min(1).max(200).default(50)
const query = z.string().max(200).default('')
const after = z.string().max(300).optional().describe('The `key` of the last row of the page before')
const version = z.number().int().min(1).describe('The version that was looked at')

export const noContent = z.null().describe('No content')
export const personParams = z.object({ personId: z.string().max(80) })
export const importParams = z.object({ importId: z.string().max(80) })
export const turnoutParams = z.object({ slug: z.string().max(80) })

export const peoplePage = z.object({
  unit: unitCode.optional().describe('The code of a unit: it and what is below it'),
  query,
  standing: z.enum(['serving', 'leave', 'left', 'all']).default('serving'),
  after,
  limit,
})
export const summaryQuery = z.object({ unit: unitCode.optional() })
export const summary = z
  .object({ serving: z.number().int(), leave: z.number().int() })
  .meta({ id: 'RosterSummary' })

export const rosterPerson = z
  .object({
    id: z.string(),
    key: z.string(),
    fullName: z.string(),
    birthDate: day.nullable(),
    unit: z.object({ code: z.string(), name: z.string() }),
    position: z.string().nullable(),
    standing: z.enum(['serving', 'leave', 'left']),
    since: day,
    until: day.nullable(),
    numbers: z
      .array(z.object({ kind: z.enum(['staffCode', 'citizenId', 'phone']), ending: z.string() }))
      .describe('Of each number the last three signs; nobody can see more'),
  })
  .meta({ id: 'RosterPerson' })
export type RosterPersonView = z.output<typeof rosterPerson>

export const personDetails = z
  .object({
    id: z.string(),
    version: z.number().int(),
    fullName: z.string(),
    birthDate: day.nullable(),
    numbers: rosterPerson.shape.numbers,
    times: z.array(
      z.object({
        unit: z.object({ code: z.string(), name: z.string() }),
        position: z.string().nullable(),
        standing: z.enum(['serving', 'leave']),
        from: day,
        to: day.nullable(),
        ending: z.enum(ENDINGS).nullable(),
      }),
    ),
    takenPart: z.array(z.object({ contest: z.string(), rounds: z.number().int() })),
  })
  .meta({ id: 'RosterPersonDetails' })
export type PersonDetailsView = z.output<typeof personDetails>

export const newPerson = z
  .strictObject({
    fullName,
    birthDate: day.nullable().default(null),
    unit: unitCode,
    position: z.string().trim().max(200).nullable().default(null),
    from: day,
    staffCode: z.string().trim().max(60).optional(),
    citizenId: z.string().trim().max(60).optional(),
    phone: z.string().trim().max(60).optional(),
  })
  .meta({
    id: 'NewRosterPerson',
    examples: [{ fullName: 'Nguyễn Thị Ánh', unit: 'HB.SNV', from: '2026-07-01', staffCode: 'CB0123' }],
  })
export const personMade = z.object({ id: z.string() }).meta({ id: 'RosterPersonMade' })
export const personChange = z.strictObject({ version, fullName, birthDate: day.nullable() }).meta({
  id: 'RosterPersonChange',
  examples: [{ version: 1, fullName: 'Nguyễn Thị Ánh', birthDate: '1990-05-31' }],
})
export const move = z
  .strictObject({
    version,
    kind: z.enum(ENDINGS),
    on: day.describe('The first day of what is new'),
    until: day.nullable().default(null).describe('Of a leave: the day on which they are back'),
    unit: unitCode.nullable().default(null).describe('Of a transfer: where to'),
    position: z.string().trim().max(200).nullable().default(null),
    reason,
  })
  .meta({
    id: 'RosterMove',
    examples: [
      {
        version: 1,
        kind: 'transfer',
        on: '2026-12-01',
        unit: 'HB.SNV',
        reason: 'Quyết định số 12/QĐ-SNV ngày 20/11/2026',
      },
    ],
  })

const field = z.enum(FIELDS)
export type RosterField = z.output<typeof field>
export type RosterEnding = (typeof ENDINGS)[number]
export type RowVerdict = (typeof VERDICTS)[number]
export const newImport = z
  .strictObject({
    uploadId: z.uuid(),
    asOf: day.describe('The day on which the list holds: transfers begin and people leave on it'),
    unit: unitCode
      .nullable()
      .default(null)
      .describe('Only this unit and those below; also of rows that name none'),
    columns: z
      .record(z.string().max(200), field)
      .default({})
      .describe('Names in the file, and what they mean'),
  })
  .meta({
    id: 'NewRosterImport',
    examples: [{ uploadId: '018d0000-0000-7000-8000-000000000000', asOf: '2026-12-01' }],
  })
export const rosterImport = z
  .object({
    id: z.string(),
    version: z.number().int(),
    fileName: z.string(),
    asOf: day,
    unit: z.string().nullable(),
    state: z.enum(['reading', 'ready', 'refused', 'confirmed', 'dropped']),
    problem: z.object({ where: z.string(), found: z.string(), expected: z.string() }).nullable(),
    headings: z.array(z.string()),
    recognised: z.partialRecord(field, z.string()),
    rowsRead: z.number().int(),
    counts: z.record(z.string(), z.number().int()),
    madeAt: instant,
    confirmedAt: instant.nullable(),
    sameFileAt: instant.nullable().describe('When the same file was imported before'),
  })
  .meta({ id: 'RosterImport' })
export type RosterImportView = z.output<typeof rosterImport>
export const importPage = z.object({ before: z.uuid().optional(), limit })

export const rowPage = z.object({
  verdict: z.enum(VERDICTS).optional(),
  after: z.coerce.number().int().min(0).default(0),
  limit,
})
export const importRow = z
  .object({
    no: z.number().int().describe('The row of the sheet'),
    fullName: z.string(),
    birthDate: day.nullable(),
    unitText: z.string(),
    unit: z.string().nullable(),
    position: z.string().nullable(),
    numbers: rosterPerson.shape.numbers,
    verdict: z.enum(VERDICTS),
    changes: z.array(z.string()),
    faults: z.array(z.string()).describe('Sentences for whoever has the file open'),
    repeats: z.number().int().nullable().describe('The row that it repeats'),
  })
  .meta({ id: 'RosterImportRow' })
export type ImportRowView = z.output<typeof importRow>

export const doubtfulUnit = z
  .object({
    text: z.string(),
    rows: z.number().int(),
    candidates: z.array(
      z.object({
        id: z.string(),
        code: z.string(),
        name: z.string(),
        above: z.array(z.string()),
        score: z.number(),
      }),
    ),
  })
  .meta({ id: 'DoubtfulUnit' })
export type DoubtfulUnitView = z.output<typeof doubtfulUnit>
export const unitChoice = z
  .strictObject({ text: z.string().min(1).max(300), unit: unitCode })
  .meta({ id: 'RosterUnitChoice', examples: [{ text: 'P. Nội vụ', unit: 'HB.PNV' }] })
export const missingPerson = z
  .object({
    id: z.string(),
    key: z.string(),
    fullName: z.string(),
    birthDate: day.nullable(),
    unit: z.string(),
  })
  .meta({ id: 'MissingPerson' })
export const missingPage = z.object({ after, limit })
export const importConfirmation = z
  .strictObject({
    version,
    skipFaults: z.boolean().default(false),
    endMissing: z.boolean().default(false).describe('Who is in these units and not in the file has left'),
  })
  .meta({ id: 'RosterImportConfirmation', examples: [{ version: 2 }] })

export const turnoutQuery = z.object({
  round: z.coerce.number().int().min(1).max(200).optional().describe('Absent: any round so far'),
  unit: unitCode.optional(),
  status: z.enum([...TURNOUT, 'all']).default('missing'),
  query,
  after,
  limit,
})
export const turnoutExport = turnoutQuery.pick({ round: true, unit: true, status: true })
export const turnoutPerson = z
  .object({
    id: z.string(),
    key: z.string(),
    fullName: z.string(),
    birthDate: day.nullable(),
    unit: z.object({ code: z.string(), name: z.string() }),
    position: z.string().nullable(),
    status: z.enum(TURNOUT),
  })
  .meta({ id: 'TurnoutPerson' })
export type TurnoutPersonView = z.output<typeof turnoutPerson>
export const unitTurnout = z
  .object({
    key: z.string(),
    code: z.string(),
    name: z.string(),
    path: z.string(),
    people: z.number().int(),
    tookPart: z.number().int(),
    byName: z.number().int(),
  })
  .meta({ id: 'UnitTurnout' })
export type UnitTurnoutView = z.output<typeof unitTurnout>
export const file = z.string().describe('The file')
