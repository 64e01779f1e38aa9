/** The rulebook as contest.yaml: what the reader reads back as the same rulebook, whoever wrote it (docs/rules/setup.md, E-8). */
import { Document, isMap, isScalar } from 'yaml'
import { withoutNames } from './digest-rules.ts'
import type { Rulebook } from './model.ts'
import { rulebook } from './rulebook.ts'

const HEADINGS: Partial<Record<keyof Rulebook, string>> = {
  slug: ' Tên cuộc thi, cơ quan tổ chức / the contest and its authority',
  support: ' Hỗ trợ / support',
  streams: ' Đối tượng dự thi và thông tin đăng ký / who takes part, and what they fill in',
  rounds: ' Các đợt thi, theo giờ Việt Nam / rounds, in Vietnamese time',
  paper: ' Bài thi / the paper',
  attempts: ' Số lượt thi, bài được tính / attempts, and which one counts',
  ranking: ' Thứ tự xếp hạng / the order of the standings',
  prizes: ' Giải thưởng / prizes',
  exclusions:
    ' Người không được dự thi. Danh sách chỉ lưu dưới dạng mã băm nên không có trong tệp; values để trống thì giữ nguyên danh sách đã lưu.\n Who may not take part: known only by keyed hashes, so not in this file; empty values keep the list as it is.',
}

export function writeContestFile(rules: Rulebook): string {
  // The schema puts the entries in its own order, whatever the database made of it.
  const document = new Document(rulebook.parse(withoutNames(rules)), { aliasDuplicateObjects: false })
  document.commentBefore =
    ' Thể lệ cuộc thi dưới dạng dữ liệu / the rulebook of a contest as data.\n Ý nghĩa từng mục / what each entry means: docs/rules/rulebook.md'
  if (isMap(document.contents))
    for (const { key } of document.contents.items) {
      const heading = isScalar(key) ? HEADINGS[key.value as keyof Rulebook] : undefined
      if (!heading || !isScalar(key)) continue
      key.commentBefore = heading
      key.spaceBefore = true
    }
  return document.toString({ lineWidth: 120, blockQuote: 'folded' })
}
