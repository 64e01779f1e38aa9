/**
 * How do the contestant's pages feel on a slow phone? Each page cold, as somebody sees it who has never been here, on two
 * networks; and what a whole attempt sends over the wire, from the start page to the receipt.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, chromium } from 'playwright-core'
import type { ContestView } from '../src/contests/contract.ts'
import { findBrowser } from '../tests/support/browser.ts'
import { type Figure, isWithin, median, type Options, type Result } from './figures.ts'
import { MID, Phone, type Profile, SLOW } from './phone.ts'
import { openRealServer } from './real-server.ts'

/** `control` is what the page is for: what a person taps first. */
type Visit = { name: string; path: string; control: string; cookie: string | null }
type Seen = {
  bytes: number
  requests: number
  origins: number
  scriptBytes: number
  documentBytes: number
  paintMs: number
  usableMs: number
  shift: number
  longTasks: number
  tapMs: number | null
}

/** Long enough for a clock to have ticked a few times. */
const STAY_MS = 2500

const figure = (what: string, value: number, unit: string, budget: Pick<Figure, 'atMost'> = {}): Figure => ({
  bench: 'pages',
  what,
  value,
  unit,
  ...budget,
})

export async function pages({ quick, say, stack }: Options): Promise<Result> {
  const settings = {
    runs: quick ? 1 : 3,
    profiles: quick ? [SLOW] : [SLOW, MID],
    viewport: '360x740',
    tls: false,
  }
  const server = await openRealServer(stack)
  const origin = `http://127.0.0.1:${server.port}`
  const visits = await prepare(origin)
  const browser = await openBrowser(stack)
  const figures: Figure[] = []
  for (const profile of settings.profiles)
    for (const visit of visits) {
      const runs: Seen[] = []
      for (let run = 0; run < settings.runs; run++) runs.push(await look(browser, origin, visit, profile))
      const own = figuresOf(visit, profile, runs)
      figures.push(...own)
      say(
        `  ${profile.name} ${visit.name}: ${own.map(({ what, value }) => `${what.split(': ')[1]} ${Math.round(value)}`).join(', ')}`,
      )
    }
  const whole = await takePart(browser, origin)
  figures.push(
    figure('whole attempt, received', whole.down / 1000, 'kB', { atMost: 60 }),
    figure('whole attempt, sent', whole.up / 1000, 'kB'),
    figure('whole attempt, requests', whole.requests, ''),
  )
  const worst = (part: string) =>
    Math.max(
      ...figures
        .filter(({ what }) => what.startsWith('slow') && what.endsWith(part))
        .map(({ value }) => value),
    )
  return {
    figures,
    members: {
      page_bytes_kb: worst('bytes'),
      page_usable_slow_ms: worst('usable'),
      attempt_kb: whole.down / 1000,
      pages_over_budget: figures.filter((each) => isWithin(each) === false).map(({ what }) => what),
    },
    settings,
    holds: true,
  }
}

