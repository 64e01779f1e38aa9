import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatOf } from './format.ts'
import { messagesOf } from './messages.ts'

const ZONE = 'Asia/Ho_Chi_Minh'

describe('the messages', () => {
  it('say everything in both tongues, and nothing is left empty', () => {
    const walk = (value: unknown, path: string): void => {
      if (typeof value === 'string') assert.notEqual(value.trim(), '', path)
      else if (typeof value === 'object' && value !== null)
        for (const [name, member] of Object.entries(value)) walk(member, `${path}.${name}`)
    }
    walk(messagesOf('vi'), 'vi')
    walk(messagesOf('en'), 'en')
  })

  it('name only the caps that the rulebook has', () => {
    const { caps } = messagesOf('vi').contest
    assert.equal(caps({ perRound: 1 }), 'Mỗi người được thi 1 lượt trong một đợt thi.')
    assert.equal(caps({}), 'Không giới hạn số lượt thi.')
  })
})

describe('figures and times', () => {
  const [vi, en] = [formatOf('vi', ZONE), formatOf('en', ZONE)]

  it('are written as people of each tongue write them', () => {
    assert.equal(vi.number(1234567), '1.234.567')
    assert.equal(en.number(1234567), '1,234,567')
    assert.equal(vi.percent(98.5), '98,50 %')
    assert.equal(vi.figure(87.65432), '87,65432')
    assert.equal(vi.money(1_000_000), '1.000.000 đồng')
    assert.equal(vi.duration(422_123), '7:02,123')
    assert.equal(vi.span(422_123), '7 phút 2,123 giây')
    assert.equal(vi.span(6949), '6,949 giây')
  })

  it('show times on the wall of the contest’s zone, whatever the zone of the machine', () => {
    assert.equal(vi.minute('2023-08-14T00:30:00.000Z'), '07:30 14/08/2023')
    assert.equal(vi.minute('2023-09-10T17:00:00.000Z'), '00:00 11/09/2023')
    assert.equal(vi.second('2023-09-10T13:59:59.999Z'), '20:59:59 10/09/2023')
    assert.equal(vi.civilDate('2023-08-10'), '10/08/2023')
  })
})
