import type { Db } from '../platform/db.ts'
import { refuse } from '../platform/refusal.ts'
import type { Malformed } from './change-question.ts'
import type { NewContent } from './contract.ts'
import { listImageSizes } from './image-store.ts'
import type { Content } from './model.ts'

/** What the editor sends, as it is kept: members left empty are not there, and a picture has the size of what was uploaded. */
export async function takeContent(
  db: Db,
  given: NewContent,
): Promise<{ ok: true; content: Content } | Malformed> {
  const { rows, images = [], source, validTo, replacedBy, ...rest } = given
  const sizes = await listImageSizes(
    db,
    images.map(({ digest }) => digest),
  )
  const unknown = images.findIndex(({ digest }) => !sizes.has(digest))
  if (unknown >= 0)
    return {
      ...refuse('malformed'),
      faults: [{ pointer: `/content/images/${unknown}/digest`, expected: 'a picture that was uploaded' }],
    }
  const content: Content = {
    ...rest,
    ...(rows && rows.length > 0 && { rows }),
    ...(images.length > 0 && {
      images: images.map((image) => ({ ...image, ...sizes.get(image.digest)! })),
    }),
    source: {
      document: source.document,
      ...(source.article && { article: source.article }),
      ...(source.clause && { clause: source.clause }),
      ...(source.issuedOn && { issuedOn: source.issuedOn }),
    },
    ...(validTo && { validTo }),
    ...(replacedBy && { replacedBy }),
  }
  return { ok: true, content }
}
