/** A browser of its own with its own profile, to be killed as a phone whose battery is empty. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Browser, chromium } from 'playwright-core'
import { findBrowser } from './browser.ts'

export type OwnBrowser = {
  browser: Browser
  /** SIGKILL: it can put nothing in order any more. */
  kill(): Promise<void>
}

export async function openOwnBrowser(profile: string): Promise<OwnBrowser> {
  const { executablePath, env } = await findBrowser()
  const child = spawn(
    executablePath,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], env: env ?? process.env },
  )
  const browser = await chromium.connectOverCDP(await addressOf(child))
  return {
    browser,
    kill: async () => {
      if (child.signalCode !== null || child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      await browser.close().catch(() => {})
    },
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let said = ''
    child.once('exit', () => fail(new Error(`the browser did not start: ${said.slice(-500)}`)))
    child.stderr?.on('data', (chunk) => {
      said += chunk
      const [, address] = /DevTools listening on (ws:\S+)/.exec(said) ?? []
      if (address) done(address)
    })
  })
}
