const MAGIC: readonly (readonly [type: string, at: number, bytes: string])[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF8'],
  ['image/webp', 8, 'WEBP'],
  ['image/bmp', 0, 'BM'],
  ['image/tiff', 0, 'II*\0'],
  ['image/tiff', 0, 'MM\0*'],
  ['image/emf', 40, ' EMF'],
  ['image/wmf', 0, '\xd7\xcd\xc6\x9a'],
]

/** The media type of a picture, told from its first bytes: the name may say anything. Null where it is none. */
export function tellPicture(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512)).toString('latin1')
  for (const [type, at, magic] of MAGIC) if (start.startsWith(magic, at)) return type
  return /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<svg[\s>]/s.test(start)
    ? 'image/svg+xml'
    : null
}
