/** How a run is shown, and where it is kept. */
import { layOut } from '../../bench/figures.ts'
import type { Finding, Kind } from './compare.ts'
import type { Result } from './fault.ts'

export type Outcome = {
  readonly name: string
  readonly says: string
  readonly isControl: boolean
  readonly notRun: string | null
  readonly seconds: number
  readonly result: Result
}

const of = (findings: readonly Finding[], ...kinds: Kind[]) =>
  findings.filter(({ kind }) => kinds.includes(kind)).length
const lostIn = ({ result }: Outcome) => of(result.findings, 'lost')
const doubledIn = ({ result }: Outcome) => of(result.findings, 'doubled')
const otherIn = ({ result }: Outcome) =>
  of(result.findings, 'receipt', 'figures', 'unsettled', 'answer', 'clock')

export function summaryOf(outcomes: readonly Outcome[]) {
  const real = outcomes.filter(({ isControl }) => !isControl)
  const controls = outcomes.filter(({ isControl, notRun }) => isControl && notRun === null)
  const sum = (of: (outcome: Outcome) => number) => real.reduce((total, each) => total + of(each), 0)
  // Of a run without a control nobody can say whether it would have found anything.
  const failed = controls.length === 0 ? null : controls.every((each) => lostIn(each) > 0)
  const totals = {
    rounds: sum(({ result }) => result.rounds),
    acknowledged: sum(({ result }) => result.acknowledged),
    lost: sum(lostIn),
    doubled: sum(doubledIn),
    other: sum(otherIn),
    controls_failed_as_they_must: failed,
  }
  return {
    ...totals,
    holds: totals.lost + totals.doubled + totals.other === 0 && failed !== false,
    not_run: Object.fromEntries(
      outcomes.flatMap(({ name, notRun }) => (notRun === null ? [] : [[name, notRun]])),
    ),
    faults: Object.fromEntries(outcomes.map((each) => [each.name, entryOf(each)])),
  }
}

function entryOf(outcome: Outcome) {
  const { isControl, notRun, seconds, result } = outcome
  if (notRun !== null) return { not_run: notRun }
  const { rounds, acknowledged, unanswered, refused, figures, findings } = result
  return {
    ...(isControl && { control: true }),
    rounds,
    acknowledged,
    lost: lostIn(outcome),
    doubled: doubledIn(outcome),
    other: otherIn(outcome),
    unanswered,
    refused,
    seconds,
    figures,
    // The first few say what it is; a control has hundreds.
    findings: findings.slice(0, isControl ? 3 : 20),
  }
}

export function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => {
    const { name, notRun, isControl, result } = outcome
    if (notRun !== null) return [name, 'not run', '', '', '', '', notRun]
    const [lost, doubled, other] = [lostIn(outcome), doubledIn(outcome), otherIn(outcome)]
    const verdict = isControl
      ? lost > 0
        ? 'loses, as it must'
        : 'LOST NOTHING'
      : lost + doubled + other > 0
        ? 'FAILS'
        : 'holds'
    const figures = Object.entries(result.figures).map(([what, value]) => `${what} ${value}`)
    return [
      name,
      ...[result.rounds, result.acknowledged, lost, doubled, other].map(String),
      [verdict, ...figures].join(' · '),
    ]
  })
  const all = [['fault', 'rounds', 'acknowledged', 'lost', 'doubled', 'other', ''], ...rows]
  return layOut(all, (at) => at > 0 && at < 6)
}
