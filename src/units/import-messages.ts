/** What is said of a file of units, to whoever sent it: what was found, and what was expected. */
import type { ItemFault } from '../question-files/model.ts'
import { type Field, HEADINGS, type ImportFault, type ImportFaultKind } from './import-model.ts'

const EXPECTED: Record<ImportFaultKind, string> = {
  'code-form': 'mã gồm chữ in hoa và chữ số, nối bằng dấu chấm hoặc gạch ngang, ví dụ SNV hay 25.08515',
  'name-form': 'tên đơn vị, không quá 300 chữ',
  'kind-unknown': 'loại đơn vị, ví dụ Tỉnh, Xã, Phường, Sở, Trường, hoặc mã loại như agency',
  'hierarchy-unknown': 'hành chính, ngành hoặc khối',
  'date-form': 'ngày có thật, dạng 01/07/2025 hoặc 2025-07-01',
  'dates-in-order': 'ngày sau ngày bắt đầu',
  'headcount-form': 'số người, ví dụ 125',
  'choosable-form': 'có hoặc không',
  'successors-form': 'mã đơn vị kế thừa, nhiều đơn vị thì ghi phần: A:0,6; B:0,4 (và có ngày kết thúc)',
  shares: 'các phần cộng lại bằng 1',
  'no-parent': 'mã của một đơn vị trong tệp hoặc đã có',
  'no-successor': 'mã của một đơn vị trong tệp hoặc đã có',
  'parent-not-there': 'đơn vị cấp trên tồn tại suốt thời gian của đơn vị này, trong cùng hệ',
  circle: 'đơn vị cấp trên không nằm dưới chính đơn vị này',
  gap: 'các dòng của một mã nối tiếp nhau, không có ngày nào bị bỏ trống',
  overlap: 'mỗi ngày một tên và một vị trí: các dòng của một mã không trùng ngày',
  differs: 'như đã ghi; muốn đổi thì ghi biến động (đổi tên, chuyển, sáp nhập), không nhập đè',
  'no-main-place': 'vị trí trong hệ hành chính suốt thời gian tồn tại',
}

export function tellFault({ row, column, fault, found }: ImportFault): ItemFault {
  return {
    where: `dòng ${row}, cột “${HEADINGS[column][0]}”`,
    found: found === '' ? 'để trống' : `“${found.slice(0, 200)}”`,
    expected: EXPECTED[fault],
  }
}

export const fileFaults = {
  noHeading: (missing: readonly Field[]): ItemFault => ({
    where: 'dòng tiêu đề',
    found: 'không có đủ các cột cần thiết',
    expected: `các cột ${missing.map((field) => `“${HEADINGS[field][0]}”`).join(', ')}`,
  }),
  tooManyRows: (most: number): ItemFault => ({
    where: 'Cả tệp',
    found: `hơn ${most.toLocaleString('vi-VN')} dòng`,
    expected: `không quá ${most.toLocaleString('vi-VN')} dòng một tệp`,
  }),
  unreadable: (): ItemFault => ({
    where: 'Cả tệp',
    found: 'không đọc được',
    expected: 'tệp Excel (.xlsx) hoặc CSV mã UTF-8',
  }),
  tooSlow: (seconds: number): ItemFault => ({
    where: 'Cả tệp',
    found: `đọc quá ${seconds} giây chưa xong`,
    expected: 'một tệp nhỏ hơn, hoặc lưu lại tệp bằng Excel rồi gửi lại',
  }),
}
