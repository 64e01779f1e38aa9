/**
 * Makes the Excel files and packages of tests/import-files/formats again: node tests/import-files/compose-format-files.ts.
 * Some by libraries that offices' programs use, some composed in the manner of a program that cannot be had here. The texts
 * (GIFT, Aiken, Moodle XML, single items of QTI) lie there as they are.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as sheetjs from '@e965/xlsx'
import exceljs from '@protobi/exceljs'
import { zipSync } from 'fflate'

const FOLDER = join(import.meta.dirname, 'formats')
const save = (name: string, bytes: Uint8Array | ArrayBuffer) =>
  writeFileSync(join(FOLDER, name), new Uint8Array(bytes))
const zip = (files: Record<string, string | Uint8Array>) =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        name,
        typeof content === 'string' ? Buffer.from(content) : content,
      ]),
    ),
    { mtime: new Date('2024-01-01T00:00:00') },
  )
/** A picture of one pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

const TEMPLATE = [
  'Câu hỏi',
  'Loại',
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'H',
  'Đáp án',
  'Giải thích',
  'Căn cứ',
  'Chủ đề',
  'Mức độ',
]

async function withExcel(name: string, fill: (book: exceljs.Workbook) => void): Promise<void> {
  const book = new exceljs.Workbook()
  fill(book)
  save(name, await book.xlsx.writeBuffer())
}

const blank = (count: number) => Array.from({ length: count }, () => '')

await withExcel('excel-template.xlsx', (book) => {
  const sheet = book.addWorksheet('Câu hỏi')
  sheet.addRow(TEMPLATE)
  sheet.addRow([
    'Thủ đô của nước ta?',
    'một đáp án',
    'Huế',
    'Hà Nội',
    'Đà Nẵng',
    ...blank(5),
    'B',
    'Theo Hiến pháp.',
    'Hiến pháp 2013, Điều 13',
    'Hiến pháp',
    'dễ',
  ])
  sheet.addRow(['Chọn các tỉnh?', 'nhiều đáp án', 'Lào Cai', 'Huế', 'Sơn La', ...blank(5), 'A, C'])
  sheet.addRow(['Nước ta có 34 tỉnh, thành phố.', 'đúng/sai', ...blank(8), 'Đúng'])
  sheet.addRow([
    'Sắp xếp các bước',
    'sắp xếp',
    'Giải quyết',
    'Tiếp nhận',
    'Trả kết quả',
    ...blank(5),
    'B, A, C',
  ])
  sheet.addRow([
    'Ghép cơ quan với cấp',
    'ghép đôi',
    'Trung ương',
    'Tỉnh',
    'Xã',
    ...blank(5),
    'Sở Nội vụ → B\nBộ Nội vụ → A',
  ])
  sheet.addRow(['Bao nhiêu tỉnh?', 'điền số', ...blank(8), 34])
  sheet.addRow(['Tên viết tắt?', 'trả lời ngắn', ...blank(8), 'CCHC\ncải cách hành chính'])
  sheet.addRow(['Trình bày ý nghĩa', 'tự luận', ...blank(8), ''])
})

{
  const rows = [
    ['ỦY BAN NHÂN DÂN TỈNH', '', ''],
    ['BỘ CÂU HỎI THI TRẮC NGHIỆM'],
    [],
    [
      'STT',
      'Nội dung câu hỏi',
      'Phương án 1',
      'Phương án 2',
      'Phương án 3',
      'Phương án 4',
      'Đáp án đúng',
      'Ghi chú',
    ],
    [1, 'Nghị quyết 76/NQ-CP ban hành năm nào?', '2020', '2021', '2022', '2023', 'B', ''],
    [2, 'Có mấy nội dung cải cách?', '5', '6', '7', '8', 2, 'sửa'],
    [3, 'Cơ quan nào chủ trì?', 'Bộ Nội vụ', 'Bộ Tài chính', 'Bộ Y tế', 'Bộ Tư pháp', 1, ''],
    [4, 'Cơ quan nào phối hợp?', 'Bộ Nội vụ', 'Bộ Tài chính', 'Bộ Y tế', 'Bộ Tư pháp', 'Bộ Tài chính', ''],
    [5, 'Chọn hai', 'một', 'hai', 'ba', 'bốn', '1;3', ''],
    [6, 'Đáp án lạc', 'một', 'hai', 'ba', 'bốn', 'E', ''],
    [7, 'Số nào nhỏ nhất?', 3, 1, 2, 4, 2, ''],
  ]
  const book = sheetjs.utils.book_new()
  sheetjs.utils.book_append_sheet(book, sheetjs.utils.aoa_to_sheet(rows), 'Sheet1')
  save('sheetjs-foreign-names.xlsx', sheetjs.write(book, { type: 'buffer', bookType: 'xlsx' }))
}

{
  const rows = [
    ['question', 'option a', 'option b', 'option c', 'correct answer', 'level', 'category'],
    ['Mot cua la gi?', 'Noi tiep nhan', 'Noi hop', 'Noi nghi', 'Noi tiep nhan', 'easy', 'mot cua'],
    ['Hai phuong an giong nhau?', 'x', 'x', 'y', 'C', 'easy', 'mot cua'],
    ['Chi mot phuong an?', 'x', '', '', 'A', 'easy', 'mot cua'],
    ['Bo trong o giua?', 'x', '', 'z', 'C', 'hard', 'mot cua'],
    ['Khong co dap an?', 'x', 'y', 'z', '', 'hard', 'mot cua'],
    ['=1+1 la chu?', '=2', '+2', '@2', 'A. =2', 'hard', 'mot cua'],
  ]
  const book = sheetjs.utils.book_new()
  sheetjs.utils.book_append_sheet(book, sheetjs.utils.aoa_to_sheet(rows), 'Questions')
  save('sheetjs-english.xlsx', sheetjs.write(book, { type: 'buffer', bookType: 'xlsx', bookSST: true }))
}

await withExcel('excel-marks.xlsx', (book) => {
  const sheet = book.addWorksheet('Đánh dấu')
  sheet.addRow(['STT', 'Câu hỏi', 'A', 'B', 'C', 'D'])
  const options = ['một', 'hai', 'ba', 'bốn']
  for (const [index, name] of [
    'đậm',
    'đỏ',
    'nền vàng',
    'chữ đậm trong ô',
    'gạch chân',
    'dấu sao',
    'không dấu',
    'hai dấu khác nhau',
  ].entries())
    sheet.addRow([index + 1, `Đáp án bằng ${name}?`, ...options])
  sheet.getRow(1).font = { bold: true }
  sheet.getCell('D2').font = { bold: true }
  sheet.getCell('E3').font = { color: { argb: 'FFFF0000' } }
  sheet.getCell('C4').fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFFFF00' } }
  sheet.getCell('F5').value = {
    richText: [
      { text: 'b', font: { bold: true } },
      { text: 'ốn', font: { bold: true } },
    ],
  }
  sheet.getCell('E6').font = { underline: true }
  sheet.getCell('D7').value = '*hai'
  sheet.getCell('C9').font = { bold: true }
  sheet.getCell('D9').font = { color: { argb: 'FFFF0000' } }
})

await withExcel('excel-one-option-a-row.xlsx', (book) => {
  const sheet = book.addWorksheet('Câu hỏi')
  sheet.addRow(['STT', 'Câu hỏi', 'Phương án', 'Đáp án đúng', 'Chủ đề'])
  sheet.addRow([1, 'Ai tiếp nhận hồ sơ?', 'Bộ phận Một cửa', 'x', 'Một cửa'])
  sheet.addRow(['', '', 'Kho bạc', '', ''])
  sheet.addRow(['', '', 'Bưu điện', '', ''])
  sheet.addRow([2, 'Ai ký?', 'Chủ tịch', 'x', ''])
  sheet.addRow(['', '', 'Phó Chủ tịch được ủy quyền', 'x', ''])
  sheet.addRow(['', '', 'Bảo vệ', '', ''])
  sheet.mergeCells('A2:A4')
  sheet.mergeCells('B2:B4')
  sheet.mergeCells('B5:B7')
  sheet.mergeCells('E2:E7')
})

await withExcel('excel-options-in-one-cell.xlsx', (book) => {
  const sheet = book.addWorksheet('Câu hỏi')
  sheet.addRow(['TT', 'Nội dung', 'Các phương án', 'Đáp án'])
  sheet.addRow([1, 'Ai chủ trì?', 'A. Bộ Nội vụ\nB. Bộ Y tế\nC. Bộ Công an', 'A'])
  sheet.addRow([
    2,
    'Ai phối hợp?',
    {
      richText: [
        { text: 'A. Bộ Nội vụ\n' },
        { text: 'B. Bộ Y tế\n', font: { bold: true } },
        { text: 'C. Bộ Công an' },
      ],
    },
    '',
  ])
})

await withExcel('excel-values.xlsx', (book) => {
  const sheet = book.addWorksheet('Giá trị')
  sheet.addRow(['Câu hỏi', 'A', 'B', 'C', 'Đáp án'])
  sheet.addRow([
    'Ngày ban hành?',
    new Date(Date.UTC(2021, 6, 15)),
    new Date(Date.UTC(2021, 10, 8)),
    new Date(Date.UTC(2020, 0, 1)),
    'A',
  ])
  for (const cell of ['B2', 'C2', 'D2']) sheet.getCell(cell).numFmt = 'dd/mm/yyyy'
  sheet.addRow(['Tỷ lệ?', 0.8, 0.855, 1, 'B'])
  for (const cell of ['B3', 'C3', 'D3']) sheet.getCell(cell).numFmt = '0%'
  sheet.addRow(['Mã nào?', 7, 12, 123, 'A'])
  for (const cell of ['B4', 'C4', 'D4']) sheet.getCell(cell).numFmt = '000'
  sheet.addRow(['Tổng?', { formula: 'SUM(1,2)', result: 3 }, 4, 0.1 + 0.2, 'A'])
  sheet.addRow(['Lỗi?', { error: '#REF!' }, 4, 5, 'B'])
})

await withExcel('excel-sheets-and-headings.xlsx', (book) => {
  book.addWorksheet('Bìa').addRow(['Bộ câu hỏi năm 2026'])
  const one = book.addWorksheet('Phần 1')
  one.addRow(['STT', 'Câu hỏi', 'Phương án trả lời', '', '', 'Đáp án'])
  one.addRow(['', '', 'A', 'B', 'C', ''])
  one.mergeCells('C1:E1')
  one.addRow(['I. CẢI CÁCH THỂ CHẾ'])
  one.mergeCells('A3:F3')
  one.addRow([1, 'Câu một của phần một?', 'A. đúng', 'B. sai', 'C. không rõ', 'a'])
  one.addRow(['II. MỘT CỬA'])
  one.mergeCells('A5:F5')
  one.addRow([2, 'Câu hai của phần một?', 'x', 'y', 'z', 'Đáp án C'])
  const two = book.addWorksheet('Phần 2')
  two.addRow(['Câu hỏi', 'A', 'B', 'Đáp án'])
  two.addRow(['Câu của phần hai?', 'Đúng', 'Sai', 'B'])
  const hidden = book.addWorksheet('Ẩn', { state: 'hidden' })
  hidden.addRow(['Câu hỏi', 'A', 'B', 'Đáp án'])
  hidden.addRow(['Câu ẩn?', 'x', 'y', 'A'])
})

const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const inline = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`
const bookFiles = (sheet: string, more: Record<string, string> = {}) => ({
  '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
  '_rels/.rels': `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${REL}/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${MAIN}" xmlns:r="${REL}"><sheets><sheet name="Trang tính1" sheetId="1" r:id="rId3"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId3" Type="${REL}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId4" Type="${REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
  'xl/worksheets/sheet1.xml': sheet,
  ...more,
})
save(
  'google-without-places.xlsx',
  zip(
    bookFiles(
      `<?xml version="1.0"?><worksheet xmlns="${MAIN}"><sheetData><row>${['Câu hỏi', 'A', 'B', 'Đáp án'].map(inline).join('')}</row><row>${inline('Không có r=?')}<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="str"><f>UPPER("b")</f><v>B</v></c></row><row/><row>${['Dòng sau?', 'x_x000D_', 'y _x005F_x0041_', 'A'].map(inline).join('')}</row></sheetData></worksheet>`,
      {
        'xl/sharedStrings.xml': `<?xml version="1.0"?><sst xmlns="${MAIN}"><si><t>chữ chung</t></si><si><r><t>chữ </t></r><r><rPr><b/></rPr><t>từng đoạn</t></r><rPh sb="0" eb="1"><t>đọc</t></rPh></si></sst>`,
      },
    ),
  ),
)
save(
  'hostile-merge.xlsx',
  zip(
    bookFiles(
      `<?xml version="1.0"?><worksheet xmlns="${MAIN}"><sheetData><row r="1">${['Câu hỏi', 'A', 'B', 'Đáp án'].map(inline).join('')}</row><row r="2">${['Ô gộp khổng lồ?', 'x', 'y', 'A'].map(inline).join('')}</row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>`,
    ),
  ),
)

const item21 = (identifier: string, title: string, declarations: string, body: string, processing = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.imsglobal.org/xsd/imsqti_v2p1 http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd" identifier="${identifier}" title="${title}" label="" xml:lang="vi-VN" adaptive="false" timeDependent="false" toolName="TAO" toolVersion="3.4">${declarations}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/><itemBody><div class="grid-row"><div class="col-12">${body}</div></div></itemBody>${processing}</assessmentItem>`
const manifest = (items: [string, string][], type: string, namespace: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><manifest xmlns="${namespace}" identifier="M"><metadata><schema>QTI Package</schema></metadata><organizations/><resources>${items.map(([id, href]) => `<resource identifier="${id}" type="${type}" href="${href}"><file href="${href}"/></resource>`).join('')}</resources></manifest>`
const response = (cardinality: string, values: string[], more = '', baseType = 'identifier') =>
  `<responseDeclaration identifier="RESPONSE" cardinality="${cardinality}" baseType="${baseType}"><correctResponse>${values.map((value) => `<value><![CDATA[${value}]]></value>`).join('')}</correctResponse>${more}</responseDeclaration>`
save(
  'tao-package.qti21.zip',
  zip({
    'imsmanifest.xml': manifest(
      [1, 2, 3, 4, 5, 6].map((no) => [`i${no}`, `i${no}/qti.xml`]),
      'imsqti_item_xmlv2p1',
      'http://www.imsglobal.org/xsd/imscp_v1p1',
    ),
    'i1/qti.xml': item21(
      'i1',
      'Item 1',
      response('single', ['choice_2']),
      '<choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1"><prompt>Hình này là gì? <img src="anh/mot%20cua.png" alt=""/></prompt><simpleChoice identifier="choice_1" fixed="false"><p>Kho bạc</p></simpleChoice><simpleChoice identifier="choice_2" fixed="false"><p>Một <strong>cửa</strong></p></simpleChoice></choiceInteraction>',
      '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>',
    ),
    'i1/anh/mot cua.png': PIXEL,
    'i2/qti.xml': item21(
      'i2',
      'Item 2',
      response(
        'multiple',
        [],
        '<mapping defaultValue="0"><mapEntry mapKey="c1" mappedValue="1"/><mapEntry mapKey="c3" mappedValue="0.5"/></mapping>',
      ).replace('<correctResponse></correctResponse>', ''),
      '<p>Chọn hai:</p><choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="0"><simpleChoice identifier="c1">một</simpleChoice><simpleChoice identifier="c2">hai</simpleChoice><simpleChoice identifier="c3">ba</simpleChoice></choiceInteraction>',
      '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>',
    ),
    'i3/qti.xml': item21(
      'i3',
      'Item 3',
      response('ordered', ['c', 'a', 'b']),
      '<orderInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>Sắp xếp</prompt><simpleChoice identifier="a">Giải quyết</simpleChoice><simpleChoice identifier="b">Trả</simpleChoice><simpleChoice identifier="c">Nhận</simpleChoice></orderInteraction>',
    ),
    'i4/qti.xml': item21(
      'i4',
      'Item 4',
      response('multiple', ['r1 m2', 'r2 m1'], '', 'directedPair'),
      '<matchInteraction responseIdentifier="RESPONSE" shuffle="false" maxAssociations="2"><prompt>Ghép</prompt><simpleMatchSet><simpleAssociableChoice identifier="r1" matchMax="1">Bộ</simpleAssociableChoice><simpleAssociableChoice identifier="r2" matchMax="1">Sở</simpleAssociableChoice></simpleMatchSet><simpleMatchSet><simpleAssociableChoice identifier="m1" matchMax="0">tỉnh</simpleAssociableChoice><simpleAssociableChoice identifier="m2" matchMax="0">trung ương</simpleAssociableChoice><simpleAssociableChoice identifier="m3" matchMax="0">xã</simpleAssociableChoice></simpleMatchSet></matchInteraction>',
    ),
    'i5/qti.xml': item21(
      'i5',
      'Item 5',
      response('single', [], '', 'string'),
      '<extendedTextInteraction responseIdentifier="RESPONSE"><prompt>Trình bày</prompt></extendedTextInteraction>',
    ),
  }),
)
save(
  'library-package.qti3.zip',
  zip({
    'goi/imsmanifest.xml': manifest(
      [
        ['a', 'items/a.xml'],
        ['b', 'items/b.xml'],
      ],
      'imsqti_item_xmlv3p0',
      'http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1',
    ),
    'goi/items/a.xml': `<?xml version="1.0" encoding="UTF-8"?><qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="a" title="A" time-dependent="false"><qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string"><qti-correct-response><qti-value>CCHC</qti-value></qti-correct-response><qti-mapping default-value="0"><qti-map-entry map-key="CCHC" mapped-value="1"/><qti-map-entry map-key="cải cách hành chính" mapped-value="1"/><qti-map-entry map-key="cải cách" mapped-value="0.5"/></qti-mapping></qti-response-declaration><qti-item-body><p>Viết tắt là <qti-text-entry-interaction response-identifier="RESPONSE"/>.</p></qti-item-body><qti-modal-feedback outcome-identifier="F" identifier="explanation" show-hide="show"><qti-content-body><p>Vì vậy.</p><p>Căn cứ: Nghị quyết 76/NQ-CP</p></qti-content-body></qti-modal-feedback></qti-assessment-item>`,
    'goi/items/b.xml': `<?xml version="1.0" encoding="UTF-8"?><qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="b" title="B" time-dependent="false"><qti-response-declaration identifier="R" cardinality="single" base-type="float"><qti-correct-response><qti-value>34</qti-value></qti-correct-response></qti-response-declaration><qti-item-body><p>Bao nhiêu tỉnh?</p><p><qti-text-entry-interaction response-identifier="R"/></p></qti-item-body></qti-assessment-item>`,
  }),
)
save(
  'canvas-qti12.zip',
  zip({
    'imsmanifest.xml': manifest(
      [['q', 'q/q.xml']],
      'imsqti_xmlv1p2',
      'http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1',
    ),
    'q/q.xml':
      '<?xml version="1.0" encoding="UTF-8"?><questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment ident="q" title="Quiz"/></questestinterop>',
  }),
)
