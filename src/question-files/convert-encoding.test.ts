import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { convertEncoding, encodingOfFont, leadingMarks } from './convert-encoding.ts'

const TCVN3 = [
  ['Céng hoµ x· héi chñ nghÜa ViÖt Nam', 'Cộng hoà xã hội chủ nghĩa Việt Nam'],
  ['§éc lËp - Tù do - H¹nh phóc', 'Độc lập - Tự do - Hạnh phúc'],
  [
    'C©u 1: C¬ quan nµo cã thÈm quyÒn ban hµnh NghÞ quyÕt?',
    'Câu 1: Cơ quan nào có thẩm quyền ban hành Nghị quyết?',
  ],
  [
    'Ng\u00adêi ®øng ®Çu chÞu tr¸ch nhiÖm vÒ kÕt qu¶ c¶i c¸ch',
    'Người đứng đầu chịu trách nhiệm về kết quả cải cách',
  ],
  ['M¹ng l\u00adíi, kü thuËt, chuyÓn ®æi sè, l\u00adu tr÷', 'Mạng lưới, kỹ thuật, chuyển đổi số, lưu trữ'],
] as const
const VNI = [
  ['Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam', 'Cộng hòa xã hội chủ nghĩa Việt Nam'],
  ['Ñoäc laäp - Töï do - Haïnh phuùc', 'Độc lập - Tự do - Hạnh phúc'],
  ['Caâu hoûi: Cô quan naøo coù thaåm quyeàn?', 'Câu hỏi: Cơ quan nào có thẩm quyền?'],
  ['Ñaùp aùn: thöù tö, ngaøy möôøi laêm', 'Đáp án: thứ tư, ngày mười lăm'],
  ['THÖÏC HIEÄN NGHÒ QUYEÁT', 'THỰC HIỆN NGHỊ QUYẾT'],
  ['Kyõ thuaät, kyø thi, kyû luaät, taän tuïy, xöû lyù', 'Kỹ thuật, kỳ thi, kỷ luật, tận tụy, xử lý'],
] as const

describe('Vietnamese from before Unicode', () => {
  it('reads sentences of TCVN3', () => {
    for (const [old, text] of TCVN3) assert.equal(convertEncoding(old, 'tcvn3'), text)
  })
  it('reads sentences of VNI', () => {
    for (const [old, text] of VNI) assert.equal(convertEncoding(old, 'vni'), text)
  })
  it('gives capitals where the font has nothing else', () => {
    assert.equal(convertEncoding('Uû ban nh©n d©n', 'tcvn3-capitals'), 'UỶ BAN NHÂN DÂN')
    assert.equal(convertEncoding('so 12', 'tcvn3-capitals'), 'SO 12')
  })
  it('reads letters that were kept in the private area of symbols', () =>
    assert.equal(convertEncoding('C\uf0a9u', 'tcvn3'), 'Câu'))
  it('leaves Unicode alone, whatever the font is called', () => {
    for (const encoding of ['tcvn3', 'tcvn3-capitals', 'vni', 'unicode'] as const)
      assert.equal(convertEncoding('Điều kiện à', encoding), 'Điều kiện à')
    assert.equal(convertEncoding('5 µm', 'unicode'), '5 µm')
  })
  it('tells by the name of the font', () => {
    const fonts = {
      '.VnTime': 'tcvn3',
      '.VnTimeH': 'tcvn3-capitals',
      '.VnArial NarrowH': 'tcvn3-capitals',
      'VNI-Times': 'vni',
      'VNI Helve': 'vni',
      'Times New Roman': 'unicode',
      Vnitime: 'unicode',
    }
    for (const [font, encoding] of Object.entries(fonts)) assert.equal(encodingOfFont(font), encoding, font)
  })
  it('finds a mark that a run has been cut off from its vowel', () => {
    assert.equal(leadingMarks('\u0323t', 'unicode', 'Vie\u0302'), 1)
    assert.equal(leadingMarks('ät', 'vni', 'Vie'), 1)
    assert.equal(leadingMarks('ät', 'unicode', 'Vie'), 0)
  })
})
