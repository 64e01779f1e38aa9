/** What an honest page of the console asks of each of its routes. */
import { Secret, TOTP } from 'otpauth'
import { ROLES } from '../../src/staff/model.ts'
import type { Ask, TestHouse } from './a-house.ts'
import { Authenticator } from './an-authenticator.ts'
import { honestDay } from './honest-day.ts'
import { aRuleChange, honestDrafts } from './honest-drafts.ts'
import { honestHelpdesk } from './honest-helpdesk.ts'
import { honestRosters } from './honest-rosters.ts'
import { honestRulers } from './honest-rulers.ts'
import { honestUnits } from './honest-units.ts'
import { anOfficer, ask, type Browser, freshBrowser, PASSPHRASE, seat, seated, signIn } from './officers.ts'

type Request = [url: string, with_?: Ask]
const STAFF = '/api/v1/staff'
const HERE = { origin: 'http://localhost', host: 'localhost' }

export function honestOfficers(house: TestHouse): Record<string, () => Promise<Request>> {
  const as = (browser: Browser, url: string, body?: unknown): Request => [
    url,
    {
      headers: { cookie: `hoithi-staff=${browser.cookies.get('hoithi-staff')}`, 'hoithi-console': '1' },
      ...(body !== undefined && { body }),
    },
  ]
  /** Somebody who may everything, without second factors. */
  const anybody = async () => (await seated(house, ROLES)).browser
  const asAnybody =
    (url: string, body?: unknown): (() => Promise<Request>) =>
    async () =>
      as(await anybody(), url, body)
  const signedIn = async () => {
    const browser = freshBrowser()
    await signIn(house, browser, await anOfficer(house, [...ROLES]))
    return browser
  }
  const invited = async () => {
    const body = { email: `moi.${Math.random()}@example.gov.vn`, role: 'judge' }
    return (await ask(house, await anybody(), 'POST', `${STAFF}/invitations`, { body })).body
  }
  const withTotp = async () => {
    const browser = await anybody()
    const { secret } = (await ask(house, browser, 'POST', `${STAFF}/me/totp`)).body
    const timestamp = house.clock.now().getTime()
    return { browser, code: TOTP.generate({ secret: Secret.fromBase32(secret), timestamp }) }
  }

  const CONSOLE = '/api/v1/console'
  const sending = async () => {
    const browser = await anybody()
    const body = { name: 'cau-hoi.docx', size: 3 }
    return {
      browser,
      upload: (await ask(house, browser, 'POST', `${CONSOLE}/uploads`, { body })).body as unknown as {
        id: string
      },
    }
  }

  return {
    ...honestRulers(house, as, anybody),
    ...honestDay(house, asAnybody),
    [`GET ${CONSOLE}/mail`]: asAnybody(`${CONSOLE}/mail`),
    [`GET ${CONSOLE}/mails`]: asAnybody(`${CONSOLE}/mails?limit=5`),
    [`POST ${CONSOLE}/mail/tests`]: asAnybody(`${CONSOLE}/mail/tests`),
    [`POST ${CONSOLE}/uploads`]: asAnybody(`${CONSOLE}/uploads`, { name: 'cau-hoi.docx', size: 3 }),
    [`PUT ${CONSOLE}/uploads/{uploadId}/parts/{no}`]: async () => {
      const { browser, upload } = await sending()
      const [url, asked] = as(browser, `${CONSOLE}/uploads/${upload.id}/parts/0`)
      const headers = { ...asked?.headers, 'content-type': 'application/octet-stream' }
      return [url, { headers, raw: Buffer.from('abc') }]
    },
    [`DELETE ${CONSOLE}/uploads/{uploadId}`]: async () => {
      const { browser, upload } = await sending()
      return as(browser, `${CONSOLE}/uploads/${upload.id}`)
    },
    [`POST ${STAFF}/sessions`]: async () => [
      `${STAFF}/sessions`,
      { body: { email: (await anOfficer(house)).email, passphrase: PASSPHRASE } },
    ],
    [`GET ${STAFF}/sessions`]: asAnybody(`${STAFF}/sessions`),
    [`GET ${STAFF}/sessions/current`]: asAnybody(`${STAFF}/sessions/current`),
    [`DELETE ${STAFF}/sessions/current`]: asAnybody(`${STAFF}/sessions/current`),
    [`POST ${STAFF}/sessions/current/renewal`]: asAnybody(`${STAFF}/sessions/current/renewal`),
    [`POST ${STAFF}/sessions/current/challenge`]: asAnybody(`${STAFF}/sessions/current/challenge`),
    [`POST ${STAFF}/sessions/current/second-factor`]: asAnybody(`${STAFF}/sessions/current/second-factor`, {
      code: '123456',
    }),
    [`POST ${STAFF}/sessions/current/step-up`]: async () =>
      as(await signedIn(), `${STAFF}/sessions/current/step-up`, { passphrase: PASSPHRASE }),
    [`DELETE ${STAFF}/sessions/others`]: asAnybody(`${STAFF}/sessions/others`),
    [`DELETE ${STAFF}/sessions/{sessionId}`]: async () => {
      const { id, browser } = await seated(house, ['judge'])
      const other = await ask(house, await seat(house, id), 'GET', `${STAFF}/me`)
      return as(browser, `${STAFF}/sessions/${other.body.sessionId}`)
    },
    [`POST ${STAFF}/sso/flows`]: async () => [`${STAFF}/sso/flows`],
    [`POST ${STAFF}/sso/sessions`]: async () => [`${STAFF}/sso/sessions`, { body: { query: 'code=x' } }],
    [`GET ${STAFF}/me`]: asAnybody(`${STAFF}/me`),
    [`PUT ${STAFF}/me/passphrase`]: async () =>
      as(await signedIn(), `${STAFF}/me/passphrase`, {
        current: PASSPHRASE,
        passphrase: 'mười hai con thuyền nan',
      }),
    [`GET ${STAFF}/me/factors`]: asAnybody(`${STAFF}/me/factors`),
    [`POST ${STAFF}/me/totp`]: asAnybody(`${STAFF}/me/totp`),
    [`POST ${STAFF}/me/totp/confirmation`]: async () => {
      const { browser, code } = await withTotp()
      return as(browser, `${STAFF}/me/totp/confirmation`, { code })
    },
    [`DELETE ${STAFF}/me/totp`]: async () => {
      const { browser, code } = await withTotp()
      await ask(house, browser, 'POST', `${STAFF}/me/totp/confirmation`, { body: { code } })
      return as(browser, `${STAFF}/me/totp`)
    },
    [`POST ${STAFF}/me/passkeys/challenge`]: asAnybody(`${STAFF}/me/passkeys/challenge`),
    [`POST ${STAFF}/me/passkeys`]: async () => {
      const browser = await anybody()
      const { challenge } = (await ask(house, browser, 'POST', `${STAFF}/me/passkeys/challenge`)).body
      const response = new Authenticator().create(challenge, HERE)
      return as(browser, `${STAFF}/me/passkeys`, { name: 'Máy', response })
    },
    [`DELETE ${STAFF}/me/passkeys/{passkeyId}`]: async () => {
      const browser = await anybody()
      const { challenge } = (await ask(house, browser, 'POST', `${STAFF}/me/passkeys/challenge`)).body
      const response = new Authenticator().create(challenge, HERE)
      await ask(house, browser, 'POST', `${STAFF}/me/passkeys`, { body: { name: 'Máy', response } })
      const { passkeys } = (await ask(house, browser, 'GET', `${STAFF}/me/factors`)).body
      return as(browser, `${STAFF}/me/passkeys/${passkeys[0].id}`)
    },
    [`POST ${STAFF}/me/recovery-codes`]: asAnybody(`${STAFF}/me/recovery-codes`),
    [`GET ${STAFF}`]: asAnybody(`${STAFF}?limit=3`),
    [`GET ${STAFF}/units`]: asAnybody(`${STAFF}/units?query=noi%20vu`),
    [`GET ${STAFF}/sso`]: async () => [`${STAFF}/sso`],
    [`GET ${STAFF}/{staffId}`]: async () =>
      as(await anybody(), `${STAFF}/${(await seated(house, ['judge'])).id}`),
    [`PATCH ${STAFF}/{staffId}`]: async () =>
      as(await anybody(), `${STAFF}/${(await seated(house, ['judge'])).id}`, {
        version: 1,
        fullName: 'Lê Văn Chi',
      }),
    [`POST ${STAFF}/{staffId}/factor-reset`]: async () =>
      as(await anybody(), `${STAFF}/${(await seated(house, ['judge'])).id}/factor-reset`, {
        reason: 'mất máy',
      }),
    [`GET ${STAFF}/invitations`]: asAnybody(`${STAFF}/invitations`),
    [`POST ${STAFF}/invitations`]: asAnybody(`${STAFF}/invitations`, {
      email: 'chi@example.gov.vn',
      role: 'judge',
    }),
    [`DELETE ${STAFF}/invitations/{invitationId}`]: async () =>
      as(await anybody(), `${STAFF}/invitations/${(await invited()).id}`),
    [`POST ${STAFF}/invitations/opening`]: async () => {
      const token = (await invited()).link.split('#')[1]
      return [`${STAFF}/invitations/opening`, { body: { token } }]
    },
    'GET /api/v1/console/deeds': asAnybody('/api/v1/console/deeds?limit=3'),
    'GET /api/v1/console/deeds.csv': asAnybody('/api/v1/console/deeds.csv?what=staff.'),
    [`POST ${STAFF}/invitations/acceptance`]: async () => {
      const token = (await invited()).link.split('#')[1]
      const body = { token, fullName: 'Nguyễn Văn Minh', passphrase: PASSPHRASE }
      return [`${STAFF}/invitations/acceptance`, { body }]
    },
    ...honestDrafts(house, as, anybody),
    ...honestHelpdesk(house, as, anybody),
    ...honestUnits(house, as, anybody),
    ...honestRosters(house, as, anybody),
    [`GET ${STAFF}/proposals`]: asAnybody(`${STAFF}/proposals?open=false`),
    [`PUT ${STAFF}/proposals/{proposalId}/confirmation`]: async () =>
      as(await anybody(), `${STAFF}/proposals/${await aRuleChange(house)}/confirmation`),
    [`PUT ${STAFF}/proposals/{proposalId}/withdrawal`]: async () =>
      as(await anybody(), `${STAFF}/proposals/${await aRuleChange(house)}/withdrawal`),
  }
}
