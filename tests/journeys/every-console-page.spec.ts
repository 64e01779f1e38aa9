import assert from 'node:assert/strict'
import { it, suite } from 'node:test'
import { ROLES } from '../../src/staff/model.ts'
import { aDesk, DESK } from '../support/a-desk.ts'
import { freshSite } from '../support/a-site.ts'
import { consolePages } from '../support/console-pages.ts'

/** Pages that only make sense with something else at hand: shown by journeys of their own. */
const PAGES = consolePages({ slug: 'thi', no: '1' })

suite('every page of the console', () => {
  const site = freshSite()

  for (const [screen, viewport] of [
    ['a phone', { width: 360, height: 740 }],
    ['a desk', DESK],
  ] as const)
    it(`is accessible and fits ${screen}`, async () => {
      const { phone } = await aDesk(site, ROLES, { viewport })
      const { page } = phone
      const broken: string[] = []
      page.on('pageerror', (error) => broken.push(`${page.url()}: ${error.message}`))
      page.on('response', (reply) => {
        if (reply.status() >= 500) broken.push(`${reply.url()}: ${reply.status()}`)
      })
      for (const path of PAGES) {
        await page.goto(path)
        // The page of the day listens as long as it is open.
        if (!path.endsWith('/day')) await page.waitForLoadState('networkidle')
        await page.getByRole('heading', { level: 1 }).first().waitFor()
        assert.match(await page.title(), /\S+ – /, path)
        await phone.isAccessible()
        await phone.picture(`${path.slice(1).replaceAll('/', '-')}-on-${screen.replace('a ', '')}`)
      }
      assert.deepEqual(broken, [])
    })
})
