/** Sequences that once found something: played first, every time. */
import type { Step } from './generate-steps.ts'

export const EXAMPLES: Step[][] = []
