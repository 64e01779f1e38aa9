import { ask, type Problem } from '../ask.ts'

/**
 * A file that the API answers with goes to where the officer keeps files. Asked once by `ask`, which asks for a fresh proof where
 * one is needed; its answer is bytes.
 */
export async function takeFile(path: string, body: object): Promise<Problem | null> {
  const asked = await ask<Blob>('POST', path, { body, isFile: true })
  if (!asked.ok) return asked.problem
  const name = /filename="([^"]+)"/.exec(asked.headers.get('content-disposition') ?? '')?.[1] ?? 'tep'
  const address = URL.createObjectURL(asked.value)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
  return null
}
