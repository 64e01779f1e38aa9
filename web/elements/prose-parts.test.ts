import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { partsOf, plainOf } from './prose-parts.ts'

describe('the text of a question', () => {
  it('is lines, and a table where lines in a row have cells', () => {
    assert.deepEqual(partsOf('Xem bảng:\nXã\tSố hồ sơ\nMột\t12\n\nXã nào nhiều hơn?'), [
      { kind: 'text', text: 'Xem bảng:' },
      {
        kind: 'table',
        rows: [
          ['Xã', 'Số hồ sơ'],
          ['Một', '12'],
        ],
      },
      { kind: 'text', text: 'Xã nào nhiều hơn?' },
    ])
    assert.deepEqual(partsOf('một\tdòng'), [{ kind: 'text', text: 'một\tdòng' }])
  })

  it('has its equations, and nothing else that looks like markup', () => {
    const math = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi><mo>&lt;</mo><mn>1</mn></math>'
    assert.deepEqual(partsOf(`Khi ${math} thì sao?`), [
      { kind: 'text', text: 'Khi ' },
      { kind: 'math', markup: '<math><mi>x</mi><mo>&lt;</mo><mn>1</mn></math>' },
      { kind: 'text', text: ' thì sao?' },
    ])
    const hostile = '<math><mi onclick="x()">a</mi><script>alert(1)</script><img src=x onerror=y></math>'
    assert.deepEqual(partsOf(hostile), [
      {
        kind: 'math',
        markup: '<math><mi>a</mi>&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=y&gt;</math>',
      },
    ])
    assert.equal(plainOf(`Khi ${math}`).trim(), 'Khi x &lt; 1'.replaceAll(' ', ' '))
  })

  it('never gives a page a tag that is not of an equation', () => {
    const piece = fc.constantFrom(
      '<math>',
      '</math>',
      '<',
      '>',
      '<script>',
      'x',
      '"',
      '&',
      '&#60;',
      '<mi ',
      '/>',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        for (const part of partsOf(pieces.join('')))
          if (part.kind === 'math') {
            const tags = part.markup.match(/<[^>]*>?/g) ?? []
            assert.ok(
              tags.every((tag) => /^<\/?(math|mi)\/?>$/.test(tag)),
              part.markup,
            )
          }
      }),
    )
  })
})
