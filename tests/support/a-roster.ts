/** Rosters as a province would have them: names of the usual kind, numbers, units; the same ones for the same seed. */
const SURNAMES = [
  'Nguyễn',
  'Trần',
  'Lê',
  'Phạm',
  'Hoàng',
  'Bùi',
  'Đinh',
  'Quách',
  'Hà',
  'Vũ',
  'Đặng',
  'Đỗ',
  'Xa',
  'Lường',
  'Ngô',
]
const MIDDLES = [
  'Văn',
  'Thị',
  'Đức',
  'Thị Thu',
  'Minh',
  'Thị Hồng',
  'Quốc',
  'Ngọc',
  'Thanh',
  'Thị Kim',
  'Hữu',
  'Xuân',
  'Thị Bích',
]
const GIVEN = [
  'An',
  'Bình',
  'Chi',
  'Dũng',
  'Giang',
  'Hà',
  'Hòa',
  'Hương',
  'Khánh',
  'Lan',
  'Linh',
  'Mai',
  'Nam',
  'Ngọc',
  'Oanh',
  'Phúc',
  'Quân',
  'Sơn',
  'Thảo',
  'Thủy',
  'Trang',
  'Tuấn',
  'Uyên',
  'Việt',
  'Yến',
]
const POSITIONS = [
  'Chuyên viên',
  'Công chức Văn phòng – Thống kê',
  'Chủ tịch UBND',
  'Phó Chủ tịch',
  'Viên chức',
  'Kế toán',
  'Giáo viên',
]

export const ROSTER_HEADING = [
  'STT',
  'Họ và tên',
  'Đơn vị',
  'Chức vụ',
  'Mã cán bộ',
  'Số CCCD',
  'Điện thoại',
  'Ngày sinh',
]

export function* rosterRows(count: number, units: readonly string[], seed = 1): Generator<string[]> {
  const next = dice(seed)
  const one = <Item>(items: readonly Item[]) => items[Math.floor(next() * items.length)]!
  const digits = (length: number) => Array.from({ length }, () => Math.floor(next() * 10)).join('')
  const two = (number: number) => String(number).padStart(2, '0')
  for (let no = 1; no <= count; no++) {
    const born = `${two(1 + Math.floor(next() * 28))}/${two(1 + Math.floor(next() * 12))}/${1965 + Math.floor(next() * 38)}`
    yield [
      String(no),
      `${one(SURNAMES)} ${one(MIDDLES)} ${one(GIVEN)}`,
      units[(no - 1) % units.length]!,
      one(POSITIONS),
      `CB${String(no).padStart(6, '0')}`,
      `017${String(no).padStart(6, '0')}${digits(3)}`,
      `09${String(no).padStart(6, '0')}${digits(2)}`,
      born,
    ]
  }
}

/** Mulberry32: enough for names. */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
