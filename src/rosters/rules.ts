/**
 * What does a row of a roster say, and whom is it about? (docs/rules/people.md, N-1 to N-6) Pure: cells in, a person in one
 * form out, or what is wrong; a row and those it may be about in, a verdict out.
 */
import { oneForm } from '../contestants/rules.ts'
import { nameKeyOf, searchKeyOf, tidy } from '../platform/text.ts'
import { isLocalDate } from '../platform/zone.ts'
import type { Ending, Field, Known, NumberKind, RosterRow, RowFault, Verdict } from './model.ts'

const NAME = /^\p{L}[\p{L}\p{M}\p{Nd} .,'’()-]*$/u

/** N-2. `cells` by what their columns mean; texts as the file shows them. */
export function readRosterRow(no: number, cells: Readonly<Partial<Record<Field, string>>>): RosterRow {
  const faults: RowFault[] = []
  const text = (field: Field) => tidy(cells[field] ?? '')
  const given = text('fullName') || [text('lastName'), text('firstName')].filter(Boolean).join(' ')
  const fullName = properName(given)
  if (fullName === '') faults.push({ kind: 'no-name' })
  else if (fullName.length < 2 || fullName.length > 100 || !NAME.test(fullName))
    faults.push({ kind: 'bad-name', found: fullName.slice(0, 60) })

  const numbers = (['staffCode', 'citizenId', 'phone'] as const).flatMap((kind) => {
    const read = readNumberOf(kind, text(kind))
    if (read === null) return []
    if (typeof read === 'string') return [{ kind, value: read }]
    faults.push(read)
    return []
  })
  const day = (field: 'birthOn' | 'validFrom' | 'validTo') => {
    const written = text(field)
    if (written === '') return null
    if (field === 'birthOn' && /^(19|20)\d\d$/.test(written)) return null
    const read = readDay(written, field === 'birthOn')
    if (read === null) faults.push({ kind: `bad-${field}`, found: written.slice(0, 40) })
    return read
  }
  const birthOn = day('birthOn')
  const validFrom = day('validFrom')
  const validTo = day('validTo')
  if (validFrom !== null && validTo !== null && validFrom >= validTo) faults.push({ kind: 'bad-period' })
  const ending = readEnding(text('ending'))
  if (ending === undefined) faults.push({ kind: 'bad-ending', found: text('ending').slice(0, 60) })
  return {
    no,
    fullName,
    nameKey: nameKeyOf(fullName),
    birthOn,
    unitText: text('unit').slice(0, 300),
    position: text('position').slice(0, 200) || null,
    validFrom,
    validTo,
    ending: ending ?? null,
    numbers,
    faults,
  }
}

/** N-2. NGUYỄN VĂN AN and nguyễn văn an are written Nguyễn Văn An; whatever is mixed stays as it is written. */
export function properName(name: string): string {
  const [upper, lower] = [name.toLocaleUpperCase('vi'), name.toLocaleLowerCase('vi')]
  if (name !== upper && name !== lower) return name
  return lower.replace(/(^|[\s(-])(\p{L})/gu, (_, before: string, letter: string) => {
    return before + letter.toLocaleUpperCase('vi')
  })
}

/**
 * A number as spreadsheets leave it: 9.12345678E+11, 912345678.0, an apostrophe before it, without its leading zeros. Where
 * digits are lost (Excel keeps fifteen, and shows six) it is said, not guessed.
 */
function readNumberOf(kind: NumberKind, written: string): string | RowFault | null {
  if (written === '' || /^[-–—.]+$/.test(written)) return null
  const text = written.replace(/^['’`]/, '')
  const plain = plainNumber(text)
  if (plain === null) return { kind: 'lost-digits' }
  // A citizen number of Hà Nội (001…) loses two zeros, one of a province like Cao Bằng (004…) as well.
  const padded = kind === 'citizenId' && /^\d{9,11}$/.test(plain) ? plain.padStart(12, '0') : plain
  const isOldCard = kind === 'citizenId' && /^\d{9}$/.test(plain)
  const read = isOldCard ? null : oneForm({ kind }, padded)
  return read ?? { kind: `bad-${kind}` }
}

function plainNumber(text: string): string | null {
  if (/^\d+[.,]0+$/.test(text)) return text.replace(/[.,]0+$/, '')
  const scientific = /^(\d)(?:[.,](\d+))?E\+?(\d{1,2})$/i.exec(text)
  if (!scientific) return text
  const [, first = '', decimals = '', power = ''] = scientific
  const digits = first + decimals
  const length = Number(power) + 1
  // 9.12E+11 says three digits of twelve.
  return digits.length === length ? digits : null
}

/** N-2. A day as it is written in Viet Nam; of a birth also the year alone is common, and says too little to be kept. */
function readDay(written: string, isBirth: boolean): string | null {
  const [date = ''] = written.split(/[ T]/)
  const read = oneForm({ kind: 'date' }, date)
  if (read !== null) return isBirth && read > '2100' ? null : read
  const short = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})$/.exec(date)
  if (!short || !isBirth) return null
  const [, day = '', month = '', year = ''] = short
  const whole = `${Number(year) > 30 ? '19' : '20'}${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isLocalDate(whole) ? whole : null
}

const ENDING_NAMES: readonly (readonly [Ending, RegExp])[] = [
  ['retired', /^(nghi huu|huu tri|ve huu|retired)/],
  [
    'leave',
    /^(nghi (thai san|om|khong luong|dai ngay|om dai ngay|che do)|thai san|tam nghi|leave|biet phai|di hoc)/,
  ],
  ['transfer', /^(chuyen|dieu dong|luan chuyen|transfer)/],
  ['return', /^(tro lai|di lam lai|tiep nhan lai|return)/],
  ['left', /^(thoi viec|nghi viec|cham dut|buoc thoi viec|tu tran|mat|left)/],
]

/** Undefined: something stands there that is none of them. */
function readEnding(text: string): Ending | null | undefined {
  const key = searchKeyOf(text)
  if (key === '' || /^(dang cong tac|dang lam viec|dang cong tac tai don vi|x)$/.test(key)) return null
  return ENDING_NAMES.find(([, form]) => form.test(key))?.[0]
}

export type Judged = {
  readonly verdict: Verdict
  readonly personId: Known['id'] | null
  /** Which of their particulars would change. */
  readonly changes: readonly ('name' | 'birthOn' | 'unit' | 'position' | 'numbers' | 'ending')[]
  readonly faults: readonly RowFault[]
}

/**
 * N-4. Whom a row is about: who has its staff code, else its citizen number, else its telephone and name, else the only one
 * of that name in that unit whom neither birth date nor number contradicts. Two people behind one row are a fault: nothing
 * is guessed.
 */
export function judgeRow(
  row: Pick<RosterRow, 'fullName' | 'nameKey' | 'birthOn' | 'position' | 'ending' | 'faults'> & {
    unitId: string | null
    kinds: readonly NumberKind[]
  },
  known: readonly Known[],
): Judged {
  const judged = (verdict: Verdict, more: Partial<Judged> = {}): Judged => ({
    verdict,
    personId: null,
    changes: [],
    faults: row.faults,
    ...more,
  })
  if (row.faults.length > 0) return judged('error')
  if (row.unitId === null) return judged('unit')
  const sure = known.filter(({ shared }) => shared.includes('staffCode') || shared.includes('citizenId'))
  if (sure.length > 1) return judged('error', { faults: [{ kind: 'of-several' }] })
  const person = sure[0] ?? alone(byPhone(row, known)) ?? alone(byName(row, known))
  if (!person) return judged('new')
  const changes = [
    ...(person.fullName !== row.fullName ? (['name'] as const) : []),
    ...(row.birthOn !== null && row.birthOn !== person.birthOn ? (['birthOn'] as const) : []),
    ...(row.unitId !== person.unitId && row.ending === null ? (['unit'] as const) : []),
    ...(row.position !== null && row.position !== person.position ? (['position'] as const) : []),
    ...(row.kinds.some((kind) => !person.shared.includes(kind)) ? (['numbers'] as const) : []),
    ...(row.ending !== null && row.ending !== 'return' ? (['ending'] as const) : []),
  ]
  return judged(changes.length > 0 ? 'changed' : 'unchanged', { personId: person.id, changes })
}

type About = Parameters<typeof judgeRow>[0]

const byPhone = ({ nameKey }: About, known: readonly Known[]) =>
  known.filter((each) => each.shared.includes('phone') && each.nameKey === nameKey)

const byName = (row: About, known: readonly Known[]) =>
  known.filter(
    (each) =>
      each.nameKey === row.nameKey &&
      each.unitId === row.unitId &&
      (row.birthOn === null || each.birthOn === null || row.birthOn === each.birthOn) &&
      // Both have a code, and it is not the same one.
      !(['staffCode', 'citizenId'] as const).some(
        (kind) => row.kinds.includes(kind) && each.kinds.includes(kind) && !each.shared.includes(kind),
      ),
  )

const alone = (known: readonly Known[]): Known | undefined => (known.length === 1 ? known[0] : undefined)