/** Playwright would end the process at Ctrl+C, before the database is stopped: here we end things in our own order. */
async function openBrowser(stack: AsyncDisposableStack): Promise<Browser> {
  const program = await findBrowser()
  const launching = chromium.launch({
    ...program,
    chromiumSandbox: false,
    args: [
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  stack.defer(async () => {
    await (await launching.catch(() => null))?.close()
  })
  return launching
}

function figuresOf({ name }: Visit, profile: Profile, runs: readonly Seen[]): Figure[] {
  const middle = (of: (seen: Seen) => number) => median(runs.map(of))
  const here = (what: string) => `${profile.name} ${name}: ${what}`
  const isSlow = profile === SLOW
  const taps = runs.map(({ tapMs }) => tapMs).filter((tapMs) => tapMs !== null)
  return [
    ...(isSlow
      ? [
          figure(here('bytes'), middle(({ bytes }) => bytes) / 1000, 'kB', { atMost: 40 }),
          figure(here('HTML and CSS'), middle(({ documentBytes }) => documentBytes) / 1000, 'kB', {
            atMost: 14,
          }),
          figure(here('script'), middle(({ scriptBytes }) => scriptBytes) / 1000, 'kB', { atMost: 15 }),
          figure(
            here('requests'),
            middle(({ requests }) => requests),
            '',
            { atMost: 5 },
          ),
          figure(
            here('origins'),
            middle(({ origins }) => origins),
            '',
            { atMost: 1 },
          ),
          figure(here('layout shift'), Math.max(...runs.map(({ shift }) => shift)), '', { atMost: 0.02 }),
          figure(
            here('tasks over 100 ms'),
            middle(({ longTasks }) => longTasks),
            '',
            { atMost: 0 },
          ),
        ]
      : []),
    figure(
      here('first paint'),
      middle(({ paintMs }) => paintMs),
      'ms',
    ),
    figure(
      here('usable'),
      middle(({ usableMs }) => usableMs),
      'ms',
      { atMost: isSlow ? 3000 : 1500 },
    ),
    ...(taps.length > 0 ? [figure(here('tap to frame'), median(taps), 'ms', { atMost: 200 })] : []),
  ]
}

async function look(browser: Browser, origin: string, visit: Visit, profile: Profile): Promise<Seen> {
  const phone = await Phone.open(browser, origin, visit.cookie, profile)
  try {
    const { page } = phone
    await phone.watch(visit.control)
    await page.goto(visit.path, { waitUntil: 'load', timeout: 60_000 })
    await page.waitForFunction(() => window.felt.usableAt !== null, null, { timeout: 60_000 })
    await sleep(STAY_MS)
    const { down, requests, origins, scriptBytes, documentBytes } = phone.takeTraffic()
    // A link or a button would leave the page; a choice or a field answers where it is.
    const staysHere = /option|input/.test(visit.control)
    if (staysHere) {
      await page.locator(visit.control).first().tap({ timeout: 20_000 })
      await page.waitForFunction(() => window.felt.tapMs !== null, null, { timeout: 20_000 })
    }
    const [felt, paintMs] = await page.evaluate(
      () => [window.felt, performance.getEntriesByName('first-contentful-paint')[0]!.startTime] as const,
    )
    const { shift, longTasks, tapMs } = felt
    const wire = { bytes: down, requests, origins: origins.size, scriptBytes, documentBytes }
    return { ...wire, paintMs, usableMs: felt.usableAt!, shift, longTasks, tapMs }
  } finally {
    await phone.close()
  }
}

/** People at every stop of the way, registered over the API. */
async function prepare(origin: string): Promise<Visit[]> {
  const contest = (await (await fetch(`${origin}/api/v1/contests/demo`)).json()) as ContestView
  const round = contest.rounds.find(({ phase }) => phase === 'open')!
  const stream = contest.streams[0]!.code
  const base = '/contests/demo'
  const rounds = `${base}/rounds/${round.no}`
  const fresh = await register(origin, stream, '0911000001')
  const going = await register(origin, stream, '0911000002')
  await ask(origin, going, 'POST', `rounds/${round.id}/attempts`)
  const done = await register(origin, stream, '0911000003')
  const { attemptId } = await ask(origin, done, 'POST', `rounds/${round.id}/attempts`)
  await ask(origin, done, 'POST', `attempts/${attemptId}/submission`)
  return [
    { name: 'contest', path: base, control: '.button.main', cookie: null },
    { name: 'register', path: `${base}/register?stream=${stream}`, control: 'input#fullName', cookie: null },
    { name: 'start', path: `${rounds}/start`, control: 'form .button.main', cookie: fresh },
    { name: 'paper', path: `${rounds}/paper`, control: 'label.option', cookie: going },
    { name: 'review', path: `${rounds}/review`, control: '#submission .button.main', cookie: going },
    { name: 'receipt', path: `/attempts/${attemptId}/receipt`, control: 'main', cookie: done },
    { name: 'my attempts', path: `${base}/me`, control: 'main', cookie: done },
  ]
}

/** The cookie of somebody new. */
async function register(origin: string, stream: string, phone: string): Promise<string> {
  const units = (await (await fetch(`${origin}/api/v1/contests/demo/units?query=`)).json()) as {
    id: string
  }[]
  const reply = await fetch(`${origin}/api/v1/contests/demo/contestants`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      stream,
      fullName: 'Nguyễn Thị Minh Ánh',
      unitId: units[0]!.id,
      consent: true,
      phone,
    }),
  })
  if (reply.status !== 201) throw new Error(`registration answered ${reply.status}`)
  return reply.headers.getSetCookie()[0]!
}

async function ask(
  origin: string,
  cookie: string,
  method: string,
  path: string,
): Promise<{ attemptId: string }> {
  const reply = await fetch(`${origin}/api/v1/${path}`, {
    method,
    headers: { 'content-type': 'application/json', cookie: cookie.split(';')[0]! },
    body: '{}',
  })
  if (reply.status !== 201) throw new Error(`${path} answered ${reply.status}`)
  return (await reply.json()) as { attemptId: string }
}

/** One person on one phone, whose cache fills as it does in life: start, ten answers one by one, review, receipt. */
async function takePart(browser: Browser, origin: string) {
  const contest = (await (await fetch(`${origin}/api/v1/contests/demo`)).json()) as ContestView
  const round = contest.rounds.find(({ phase }) => phase === 'open')!
  const cookie = await register(origin, contest.streams[0]!.code, '0911000004')
  const phone = await Phone.open(browser, origin, cookie, null)
  try {
    const { page } = phone
    await page.goto(`/contests/demo/rounds/${round.no}/start`, { waitUntil: 'networkidle' })
    await page.locator('form .button.main').first().tap()
    await page.waitForURL('**/paper')
    await page.waitForLoadState('networkidle')
    for (const question of await page.locator('fieldset.question').all()) {
      const saved = page.waitForResponse((reply) => reply.url().endsWith('/answers') && reply.ok())
      await question.locator('label.option').first().tap()
      await saved
    }
    await page.locator('form#paper .actions .button.main').tap()
    await page.waitForURL('**/review')
    await page.waitForLoadState('networkidle')
    await page.locator('#submission .button.main').tap()
    await page.waitForURL('**/receipt')
    await page.waitForLoadState('networkidle')
    return phone.takeTraffic()
  } finally {
    await phone.close()
  }
}
