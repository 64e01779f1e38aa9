/**
 * Whether a text matches a pattern that somebody else wrote. A pattern such as ^(\w+ ?)+$ tries every way to cut a text
 * into words: forty letters keep it busy for years, and with it the process. So it has a moment, and what cannot be
 * matched within that does not match.
 */
import { createContext, Script } from 'node:vm'

/** By the clock on the wall: long enough that a busy machine never takes a plain pattern for an endless one. */
const A_MOMENT_MS = 500

const ask = new Script('pattern.test(text)')
const room: { pattern?: RegExp; text?: string } = createContext(Object.create(null))

export function matchesInTime(pattern: string, text: string): boolean {
  Object.assign(room, { pattern: new RegExp(pattern, 'u'), text })
  try {
    return ask.runInContext(room, { timeout: A_MOMENT_MS })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false
    throw error
  }
}
