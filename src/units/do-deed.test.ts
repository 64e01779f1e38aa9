import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import type { AuthorityId } from '../contests/model.ts'
import { readUnits } from '../contests/read-units.ts'
import type { AskedDeed, Target } from './deed-model.ts'
import { doDeed } from './do-deed.ts'
import { listKnownNames } from './list-known-names.ts'
import { openUnitMatcher, surelyMeant } from './match-units.ts'
import { listUnitsAsOf } from './tree-store.ts'
import { undoDeed } from './undo-deed.ts'

const CHANGE = '2025-07-01'
const BEFORE = '2025-06-30'
const file = 'tests/unit-changes/phu-tho-before.csv'
const { units, errors } = readUnits(file, readFileSync(file, 'utf8'))

const asked = (kind: AskedDeed['kind'], changes: Partial<AskedDeed>): AskedDeed => ({
  kind,
  effectiveOn: CHANGE,
  documentNo: '1676/NQ-UBTVQH15',
  documentOn: '2025-06-16',
  reason: 'Sắp xếp đơn vị hành chính năm 2025',
  units: [],
  into: [],
  name: null,
  unitKind: null,
  hierarchy: 'administrative',
  parent: null,
  leaves: false,
  remains: 0,
  childrenTo: null,
  ...changes,
})
const there = (code: string, share = 1): Target => ({ code, share, fresh: null })
const fresh = (code: string, name: string, parent: string, share = 1): Target => ({
  code,
  share,
  fresh: { name, kind: 'commune', parent, choosable: true },
})

