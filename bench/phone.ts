/** A slow phone on a slow network: Chromium with both throttled, and what it received, shown and felt. */
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'

export type Profile = {
  readonly name: string
  readonly kbps: number
  readonly roundTripMs: number
  readonly cpuDividedBy: number
}

export const SLOW: Profile = { name: 'slow', kbps: 400, roundTripMs: 400, cpuDividedBy: 6 }
export const MID: Profile = { name: 'mid', kbps: 1600, roundTripMs: 150, cpuDividedBy: 4 }

/** Bytes with headers, as they went over the wire, of everything that was asked for since the last look. */
export type Traffic = {
  down: number
  up: number
  requests: number
  scriptBytes: number
  documentBytes: number
  origins: Set<string>
}

type Felt = { usableAt: number | null; shift: number; longTasks: number; tapMs: number | null }
declare global {
  interface Window {
    felt: Felt
  }
}

export class Phone {
  readonly page: Page
  readonly #context: BrowserContext
  readonly #session: CDPSession
  #traffic = noTraffic()

  private constructor(context: BrowserContext, page: Page, session: CDPSession) {
    this.#context = context
    this.page = page
    this.#session = session
  }

  /** A phone that has never seen the site, but for the cookie of its contestant. */
  static async open(
    browser: Browser,
    origin: string,
    cookie: string | null,
    profile: Profile | null,
  ): Promise<Phone> {
    const context = await browser.newContext({
      baseURL: origin,
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    })
    if (cookie) {
      const [name = '', value = ''] = cookie.split(';')[0]!.split('=')
      await context.addCookies([{ name, value, url: origin }])
    }
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    const phone = new Phone(context, page, session)
    await phone.#listen()
    if (profile) {
      const bytesPerSecond = (profile.kbps * 1000) / 8
      await session.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: profile.roundTripMs,
        downloadThroughput: bytesPerSecond,
        uploadThroughput: bytesPerSecond,
      })
      await session.send('Emulation.setCPUThrottlingRate', { rate: profile.cpuDividedBy })
    }
    return phone
  }

  close(): Promise<void> {
    return this.#context.close()
  }

  /** What went over the wire since the last time this was asked. */
  takeTraffic(): Traffic {
    const traffic = this.#traffic
    this.#traffic = noTraffic()
    return traffic
  }

  /**
   * Watches when the page becomes usable: what it is for has been painted, its scripts have run (so that whatever they
   * listen for is listened for), and the main thread has taken up a task that came after.
   */
  async watch(control: string): Promise<void> {
    await this.page.addInitScript((selector) => {
      const felt: Felt = { usableAt: null, shift: 0, longTasks: 0, tapMs: null }
      window.felt = felt
      const each = (type: string, see: (entry: PerformanceEntry) => void) =>
        new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({ type, buffered: true })
      each('layout-shift', (entry) => {
        const shift = entry as PerformanceEntry & { hadRecentInput: boolean; value: number }
        if (!shift.hadRecentInput) felt.shift += shift.value
      })
      each('longtask', (entry) => {
        if (entry.duration > 100) felt.longTasks += 1
      })
      const look = () => {
        const isPainted = performance.getEntriesByName('first-contentful-paint').length > 0
        const isThere = (document.querySelector(selector)?.getClientRects().length ?? 0) > 0
        if (!isPainted || !isThere) return void requestAnimationFrame(look)
        setTimeout(() => {
          felt.usableAt = performance.now()
        })
      }
      addEventListener('DOMContentLoaded', look)
      // A tap is answered when the frame after its click has been drawn.
      addEventListener('click', (event) => {
        requestAnimationFrame(() =>
          setTimeout(() => {
            felt.tapMs ??= performance.now() - event.timeStamp
          }),
        )
      })
    }, control)
  }

  async #listen(): Promise<void> {
    const urls = new Map<string, { url: string; type: string }>()
    this.#session.on('Network.requestWillBeSent', ({ requestId, request, type = '', redirectResponse }) => {
      if (request.url.startsWith('data:')) return
      urls.set(requestId, { url: request.url, type })
      const traffic = this.#traffic
      if (redirectResponse) traffic.down += redirectResponse.encodedDataLength
      traffic.requests += 1
      traffic.origins.add(new URL(request.url).origin)
      traffic.up += request.postData ? Buffer.byteLength(request.postData) : 0
    })
    this.#session.on('Network.requestWillBeSentExtraInfo', ({ headers }) => {
      for (const [name, value] of Object.entries(headers)) this.#traffic.up += name.length + value.length + 4
    })
    this.#session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const asked = urls.get(requestId)
      if (!asked) return
      this.#traffic.down += encodedDataLength
      if (asked.type === 'Script') this.#traffic.scriptBytes += encodedDataLength
      if (asked.type === 'Document') this.#traffic.documentBytes += encodedDataLength
    })
    await this.#session.send('Network.enable')
  }
}

function noTraffic(): Traffic {
  return { down: 0, up: 0, requests: 0, scriptBytes: 0, documentBytes: 0, origins: new Set() }
}
