import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { judgePassphrase } from './judge-passphrase.ts'
import {
  type HeldRole,
  PROPOSAL_KINDS,
  type Proposal,
  type ProposalId,
  ROLES,
  type Role,
  type StaffId,
} from './model.ts'
import { mayConfirm, mayPropose, reaches } from './policy.ts'
import {
  areRolesWellFormed,
  decideAccountChange,
  decideConfirmation,
  decideLevel,
  decideWithdrawal,
  idleEndsAt,
  isInvitationOpen,
  isOver,
  LEVELS,
  type Level,
  sessionEndsAt,
} from './rules.ts'
import { scopeOf } from './scope-of.ts'
import { placeOf } from './take-guess.ts'

const at = (time: string) => new Date(`2026-11-22T${time}+07:00`)
const as = (...roles: Role[]): HeldRole[] =>
  roles.map((role) => ({ role, unit: role === 'unit-coordinator' ? 'T' : null }))
const reasonOf = (decision: { ok: boolean; reason?: string }) => (decision.ok ? 'yes' : decision.reason)

describe('a session (P-11)', () => {
  const session = (seen: string) => ({ seenAt: at(seen), endsAt: sessionEndsAt(at('08:00:00')) })
  it('is over at the instant at which nothing was asked for fifteen minutes, and not before', () => {
    for (const [now, over] of [
      ['08:14:59.999', false],
      ['08:15:00', true],
      ['08:15:00.001', true],
    ] as const)
      assert.equal(isOver(session('08:00:00'), at(now)), over, now)
  })
  it('is over after eight hours, however busy', () => {
    for (const [now, over] of [
      ['15:59:59.999', false],
      ['16:00:00', true],
    ] as const)
      assert.equal(isOver(session('15:59:00'), at(now)), over, now)
    assert.deepEqual(idleEndsAt(session('15:59:00')), at('16:00:00'))
  })
})

describe('how much of a session a route asks for (P-12, P-13)', () => {
  const none = { totp: false, passkeys: 0, recoveryCodes: 0 }
  const some = { ...none, totp: true }
  const decide = (
    level: Level,
    provenAt: Date | null,
    factors: typeof none,
    secondFactor: 'required' | 'offered',
    now: string,
  ) =>
    reasonOf(
      decideLevel(level, {
        session: {
          id: 'x' as never,
          startedAt: at('08:00:00'),
          seenAt: at('08:00:00'),
          endsAt: at('16:00:00'),
          provenAt,
          stepUpAt: at('08:00:00'),
        },
        factors,
        secondFactor,
        now: at(now),
      }),
    )
  it('is as the table says', () => {
    const soon = '08:04:59.999'
    const rows: [string, (level: Level) => string | undefined, string[]][] = [
      [
        'proven',
        (level) => decide(level, at('08:00:00'), some, 'required', soon),
        ['yes', 'yes', 'yes', 'yes'],
      ],
      [
        'passphrase alone, with a factor',
        (level) => decide(level, null, some, 'offered', soon),
        ['yes', 'second-factor-needed', 'second-factor-needed', 'second-factor-needed'],
      ],
      [
        'no factor, required',
        (level) => decide(level, null, none, 'required', soon),
        ['yes', 'yes', 'second-factor-needed', 'second-factor-needed'],
      ],
      [
        'no factor, offered',
        (level) => decide(level, null, none, 'offered', soon),
        ['yes', 'yes', 'yes', 'yes'],
      ],
      [
        'proven, five minutes on',
        (level) => decide(level, at('08:00:00'), some, 'required', '08:05:00'),
        ['yes', 'step-up-needed', 'yes', 'step-up-needed'],
      ],
    ]
    for (const [name, row, expected] of rows) assert.deepEqual(LEVELS.map(row), expected, name)
  })
})

