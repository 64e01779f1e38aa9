import { localTimeOf } from '../../platform/zone.ts'
import type { Ranking } from '../../rankings/contract.ts'
import type { Rehearsal } from '../../rehearsals/rehearse-contest.ts'
import type { Statistics } from '../../statistics/contract.ts'
import { table } from './print.ts'

const PLACES_SHOWN = 10

const KEY_NAMES: Record<string, string> = {
  score: 'điểm',
  predictionDistance: 'lệch dự đoán',
  durationMs: 'thời gian làm bài',
  submittedAt: 'giờ nộp',
  startedAt: 'giờ bắt đầu',
  perfectAttempts: 'số bài đúng hết',
  seededDraw: 'bốc thăm',
}

/** A rehearsal for people: participation per unit, each week's standings with their reasons, what was refused. */
export function printRehearsal(rehearsal: Rehearsal): void {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const { contest, seed, people, registered, rounds, final, refused } = rehearsal
  say(
    `DIỄN TẬP ${contest}: ${number(people)} thí sinh giả lập, hạt giống ${seed}, ${number(registered)} đã đăng ký`,
  )

  for (const { no, ranking } of rounds) {
    const standings = ranking as Ranking
    say(
      `\nTUẦN ${no}: ${number(standings.rows.length)} người được xếp hạng, số thực tế của câu dự đoán: ${standings.actual === null ? 'không có' : number(standings.actual)}`,
    )
    say(standingsTable(standings))
  }
  if (final) {
    say('\nCHUNG CUỘC')
    say(standingsTable(final as Ranking))
  }
  say('\nTHAM GIA THEO ĐƠN VỊ (người mỗi tuần; đầy đủ: người dự thi mọi tuần)')
  say(
    participationTable(
      rounds.map(({ statistics }) => statistics as Statistics),
      rehearsal.statistics as Statistics,
    ),
  )
  say('\nTỪ CHỐI')
  say(
    table(
      ['lý do', 'khi', 'số lần'],
      refused.map(({ reason, where, count }) => [reason, where, count]),
    ),
  )
}

function standingsTable({ rows, keys }: Ranking): string {
  const shown = rows.slice(0, PLACES_SHOWN)
  const body = table(
    ['hạng', 'họ tên', 'đơn vị', ...keys.map((key) => KEY_NAMES[key] ?? key), 'hơn người sau nhờ'],
    shown.map((row, index) => [
      row.place,
      row.name,
      row.unit,
      ...row.trace.map(({ key, value }) => traced(key, value)),
      ahead(rows[index + 1]?.decidedBy),
    ]),
  )
  return rows.length > PLACES_SHOWN
    ? `${body}\n… và ${number(rows.length - PLACES_SHOWN)} người nữa (--json: tất cả)`
    : body
}

function ahead(decidedBy: string | null | undefined): string {
  return decidedBy ? (KEY_NAMES[decidedBy] ?? decidedBy) : ''
}

function traced(key: string, value: string | number | null): string {
  if (value === null || value === '') return '–'
  if (key === 'durationMs') return `${(Number(value) / 1000).toFixed(3).replace('.', ',')} s`
  if (key === 'submittedAt' || key === 'startedAt') {
    const at = new Date(value)
    return `${localTimeOf(at, 'Asia/Ho_Chi_Minh').replace('T', ' ')},${String(at.getMilliseconds()).padStart(3, '0')}`
  }
  if (key === 'seededDraw') return String(value).slice(0, 8)
  return String(value)
}

function participationTable(weeks: readonly Statistics[], whole: Statistics): string {
  const units = whole.units.filter(({ rollUp }) => (rollUp.persons ?? 0) > 0)
  const week = weeks.map((each) => new Map(each.units.map((unit) => [unit.unitId, unit.rollUp.persons])))
  return table(
    ['đơn vị', ...weeks.map((_, index) => `tuần ${index + 1}`), 'người', 'lượt', 'đầy đủ', 'tỷ lệ %'],
    [
      [
        'Tổng số',
        ...weeks.map(({ totals }) => totals.persons),
        whole.totals.persons,
        whole.totals.attempts,
        whole.totals.full,
        null,
      ],
      ...units.map((unit) => [
        unit.name,
        ...week.map((of) => of.get(unit.unitId) ?? null),
        unit.rollUp.persons,
        unit.rollUp.attempts,
        unit.rollUp.full,
        unit.rate ?? null,
      ]),
    ],
  )
}

function number(value: number): string {
  return value.toLocaleString('vi-VN')
}
