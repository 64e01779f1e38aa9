import type { Picture } from './flatten-markup.ts'
import { say } from './format-messages.ts'
import type { ItemFault, ItemImage } from './model.ts'
import { tellImage } from './tell-image.ts'

/**
 * The bytes of the pictures that a question names: from the file itself, by `find`, or written into the text as a data:
 * address. One that is not there spoils the question, since nobody could answer it; nothing is ever fetched.
 */
export function resolvePictures(
  where: string,
  pictures: readonly (Picture & { readonly at: string })[],
  find: (source: string) => Uint8Array | null,
): { images: ItemImage[] } | { faults: ItemFault[] } {
  const images: ItemImage[] = []
  const faults: ItemFault[] = []
  for (const [index, { source, at }] of pictures.entries()) {
    const written = /^data:[\w/+.-]*;base64,(.*)$/s.exec(source)
    const bytes = written ? new Uint8Array(Buffer.from(written[1]!, 'base64')) : find(source)
    const kind = bytes && tellImage(bytes)
    const name = written ? `hinh-${index + 1}.${kind?.extension ?? 'bin'}` : nameIn(source)
    if (!bytes) faults.push(say.missingImage(where, source))
    else if (!kind) faults.push(say.unknownImage(where, name))
    else images.push({ at, name, type: kind.type, bytes })
  }
  return faults.length > 0 ? { faults } : { images }
}

function nameIn(source: string): string {
  const last = source.split(/[\\/]/).at(-1) ?? source
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}
