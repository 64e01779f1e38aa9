/**
 * Walks the house and names what strays. Faults fail the check: arrows that are not in the plan, rules that are not pure,
 * the web reaching behind the contracts. The rest it only says: files that are neither a room nor an action, sentences for
 * people outside web/messages, files larger than they feel.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize, sep } from 'node:path'

export type Walk = { readonly faults: string[]; readonly notes: string[] }

/** Which slice may use which; every slice may use platform, and only main wires them together. */
const MAY_USE: Record<string, readonly string[]> = {
  platform: [],
  audit: [],
  staff: ['audit'],
  mail: ['contests', 'staff', 'audit'],
  uploads: [],
  contests: [],
  units: ['contests', 'uploads', 'question-files', 'staff', 'audit'],
  rounds: ['contests', 'staff', 'audit'],
  questions: ['contests', 'rounds', 'audit'],
  'question-files': ['contests', 'questions', 'audit'],
  banks: ['contests', 'rounds', 'questions', 'question-files', 'attempts', 'uploads', 'staff', 'audit'],
  contestants: ['contests', 'rounds', 'units', 'audit'],
  rosters: ['contests', 'rounds', 'units', 'contestants', 'question-files', 'uploads', 'staff', 'audit'],
  statistics: ['contests', 'rounds', 'units', 'contestants', 'audit'],
  'waiting-room': ['contests', 'rounds', 'contestants'],
  attempts: [
    'contests',
    'rounds',
    'units',
    'questions',
    'contestants',
    'statistics',
    'audit',
    'waiting-room',
    'rulings',
  ],
  rulings: ['contests', 'rounds', 'questions', 'staff', 'audit'],
  rankings: ['contests', 'rounds', 'units', 'contestants', 'statistics', 'attempts', 'rulings', 'audit'],
  results: [
    'contests',
    'rounds',
    'units',
    'questions',
    'contestants',
    'statistics',
    'attempts',
    'rulings',
    'rankings',
    'staff',
    'audit',
  ],
  helpdesk: ['contests', 'rounds', 'units', 'contestants', 'attempts', 'staff', 'audit'],
  duplicates: ['contests', 'rounds', 'contestants', 'rosters', 'statistics', 'rankings', 'staff', 'audit'],
  capsules: ['contests', 'rounds', 'units', 'questions', 'attempts', 'audit'],
  setup: ['contests', 'rounds', 'units', 'questions', 'question-files', 'banks', 'contestants', 'audit'],
  drafts: [
    'contests',
    'rounds',
    'units',
    'questions',
    'banks',
    'contestants',
    'setup',
    'staff',
    'uploads',
    'audit',
  ],
  live: ['contests', 'rounds', 'statistics', 'staff'],
  preflight: ['contests', 'rounds', 'units', 'questions', 'mail', 'staff', 'audit'],
  incidents: ['contests', 'rounds', 'contestants', 'attempts', 'staff', 'audit'],
  rehearsals: ['contests', 'rounds', 'units', 'questions', 'rankings', 'statistics', 'staff', 'audit'],
  portal: [
    'contests',
    'rounds',
    'units',
    'questions',
    'contestants',
    'statistics',
    'attempts',
    'rankings',
    'capsules',
    'waiting-room',
    'helpdesk',
    'incidents',
  ],
}

