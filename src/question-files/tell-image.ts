export type ImageKind = {
  readonly type: string
  readonly extension: string
  readonly width: number
  readonly height: number
}

/** What a picture is, told from its bytes; null for whatever a page could not show safely (SVG may carry scripts). */
export function tellImage(bytes: Uint8Array): ImageKind | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const starts = (...signature: number[]) => signature.every((byte, at) => bytes[at] === byte)
  if (bytes.length < 12) return null
  if (starts(0x89, 0x50, 0x4e, 0x47) && bytes.length >= 24)
    return { type: 'image/png', extension: 'png', width: view.getUint32(16), height: view.getUint32(20) }
  if (starts(0x47, 0x49, 0x46, 0x38))
    return {
      type: 'image/gif',
      extension: 'gif',
      width: view.getUint16(6, true),
      height: view.getUint16(8, true),
    }
  if (starts(0xff, 0xd8, 0xff)) return { type: 'image/jpeg', extension: 'jpg', ...sizeOfJpeg(view) }
  const isWebp =
    starts(0x52, 0x49, 0x46, 0x46) && [0x57, 0x45, 0x42, 0x50].every((byte, at) => bytes[8 + at] === byte)
  return isWebp ? { type: 'image/webp', extension: 'webp', ...sizeOfWebp(view) } : null
}

function sizeOfJpeg(view: DataView): { width: number; height: number } {
  let at = 2
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1)
    // Start of frame, of whichever coding; C4, C8 and CC are tables.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += 2 + view.getUint16(at + 2)
  }
  return { width: 0, height: 0 }
}

/** Three ways to code a picture, three places for its size; 0 where it is none of them. */
function sizeOfWebp(view: DataView): { width: number; height: number } {
  if (view.byteLength < 30) return { width: 0, height: 0 }
  switch (view.getUint8(15)) {
    case 0x20: // "VP8 "
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    case 0x4c: {
      // "VP8L"
      const bits = view.getUint32(21, true)
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
    }
    case 0x58: // "VP8X"
      return {
        width: 1 + (view.getUint32(24, true) & 0xffffff),
        height: 1 + (view.getUint16(27, true) | (view.getUint8(29) << 16)),
      }
    default:
      return { width: 0, height: 0 }
  }
}
