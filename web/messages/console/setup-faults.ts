/** What the set-up says of a request that the API did not take as it was sent. */
type Told = Record<string, string>

export const setupFaults = {
  vi: {
    /** Beginning with nothing, by the pointer of the field. */
    begin: {
      '/authority/code':
        'Mã cơ quan chỉ gồm chữ thường không dấu, chữ số và gạch nối, dài 2 đến 40 ký tự; ví dụ hoa-binh.',
      '/authority/name': 'Cần nhập tên cơ quan tổ chức, nhiều nhất 300 ký tự.',
    } as Told,
    change: {
      '/reason': 'Cần nêu lý do, từ 3 đến 1.000 ký tự.',
      '/effectiveAt': 'Cần chọn đủ ngày và giờ.',
    } as Told,
    people: 'Có dòng không đúng dạng của thông tin đã chọn; mỗi dòng là một giá trị, nhiều nhất 300 ký tự.',
  },
  en: {
    begin: {
      '/authority/code': 'Lower-case letters, digits and hyphens, 2 to 40 of them, e.g. hoa-binh.',
      '/authority/name': 'The name of the authority is needed, at most 300 characters.',
    } as Told,
    change: {
      '/reason': 'Say why, in 3 to 1,000 characters.',
      '/effectiveAt': 'Choose both the day and the hour.',
    } as Told,
    people: 'A line is not a value of the chosen field; each line is one, at most 300 characters.',
  },
}
