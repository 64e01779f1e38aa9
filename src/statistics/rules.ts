/**
 * What is counted, over which rounds, and what is withheld? (docs/rules/statistics.md, S-1 to S-10)
 * Figures come from the ledger less what was declared void. Each person stands at one unit, so whatever is added up
 * along the tree of units counts nobody twice. What would give the prediction away before the standings are
 * published is not in the figures at all.
 */
import { percentHalfUp } from '../platform/percent.ts'
import { instantOf } from '../platform/zone.ts'
import type { Contest, Round } from '../rounds/model.ts'
import type { Statistics } from './contract.ts'
import type { Count, Figures, FramedUnit, Scope } from './model.ts'

/** S-8: from the freeze (the round's opening, where the rulebook names no other) until its standings are published. */
export function isWithheld(contest: Contest, round: Round, at: Date): boolean {
  const { prediction } = contest.rules
  if (!prediction || prediction.target === 'allCorrectPersons' || round.publishedAt) return false
  return at >= freezeOf(contest, round)
}

function freezeOf({ rules }: Contest, round: Round): Date {
  const { freezeAt } = rules.publication
  if (freezeAt === undefined) return round.opensAt
  const named = instantOf(freezeAt, rules.zone)
  return named.getTime() < round.opensAt.getTime() ? round.opensAt : named
}

/** S-5: the figures of one round; full participation is of every round up to it. */
export function scopeOfRound(contest: Contest, round: Round, at: Date): Scope {
  const upTo = contest.rounds.filter((each) => each.no <= round.no)
  const hidesRound = isWithheld(contest, round, at)
  const hidesFull = upTo.some((each) => isWithheld(contest, each, at))
  return {
    roundNo: round.no,
    rounds: [round],
    fullRounds: upTo,
    hides: hidesRound ? 'everything' : hidesFull ? 'full' : 'nothing',
    withheld: hidesFull,
    isFinal: upTo.every((each) => each.booksClosedAt !== null),
  }
}

/**
 * S-6, S-9: the figures of the contest. A round that is withheld from its opening on is left out, so that no difference
 * shows it; where its figures were public until the freeze, leaving it out would look like a loss, so all are hidden.
 */
export function scopeOfContest(contest: Contest, at: Date): Scope {
  const begun = contest.rounds.filter((round) => round.opensAt <= at)
  const withheld = begun.filter((round) => isWithheld(contest, round, at))
  const rounds = begun.filter((round) => !withheld.includes(round))
  return {
    roundNo: null,
    rounds,
    fullRounds: rounds.filter((round) => round.closesAt <= at),
    hides: withheld.some((round) => freezeOf(contest, round) > round.opensAt) ? 'everything' : 'nothing',
    withheld: withheld.length > 0,
    isFinal: contest.rounds.every((round) => round.booksClosedAt !== null),
  }
}

/** Everything that has figures by now: the contest, and each of its rounds that has begun. */
export function scopesOf(contest: Contest, at: Date): Scope[] {
  const begun = contest.rounds.filter((round) => round.opensAt <= at)
  if (begun.length === 0) return []
  return [...begun.map((round) => scopeOfRound(contest, round, at)), scopeOfContest(contest, at)]
}

export function figuresOf(
  scope: Scope,
  frame: readonly FramedUnit[],
  counts: ReadonlyMap<string, Count>,
): Figures {
  const noOf = (round: Round) => round.no
  return {
    rounds: scope.rounds.map(noOf),
    fullRounds: scope.fullRounds.map(noOf),
    hides: scope.hides,
    withheld: scope.withheld,
    own:
      scope.hides === 'everything'
        ? []
        : frame.flatMap(({ unitId }, index) => {
            const own = counts.get(unitId)
            if (!own) return []
            return [[index, own.persons, own.attempts, scope.hides === 'full' ? 0 : own.full] as const]
          }),
  }
}

