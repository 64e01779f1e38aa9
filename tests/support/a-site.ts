/**
 * A house with its pages on a port of this machine, and a browser to look at them. Its clock runs as ours does, from
 * the instant of the house on; a test may let it leap.
 */
import { after, before } from 'node:test'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { freshHouse, type HouseOptions, MONDAY, type TestHouse } from './a-house.ts'
import { Phone } from './a-phone.ts'
import { launchBrowser } from './browser.ts'

const TICK_MS = 20

export class Site {
  readonly house: TestHouse
  origin = ''
  #browser: Browser | null = null
  #ticking: NodeJS.Timeout | null = null
  #leapt = 0

  constructor(house: TestHouse) {
    this.house = house
  }

  async open(from: string): Promise<void> {
    this.origin = await this.house.app.listen({ port: 0, host: '127.0.0.1' })
    this.#browser = await launchBrowser()
    const [begun, start] = [performance.now(), new Date(from).getTime()]
    this.#ticking = setInterval(() => {
      this.house.setClock(new Date(start + this.#leapt + performance.now() - begun))
    }, TICK_MS)
  }

  async close(): Promise<void> {
    if (this.#ticking) clearInterval(this.#ticking)
    await this.#browser?.close()
  }

  /** The house's clock goes forward at once. */
  leap(ms: number): void {
    this.#leapt += ms
  }

  /** Somebody's phone: a browser that has never been here, 360 × 740. */
  async phone(options: BrowserContextOptions = {}): Promise<Phone> {
    if (!this.#browser) throw new Error('the site is opened by the hook before the first test')
    const context = await this.#browser.newContext({
      viewport: { width: 360, height: 740 },
      locale: 'vi-VN',
      baseURL: this.origin,
      ...options,
    })
    return new Phone(await context.newPage())
  }
}

/** Opens a site before the tests of the suite in which it is called. */
export function freshSite(options: HouseOptions = {}): Site {
  const house = freshHouse({ ...options, server: { withPages: true, ...options.server } })
  const site = new Site(house)
  before(() => site.open(options.now ?? MONDAY))
  after(() => site.close())
  return site
}
