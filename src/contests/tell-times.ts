/** Times of a rulebook in words, as a decision writes them: 21 giờ 00 phút ngày 10/9/2023. */
import { addDays } from '../platform/zone.ts'
import type { Said } from './file-messages.ts'

/** The time of a rulebook, 2023-08-14T07:30, as people write it. */
export function tellTime(localTime: string): Said {
  const [day = '', time = ''] = localTime.split('T')
  const [hour = '', minute = '', second = '00'] = time.split(':')
  const seconds = second === '00' ? '' : ` ${second} giây`
  return {
    vi: `${hour} giờ ${minute} phút${seconds} ngày ${tellDay(day)}`,
    en: `${hour}:${minute}${second === '00' ? '' : `:${second}`} on ${tellDay(day)}`,
  }
}

/** 10/9/2023, in both tongues. */
export function tellDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${date}/${month}/${year}`
}

/**
 * How a closing time is understood (B-10): the first instant that is too late. Whoever writes 23:59 or 24:00 has mostly
 * meant the end of the day, and is told which of the two stands here.
 */
export function tellClosing(localTime: string): Said {
  const [day = '', time = ''] = localTime.split('T')
  const clock = time.slice(0, 5)
  const told = tellTime(localTime)
  if (clock === '00:00') {
    const last = tellDay(addDays(day, -1))
    return {
      vi: `Nhận bài đến hết ngày ${last}; bài đến lúc 00 giờ 00 phút ngày ${tellDay(day)} là muộn.`,
      en: `Papers are taken to the end of ${last}; one that arrives at 00:00 on ${tellDay(day)} is late.`,
    }
  }
  if (clock === '23:59')
    return {
      vi: `Bài đến đúng ${told.vi} là muộn: một phút cuối của ngày không được tính. Nếu muốn nhận đến hết ngày ${tellDay(day)}, chọn 00 giờ 00 phút ngày ${tellDay(addDays(day, 1))}.`,
      en: `A paper that arrives at ${told.en} is late: the last minute of the day is not part of it. For the whole of ${tellDay(day)}, choose 00:00 on ${tellDay(addDays(day, 1))}.`,
    }
  return {
    vi: `Nhận bài trước ${told.vi}; bài đến đúng giờ đó là muộn.`,
    en: `Papers are taken before ${told.en}; one that arrives at that very time is late.`,
  }
}

/** 900 → 15 phút; 90 → 1 phút 30 giây. */
export function tellDuration(seconds: number): Said {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60]
  const vi = [minutes > 0 ? `${minutes} phút` : '', rest > 0 ? `${rest} giây` : '']
  const en = [minutes > 0 ? `${minutes} min` : '', rest > 0 ? `${rest} s` : '']
  return { vi: vi.filter(Boolean).join(' '), en: en.filter(Boolean).join(' ') }
}

const WEEKDAYS: readonly Said[] = [
  { vi: 'thứ Hai', en: 'Monday' },
  { vi: 'thứ Ba', en: 'Tuesday' },
  { vi: 'thứ Tư', en: 'Wednesday' },
  { vi: 'thứ Năm', en: 'Thursday' },
  { vi: 'thứ Sáu', en: 'Friday' },
  { vi: 'thứ Bảy', en: 'Saturday' },
  { vi: 'Chủ nhật', en: 'Sunday' },
]

export function tellHours(hours: { weekdays: readonly number[]; from: string; until: string }): Said {
  const days = [...hours.weekdays].sort((a, b) => a - b).map((day) => WEEKDAYS[day - 1]!)
  const until = hours.until === '00:00' ? '24:00' : hours.until
  return {
    vi: `chỉ mở từ ${hours.from} đến ${until} các ngày ${days.map(({ vi }) => vi).join(', ')}`,
    en: `open only from ${hours.from} to ${until} on ${days.map(({ en }) => en).join(', ')}`,
  }
}