const ROOMS = /^(model|rules|store|policy|contract|routes|jobs)$/
/** Rooms that grew too large for one file are divided by what they speak of: unit-routes, vi-standings. */
const DIVIDED = /-(routes|messages)$/
const LAZY = /^(index|utils?|helpers?|common|shared|types|constants|service|manager)$/
const IMPURE = /\bnew Date\(\)|\bDate\.now\b|\bMath\.random\b|\bprocess\.|\bawait\b|\bconsole\.|\bfetch\(/
/** Three words with Vietnamese letters on one line make a sentence; a name or a place does not. */
const VIETNAMESE = /(\S*[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]\S*.*){3}/i
const LARGE = { model: 150, rules: 250, store: 250, routes: 200, action: 120, test: 400 }

export function walkHouse(root: string): Walk {
  const faults: string[] = []
  const notes: string[] = []
  const files = globSync('{src,web}/**/*.{ts,svelte}', { cwd: root, exclude: ['web/dist/**'] }).sort()
  for (const file of files.map((file) => file.split(sep).join('/'))) {
    const text = readFileSync(join(root, file), 'utf8')
    const isTest = file.endsWith('.test.ts')
    for (const used of importsOf(text, file)) {
      const reason = file.startsWith('web/') ? webStrays(used) : sliceStrays(file, used, isTest)
      if (reason) faults.push(`${file}: ${reason}`)
    }
    if (file.startsWith('src/')) lookInto(file, text, isTest, faults, notes)
  }
  for (const cycle of cyclesIn(MAY_USE)) faults.push(`the plan has a circle: ${cycle.join(' → ')}`)
  return { faults, notes }
}

function lookInto(file: string, text: string, isTest: boolean, faults: string[], notes: string[]): void {
  const [, slice = '', ...rest] = file.split('/')
  const name = basename(file, '.ts').replace(/\.test$/, '')
  const lines = text.split('\n').length
  if (LAZY.test(name)) faults.push(`${file}: "${name}" says nothing; find the noun`)
  if (!/^[a-z0-9-]+$/.test(name)) faults.push(`${file}: file names are kebab-case`)
  if (isTest) return void (lines > LARGE.test && notes.push(`${file}: ${lines} lines, look again`))
  if (name === 'rules') {
    const [impure] = withoutComments(text).match(IMPURE) ?? []
    if (impure) faults.push(`${file}: rules are pure, "${impure.trim()}" is not; pass the value in`)
    for (const used of importsOf(text, file)) {
      if (/\/(store|routes|jobs)\.ts$/.test(used) || used === 'pg' || used.startsWith('node:fs')) {
        faults.push(`${file}: rules and ${used} never meet`)
      }
    }
  }
  if (
    rest.length === 1 &&
    slice in MAY_USE &&
    slice !== 'platform' &&
    !ROOMS.test(name) &&
    !DIVIDED.test(name)
  ) {
    if (!exportsFunction(text, camelCase(name))) {
      notes.push(`${file}: neither a room nor an action (it exports no function ${camelCase(name)})`)
    }
  }
  const limit = LARGE[name as keyof typeof LARGE] ?? (DIVIDED.test(name) ? LARGE.routes : LARGE.action)
  if (slice !== 'main' && slice !== 'platform' && lines > limit)
    notes.push(`${file}: ${lines} lines, look again`)
  if (slice !== 'main' && !/messages|faults/.test(name) && VIETNAMESE.test(withoutComments(text))) {
    notes.push(`${file}: a sentence for people outside web/messages?`)
  }
}

function sliceStrays(file: string, used: string, isTest: boolean): string | null {
  const [, slice = ''] = file.split('/')
  const [top, other = '', ...rest] = used.split('/')
  if (top === 'web')
    return slice === 'main' || slice === 'portal' || isTest ? null : `${slice} may not use ${used}`
  if (top === 'tests') return isTest ? null : `only tests use ${used}`
  if (top !== 'src' || slice === 'main') return null
  if (other === 'main') return isTest ? null : 'nothing imports main'
  if (other === slice || isTest) return null
  if (/(^|-)(routes|jobs)\.ts$/.test(rest.join('/'))) return `${used} belongs to its slice and to main`
  if (!(slice in MAY_USE))
    return `the plan does not know the slice ${slice}: add it to scripts/check-house.ts`
  if (other === 'platform' || MAY_USE[slice]?.includes(other)) return null
  return `${slice} may not use ${other} (${used})`
}

/** The web knows the shapes that cross HTTP, and the reasons of refusals, and nothing else of the server. */
function webStrays(used: string): string | null {
  if (!used.startsWith('src/') || /\/contract\.ts$/.test(used) || used === 'src/platform/problem.ts')
    return null
  return `web may import contract.ts files, not ${used}`
}

function importsOf(text: string, file: string): string[] {
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!)
  return found.map((used) => {
    const path = used.startsWith('.') ? normalize(join(dirname(file), used)) : used
    return path.split(sep).join('/')
  })
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
const exportsFunction = (text: string, name: string) =>
  new RegExp(`export (async )?function\\*? ${name}\\b|export const ${name}\\b`).test(text)

function cyclesIn(plan: Record<string, readonly string[]>): string[][] {
  const found: string[][] = []
  const visit = (slice: string, path: string[]) => {
    if (path.includes(slice)) return void found.push([...path.slice(path.indexOf(slice)), slice])
    for (const next of plan[slice] ?? []) if (found.length === 0) visit(next, [...path, slice])
  }
  for (const slice of Object.keys(plan)) if (found.length === 0) visit(slice, [])
  return found
}

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '..')
  if (!existsSync(join(root, 'src'))) throw new Error(`no src in ${root}`)
  const { faults, notes } = walkHouse(root)
  for (const note of notes) console.log(`note   ${note}`)
  for (const fault of faults) console.log(`FAULT  ${fault}`)
  console.log(`${faults.length} faults, ${notes.length} notes`)
  process.exitCode = faults.length > 0 ? 1 : 0
}