describe('the change of 1 July 2025', () => {
  const house = freshHouse({
    contests: [aContest({ units, rules: { participation: { headcountAsOf: '2025-06-01' } } })],
    now: '2025-06-20T08:00:00+07:00',
  })
  let authorityId: AuthorityId
  let version = 0
  const at = new Date('2025-06-20T01:00:00Z')
  const undo = (id: string, today = '2025-06-20') =>
    undoDeed(house.house, { authorityId, id, by: 'x', today, reason: 'Nhầm', at })
  const look = (deed: AskedDeed) => doDeed(house.house, { authorityId, asked: deed, by: 'x', at })
  const perform = async (deed: AskedDeed) => {
    const outcome = await doDeed(house.house, { authorityId, asked: deed, by: 'x', at, version })
    assert.ok(outcome.ok, JSON.stringify(outcome))
    version = outcome.version
    return outcome
  }
  const faultsOf = async (deed: AskedDeed) => {
    const outcome = await look(deed)
    assert.ok(!outcome.ok && outcome.reason === 'malformed', 'it was taken')
    return outcome.faults.map(({ pointer, expected }) => `${pointer} ${expected}`)
  }
  const tree = async (on: string) =>
    (await listUnitsAsOf(house.owner, authorityId, { on })).map(
      ({ code, parentCode, name }) => `${code} < ${parentCode}: ${name}`,
    )
  const headcount = async (code: string, on: string) =>
    (await listUnitsAsOf(house.owner, authorityId, { on })).find((unit) => unit.code === code)?.headcount
  const rows = () =>
    house.count('SELECT (SELECT count(*) FROM unit_deeds) + (SELECT count(*) FROM unit_places) AS n')

  const mergeThree = asked('merge', {
    units: ['PT.VT.TD', 'PT.VT.CH', 'PT.VT.HC'],
    into: [fresh('25.08515', 'Xã Hy Cương', 'PT')],
  })

  before(async () => {
    assert.deepEqual(errors, [])
    authorityId = (await house.rows<{ id: AuthorityId }>('SELECT id FROM authorities'))[0]!.id
    version = await house.count('SELECT count(*) FROM unit_deeds')
    await house.rows(
      `INSERT INTO headcount_declarations (id, authority_id, unit_id, as_of, people, declared_by, declared_at, version)
       SELECT gen_random_uuid(), authority_id, unit_id, '2025-01-01', people, 'x', now(), 1 FROM headcounts`,
    )
  })

  it('is shown before it is done, and a look leaves nothing', async () => {
    const count = await rows()
    const outcome = await look(mergeThree)
    assert.ok(outcome.ok)
    const seen = outcome.effect.units.map(
      (unit) => `${unit.nameBefore} (${unit.parentNameBefore}) → ${unit.nameAfter} (${unit.parentNameAfter})`,
    )
    assert.deepEqual(
      seen.toSorted(),
      [
        'Xã Chu Hóa (Thành phố Việt Trì) → null (null)',
        'Xã Hy Cương (Thành phố Việt Trì) → null (null)',
        'Xã Thanh Đình (Thành phố Việt Trì) → null (null)',
        'null (null) → Xã Hy Cương (Tỉnh Phú Thọ)',
      ].toSorted(),
    )
    assert.deepEqual(
      outcome.effect.contests.map(({ slug, units: touched, headcounts }) => [slug, touched, headcounts]),
      [['thi', 3, 3]],
    )
    assert.equal(await rows(), count)
  })

  it('merges three communes into one, abolishes the districts, merges the provinces, all on one day', async () => {
    const old = await tree(BEFORE)
    await perform(mergeThree)
    await perform(
      asked('merge', {
        units: ['PT.LT.HS', 'PT.LT.LT', 'PT.LT.TS'],
        into: [fresh('25.08494', 'Xã Lâm Thao', 'PT')],
      }),
    )
    // No successors: its people went many ways. What is left below it goes to the province.
    await perform(asked('abolish', { units: ['PT.VT', 'PT.LT', 'PT.TS'], documentNo: '72/2025/QH15' }))
    await perform(
      asked('merge', {
        units: ['PT.SNV', 'HB.SNV', 'VP.SNV'],
        into: [there('PT.SNV')],
        documentNo: '202/2025/QH15',
      }),
    )
    await perform(
      asked('merge', { units: ['PT', 'HB', 'VP'], into: [there('PT')], documentNo: '202/2025/QH15' }),
    )
    assert.deepEqual(await tree(CHANGE), [
      'VN < null: Các tỉnh trong ví dụ',
      'PT < VN: Tỉnh Phú Thọ',
      'PT.SNV < PT: Sở Nội vụ tỉnh Phú Thọ',
      '25.08515 < PT: Xã Hy Cương',
      '25.08494 < PT: Xã Lâm Thao',
      'PT.TS.TC < PT: Xã Thu Cúc',
    ])
    assert.deepEqual(await tree(BEFORE), old)
  })

  it('brings the people along', async () => {
    assert.equal(await headcount('25.08515', CHANGE), 20 + 21 + 22)
    assert.equal(await headcount('PT.SNV', BEFORE), 60)
    assert.equal(await headcount('PT.SNV', CHANGE), 60 + 50 + 55)
  })

  it('leaves every contest as it was', async () => {
    const reply = await house.ask('GET', '/api/v1/contests/thi/units?query=xa%20chu%20hoa')
    assert.match(reply.text, /Tỉnh Phú Thọ › Thành phố Việt Trì › Xã Chu Hóa/)
  })

  it('leads an old name to what came after it', async () => {
    const match = openUnitMatcher({ ...(await listKnownNames(house.owner, authorityId)), on: '2026-01-01' })
    assert.equal(surelyMeant(match('UBND xã Chu Hoá, TP Việt Trì'))?.code, '25.08515')
    assert.equal(surelyMeant(match('tt lam thao'))?.code, '25.08494')
    assert.equal(surelyMeant(match('Sở Nội vụ tỉnh Hòa Bình'))?.code, 'PT.SNV')
    assert.equal(surelyMeant(match('xã Thu Cúc', 'huyện Tân Sơn'))?.code, 'PT.TS.TC')
  })

  it('may be taken back before the day, the last deed first, and then everything is as if it had not been', async () => {
    const deeds = await house.rows<{ id: string }>(
      'SELECT id FROM unit_deeds WHERE effective_on IS NOT NULL ORDER BY no DESC',
    )
    const [last, beforeLast, ...rest] = deeds.map(({ id }) => id)
    assert.deepEqual(await undo(rest.at(-1)!, CHANGE), { ok: false, reason: 'too-late' })
    // The abolition put Thu Cúc below the province, and the merger of the offices stands on its own.
    assert.deepEqual(await undo(last!), { ok: true })
    assert.deepEqual(await undo(last!), { ok: false, reason: 'already-decided' })
    for (const id of [beforeLast!, ...rest]) assert.deepEqual(await undo(id), { ok: true })
    version = await house.count('SELECT count(*) + count(undone_at) FROM unit_deeds')
    assert.deepEqual(await tree(CHANGE), await tree(BEFORE))
    assert.equal(await headcount('PT.SNV', CHANGE), 60)
  })

  it('is refused where it cannot be, with the place and the reason', async () => {
    const merge = (changes: Partial<AskedDeed>) => faultsOf({ ...mergeThree, ...changes })
    assert.deepEqual(await merge({ units: ['PT.VT.TD', 'KHONG'] }), ['/units/1 stands-then'])
    assert.deepEqual(await merge({ units: ['PT.VT.TD', 'PT.VT.TD'] }), ['/units/1 once'])
    assert.deepEqual(await merge({ into: [fresh('PT.TS.TC', 'Xã', 'PT')] }), ['/into/0/code free-code'])
    assert.deepEqual(await merge({ into: [fresh('MOI', 'Xã', 'KHONG')] }), [
      '/into/0/fresh/parent stands-then',
    ])
    assert.deepEqual(
      await faultsOf(asked('split', { units: ['PT.SNV'], into: [there('HB.SNV', 0.5)], remains: 0.4 })),
      ['/into shares'],
    )
    assert.deepEqual(await faultsOf(asked('move', { units: ['PT'], parent: 'PT.VT' })), [
      '/parent not-below-itself',
    ])
    assert.deepEqual(await faultsOf(asked('rename', { units: ['PT'], name: 'Tỉnh Phú Thọ' })), [
      '/name something-new',
    ])
    assert.deepEqual(await faultsOf(asked('move', { units: ['PT.SNV'], hierarchy: 'block', parent: 'PT' })), [
      '/parent in-this-tree',
    ])
  })

  it('splits by shares, and a unit that goes on keeps its own', async () => {
    await perform(
      asked('split', {
        units: ['HB.SNV'],
        remains: 0.6,
        into: [{ ...fresh('HB.MOI', 'Sở mới', 'HB', 0.4) }],
      }),
    )
    assert.equal(await headcount('HB.SNV', CHANGE), 30)
    assert.equal(await headcount('HB.MOI', CHANGE), 20)
    assert.equal(await headcount('HB.SNV', BEFORE), 50)
  })

  it('is not done to a tree that somebody changed meanwhile', async () => {
    const late = await doDeed(house.house, {
      authorityId,
      asked: mergeThree,
      by: 'x',
      at,
      version: version - 1,
    })
    assert.deepEqual(late, { ok: false, reason: 'changed-meanwhile', version })
  })

  it('refuses a deed before one that is on record already', async () => {
    await perform(asked('rename', { units: ['HB.SNV'], name: 'Sở Nội vụ', effectiveOn: '2025-08-01' }))
    assert.deepEqual(
      await faultsOf(asked('rename', { units: ['HB.SNV'], name: 'Khác', effectiveOn: '2025-07-15' })),
      ['/units/0 no-later-change'],
    )
  })

  it('has every deed on record, in its own transaction', async () => {
    const deeds = await house.rows<{ deed: string; count: number }>(
      `SELECT deed, count(*)::int AS count FROM deeds WHERE deed LIKE 'unit%' GROUP BY deed ORDER BY deed`,
    )
    assert.deepEqual(deeds, [
      { deed: 'unit-deed.undone', count: 5 },
      { deed: 'unit.abolished', count: 1 },
      { deed: 'unit.merged', count: 4 },
      { deed: 'unit.renamed', count: 1 },
      { deed: 'unit.split', count: 1 },
    ])
  })
})
