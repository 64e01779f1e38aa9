/** Numbers, dates and times as people of each tongue write them: 1.234 · 98,5 % · 21:00 10/09/2023. */
export type Lang = 'vi' | 'en'

export type Format = ReturnType<typeof formatOf>

const localeOf = { vi: 'vi-VN', en: 'en-GB' } as const

export function formatOf(lang: Lang, zone: string) {
  const locale = localeOf[lang]
  const dates = new Intl.DateTimeFormat('vi-VN', {
    timeZone: zone,
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const partsOf = (at: string) =>
    Object.fromEntries(dates.formatToParts(new Date(at)).map((part) => [part.type, part.value]))
  const number = (value: number, digits = 0) =>
    value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return {
    number,
    /** As it is, with whatever decimals it has. */
    figure: (value: number) => value.toLocaleString(locale, { maximumFractionDigits: 6 }),
    percent: (value: number) => `${number(value, 2)} %`,
    money: (dong: number) => (lang === 'vi' ? `${number(dong)} đồng` : `VND ${number(dong)}`),
    /** 10/09/2023 */
    date: (at: string) => {
      const { day, month, year } = partsOf(at)
      return `${day}/${month}/${year}`
    },
    /** A civil date of the rulebook, 2023-08-10, which has no zone. */
    civilDate: (date: string) => date.split('-').reverse().join('/'),
    /** 21:00 10/09/2023 */
    minute: (at: string) => {
      const { day, month, year, hour, minute } = partsOf(at)
      return `${hour}:${minute} ${day}/${month}/${year}`
    },
    /** 09:14:32 10/09/2023 */
    second: (at: string) => {
      const { day, month, year, hour, minute, second } = partsOf(at)
      return `${hour}:${minute}:${second} ${day}/${month}/${year}`
    },
    /** 7 phút 2,123 giây */
    span: (ms: number) => {
      const [minutes, seconds] = [Math.floor(ms / 60_000), number((ms % 60_000) / 1000, 3)]
      const whole = minutes === 0 ? '' : `${minutes} ${lang === 'vi' ? 'phút' : 'min'} `
      return `${whole}${seconds} ${lang === 'vi' ? 'giây' : 's'}`
    },
    /** 7:02,123: minutes, seconds and milliseconds, since places may hang on them. */
    duration: (ms: number) => {
      const minutes = Math.floor(ms / 60_000)
      const seconds = String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')
      const rest = String(ms % 1000).padStart(3, '0')
      return `${minutes}:${seconds}${lang === 'vi' ? ',' : '.'}${rest}`
    },
  }
}
