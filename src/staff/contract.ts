import { z } from 'zod'
import { PROPOSAL_KINDS, ROLES } from './model.ts'

// What the console sends is known to the last member: anything else is a mistake, and is refused.

const email = z
  .string()
  .max(254)
  .regex(/^\s*[^\s@]{1,64}@[^\s@]+\.[^\s@.]+\s*$/, 'an e-mail address')
const passphrase = z.string().min(1).max(1024)
const code = z.string().min(6).max(64)
const fullName = z.string().trim().min(2).max(100)
const reason = z.string().trim().min(3).max(1000)
const instant = z.iso.datetime()
const unit = z.string().min(1).max(80)

export const noContent = z.null().describe('No content')
export const staffParams = z.object({ staffId: z.string().max(80) })
export const sessionParams = z.object({ sessionId: z.string().max(80) })
export const passkeyParams = z.object({ passkeyId: z.string().max(80) })
export const invitationParams = z.object({ invitationId: z.string().max(80) })
export const proposalParams = z.object({ proposalId: z.string().max(80) })

export const role = z.enum(ROLES).meta({ id: 'StaffRole' })
export type Role = z.output<typeof role>
export const heldRole = z
  .strictObject({
    role,
    unit: unit.nullable().default(null).describe('Of a unit coordinator: the code of the unit at the top'),
  })
  .meta({ id: 'HeldRole' })

export const signIn = z
  .strictObject({
    email: z.string().min(1).max(254),
    passphrase,
    code: code.optional().describe('Six digits of an authenticator, or a recovery code'),
  })
  .meta({
    id: 'SignIn',
    examples: [{ email: 'lan@snv.example.gov.vn', passphrase: 'gió thổi qua bến đò xưa', code: '123456' }],
  })

export const staffPerson = z
  .object({ id: z.string(), email: z.string(), fullName: z.string() })
  .meta({ id: 'StaffPerson' })

export const sessionView = z
  .object({
    staff: staffPerson,
    roles: z.array(z.object({ role, unit: z.string().nullable() })),
    sessionId: z.string(),
    now: instant.describe('By our clock: an officer’s may be wrong'),
    idleEndsAt: instant.describe('Over at this instant unless something is asked for before'),
    endsAt: instant.describe('Over at this instant in any case'),
    steppedUpUntil: instant.describe(
      'Until then keys, results and roles may be changed without being asked again',
    ),
    needs: z
      .enum(['second-factor', 'enrol-second-factor'])
      .optional()
      .describe('What is lacking: the second factor has to be shown, or there is none yet'),
  })
  .meta({ id: 'StaffSession' })
export type SessionView = z.output<typeof sessionView>

export const listedSession = z
  .object({
    id: z.string(),
    startedAt: instant,
    lastSeenAt: instant,
    endsAt: instant,
    agent: z.string().describe('The kind of browser and system, and no more'),
    isCurrent: z.boolean(),
  })
  .meta({ id: 'ListedSession' })

export const secondFactor = z
  .strictObject({
    code: code.optional(),
    assertion: z.looseObject({}).optional().describe('What navigator.credentials.get() gave, as JSON'),
  })
  .meta({ id: 'SecondFactor', examples: [{ code: '123456' }] })

export const stepUp = z
  .strictObject({
    passphrase: passphrase.optional(),
    code: code.optional(),
    assertion: z.looseObject({}).optional(),
  })
  .meta({ id: 'StepUp', examples: [{ passphrase: 'gió thổi qua bến đò xưa', code: '123456' }] })

export const ceremony = z.looseObject({ challenge: z.string() }).meta({ id: 'PasskeyCeremony' })

export const factorsView = z
  .object({
    totp: z.boolean(),
    passkeys: z.array(
      z.object({ id: z.string(), name: z.string(), madeAt: instant, lastUsedAt: instant.nullable() }),
    ),
    recoveryCodesLeft: z.number().int(),
  })
  .meta({ id: 'Factors' })

export const totpOffer = z
  .object({
    secret: z.string().describe('In base 32, to be typed'),
    uri: z.string().describe('otpauth:, to be shown as a QR code'),
  })
  .meta({ id: 'TotpOffer' })
export const totpConfirmation = z
  .strictObject({ code: z.string().regex(/^\s*(\d\s*){6}$/, 'six digits') })
  .meta({ id: 'TotpConfirmation', examples: [{ code: '123456' }] })

export const recoveryCodes = z
  .object({ recoveryCodes: z.array(z.string()).describe('Shown this once; empty where there were some') })
  .meta({ id: 'RecoveryCodes' })
export const enrolled = z
  .object({ session: sessionView, recoveryCodes: z.array(z.string()) })
  .meta({ id: 'Enrolled' })

export const newPasskey = z
  .strictObject({ name: z.string().trim().min(1).max(60), response: z.looseObject({}) })
  .meta({
    id: 'NewPasskey',
    examples: [{ name: 'Điện thoại của Lan', response: { id: '…', type: 'public-key' } }],
  })

export const newPassphrase = z.strictObject({ current: passphrase, passphrase }).meta({
  id: 'NewPassphrase',
  examples: [{ current: 'gió thổi qua bến đò xưa', passphrase: 'mười hai con thuyền nan' }],
})

export const account = z
  .object({
    id: z.string(),
    email: z.string(),
    fullName: z.string(),
    roles: z.array(z.object({ role, unit: z.string().nullable() })),
    createdAt: instant,
    disabled: z.boolean(),
    ssoAllowed: z.boolean(),
    ssoLinked: z.boolean(),
    factors: z.object({ totp: z.boolean(), passkeys: z.number().int(), recoveryCodesLeft: z.number().int() }),
    version: z.int().describe('To be sent with a change'),
  })
  .meta({ id: 'StaffAccount' })
