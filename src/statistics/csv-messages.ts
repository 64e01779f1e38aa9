/** The words of the table of figures, as it is opened in Excel. */
export const CSV_HEADINGS = [
  'Mã đơn vị',
  'Đơn vị',
  'Mã đơn vị cấp trên',
  'Số người dự thi (riêng đơn vị)',
  'Số lượt thi (riêng đơn vị)',
  'Số người tham gia đầy đủ (riêng đơn vị)',
  'Số người dự thi (cả đơn vị cấp dưới)',
  'Số lượt thi (cả đơn vị cấp dưới)',
  'Số người tham gia đầy đủ (cả đơn vị cấp dưới)',
  'Biên chế',
  'Tỷ lệ (%)',
  'Số liệu tính đến',
] as const

export const CSV_WITHHELD = 'chưa công bố'

/** 14/08/2023 07:30:00, from 2023-08-14T07:30:00. */
export function writeLocalTime(localTime: string): string {
  const [date = '', time = ''] = localTime.split('T')
  return `${date.split('-').reverse().join('/')} ${time}`
}
