import type { Brand } from '../platform/brand.ts'

export type UploadId = Brand<string, 'UploadId'>

/** The largest file that may come in. */
export const LARGEST_UPLOAD = 50_000_000
/** A part arrives within the ten seconds that a request may take, also where the line carries half a megabit a second. */
export const PART_BYTES = 512 * 1024

export type Upload = { readonly id: UploadId; readonly name: string; readonly size: number }

export const partCount = (size: number): number => Math.ceil(size / PART_BYTES)
/** How many bytes part `no` of a file has; 0 where there is no such part. */
export const partSize = (size: number, no: number): number =>
  Math.max(0, Math.min(PART_BYTES, size - no * PART_BYTES))
