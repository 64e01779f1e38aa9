/** A file goes out part by part; a part that does not get through is sent again. */
import type { UploadView } from '../../../../src/uploads/contract.ts'
import { type Asked, ask } from './ask.ts'

const TRIES = 5

/** `tell` hears how much of it has arrived, from 0 to 1. */
export async function sendFile(file: File, tell: (share: number) => void): Promise<Asked<UploadView>> {
  const begun = await ask<UploadView>('POST', '/console/uploads', {
    body: { name: file.name.slice(-200), size: file.size },
  })
  if (!begun.ok) return begun
  const { id, parts, partBytes } = begun.value
  for (let no = 0; no < parts; no++) {
    const body = file.slice(no * partBytes, (no + 1) * partBytes)
    const sent = await sendPart(`/console/uploads/${id}/parts/${no}`, body)
    if (!sent.ok) return sent
    tell((no + 1) / parts)
  }
  return begun
}

async function sendPart(path: string, body: Blob): Promise<Asked<null>> {
  for (let tried = 1; ; tried++) {
    const sent = await ask<null>('PUT', path, { body })
    const isWorthIt = !sent.ok && (sent.problem.status === 0 || sent.problem.status >= 500)
    if (!isWorthIt || tried === TRIES) return sent
    await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** tried * (0.5 + Math.random())))
  }
}
