import { z } from 'zod'

export const newUpload = z
  .strictObject({
    name: z.string().trim().min(1).max(200).describe('The name of the file, for people to know it by'),
    size: z.number().int().min(1).describe('Its bytes'),
  })
  .meta({ id: 'NewUpload', examples: [{ name: 'cau-hoi-tuan-1.docx', size: 48_213 }] })

export const upload = z
  .object({
    id: z.string(),
    name: z.string(),
    size: z.number().int(),
    partBytes: z.number().int().describe('Every part but the last has exactly so many bytes'),
    parts: z.number().int().describe('How many parts there are to send, numbered from 0'),
  })
  .meta({ id: 'Upload' })
export type UploadView = z.output<typeof upload>

export const noContent = z.null().describe('No content')
export const uploadParams = z.object({ uploadId: z.uuid() })
export const partParams = z.object({
  uploadId: z.uuid(),
  no: z.coerce.number().int().min(0).max(10_000),
})
