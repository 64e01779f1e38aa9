/**
 * Who is who? (docs/rules/contestants.md, C-1 to C-5)
 * A person is known by the identity fields the rulebook names, each brought into one form first: however a phone
 * number is written, it is the same number. Name and birth date must agree with what was first given.
 */
import type { RegistrationField, Stream } from '../contests/model.ts'
import { matchesInTime } from '../platform/bounded-pattern.ts'
import type { PointerFault } from '../platform/problem.ts'
import { nameKeyOf, tidy } from '../platform/text.ts'
import { isLocalDate } from '../platform/zone.ts'
import type { Person } from './model.ts'

const NAME = /^\p{L}[\p{L}\p{M}\p{Nd} .,'’()-]*$/u

/**
 * The registration in its one form, or what is wrong with it, field by field. Where a contest lets some give a
 * relative's number (`guardians`), everybody is also known by number and name together: that keeps one person from
 * coming once with the box ticked and once without (C-3).
 */
export function readPerson(
  stream: Stream,
  body: Readonly<Record<string, unknown>>,
  guardians: boolean,
): { ok: true; person: Person } | { ok: false; faults: PointerFault[] } {
  const faults: PointerFault[] = []
  const fullName = typeof body.fullName === 'string' ? tidy(body.fullName) : ''
  if (fullName.length < 2 || fullName.length > 100 || !NAME.test(fullName))
    faults.push({ pointer: '/fullName', expected: 'a name of 2 to 100 letters' })
  const guardian = body.guardian === true
  if (guardian && !stream.guardianAllowed)
    faults.push({ pointer: '/guardian', expected: 'the contestant’s own identity' })

  const values = new Map<string, string>()
  for (const field of stream.fields) {
    const given = body[field.name] ?? ''
    const text = typeof given === 'string' ? tidy(given) : null
    if (text === '') {
      if (field.required) faults.push({ pointer: `/${field.name}`, expected: expectedOf(field) })
      continue
    }
    const value = text === null ? null : oneForm(field, text)
    if (value === null) faults.push({ pointer: `/${field.name}`, expected: expectedOf(field) })
    else values.set(field.name, value)
  }
  if (faults.length > 0) return { ok: false, faults }

  const nameKey = nameKeyOf(fullName)
  const isIdentity = (name: string) => stream.fields.some((field) => field.name === name && field.identity)
  const birthOn = values.get('birthDate') ?? null
  values.delete('birthDate')
  return {
    ok: true,
    person: {
      fullName,
      nameKey,
      birthOn,
      guardian,
      identities: [...values]
        .filter(([name]) => isIdentity(name))
        .flatMap(([field, value]) => [
          ...(guardian ? [] : [{ field, value }]),
          ...(guardians ? [{ field: `${field}+name`, value: `${value}\0${nameKey}` }] : []),
        ]),
      borrowed: guardian
        ? [...values].filter(([name]) => isIdentity(name)).map(([field, value]) => ({ field, value }))
        : [],
      details: Object.fromEntries([...values].filter(([name]) => !isIdentity(name))),
    },
  }
}

/** A field's value in its one form, or null where it is not well formed. */
export function oneForm(field: Pick<RegistrationField, 'kind' | 'pattern'>, text: string): string | null {
  const value = formOf[field.kind](text)
  if (value === null || value.length > 200) return null
  return field.pattern === undefined || matchesInTime(field.pattern, value) ? value : null
}

const formOf: Record<RegistrationField['kind'], (text: string) => string | null> = {
  text: (text) => text,
  // 0912 345 678, +84 912345678, +84 (0)912345678, 84912345678, and 912345678 as a spreadsheet leaves it.
  phone: (text) => {
    const digits = text.replace(/[\s().-]/g, '').replace(/^(\+|00)/, '+')
    const national = /^\+?840?[1-9]\d{8,9}$/.test(digits) ? digits.replace(/^\+?840?/, '0') : digits
    const whole = /^[1-9]\d{8}$/.test(national) ? `0${national}` : national
    return /^0[1-9]\d{8,9}$/.test(whole) ? whole : null
  },
  citizenId: (text) => {
    const digits = text.replace(/[\s.-]/g, '')
    return /^\d{12}$/.test(digits) ? digits : null
  },
  staffCode: (text) => {
    const code = text.replace(/\s/g, '').toLocaleUpperCase('vi')
    return /^[\p{L}\p{N}./_-]{2,40}$/u.test(code) ? code : null
  },
  // 1990-05-31 as a date field sends it, 31/5/1990 as people write it.
  date: (text) => {
    const written = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text)
    const date = written
      ? `${written[3]}-${written[2]!.padStart(2, '0')}-${written[1]!.padStart(2, '0')}`
      : text
    return /^\d{4}-\d{2}-\d{2}$/.test(date) && date > '1900' && isLocalDate(date) ? date : null
  },
  email: (text) => (/^[^\s@]{1,64}@[^\s@]+\.[^\s@.]+$/.test(text) ? text.toLowerCase() : null),
}

function expectedOf(field: RegistrationField): string {
  return {
    text: 'a text of 1 to 200 characters',
    phone: 'a Vietnamese telephone number, e.g. 0912345678',
    citizenId: 'a citizen identity number of 12 digits',
    staffCode: 'a staff code of 2 to 40 letters and digits',
    date: 'a date, e.g. 31/05/1990',
    email: 'an e-mail address',
  }[field.kind]
}

/** Whole years between two civil dates. */
export function ageOn(birthOn: string, on: string): number {
  return Number(on.slice(0, 4)) - Number(birthOn.slice(0, 4)) - (on.slice(5) < birthOn.slice(5) ? 1 : 0)
}
