import { SETTLING_MS } from '../attempts/write-down-expired.ts'

/**
 * At `at` the books may close of rounds that closed by this instant (O-5). What arrived in the last second is in a
 * queue for a moment still; it counts from its arrival, so nobody counts before it has been written down.
 */
export function booksCloseAfter(at: Date): Date {
  return new Date(at.getTime() - SETTLING_MS)
}
