import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import { docxOf, filesOf, paragraph, picture, run, zipDocx } from '../../tests/import-files/compose-docx.ts'
import { readFileApart } from './read-file-apart.ts'

const folder = mkdtempSync(join(tmpdir(), 'hostile-'))
const ROOT = join(import.meta.dirname, '..', '..')
const save = (name: string, bytes: Uint8Array | string) => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const asked = (text: string) =>
  paragraph(run(`Câu 1. ${text}`)) + paragraph(run('A. Một', { b: true })) + paragraph(run('B. Hai'))
const compound = (name: string) =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(600),
    Buffer.from(name, 'utf16le'),
    Buffer.alloc(600),
  ])
const withXml = (from: string, to: string) => {
  const files = filesOf(asked('Gì?'))
  return zipDocx({ ...files, 'word/document.xml': String(files['word/document.xml']).replace(from, to) })
}

/** Each with what it is refused for. */
const HOSTILE: Record<string, [Uint8Array | string, RegExp]> = {
  'bomb.docx': [
    zipSync(
      { ...bytesOf(filesOf(asked('Gì?'))), 'word/document.xml': new Uint8Array(200_000_000) },
      { level: 1 },
    ),
    /hơn 100 lần/,
  ],
  'nest.docx': [
    zipSync({ 'a.zip': zipSync({ 'b.zip': zipSync({ c: new Uint8Array(1000) }) }) }),
    /Không nhận ra loại tệp/,
  ],
  'path.docx': [zipDocx({ ...filesOf(asked('Gì?')), '../../../etc/cron.d/x': 'x' }), /chỉ ra ngoài/],
  'macro.docx': [zipDocx({ ...filesOf(asked('Gì?')), 'word/vbaProject.bin': 'x' }), /macro/],
  'docm.docx': [
    zipDocx({
      ...filesOf(asked('Gì?')),
      '[Content_Types].xml':
        '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
    }),
    /macro/,
  ],
  'entity.docx': [
    withXml('<w:document', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document'),
    /DTD/,
  ],
  'laughs.docx': [
    withXml(
      '<w:document',
      `<!DOCTYPE x [<!ENTITY a "ha">${'<!ENTITY b "&a;&a;&a;">'.repeat(5)}]><w:document`,
    ),
    /DTD/,
  ],
  'deep.docx': [withXml('<w:body>', `<w:body>${'<w:sdt>'.repeat(100_000)}`), /lồng nhau/],
  'broken.docx': [withXml('</w:body>', ''), /sai cú pháp/],
  'half.docx': [docxOf(asked('Gì?')).subarray(0, 900), /không phải tệp nén/],
  'old.docx': [compound('WordDocument'), /đời cũ/],
  'locked.docx': [compound('EncryptedPackage'), /mật khẩu/],
  'page.docx': ['<html><body>Câu 1</body></html>', /trang web/],
  'print.docx': ['%PDF-1.7', /PDF/],
  'noise.docx': [Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251), /Không nhận ra|Unicode/],
  'empty.docx': ['', /rỗng/],
}
function bytesOf(files: Record<string, string | Uint8Array>): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === 'string' ? strToU8(content) : content,
    ]),
  )
}

describe('a hostile file', () => {
  for (const [name, [bytes, reason]] of Object.entries(HOSTILE)) {
    it(`is refused with a reason: ${name}`, async () => {
      const before = process.memoryUsage.rss()
      const outcome = await readFileApart(save(name, bytes))
      assert.ok(!outcome.ok, 'was read')
      assert.match(outcome.fault.found, reason)
      assert.ok(outcome.fault.where && outcome.fault.expected)
      assert.ok(process.memoryUsage.rss() - before < 20_000_000, 'this process grew')
    })
  }

  it('of 200 MB is refused before it is opened', async () => {
    const path = save('large.docx', 'PK\x03\x04')
    truncateSync(path, 200_000_000)
    const startedAt = performance.now()
    const outcome = await readFileApart(path)
    assert.match(outcome.ok ? '' : outcome.fault.found, /200 MB/)
    assert.ok(performance.now() - startedAt < 2000)
  })

  it('that takes too long is given up', async () => {
    const outcome = await readFileApart(save('slow.docx', docxOf(asked('Gì?'))), { seconds: 0 })
    assert.match(outcome.ok ? '' : outcome.fault.found, /chưa xong/)
  })

  it('cannot have a file of this machine shown as a picture', async () => {
    const body = asked('Gì?').replace('</w:p>', `${picture('out')}${picture('up')}</w:p>`)
    const relationships =
      '<Relationship Id="out" Type="x/image" Target="file:///etc/passwd" TargetMode="External"/><Relationship Id="up" Type="x/image" Target="../../../etc/passwd"/>'
    const outcome = await readFileApart(save('link.docx', docxOf(body, { relationships })))
    assert.ok(outcome.ok)
    assert.deepEqual(outcome.read.items, [])
    assert.match(outcome.read.errors[0]!.found, /hỏng hoặc không phải ảnh/)
    assert.match(outcome.read.warnings[0]!.found, /liên kết/)
  })
})

describe('npx hoithi questions check', () => {
  const check = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        [join(ROOT, 'src/main/cli.ts'), 'questions', 'check', ...args],
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      )
    })

  it('prints what is in the file and imports nothing', async () => {
    const { code, stdout } = await check(
      save('good.docx', docxOf(asked('Gì?') + paragraph(run('Câu 2. Gì nữa?')))),
      '--json',
    )
    const { errors, ...read } = JSON.parse(stdout)
    assert.equal(code, 0)
    assert.deepEqual(read, {
      format: 'docx',
      items: [{ no: 1, text: 'Gì?', type: 'single', options: ['Một', 'Hai'], correct: [1], images: [] }],
      warnings: [],
    })
    assert.deepEqual(Object.keys(errors[0]), ['where', 'found', 'expected'])
    assert.equal(errors[0].where, 'Câu 2 (đoạn 4)')
  })

  it('ends with 1 for a refused file, still as JSON, and with 2 for none', async () => {
    const refused = await check(save('old.doc', compound('WordDocument')), '--json')
    assert.equal(refused.code, 1)
    assert.match(JSON.parse(refused.stdout).errors[0].expected, /Lưu lại dạng \.docx/)
    const absent = await check(join(folder, 'absent.docx'), '--json')
    assert.deepEqual([absent.code, absent.stdout], [2, ''])
    assert.match(absent.stderr, /Không có tệp/)
    assert.equal((await check()).code, 2)
  })

  it('prints a table for a person', async () => {
    const { code, stdout } = await check(save('good.docx', docxOf(asked('Gì?'))))
    assert.equal(code, 0)
    assert.match(stdout, /1 câu đọc được, 0 lỗi/)
  })
})
