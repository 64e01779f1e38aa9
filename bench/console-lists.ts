/**
 * Every list of the console: its first page, one from the middle, and what somebody searches. Whoever adds a list to the table of
 * access adds it here; `npm run bench -- --only console` says which are missing.
 */
import { LAID_IMPORT, MIDDLE } from './lay-console.ts'

export type Asked = {
  /** The route as the table of access has it, without its method. */
  readonly route: string
  readonly what: string
  readonly url: string
  /** Rows that must come, so that an empty page is not taken for a quick one. */
  readonly atLeast: number
}

/** A word that one name has and no other. */
const RARE = (rows: number) => rareName(Math.floor(rows / 2000) * 1000 + 7)

export function consoleLists(slug: string, rows: number, version: number): Asked[] {
  const half = Math.floor(rows / 2)
  const units = Math.round(rows / 10)
  const rare = RARE(rows)
  const CONSOLE = '/api/v1/console'
  const CONTEST = `${CONSOLE}/contests/:slug`
  const pages = (route: string, each: Readonly<Record<string, string>>, atLeast = 50): Asked[] =>
    Object.entries(each).map(([what, query]) => ({
      route,
      what,
      url: `${route.replace(':slug', slug).replace(':importId', LAID_IMPORT)}?${query}`,
      atLeast: /^(a rare|by somebody)/.test(what) ? 1 : atLeast,
    }))
  const person = `le van m~${MIDDLE.idOf(2, half)}`
  const standings = `${CONTEST}/results/:round/versions/:version/standings`
  return [
    ...pages(`${CONSOLE}/roster/people`, {
      first: '',
      middle: `after=${person}`,
      'a common word': 'query=nguyen',
      'a rare word': `query=${rare}`,
      'two words from the middle': `query=thi+lan&after=${person}`,
      left: 'standing=left',
    }),
    ...pages(`${CONSOLE}/roster/people`, { 'of a unit': 'unit=UNIT' }, 1),
    ...pages(`${CONSOLE}/roster/imports`, { first: '', middle: `before=${MIDDLE.idOf(9, 3e9 + units / 2)}` }),
    ...pages(`${CONSOLE}/roster/imports/:importId/rows`, {
      first: '',
      middle: `after=${half}`,
      errors: 'verdict=error',
    }),
    ...pages(`${CONSOLE}/roster/imports/:importId/missing`, { first: '', middle: `after=${person}` }),
    ...pages(
      `${CONTEST}/turnout`,
      {
        missing: '',
        'missing from the middle': `after=${person}`,
        'by name': 'status=by-name',
        all: 'status=all',
        'a rare word': `status=all&query=${rare}`,
        'of a unit': 'status=all&unit=UNIT',
      },
      1,
    ),
    ...pages(`${CONTEST}/turnout/units`, { first: '' }),
    ...pages(`${CONTEST}/exclusions`, { first: '', middle: `after=${MIDDLE.idOf(5, units / 2)}` }),
    ...pages(
      `${CONTEST}/duplicates`,
      {
        open: '',
        'open from the middle': `after=70~${MIDDLE.idOf(4, half / 2)}`,
        all: 'state=all',
        different: 'state=different',
        merged: 'state=merged',
      },
      0,
    ),
    ...pages(`${CONTEST}/results/attempts`, {
      first: '',
      middle: `after=MIDDLE_ATTEMPT`,
      'a common word': 'search=nguyen',
      'a rare word': `search=${rare}`,
      'a rare word with its marks': `search=${encodeURIComponent(rare)}`,
    }),
    ...pages(`${CONTEST}/results/questions`, { first: '', 'a word': 'search=luật' }, 1),
    ...pages(standings.replace(':round', '1').replace(':version', String(version)), {
      first: '',
      middle: `after=${half}`,
    }).map((each) => ({ ...each, route: standings })),
    ...pages(`${CONTEST}/results`, { whole: '' }, 1),
    ...pages(`${CONTEST}/rulings`, { first: '' }, 0),
    ...pages(`${CONTEST}/persons`, { 'a common word': 'q=nguyen', 'a rare word': `q=${rare}` }, 1),
    ...pages(`${CONTEST}/headcounts`, { first: '', 'a word': 'query=phong' }, 1),
    ...pages(`${CONTEST}/incidents`, { first: '' }, 0),
    ...pages(`${CONSOLE}/deeds`, {
      first: '',
      middle: `after=${half * 5}`,
      'of a kind': 'what=question.',
      'of a subject': 'subject=laid+77',
      'by somebody': `who=${rareName(7)}`,
      'by many': 'who=nguyen',
      'of a day': `from=${new Date(Date.now() - 3 * 86_400_000).toISOString()}&until=${new Date(Date.now() - 2 * 86_400_000).toISOString()}`,
    }),
    ...pages(`${CONSOLE}/enquiries`, {
      open: '',
      'open from the middle': `after=${MIDDLE.idOf(8, half)}`,
      answered: 'queue=answered',
      all: 'queue=all',
      'a common word': 'queue=all&query=bai+thi',
      'a rare word': `queue=all&query=laid${half}`,
      'of the contest': `contest=${slug}`,
    }),
    ...pages(
      `${CONSOLE}/units`,
      {
        first: '',
        'below one': 'parent=LAID.3',
        'a rare word': `query=so+${half / 10 + 3}`,
        'a common word': 'query=noi+vu',
      },
      1,
    ),
    ...pages(`${CONSOLE}/unit-deeds`, { first: '', middle: `after=${units / 2}` }),
    ...pages(
      `${CONSOLE}/questions`,
      {
        first: '',
        middle: `after=${MIDDLE.question(half / 10)}`,
        'a common word': 'search=luat+luu+tru',
        'a rare word': `search=thu+${half / 10}`,
        'in review': 'state=in-review',
        'of a topic': 'topic=chu-de-7',
        'of a document': 'document=nghi+dinh+77+2024+nd+cp',
        warned: 'warned=true',
      },
      0,
    ),
    ...pages(`${CONSOLE}/questions/overview`, { whole: '' }, 0),
    ...pages(`${CONSOLE}/key-looks`, { first: '', middle: `before=${half * 5}` }),
    ...pages(
      `${CONSOLE}/legal-sources`,
      { first: '', middle: 'after=nghi+dinh+5', 'a rare word': 'search=777+2024' },
      1,
    ),
    ...pages(`${CONSOLE}/question-imports`, { first: '' }, 0),
    ...pages(`${CONSOLE}/faqs`, { first: `contest=${slug}` }, 0),
    ...pages(`${CONSOLE}/ready-answers`, { first: `contest=${slug}` }, 0),
    ...pages(`${CONSOLE}/drafts`, { first: '' }, 0),
    ...pages('/api/v1/staff', {
      first: '',
      middle: 'after=can.bo.5@example.gov.vn',
      'a common word': 'query=nguyen',
      'a rare word': `query=${RARE(units)}`,
    }),
    ...pages(
      '/api/v1/staff/proposals',
      {
        open: '',
        all: 'open=false',
        'all from the middle': `open=false&before=${MIDDLE.idOf(7, half)}`,
      },
      0,
    ),
  ]
}

/** The word behind the name of the no-th person, as the laying makes it. */
function rareName(no: number): string {
  return no.toString(16).replace(/\d/g, (digit) => 'ghiklmnopq'[Number(digit)]!)
}