export type AccountView = z.output<typeof account>

export const accountChange = z
  .strictObject({
    version: z.int().min(1),
    fullName: fullName.optional(),
    roles: z.array(heldRole).min(1).max(8).optional(),
    disabled: z.boolean().optional(),
    ssoAllowed: z
      .boolean()
      .optional()
      .describe('May link the authority’s own sign-in by its verified e-mail'),
  })
  .meta({ id: 'AccountChange', examples: [{ version: 1, roles: [{ role: 'organiser', unit: null }] }] })

export const accountPage = z.object({
  after: z.string().max(254).optional().describe('The e-mail of the last account of the page before'),
  query: z.string().max(200).default('').describe('Words of the name or the e-mail, without accents too'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const factorReset = z
  .strictObject({ reason })
  .meta({ id: 'FactorReset', examples: [{ reason: 'Mất điện thoại, đã gặp trực tiếp' }] })

export const newInvitation = z.strictObject({ email, role, unit: unit.nullable().default(null) }).meta({
  id: 'NewInvitation',
  examples: [{ email: 'minh@xa.example.gov.vn', role: 'unit-coordinator', unit: 'HB.KS' }],
})
export const invited = z
  .object({
    id: z.string(),
    link: z
      .string()
      .describe('To be sent to that person; shown this once. What proves it stands behind the #'),
    endsAt: instant,
    isMailed: z.boolean().describe('A mail with the link waits to go out to that person'),
  })
  .meta({ id: 'Invited' })
export const invitation = z
  .object({
    id: z.string(),
    email: z.string(),
    role,
    unit: z.string().nullable(),
    madeAt: instant,
    endsAt: instant,
  })
  .meta({ id: 'Invitation' })
export const acceptance = z
  .strictObject({
    token: z.string().max(100),
    email: email.optional().describe('Of the first administrator alone, whom nobody invited by e-mail'),
    fullName,
    passphrase,
  })
  .meta({
    id: 'Acceptance',
    examples: [{ token: '…', fullName: 'Nguyễn Văn Minh', passphrase: 'gió thổi qua bến đò xưa' }],
  })
export const invitationToken = z
  .strictObject({ token: z.string().max(100) })
  .meta({ id: 'InvitationToken', examples: [{ token: '…' }] })
export const invitationOpened = z
  .object({
    email: z.string().nullable().describe('Null: of the first administrator, who gives it'),
    role,
    unit: z.string().nullable(),
    endsAt: instant,
  })
  .meta({ id: 'InvitationOpened' })
export const accepted = z.object({ staffId: z.string(), email: z.string() }).meta({ id: 'Accepted' })

export const ssoFlow = z
  .object({ location: z.string().describe('Where the browser goes now') })
  .meta({ id: 'SsoFlow' })
export const ssoAnswer = z
  .strictObject({
    query: z.string().max(8000).describe('What stood behind the ? when the provider sent the browser back'),
  })
  .meta({ id: 'SsoAnswer', examples: [{ query: 'code=…&state=…&iss=…' }] })

export const proposal = z
  .object({
    id: z.string(),
    kind: z.enum(PROPOSAL_KINDS),
    subject: z.string(),
    details: z.record(z.string(), z.unknown()),
    reason: z.string(),
    proposedBy: z.string(),
    proposerName: z.string().optional().describe('In lists'),
    proposedAt: instant,
    endsAt: instant.describe('After that it can no longer be confirmed'),
    confirmedBy: z.string().nullable(),
    confirmedAt: instant.nullable(),
    withdrawnAt: instant.nullable(),
  })
  .meta({ id: 'Proposal' })
export type ProposalView = z.output<typeof proposal>
export const proposalPage = z.object({
  before: z.string().max(80).optional().describe('The id of the last proposal of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  open: z.enum(['true', 'false']).default('true').describe('Only those that can still be confirmed'),
})

export const deedPage = z.object({
  who: z
    .string()
    .max(200)
    .default('')
    .describe('Words of a name or an e-mail; "system" for what was done by itself'),
  what: z
    .string()
    .max(80)
    .regex(/^[a-z.-]*$/)
    .default('')
    .describe('A deed, or how its name begins: enquiry.'),
  subject: z.string().max(80).default(''),
  from: instant.optional().describe('At or after this instant'),
  until: instant.optional().describe('Before this instant'),
  after: z.coerce.number().int().min(1).optional().describe('The number of the last one of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const deed = z
  .object({
    no: z.int(),
    at: instant,
    actor: z.string().describe('An id of an account, system, or unknown'),
    actorName: z.string().nullable(),
    deed: z.string(),
    subject: z.string(),
    subjectName: z.string().nullable().describe('Where the subject is an account'),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Deed' })
export type DeedView = z.output<typeof deed>

export const unitSearch = z.object({ query: z.string().max(200).default('') })
export const unitForScope = z
  .object({
    id: z.string(),
    code: z.string(),
    name: z.string(),
    path: z.string().describe('What it stands below'),
  })
  .meta({ id: 'UnitForScope' })
export type UnitForScope = z.output<typeof unitForScope>

export const ssoOffer = z
  .object({ isOffered: z.boolean().describe('Whether one can sign in at the authority’s own provider') })
  .meta({ id: 'SsoOffer' })
export type FactorsView = z.output<typeof factorsView>
export type ListedSession = z.output<typeof listedSession>
export type InvitationView = z.output<typeof invitation>
export type InvitationOpened = z.output<typeof invitationOpened>
export type Invited = z.output<typeof invited>
