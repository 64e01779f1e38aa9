import type { Content, NewContent } from '../../../../../src/banks/contract.ts'

export const blankContent = (): Content => ({
  topic: '',
  difficulty: 'medium',
  kind: 'single',
  text: '',
  options: ['', '', '', ''],
  source: { document: '' },
  validFrom: '',
  practice: false,
})

/** As the API takes it: sizes of pictures are the server's to tell. */
export function sentContent({ images, ...content }: Content): NewContent {
  return {
    ...content,
    ...(images && { images: images.map(({ at, digest, alt }) => ({ at, digest, alt })) }),
  }
}