/** S-10: the figures along the tree, with rates, as they are published. */
export function present(
  head: { contest: string; round: number | null; asOf: Date; snapshot: string },
  frame: readonly FramedUnit[],
  figures: Figures,
): Statistics {
  const own = new Map(
    figures.own.map(([index, persons, attempts, full]) => [
      frame[index]!.unitId as string,
      { persons, attempts, full },
    ]),
  )
  const nodes = rollUp(frame, own)
  const shown = (count: Count) => ({
    persons: figures.hides === 'everything' ? null : count.persons,
    attempts: figures.hides === 'everything' ? null : count.attempts,
    full: figures.hides === 'nothing' ? count.full : null,
  })
  return {
    contest: head.contest,
    round: head.round,
    asOf: head.asOf.toISOString(),
    snapshot: head.snapshot,
    withheld: figures.withheld,
    rounds: [...figures.rounds],
    fullRounds: [...figures.fullRounds],
    totals: shown([...own.values()].reduce(add, nobody)),
    units: frame.map((unit, index) => {
      const { rolled, headcount } = nodes[index]!
      return {
        unitId: unit.unitId,
        code: unit.code,
        name: unit.name,
        parentId: unit.parentId,
        own: shown(own.get(unit.unitId) ?? nobody),
        rollUp: shown(rolled),
        ...(headcount !== null && {
          headcount,
          rate: figures.hides === 'everything' ? null : rateOf(rolled.persons, headcount),
        }),
      }
    }),
  }
}

const nobody: Count = { persons: 0, attempts: 0, full: 0 }

function add(a: Count, b: Count): Count {
  return { persons: a.persons + b.persons, attempts: a.attempts + b.attempts, full: a.full + b.full }
}

/** What has to be added to one count, by unit, to make the other; units where nothing has are left out. */
export function changesOf(
  before: ReadonlyMap<string, Count>,
  after: ReadonlyMap<string, Count>,
): Map<string, Count> {
  const changes = new Map<string, Count>()
  for (const unit of new Set([...before.keys(), ...after.keys()])) {
    const [had, has] = [before.get(unit) ?? nobody, after.get(unit) ?? nobody]
    const change = {
      persons: has.persons - had.persons,
      attempts: has.attempts - had.attempts,
      full: has.full - had.full,
    }
    if (change.persons !== 0 || change.attempts !== 0 || change.full !== 0) changes.set(unit, change)
  }
  return changes
}

/** Persons per headcount, per cent with two decimals, half up. More than 100 is shown as it is. */
export function rateOf(persons: number, headcount: number): number | null {
  return headcount === 0 ? null : percentHalfUp(persons, headcount, 2) / 100
}

type Node = { rolled: Count; headcount: number | null }

/**
 * S-7: a headcount is the unit's own and that of everything below it. There is one only where it covers everybody
 * who may be counted: the unit declares its own (which covers what is below it and declares none), or everything
 * directly below it that anybody may choose is covered. Otherwise a rate would divide some people by others.
 */
export function rollUp(frame: readonly FramedUnit[], own: ReadonlyMap<string, Count>): Node[] {
  const below = new Map<string | null, FramedUnit[]>()
  for (const unit of frame) below.set(unit.parentId, [...(below.get(unit.parentId) ?? []), unit])
  const nodes = new Map<string, Node & { declared: number; open: boolean; chosen: boolean }>()
  // Parents first, then backwards: a tree of any depth, without recursion.
  const order = [...(below.get(null) ?? [])]
  for (const unit of order) order.push(...(below.get(unit.unitId) ?? []))
  for (const unit of order.toReversed()) {
    const children = (below.get(unit.unitId) ?? []).map((child) => nodes.get(child.unitId)!)
    const declared = children.reduce((sum, child) => sum + child.declared, unit.headcount ?? 0)
    const open = unit.headcount === null && (unit.choosable || children.some((child) => child.open))
    const chosen = unit.headcount !== null || children.some((child) => child.chosen)
    nodes.set(unit.unitId, {
      rolled: children.reduce((sum, child) => add(sum, child.rolled), own.get(unit.unitId) ?? nobody),
      declared,
      open,
      chosen,
      headcount: chosen && !open ? declared : null,
    })
  }
  return frame.map((unit) => nodes.get(unit.unitId)!)
}