describe('an account (P-2, P-3, P-14)', () => {
  const change = {
    actorId: 'a',
    staffId: 'b',
    isAdministrator: true,
    staysAdministrator: false,
    otherAdministrators: 1,
  }
  it('is changed by another, and the last administrator stays', () => {
    assert.equal(reasonOf(decideAccountChange(change)), 'yes')
    assert.equal(reasonOf(decideAccountChange({ ...change, actorId: 'b' })), 'own-account')
    assert.equal(reasonOf(decideAccountChange({ ...change, otherAdministrators: 0 })), 'last-administrator')
    const stays = { ...change, otherAdministrators: 0, staysAdministrator: true }
    assert.equal(reasonOf(decideAccountChange(stays)), 'yes')
    assert.equal(
      reasonOf(decideAccountChange({ ...change, actorId: null, otherAdministrators: 0 })),
      'last-administrator',
    )
  })
  it('has each role once, and a unit where there has to be one', () => {
    assert.ok(areRolesWellFormed(as('organiser', 'unit-coordinator')))
    for (const roles of [
      [],
      as('judge', 'judge'),
      [{ role: 'judge', unit: 'T' }],
      [{ role: 'unit-coordinator', unit: null }],
    ] as HeldRole[][])
      assert.equal(areRolesWellFormed(roles), false, JSON.stringify(roles))
  })
  it('of one authority reaches nothing of another, nor of the installation', () => {
    assert.ok(reaches({ authorityId: null }, 'x') && reaches({ authorityId: null }, null))
    assert.ok(reaches({ authorityId: 'x' }, 'x'))
    assert.ok(!reaches({ authorityId: 'x' }, 'y') && !reaches({ authorityId: 'x' }, null))
  })
  it('of a unit coordinator sees one subtree, unless another role lets them in', () => {
    assert.deepEqual(scopeOf(as('unit-coordinator')), { root: 'T' })
    assert.deepEqual(scopeOf(as('unit-coordinator', 'organiser')), { root: null })
    assert.equal(scopeOf([]), null)
  })
})

describe('an invitation (P-15)', () => {
  it('is worth something until its end, once', () => {
    const open = { endsAt: at('12:00:00'), acceptedAt: null, withdrawnAt: null }
    assert.equal(isInvitationOpen(open, at('11:59:59.999')), true)
    assert.equal(isInvitationOpen(open, at('12:00:00')), false)
    assert.equal(isInvitationOpen({ ...open, acceptedAt: at('08:00:00') }, at('09:00:00')), false)
    assert.equal(isInvitationOpen({ ...open, withdrawnAt: at('08:00:00') }, at('09:00:00')), false)
  })
})

describe('four eyes (P-20)', () => {
  const proposal: Proposal = {
    id: 'p' as ProposalId,
    authorityId: null,
    kind: 'ranking-publication',
    subject: 'round',
    details: {},
    reason: 'đã đối chiếu',
    proposedBy: 'first' as StaffId,
    proposedAt: at('08:00:00'),
    confirmedBy: null,
    confirmedAt: null,
    withdrawnAt: null,
  }
  const second = { id: 'second', roles: as('organiser') }
  const confirm = (changes: Partial<Proposal>, who: typeof second, now = at('09:00:00')) =>
    reasonOf(decideConfirmation({ ...proposal, ...changes }, who, now))

  it('are two people’s, and the second may', () => {
    assert.equal(confirm({}, second), 'yes')
    assert.equal(confirm({}, { ...second, id: 'first' }), 'same-person')
    for (const role of ROLES.filter((each) => !['organiser', 'judge'].includes(each)))
      assert.equal(confirm({}, { ...second, roles: as(role) }), 'not-allowed', role)
    assert.equal(confirm({}, { ...second, roles: [] }), 'not-allowed')
  })
  it('see the same thing within a day, and decide it once', () => {
    const next = (ms: number) => new Date(at('08:00:00').getTime() + 24 * 3_600_000 + ms)
    assert.equal(confirm({}, second, next(-1)), 'yes')
    assert.equal(confirm({}, second, next(0)), 'proposal-over')
    assert.equal(
      confirm({ confirmedAt: at('08:30:00'), confirmedBy: 'third' as StaffId }, second),
      'already-decided',
    )
    assert.equal(confirm({ withdrawnAt: at('08:30:00') }, second), 'already-decided')
  })
  it('are never one person’s, whatever roles that one has', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...PROPOSAL_KINDS),
        fc.subarray([...ROLES]),
        fc.integer({ min: 0, max: 48 * 3_600_000 }),
        (kind, roles, ms) =>
          confirm({ kind }, { id: 'first', roles: as(...roles) }, new Date(at('08:00:00').getTime() + ms)) !==
          'yes',
      ),
    ))
  it('are shut by who proposed, or by who could have confirmed', () => {
    assert.equal(reasonOf(decideWithdrawal(proposal, { id: 'first', roles: as('auditor') })), 'yes')
    assert.equal(reasonOf(decideWithdrawal(proposal, second)), 'yes')
    assert.equal(reasonOf(decideWithdrawal(proposal, { id: 'x', roles: as('auditor') })), 'not-allowed')
  })
  it('let the writer of a question approve none, and administrators and auditors nothing', () => {
    assert.ok(mayPropose({ roles: as('question-writer') }, 'question-approval'))
    for (const kind of PROPOSAL_KINDS)
      for (const role of [
        'administrator',
        'auditor',
        'question-writer',
        'help-desk',
        'unit-coordinator',
      ] as const)
        assert.ok(!mayConfirm({ roles: as(role) }, kind), `${role} ${kind}`)
  })
})

