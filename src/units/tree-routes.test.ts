import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { freshHouse } from '../../tests/support/a-house.ts'
import { aContest } from '../../tests/support/contest-of-every-kind.ts'
import { aNewUnit } from '../../tests/support/honest-units.ts'
import { ask, type Browser, seated, told } from '../../tests/support/officers.ts'

const CONSOLE = '/api/v1/console'
const other = aContest({ rules: { slug: 'huyen', authority: { code: 'huyen', name: 'Huyện' } } })

describe('the units in the console', () => {
  const house = freshHouse({ contests: [aContest(), other] })
  let organiser: Browser
  let stranger: Browser
  let coordinator: Browser
  const idOf = async (code: string) =>
    (await house.rows<{ id: string }>('SELECT id FROM authorities WHERE code = $1', [code]))[0]!.id
  before(async () => {
    const [own, foreign] = [await idOf('tinh'), await idOf('huyen')]
    organiser = (await seated(house, ['organiser'], { authorityId: own })).browser
    stranger = (await seated(house, ['organiser'], { authorityId: foreign })).browser
    coordinator = (await seated(house, ['unit-coordinator'], { authorityId: own })).browser
  })
  const get = async (path: string, who = organiser) =>
    (await ask(house, who, 'GET', `${CONSOLE}${path}`)).body
  const codes = async (path: string) => (await get(path)).map(({ code }: { code: string }) => code)

  it('are read level by level, as of a day, and by words without diacritics', async () => {
    const [top] = await get('/units')
    assert.deepEqual([top.code, top.parentCode, top.children], ['T', null, 3])
    assert.deepEqual(await codes('/units?parent=T'), ['T.SNV', 'T.SYT', 'T.HB'])
    assert.deepEqual(await codes('/units?parent=T&on=2022-12-31'), ['T.SNV', 'T.SYT', 'T.HB', 'T.CU'])
    assert.deepEqual(await codes(`/units?parent=T&limit=1&after=${(await get('/units?parent=T'))[0].key}`), [
      'T.SYT',
    ])
    assert.deepEqual(await codes('/units?query=so%20y%20te'), ['T.SYT'])
    assert.deepEqual(await codes('/units?hierarchy=block'), [])
  })

  it('are changed by a deed that was looked at, once; whoever looked before is told what is new', async () => {
    const deed = {
      kind: 'rename',
      effectiveOn: '2023-09-01',
      reason: 'Đổi tên',
      units: ['T.SYT'],
      name: 'Sở Sức khỏe',
    }
    const preview = await ask(house, organiser, 'POST', `${CONSOLE}/unit-deeds/preview`, { body: deed })
    assert.equal(preview.status, 200, preview.text)
    assert.deepEqual(
      preview.body.units.map((unit: Record<string, string>) => [unit.nameBefore, unit.nameAfter]),
      [['Sở Y tế', 'Sở Sức khỏe']],
    )
    assert.deepEqual(preview.body.contests[0].state, 'open')
    const { version } = preview.body
    const done = await ask(house, organiser, 'POST', `${CONSOLE}/unit-deeds`, { body: { ...deed, version } })
    assert.equal(done.status, 201, done.text)
    const again = await ask(house, organiser, 'POST', `${CONSOLE}/unit-deeds`, { body: { ...deed, version } })
    assert.equal(told(again), '409 changed-meanwhile')
    assert.equal(again.body.current.version, version + 1)
    assert.deepEqual(
      (await get('/units/T.SYT')).names.map(({ name, validFrom }: Record<string, string>) => [
        name,
        validFrom,
      ]),
      [
        ['Sở Y tế', null],
        ['Sở Sức khỏe', '2023-09-01'],
      ],
    )
    const [listed] = await get('/unit-deeds')
    assert.deepEqual([listed.id, listed.canBeUndone, listed.doneBy], [done.body.id, true, 'Trần Văn Bình'])
    const undo = (who: Browser) =>
      ask(house, who, 'PUT', `${CONSOLE}/unit-deeds/${done.body.id}/withdrawal`, { body: { reason: 'Nhầm' } })
    assert.equal(told(await undo(stranger)), '404 not-found')
    assert.equal((await undo(organiser)).status, 204)
    assert.equal((await get('/units/T.SYT')).names.length, 1)
  })

  it('say at the field what is wrong', async () => {
    const body = {
      ...aNewUnit(),
      into: [{ code: 'T', fresh: { name: 'x', kind: 'agency', parent: 'KHONG' } }],
    }
    const reply = await ask(house, organiser, 'POST', `${CONSOLE}/unit-deeds/preview`, { body })
    assert.equal(reply.status, 400)
    assert.deepEqual(reply.body.errors[0].pointer, '/into/0/code')
  })

  it('of another authority are not there', async () => {
    assert.equal(
      told(await ask(house, stranger, 'GET', `${CONSOLE}/contests/thi/headcounts`)),
      '404 not-found',
    )
    const { version } = (
      await ask(house, stranger, 'POST', `${CONSOLE}/unit-deeds/preview`, { body: aNewUnit() })
    ).body
    assert.ok(version >= 1)
    assert.equal(await house.count("SELECT count(*) FROM units WHERE code LIKE 'MOI%'"), 0)
  })

  it('have headcounts that organisers declare for all, and a coordinator for what is theirs', async () => {
    const url = `${CONSOLE}/contests/thi/headcounts`
    const declare = (who: Browser, code: string, people: number, version: number) =>
      ask(house, who, 'PUT', `${url}/${code}`, {
        body: { people, asOf: '2023-08-01', document: 'CV 12', version },
      })
    assert.deepEqual(
      (await get('/contests/thi/headcounts', coordinator)).map(({ code }: { code: string }) => code),
      ['T.SNV'],
    )
    assert.equal(told(await declare(coordinator, 'T.SYT', 10, 0)), '404 not-found')
    const first = await declare(coordinator, 'T.SNV', 60, 0)
    assert.deepEqual([first.status, first.body.people, first.body.version], [200, 60, 1], first.text)
    const late = await declare(organiser, 'T.SNV', 61, 0)
    assert.deepEqual([told(late), late.body.current.people], ['409 changed-meanwhile', 60])
    assert.equal((await declare(organiser, 'T.SNV', 61, 1)).status, 200)
    assert.equal(await house.count('SELECT count(*) FROM headcount_declarations'), 2)
    assert.equal(
      await house.count(
        "SELECT people FROM headcounts h JOIN units u ON u.id = h.unit_id WHERE u.code = 'T.SNV'",
      ),
      61,
    )
    assert.deepEqual(
      (await get('/contests/thi/headcounts?missing=true')).map(({ code }: { code: string }) => code),
      ['T.SYT', 'T.HB', 'T.CU'],
    )
  })
})
