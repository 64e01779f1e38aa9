/** An officer's browser, signed in to the console of a site. */
import type { BrowserContextOptions } from 'playwright-core'
import type { Role } from '../../src/staff/model.ts'
import type { Phone } from './a-phone.ts'
import type { Site } from './a-site.ts'
import { type Officer, seated } from './officers.ts'

export const DESK = { width: 1280, height: 900 }

/** Opens /console as somebody with these roles; a desk's screen unless told otherwise. */
export async function aDesk(
  site: Site,
  roles: readonly Role[],
  options: BrowserContextOptions & { authorityId?: string | null } = {},
): Promise<{ phone: Phone; officer: Officer }> {
  const { authorityId = null, ...context } = options
  const { browser, ...officer } = await seated(site.house, roles, { authorityId })
  const phone = await site.phone({ viewport: DESK, ...context })
  await phone.page
    .context()
    .addCookies([...browser.cookies].map(([name, value]) => ({ name, value, url: site.origin })))
  await phone.go('/console')
  await phone.page.getByRole('navigation', { name: 'Mục của trang điều hành' }).waitFor()
  return { phone, officer }
}
