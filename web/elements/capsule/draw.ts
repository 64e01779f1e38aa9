/** Draws a QR code. A script of its own, fetched while there is a network and time, and needed by few. */
import { renderSVG } from 'uqr'

/** Above this a phone's camera no longer reads it from another phone's screen. */
const LARGEST_VERSION = 25

/** The picture; null where the text is too long for one. */
export function drawQr(text: string): string | null {
  try {
    return renderSVG(text, { border: 4, maxVersion: LARGEST_VERSION })
  } catch {
    return null
  }
}
