import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Command, CommanderError, Option } from 'commander'
import { inBoth, sayFault, sayUsage } from './say-usage.ts'

describe('what commander says by itself', () => {
  /** What stands on stderr after these arguments. */
  const askedWith = (...args: string[]): string => {
    const said: string[] = []
    const program = sayUsage(new Command('hoithi')).exitOverride()
    const command = program.command('export <contest>').requiredOption('--out <file>', 'tên tệp / the file')
    command.addOption(new Option('--format <format>').choices(['gift', 'docx']))
    command.addOption(new Option('--check').conflicts('confirm')).option('--confirm')
    for (const each of [program, command]) each.configureOutput({ writeErr: (text) => said.push(text) })
    assert.throws(() => program.parse(['export', ...args], { from: 'user' }), CommanderError)
    return said.join('')
  }

  it('is said in Vietnamese first, with the sentence of commander beside it', () => {
    for (const [args, vietnamese] of [
      [['--out', 'x'], 'thiếu <contest>'],
      [['demo'], 'cần ghi --out <file>'],
      [['demo', '--out'], 'thiếu giá trị sau --out <file>'],
      [['demo', '--out', 'x', '--format', 'pdf'], '--format <format> không nhận “pdf”, chỉ nhận gift, docx'],
      [['demo', '--out', 'x', '--check', '--confirm'], '--check không dùng cùng --confirm'],
      [['demo', '--out', 'x', '--bogus'], 'không có tùy chọn --bogus'],
      [['demo', 'more', '--out', 'x'], 'thừa đối số'],
    ] as const)
      assert.match(askedWith(...args), new RegExp(`^${escaped(vietnamese)} / [a-z]`))
  })

  it('stays as it is where there is nothing to say better', () => {
    assert.equal(inBoth('error: something new'), 'error: something new')
  })

  it('names the file that is not there, and not the code of the system', () => {
    const missing = Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT', path: 'x.json' })
    assert.equal(sayFault(missing), 'không có tệp x.json / there is no file x.json')
    assert.equal(sayFault(new Error('said already')), 'said already')
  })
})

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
