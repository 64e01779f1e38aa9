import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { register } from '../../tests/support/people.ts'
import type { AuthorityId, UnitRow } from '../contests/model.ts'
import { inTransaction } from '../platform/db.ts'
import { loadContest } from '../setup/load-contest.ts'
import { listKnownNames } from './list-known-names.ts'
import { openUnitMatcher, surelyMeant } from './match-units.ts'
import { listUnitsAsOf } from './tree-store.ts'

const unit = (
  code: string,
  parentCode: string | null,
  name: string,
  changes: Partial<UnitRow> = {},
): UnitRow => ({
  code,
  parentCode,
  kind: 'agency',
  name,
  choosable: true,
  headcount: null,
  validFrom: null,
  validTo: null,
  note: null,
  ...changes,
})
const first = [
  unit('T', null, 'Tỉnh'),
  unit('T.H', 'T', 'Huyện', { kind: 'district', validTo: '2025-07-01' }),
  unit('T.X', 'T.H', 'Xã', { kind: 'commune' }),
  unit('T.SNV', 'T', 'Sở Nội vụ'),
]

describe('the units of an authority', () => {
  const house = freshHouse({ contests: [aContest({ units: first })] })
  let authorityId: AuthorityId
  const codes = async (on: string, below?: string) =>
    (await listUnitsAsOf(house.owner, authorityId, { on, ...(below && { below }) })).map(
      ({ code, parentCode }) => `${code}<${parentCode}`,
    )
  /** What one statement does at the end of a transaction. */
  const write = (text: string) => inTransaction(house.owner, (tx) => tx.query(text))
  const refused = (constraint: string) => (error: { constraint?: string }) => error.constraint === constraint
  before(async () => {
    authorityId = (await house.rows<{ id: AuthorityId }>('SELECT id FROM authorities'))[0]!.id
  })

  it('are founded by the first contest, each below what is there as long as it is', async () => {
    assert.deepEqual(await codes('2025-06-30'), ['T<null', 'T.H<T', 'T.X<T', 'T.SNV<T'])
    assert.deepEqual(await codes('2025-07-01'), ['T<null', 'T.X<T', 'T.SNV<T'])
    assert.deepEqual(await codes('2025-07-01', 'T.X'), ['T.X<null'])
  })
  it('are read with the shape of a contest’s file', async () => {
    const [, district] = await listUnitsAsOf(house.owner, authorityId, { on: '2025-06-30' })
    const { unitId: _, ...row } = district!
    assert.deepEqual(row, first[1])
  })
  it('are matched by name from the database', async () => {
    const match = openUnitMatcher({ ...(await listKnownNames(house.owner, authorityId)), on: '2025-06-30' })
    assert.equal(surelyMeant(match('so noi vu', 'Tỉnh'))?.code, 'T.SNV')
  })
  it('make no gap, no overlap, no circle, and stand below nothing that is gone, whoever writes', async () => {
    const deed = '(SELECT id FROM unit_deeds)'
    const of = (code: string) => `(SELECT id FROM units WHERE code = '${code}')`
    const authority = '(SELECT id FROM authorities)'
    const period = (code: string, from: string, to: string) =>
      `INSERT INTO unit_periods (authority_id, unit_id, valid_from, valid_to, kind, name, choosable, position, search_key, begun_by)
       VALUES (${authority}, ${of(code)}, ${from}, ${to}, 'agency', 'x', true, 1, 'x', ${deed})`
    await assert.rejects(write(period('T.SNV', "'2025-01-01'", 'NULL')), refused('unit_is_one_thing_a_day'))
    await assert.rejects(write(period('T.H', "'2026-01-01'", 'NULL')), refused('unit_life_has_no_gap'))
    await assert.rejects(
      write(period('T.H', "'2025-07-01'", 'NULL')),
      refused('unit_stands_as_long_as_it_lives'),
    )
    const place = (code: string, parent: string, hierarchy = 'administrative') =>
      `INSERT INTO unit_places (authority_id, unit_id, hierarchy, parent_id, begun_by)
       VALUES (${authority}, ${of(code)}, '${hierarchy}', ${parent === '' ? 'NULL' : of(parent)}, ${deed})`
    await assert.rejects(write(place('T.SNV', 'T.X')), refused('unit_stands_once_a_day'))
    await assert.rejects(write(place('T.SNV', 'T.X', 'block')), refused('parent_is_there_throughout'))
    await assert.rejects(
      write(`${place('T.SNV', 'T.X', 'block')}; ${place('T.X', 'T.SNV', 'block')}`),
      refused('units_make_no_circle'),
    )
    await write(`${place('T.SNV', '', 'block')}; ${place('T.X', 'T.SNV', 'block')}`)
    await assert.rejects(
      write(
        `UPDATE unit_places SET valid_to = '2025-01-01' WHERE unit_id = ${of('T.SNV')} AND hierarchy = 'block'`,
      ),
      refused('parent_is_there_throughout'),
    )
    const block = await listUnitsAsOf(house.owner, authorityId, { on: '2025-01-01', hierarchy: 'block' })
    assert.deepEqual(
      block.map(({ code, parentCode }) => [code, parentCode]),
      [
        ['T.SNV', null],
        ['T.X', 'T.SNV'],
      ],
    )
    await assert.rejects(
      write(`UPDATE unit_periods SET name = 'khác' WHERE unit_id = ${of('T.SNV')}`),
      refused('unit_history_stays'),
    )
  })
})

describe('two contests of one authority', () => {
  const other = aContest({
    rules: { slug: 'thi-hai' },
    units: [
      unit('T', null, 'Tỉnh'),
      unit('T.M', 'T', 'Khối mới'),
      unit('T.SNV', 'T.M', 'Sở Nội vụ và Lao động'),
    ],
  })
  const house = freshHouse({ contests: [aContest({ units: first }), other] })
  const find = async (slug: string) =>
    (
      (await house.ask('GET', `/api/v1/contests/${slug}/units`)).body as unknown as {
        code: string
        path: string
      }[]
    ).map(({ code, path }) => `${code}: ${path}`)

  it('have each its own names and parents, whichever was loaded last', async () => {
    assert.ok((await find('thi')).includes('T.SNV: Tỉnh › Sở Nội vụ'))
    assert.ok((await find('thi-hai')).includes('T.SNV: Tỉnh › Khối mới › Sở Nội vụ và Lao động'))
  })

  it('keep a unit that the changed file no longer has where somebody stands at it, and what is above it', async () => {
    const person = await register(house, { unitId: await house.unitId('T.X') })
    assert.ok(person.contestantId)
    const { identityKey } = house.house
    const changed = aContest({ units: [first[0]!, first[3]!] })
    const loaded = await loadContest(
      { owner: house.owner, identityKey },
      { file: changed, at: new Date('2023-08-15T00:00:00Z'), reason: 'x', approvedBy: 'y' },
    )
    assert.ok(loaded.ok)
    const left = await house.rows<{ code: string; choosable: boolean }>(
      `SELECT code, choosable FROM contest_units JOIN contests c ON c.id = contest_id WHERE slug = 'thi' ORDER BY code`,
    )
    assert.deepEqual(
      left.map(({ code, choosable }) => `${code} ${choosable}`),
      ['T true', 'T.H false', 'T.SNV true', 'T.X false'],
    )
    const me = await house.ask('GET', '/api/v1/contests/thi/contestants/me', { token: person.token })
    assert.match(me.text, /Tỉnh › Huyện › Xã/)
  })
})
