import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import { openArchive } from './open-archive.ts'
import { readXmlTree, textOf } from './read-xml.ts'
import { FileRefusal } from './refuse-file.ts'

async function found(deed: () => Promise<unknown>): Promise<string> {
  try {
    await deed()
    return 'read'
  } catch (cause) {
    if (!(cause instanceof FileRefusal)) throw cause
    assert.ok(cause.fault.where && cause.fault.expected)
    return cause.fault.found
  }
}

const zip = (files: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))
const at = (bytes: Uint8Array, mark: number[]) => Buffer.from(bytes).indexOf(Buffer.from(mark))
const CENTRAL = [0x50, 0x4b, 0x01, 0x02]

describe('opening an archive', () => {
  it('gives the names and the bytes of what is in it', async () => {
    const archive = await openArchive(zip({ 'a.txt': 'một', 'b/c.txt': 'hai' }))
    assert.deepEqual(archive.names, ['a.txt', 'b/c.txt'])
    assert.equal(Buffer.from(await archive.bytes('b/c.txt')).toString(), 'hai')
    assert.match(await found(() => archive.bytes('d')), /Thiếu phần/)
  })

  it('refuses what is no archive, or half of one', async () => {
    assert.match(await found(() => openArchive(strToU8('Câu 1'))), /không phải tệp nén/)
    assert.match(
      await found(() => openArchive(zip({ a: 'x'.repeat(99) }).subarray(0, 60))),
      /không phải tệp nén/,
    )
  })

  for (const name of ['../../etc/passwd', '/etc/passwd', 'C:/a', 'a\\..\\b'])
    it(`refuses an entry named ${name}`, async () =>
      assert.match(await found(() => openArchive(zip({ [name]: 'x' }))), /chỉ ra ngoài/))

  it('refuses an entry that inflates more than a hundred times, before inflating it', async () => {
    const bomb = zipSync({ 'word/document.xml': new Uint8Array(30_000_000) })
    assert.match(await found(() => openArchive(bomb)), /hơn 100 lần/)
  })

  it('refuses a declared size of gigabytes', async () => {
    const bytes = zipSync({ a: strToU8('x') }, { level: 0 })
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const header = at(bytes, CENTRAL)
    view.setUint16(header + 10, 8, true)
    view.setUint32(header + 24, 3_000_000_000, true)
    assert.match(await found(() => openArchive(bytes)), /hơn 100 lần/)
  })

  it('refuses many entries that share the same bytes', async () => {
    const bytes = zip({ aa: 'x'.repeat(50), ab: 'y'.repeat(50) })
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const first = at(bytes, CENTRAL)
    const second = first + 4 + at(bytes.subarray(first + 4), CENTRAL)
    view.setUint32(second + 42, view.getUint32(first + 42, true), true)
    assert.match(await found(() => openArchive(bytes)), /chồng lên nhau/)
  })

  it('refuses an entry that inflates to more than it declared', async () => {
    const bytes = zip({ aa: 'x'.repeat(5000) })
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(at(bytes, CENTRAL) + 24, 100, true)
    const archive = await openArchive(bytes)
    assert.match(await found(() => archive.bytes('aa')), /không đúng kích thước/)
  })

  it('refuses an encrypted entry, a link, and a second entry of one name', async () => {
    const encrypted = zip({ aa: 'x' })
    encrypted[at(encrypted, CENTRAL) + 8]! |= 1
    assert.match(await found(() => openArchive(encrypted)), /mật khẩu/)
    const link = zipSync({ aa: [strToU8('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }] })
    assert.match(await found(() => openArchive(link)), /liên kết/)
    const twins = zip({ aa: 'x', ab: 'y' })
    for (let from = twins.indexOf(0x62); from !== -1; from = twins.indexOf(0x62, from + 1)) twins[from] = 0x61
    assert.match(await found(() => openArchive(twins)), /cùng tên/)
  })

  it('refuses more than 5000 entries, and takes 5000', async () => {
    const entries = (count: number) =>
      zip(Object.fromEntries(Array.from({ length: count }, (_, no) => [`e${no}`, ''])))
    assert.equal(await found(() => openArchive(entries(5000))), 'read')
    assert.match(await found(() => openArchive(entries(5001))), /5\.001 tệp con/)
  })
})

describe('reading XML', () => {
  const read = (text: string) => found(() => readXmlTree('a.xml', strToU8(text)))

  it('knows the five entities and the numbered ones', async () =>
    assert.equal(textOf(await readXmlTree('a.xml', strToU8('<a>&lt;&amp;&#x1EA1;<b>x</b></a>'))), '<&ạx'))

  it('refuses a document type, whatever is in it', async () => {
    assert.match(await read('<!DOCTYPE a><a/>'), /DTD/)
    assert.match(await read('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), /DTD/)
    const laughs = Array.from({ length: 9 }, (_, no) => `<!ENTITY l${no + 1} "${`&l${no};`.repeat(10)}">`)
    assert.match(await read(`<!DOCTYPE a [<!ENTITY l0 "ha">${laughs.join('')}]><a>&l9;</a>`), /DTD/)
  })

  it('refuses an unknown entity, a broken text, a text that is not Unicode, and a well of elements', async () => {
    assert.match(await read('<a>&nbsp;</a>'), /thực thể lạ/)
    assert.match(await read('<a><b></a>'), /sai cú pháp/)
    assert.match(await read(''), /sai cú pháp/)
    assert.match(await found(() => readXmlTree('a.xml', Uint8Array.of(0x3c, 0xff, 0x3e))), /UTF-8/)
    assert.match(await read(`${'<a>'.repeat(257)}${'</a>'.repeat(257)}`), /sâu hơn 256/)
    assert.equal(await read(`${'<a>'.repeat(256)}${'</a>'.repeat(256)}`), 'read')
  })
})
