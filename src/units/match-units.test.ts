import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type KnownName, openUnitMatcher, SURE, surelyMeant, type UnitMatch } from './match-units.ts'
import type { Succession, UnitId } from './model.ts'

const name = (code: string, called: string, above: string[], days: Partial<KnownName> = {}): KnownName => ({
  unitId: code as UnitId,
  code,
  name: called,
  above,
  validFrom: null,
  validTo: null,
  ...days,
})
const CHANGE = '2025-07-01'
const before = { validTo: CHANGE }
const since = { validFrom: CHANGE }
// Xã Đồng Tâm, huyện Mỹ Đức, became part of xã Phúc Sơn; the rest is made up to resemble what lists hold.
const names = [
  name('HN', 'Thành phố Hà Nội', []),
  name('MD', 'Huyện Mỹ Đức', ['Thành phố Hà Nội'], before),
  name('DT', 'Xã Đồng Tâm', ['Huyện Mỹ Đức', 'Thành phố Hà Nội'], before),
  name('TL', 'Xã Thượng Lâm', ['Huyện Mỹ Đức', 'Thành phố Hà Nội'], before),
  name('PS', 'Xã Phúc Sơn', ['Thành phố Hà Nội'], since),
  name('LT', 'Tỉnh Phú Thọ', []),
  name('DT2', 'Xã Đồng Tâm', ['Tỉnh Phú Thọ']),
  name('SNV', 'Sở Nội vụ', ['Thành phố Hà Nội']),
  name('SNN', 'Sở Nông nghiệp và Phát triển nông thôn', ['Thành phố Hà Nội']),
  name('VM', 'Phường Văn Miếu - Quốc Tử Giám', ['Thành phố Hà Nội']),
  name('TP1', 'Xã Tân Phú', ['Tỉnh Phú Thọ']),
  name('TP2', 'Xã Tân Phù', ['Tỉnh Phú Thọ']),
  name('TT', 'Thị trấn Hòa Bình', ['Tỉnh Phú Thọ'], { validTo: '2024-01-01' }),
  name('TT', 'Phường Hòa Bình', ['Tỉnh Phú Thọ'], { validFrom: '2024-01-01' }),
  name('CH', 'Xã Chia', ['Tỉnh Phú Thọ'], before),
  name('C1', 'Xã Một', ['Tỉnh Phú Thọ'], since),
  name('C2', 'Xã Hai', ['Tỉnh Phú Thọ'], since),
]
const follow = (unit: string, successor: string, share = 1, on = CHANGE): Succession => ({
  unitId: unit as UnitId,
  successorId: successor as UnitId,
  share,
  takesEffectOn: on,
})
const successions = [follow('DT', 'PS'), follow('TL', 'PS'), follow('CH', 'C1', 0.7), follow('CH', 'C2', 0.3)]
const match = openUnitMatcher({ names, successions, on: '2026-01-01' })
const sure = (text: string, parent?: string) => surelyMeant(match(text, parent))?.code ?? null
const all = (text: string, parent?: string) => match(text, parent).map((each: UnitMatch) => each.code)

describe('a unit as somebody wrote it', () => {
  it('is found by its code, and by its name in whatever case, tone and form', () => {
    for (const text of ['SNV', ' snv ', 'Sở Nội vụ', 'so noi vu', 'SỞ NỘI VỤ', 'Sở  Nội Vụ'.normalize('NFD')])
      assert.equal(sure(text), 'SNV', text)
  })
  it('is found behind the office in front of it and the shorthand of lists', () => {
    assert.equal(sure('UBND xã Phúc Sơn'), 'PS')
    assert.equal(sure('Ủy ban nhân dân xã Phúc Sơn'), 'PS')
    assert.equal(sure('X. Phúc Sơn'), 'PS')
    assert.equal(sure('Sở NN&PTNT'), 'SNN')
    assert.equal(sure('P. Hoà Bình'), 'TT')
  })
  it('may have a dash of its own', () => {
    assert.equal(sure('phường Văn Miếu - Quốc Tử Giám'), 'VM')
    assert.equal(sure('van mieu quoc tu giam'), 'VM')
  })
  it('of a name that two have is told by its parent, and without it by nobody', () => {
    assert.equal(sure('Xã Đồng Tâm'), null)
    assert.deepEqual(all('Xã Đồng Tâm').toSorted(), ['DT2', 'PS'])
    assert.equal(sure('Xã Đồng Tâm', 'Tỉnh Phú Thọ'), 'DT2')
    assert.equal(sure('UBND xã Đồng Tâm, Phú Thọ'), 'DT2')
  })
  it('of before the change is what came after it, and says by which name it was known', () => {
    const [found] = match('xa dong tam', 'huyện Mỹ Đức')
    assert.deepEqual([found?.code, found?.because, found?.via], ['PS', 'successor', 'Xã Đồng Tâm'])
    assert.equal(sure('xa thuong lam'), 'PS')
    assert.equal(match('Thị trấn Hòa Bình')[0]?.because, 'former-name')
    assert.equal(sure('Thị trấn Hòa Bình'), 'TT')
  })
  it('that went to several is never surely one of them', () => {
    assert.deepEqual(all('Xã Chia'), ['C1', 'C2'])
    assert.equal(sure('Xã Chia'), null)
  })
  it('is itself on a day before the change', () => {
    const then = openUnitMatcher({ names, successions, on: '2025-06-30' })
    assert.equal(surelyMeant(then('xã Đồng Tâm, huyện Mỹ Đức'))?.code, 'DT')
  })
  it('is told from its neighbour by the tone where it is written, and not where it is not', () => {
    assert.equal(sure('Xã Tân Phù'), 'TP2')
    assert.equal(sure('Xã Tân Phú'), 'TP1')
    assert.equal(sure('xa tan phu'), null)
    assert.deepEqual(all('xa tan phu').toSorted(), ['TP1', 'TP2'])
  })
  it('with a slip of the pen is proposed, and not taken', () => {
    const [found] = match('Sở Nội vụu')
    assert.equal(found?.code, 'SNV')
    assert.ok(found!.score < SURE)
  })
  it('that resembles nothing is nobody', () => {
    for (const text of ['', '   ', 'zzzzqqq', '%', '-', 'Ban Quản lý vườn quốc gia Xuân Thủy'])
      assert.equal(sure(text), null, text)
    assert.deepEqual(match('zzzzqqq'), [])
  })
})