describe('a passphrase (P-4, P-5)', () => {
  const judge = (passphrase: string, hasFactor = false, own: string[] = []) =>
    judgePassphrase(passphrase, { hasFactor, own })
  it('is long enough: fifteen letters alone, twelve beside a second factor', () => {
    assert.equal(judge('gió đông lùa m'), 'too-short')
    assert.equal(judge('gió đông lùa mũ'), null)
    assert.equal(judge('gió lùa vào', true), 'too-short')
    assert.equal(judge('gió lùa vào!', true), null)
    assert.equal(judge('gió lùa vào song cửa '.repeat(3)), null)
    assert.equal(judge('x7'.repeat(129)), 'too-long')
  })
  it('counts letters as people see them, however they are typed', () =>
    assert.equal(judge('gió đông lùa mũ'.normalize('NFD')), null))
  it('is refused when it is what everybody tries', () => {
    for (const common of [
      'matkhau123456789',
      'Mật Khẩu Mạnh 2026!',
      'passwordpassword',
      'P@ssw0rdP@ssw0rd',
      '123456789012345',
      'qwertyuiopasdfgh',
      'aaaaaaaaaaaaaaaaaa',
      'abcabcabcabcabcabc',
      'hoithi-hoabinh-2026',
      'Cải cách hành chính',
      'CuocThiTrucTuyen2026',
      'sonoivu@langson2025',
      'Việt Nam vô địch 2026',
      'độc lập tự do hạnh phúc',
      'administrator-2026',
      'anhyeuem.anhyeuem',
    ])
      assert.equal(judge(common), 'too-common', common)
  })
  it('is refused when it is the person’s own name or address, and a little more', () => {
    assert.equal(judge('dothilan-dothilan-12', false, ['dothilan', 'Đỗ Thị Lan']), 'too-common')
    assert.equal(judge('Lan.DoThi.congchuc1', false, ['lan.dothi', 'Đỗ Thị Lan']), 'too-common')
  })
  it('may be a plain sentence: no capitals, digits or signs are asked for', () => {
    for (const good of [
      'gió thổi qua bến đò xưa',
      'mười hai con thuyền nan',
      'ba cây bàng lá đỏ',
      'correct pony staple wagon',
    ])
      assert.equal(judge(good), null, good)
  })
})

describe('the place of an address (P-6)', () => {
  it('is the address, and of IPv6 its network', () => {
    assert.equal(placeOf('203.0.113.7'), '203.0.113.7')
    assert.equal(placeOf('::ffff:203.0.113.7'), '203.0.113.7')
    assert.equal(placeOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2')
    assert.equal(placeOf('2001:0db8:1::6'), '2001:db8:1:0')
    assert.equal(placeOf('::1'), '0:0:0:0')
    assert.equal(placeOf('fe80::1%eth0'), 'fe80:0:0:0')
  })
})
