/**
 * A phone whose clock is 3 h off, in a browser: it sees the minutes that it really has, what it saves is held, and what it
 * hands in counts at the server's time.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { Phone } from '../support/a-phone.ts'
import { launchBrowser } from '../support/browser.ts'
import { type Fault, findAll, type Run } from './fault.ts'
import type { Ground } from './ground.ts'
import { NotHere } from './processes.ts'

const HOURS_OFF = [3, -3] as const
const LIMIT_SECONDS = 600
/** Between the start and our look at the page, on a busy machine. */
const SLOW_SECONDS = 45

export const phoneClock: Fault = {
  name: 'phone-clock',
  says: 'a phone whose clock is 3 h off, forward and back',
  rounds: { full: 3, quick: 1 },
  run: async (run) => {
    const ground = await run.embedded()
    const browser = await launchBrowser().catch((error: Error) => {
      throw new NotHere(`there is no browser: ${error.message.split('\n')[0]}`)
    })
    run.stack.defer(() => browser.close())
    for (let round = 1; round <= run.rounds; round++)
      for (const hours of run.quick ? HOURS_OFF.slice(0, 1) : HOURS_OFF)
        await takePart(run, ground, browser, hours, round)
  },
}

async function takePart(
  run: Run,
  ground: Ground,
  browser: Browser,
  hours: number,
  round: number,
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    locale: 'vi-VN',
    baseURL: `http://127.0.0.1:${ground.port}`,
  })
  try {
    await context.addInitScript(shiftTheClock, hours * 3_600_000)
    const phone = new Phone(await context.newPage())
    const { page } = phone
    page.setDefaultTimeout(60_000)
    const find = (what: string) => findAll(run.result, [{ kind: 'clock', what: `${hours} h: ${what}` }])

    const name = `Người thử ${hours} ${round}`
    await phone.comeToRegister(ground.stage.slug)
    await phone.chooseUnit('so noi vu')
    await phone.fillAndSend({ name, unit: '', phone: `09${String(Date.now()).slice(-8)}` })
    await page.waitForURL('**/start')
    await phone.begin()
    const off = await page.evaluate(() => Date.now())
    if (Math.abs(off - Date.now() - hours * 3_600_000) > 60_000)
      find('the clock was not off: this showed nothing')
    const shown = await secondsLeft(phone)
    if (shown > LIMIT_SECONDS || shown < LIMIT_SECONDS - SLOW_SECONDS)
      find(`the page shows ${shown} s of 600`)
    await phone.answer(1, 0)
    await phone.answer(2, 1)
    await phone.untilSaved()
    await sleep(2_000)
    const later = await secondsLeft(phone)
    if (later >= shown || later < shown - SLOW_SECONDS) find(`${shown} s became ${later} s`)
    await phone.review()
    await phone.handIn()

    const [row] = await ground.query<{ ending: string; answered: number; off: number }>(LOOK, [name])
    if (row?.ending !== 'submitted' || row.answered !== 2)
      findAll(run.result, [{ kind: 'lost', what: `${hours} h: ${JSON.stringify(row)}` }])
    else if (row.off > SLOW_SECONDS) find(`handed in ${row.off} s away from the server's time`)
    run.result.acknowledged += 2
    run.result.rounds += 1
    run.say(`  ${round}: ${hours > 0 ? '+' : ''}${hours} h: ${shown} s were shown, then ${later} s`)
  } finally {
    await context.close()
  }
}

async function secondsLeft({ page }: Phone): Promise<number> {
  const text = (await page.getByRole('timer').textContent()) ?? ''
  const [minutes = 0, seconds = 0] = text.split(':').map(Number)
  return minutes * 60 + seconds
}

/** Runs in the page, before anything of its own. */
function shiftTheClock(by: number): void {
  const Real = Date
  const now = () => Real.now() + by
  globalThis.Date = new Proxy(Real, {
    construct: (target, given) => (given.length === 0 ? new target(now()) : Reflect.construct(target, given)),
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
}

const LOOK = `
SELECT a.ending, (SELECT count(*)::int FROM jsonb_object_keys(a.answers)) AS answered,
  abs(extract(epoch FROM now() - a.submitted_at))::int AS off
FROM attempts a JOIN contestants c ON c.id = a.contestant_id WHERE c.full_name = $1`
