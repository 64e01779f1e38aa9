import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import canonicalize from 'canonicalize'
import { checkChoices } from './check-choices.ts'
import { checkPaper, type Finding } from './check-paper.ts'
import { type FileError, say } from './file-messages.ts'
import type { BankQuestion, Rulebook, UnitRow } from './model.ts'
import { type BankRead, readBank, type SeenCodes } from './read-bank.ts'
import { readText } from './read-text.ts'
import { readUnits, type UnitsRead } from './read-units.ts'
import { readYaml } from './read-yaml.ts'
import { rulebook } from './rulebook.ts'

/** A contest as its folder tells it; `digest` is the SHA-256 (hex) of the RFC 8785 form of the other members. */
export type ContestFile = { rules: Rulebook; units: UnitRow[]; bank: BankQuestion[]; digest: string }

export type ContestFileRead =
  | { ok: true; contest: ContestFile; warnings: FileError[] }
  | { ok: false; errors: FileError[]; warnings: FileError[] }

/**
 * Reads a contest's folder: contest.yaml, the units beside it and the question banks in ../banks. Every fault of every
 * file is named at one reading, because an organiser who mends one and finds the next gives up at the third.
 * `now` matters only to rounds that are laid around the day of the load.
 */
export async function readContestFile(folder: string, now = new Date()): Promise<ContestFileRead> {
  const file = join(folder, 'contest.yaml')
  const refused = (...errors: FileError[]): ContestFileRead => ({ ok: false, errors, warnings: [] })
  if (!(await isFolder(folder)))
    return refused({ file: folder, line: 1, column: 1, path: '', ...say.noFolder(folder) })
  const read = await readText(file)
  if (!read.ok) return refused(read.error)

  const { value: rules, raw, errors: faults, errorAt } = readYaml(file, read.text, rulebook)
  const found = ({ path, said }: Finding) => errorAt(path, said)
  // What the rulebook names is looked at even where the rulebook itself is wrong elsewhere.
  const named = namedIn(raw)
  const units = named.units === null ? noUnits : await readUnitsFile(join(folder, named.units))
  const seen: SeenCodes = new Map()
  const banks: BankRead[] = []
  const errors = [...faults, ...units.errors]
  for (const [index, name] of named.banks.entries()) {
    const bankFolder = join(folder, '..', 'banks', name)
    const bank = await readBank(bankFolder, seen)
    banks.push(bank)
    errors.push(...bank.errors)
    if (!bank.found) errors.push(errorAt(['banks', index], say.noBank(name, bankFolder)))
  }
  const bank = banks.flatMap(({ questions }) => questions).sort((a, b) => (a.code < b.code ? -1 : 1))
  const warnings = [...units.warnings]

  if (rules && units.errors.length === 0) {
    errors.push(...checkChoices(rules, units.units, now).map(found))
    const { headcountAsOf } = rules.participation
    const hasHeadcounts = units.units.some((unit) => unit.headcount !== null)
    if (headcountAsOf && !hasHeadcounts)
      warnings.push(errorAt(['participation', 'headcountAsOf'], say.noHeadcounts()))
    if (!headcountAsOf && hasHeadcounts) warnings.push(errorAt(['participation'], say.headcountsWithoutDay()))
  }
  // A bank with a faulty file has fewer questions than it will have; counting it would only add noise.
  if (rules && banks.every((each) => each.found && each.errors.length === 0)) {
    const paper = checkPaper(rules, bank, now)
    errors.push(...paper.errors.map(found))
    warnings.push(...paper.warnings.map(found))
  }
  if (!rules || errors.length > 0) return { ok: false, errors, warnings }
  const content = { rules, units: units.units, bank }
  return { ok: true, contest: { ...content, digest: digestOf(content) }, warnings }
}

const noUnits: UnitsRead = { units: [], errors: [], warnings: [] }

async function readUnitsFile(file: string): Promise<UnitsRead> {
  const read = await readText(file)
  return read.ok ? readUnits(file, read.text) : { ...noUnits, errors: [read.error] }
}

/** Names of other files, only where they have the form that the schema asks for: none leads out of the folder. */
function namedIn(raw: unknown): { units: string | null; banks: string[] } {
  const named = (raw ?? {}) as { units?: unknown; banks?: unknown }
  const units = rulebook.shape.units.safeParse(named.units)
  const banks = rulebook.shape.banks.safeParse(named.banks)
  return { units: units.success ? basename(units.data) : null, banks: banks.success ? banks.data : [] }
}

function digestOf(content: Omit<ContestFile, 'digest'>): string {
  return createHash('sha256')
    .update(canonicalize(content) ?? '')
    .digest('hex')
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
