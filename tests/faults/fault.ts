/** What a fault is, what a run of it brings, and the round that most of them share. */
import { setTimeout as sleep } from 'node:timers/promises'
import { compare, type Finding } from './compare.ts'
import { type Dice, diceOf } from './dice.ts'
import type { Ground } from './ground.ts'
import { readHeld } from './read-held.ts'
import type { Storm, Told } from './storm.ts'

export type Fault = {
  readonly name: string
  /** One line for the table. */
  readonly says: string
  readonly rounds: { readonly full: number; readonly quick: number }
  /** A control breaks a promise on purpose: it holds only where the comparing program finds losses. */
  readonly isControl?: boolean
  run(run: Run): Promise<void>
}

/** What a fault is given, and where it writes what came of it. */
export type Run = {
  readonly rounds: number
  /** About a minute for everything: one of each. */
  readonly quick: boolean
  readonly seed: string
  readonly stack: AsyncDisposableStack
  readonly say: (line: string) => void
  /** Data to begin with, made once for all faults. */
  base(): Promise<string>
  /** A house with the embedded PostgreSQL that faults share, one after the other. */
  embedded(): Promise<Ground>
  readonly result: Result
}

export type Result = {
  rounds: number
  acknowledged: number
  unanswered: number
  refused: number
  findings: Finding[]
  /** The worst of each, over all rounds. */
  figures: Record<string, number>
}

export const emptyResult = (): Result => ({
  rounds: 0,
  acknowledged: 0,
  unanswered: 0,
  refused: 0,
  findings: [],
  figures: {},
})

export type Strike = { storm: Storm; dice: Dice; round: number }

/** So many people are on hand at the beginning of a round; what a round uses up is laid again. */
const PEOPLE = 4000

/**
 * Rounds of a storm with a fault in its middle. In every second round nobody speaks between the fault and a first
 * comparison, so that nothing which was lost can be covered by what is sent later. Then what is unknown is asked again,
 * and everything is compared; after the last round with the published figures too.
 */
export async function storming(
  run: Run,
  ground: Ground,
  strike: (at: Strike) => Promise<{ figures: Record<string, number> }>,
  options: { holds?: boolean; calmMs?: number } = {},
): Promise<void> {
  const everything: Told[] = []
  for (let round = 1; round <= run.rounds; round++) {
    const seed = `${run.seed}/${round}`
    const dice = diceOf(seed)
    if (ground.peopleLeft < PEOPLE / 2) await ground.layPeople(PEOPLE)
    const storm = ground.storm({ seed })
    await storm.untilAcknowledged(100)
    const { figures } = await strike({ storm, dice, round })
    note(run.result, figures)
    if (options.holds !== false && round % 2 === 1) {
      await storm.hold()
      await ground.untilReady()
      findAll(run.result, compare(storm.told, await readHeld(ground, storm.told, false)))
      storm.release()
    }
    // It goes on as before: the house must take papers again, not only answer.
    const before = storm.counts.acknowledged
    await storm.untilAcknowledged(before + 100)
    await sleep(options.calmMs ?? 300)
    await storm.finish()
    everything.push(...storm.told)
    const isLast = round === run.rounds
    const told = isLast ? everything : storm.told
    findAll(run.result, compare(told, await readHeld(ground, told, isLast)))
    countUp(run.result, storm)
    run.result.rounds += 1
    run.say(
      `  ${round}/${run.rounds}: ${storm.counts.acknowledged} acknowledged, ${storm.counts.unanswered} unanswered, ` +
        `${storm.counts.refused} refused, ${run.result.findings.length} findings${inWords(figures)}`,
    )
  }
}

/** The same loss may be seen by two comparisons; it is one loss. */
export function findAll(result: Result, findings: readonly Finding[]): void {
  for (const finding of findings)
    if (!result.findings.some(({ kind, what }) => kind === finding.kind && what === finding.what))
      result.findings.push(finding)
}

export function countUp(result: Result, { counts }: Storm): void {
  result.acknowledged += counts.acknowledged
  result.unanswered += counts.unanswered
  result.refused += counts.refused
  if (counts.withoutRetryAfter > 0)
    result.findings.push({ kind: 'answer', what: `${counts.withoutRetryAfter} refusals without Retry-After` })
  for (const [what, times] of Object.entries(counts.wrong))
    result.findings.push({ kind: 'answer', what: `${what} × ${times}` })
}

export function note(result: Result, figures: Record<string, number>): void {
  for (const [name, value] of Object.entries(figures))
    result.figures[name] = Math.max(result.figures[name] ?? Number.NEGATIVE_INFINITY, Math.round(value))
}

function inWords(figures: Record<string, number>): string {
  return Object.entries(figures)
    .map(([name, value]) => `, ${name} ${Math.round(value)}`)
    .join('')
}
