/** Are two contestants one person? (docs/rules/people.md, N-12) It only weighs; the verdict is a person's. */
import { nameKeyOf, searchKeyOf } from '../platform/text.ts'
import type { PairFacts, PairReason } from './model.ts'

/** From here on somebody should look. */
export const SUSPECT = 50
const ALIKE = 0.6

const WEIGHTS: Record<PairReason, number> = {
  'same-name': 45,
  'same-name-without-tones': 35,
  'alike-name': 20,
  'same-birth-date': 35,
  'other-birth-date': -40,
  'same-unit': 15,
  'same-roster-person': 60,
  'other-roster-people': -50,
  'at-the-same-time': -25,
}

/** From 0 to 100, with what it was made of. One device is no evidence: an office shares one. */
export function weighPair(facts: PairFacts): { score: number; reasons: PairReason[] } {
  const { oneBirth, otherBirth, onePerson, otherPerson } = facts
  const reasons: PairReason[] = []
  if (nameKeyOf(facts.oneName) === nameKeyOf(facts.otherName)) reasons.push('same-name')
  else if (searchKeyOf(facts.oneName) === searchKeyOf(facts.otherName))
    reasons.push('same-name-without-tones')
  else if (facts.likeness >= ALIKE) reasons.push('alike-name')
  if (oneBirth !== null && otherBirth !== null)
    reasons.push(oneBirth === otherBirth ? 'same-birth-date' : 'other-birth-date')
  if (facts.isSameUnit) reasons.push('same-unit')
  if (onePerson !== null && otherPerson !== null)
    reasons.push(onePerson === otherPerson ? 'same-roster-person' : 'other-roster-people')
  if (facts.isAtTheSameTime) reasons.push('at-the-same-time')
  const sum = reasons.reduce((total, reason) => total + WEIGHTS[reason], 0)
  return { score: Math.max(0, Math.min(100, sum)), reasons }
}
