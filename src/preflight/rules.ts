/**
 * Is a contest ready to be opened? (docs/rules/preflight.md) One function for each thing that is looked at, from what was
 * found to what it means. What could not be found out is `unknown` and never met.
 */
import { localDateOf } from '../platform/zone.ts'
import type { CheckCode, CheckState, Facts, Finding } from './model.ts'

const GIGABYTE = 1024 ** 3
const DAY_MS = 86_400_000
/** Each question that may be asked is one of at least so many, or neighbours see the same paper. */
const PLENTY = 3
const CLOCK_MET_MS = 500
const CLOCK_UNMET_MS = 2_000
const BACKUP_FRESH_MS = DAY_MS
const DISK = { unmet: 2 * GIGABYTE, warning: 10 * GIGABYTE }
const MEMORY = { unmet: 0.4 * GIGABYTE, warning: 1 * GIGABYTE }
const REHEARSED_PEOPLE = 1_000
/** People come in bursts within a minute, and a rehearsal has no network and no browsers. */
const AMPLE_TIMES = 5

type Judged = Omit<Finding, 'code'>
const judged = (state: CheckState, says: string, seen: Judged['seen'] = {}): Judged => ({ state, says, seen })

const JUDGES: Record<CheckCode, (facts: Facts) => Judged> = {
  rounds: ({ rounds, now }) => {
    if (rounds.length === 0) return judged('unmet', 'none')
    for (const [index, round] of rounds.entries()) {
      const before = rounds[index - 1]
      if (round.closesAt <= round.opensAt || (before && round.opensAt < before.closesAt))
        return judged('unmet', 'out-of-order', { round: round.no })
    }
    const [first] = rounds
    if (first!.opensAt <= now) return judged('warning', 'already-begun', { round: first!.no })
    return judged('met', 'in-order', { count: rounds.length })
  },

  papers: ({ papers }) => {
    const short = papers.find(({ canBeDrawn }) => !canBeDrawn)
    if (short) return judged('unmet', 'cannot-be-drawn', { round: short.roundNo })
    const rows = papers.flatMap(({ roundNo, rows }) => rows.map((each) => ({ ...each, roundNo })))
    const scarce = rows.find(({ wanted, available }) => available < wanted * PLENTY)
    if (scarce)
      return judged('warning', 'scarce', {
        round: scarce.roundNo,
        row: scarce.row,
        available: scarce.available,
        wanted: scarce.wanted,
      })
    return papers.length === 0
      ? judged('unmet', 'no-rounds')
      : judged('met', 'plenty', { rounds: papers.length })
  },

  keys: ({ keys }) => {
    if (keys.inPools === 0) return judged('unmet', 'none')
    const open = keys.inPools - keys.approved - keys.fromFile
    if (open > 0) return judged('unmet', 'not-approved', { count: open })
    return keys.fromFile > 0
      ? judged('warning', 'from-file', { count: keys.fromFile })
      : judged('met', 'approved', { count: keys.approved })
  },

  headcounts: ({ units, countsUnits }) => {
    if (units.choosable === 0) return judged('unmet', 'no-units')
    const missing = units.choosable - units.withHeadcount
    if (missing === 0) return judged('met', 'all', { count: units.choosable })
    return judged(countsUnits ? 'unmet' : 'warning', 'missing', { missing, count: units.choosable })
  },

  ambiguities: ({ ambiguities }) =>
    ambiguities === 0 ? judged('met', 'none') : judged('warning', 'open', { count: ambiguities }),

  support: ({ support }) =>
    support.hasEmail && support.hasHours ? judged('met', 'whole') : judged('warning', 'incomplete'),

  'second-factors': ({ officers }) => {
    if (officers.deciding < 2) return judged('unmet', 'alone', { count: officers.deciding })
    return officers.withoutFactor > 0
      ? judged('unmet', 'without', { count: officers.withoutFactor })
      : judged('met', 'all', { count: officers.deciding })
  },

  rehearsal: ({ rehearsal }) => {
    if (!rehearsal) return judged('unmet', 'none')
    const seen = { people: rehearsal.people }
    if (!rehearsal.isOfTheseRules) return judged('warning', 'older-rules', seen)
    return rehearsal.people < REHEARSED_PEOPLE ? judged('warning', 'few', seen) : judged('met', 'done', seen)
  },

  load: ({ rehearsal }) => {
    const { perSecond = null, busiestMinute = null } = rehearsal ?? {}
    if (perSecond === null || busiestMinute === null) return judged('unmet', 'none')
    const seen = {
      perSecond,
      busiestMinute,
      times: Math.floor((perSecond * 60) / Math.max(1, busiestMinute)),
    }
    if (seen.times < 1) return judged('unmet', 'too-little', seen)
    return judged(
      seen.times < AMPLE_TIMES ? 'warning' : 'met',
      seen.times < AMPLE_TIMES ? 'narrow' : 'ample',
      seen,
    )
  },

  mail: ({ mail: { server, testedAt } }) => {
    if (server === 'not-configured') return judged('warning', server)
    if (server !== 'answers') return judged('unmet', server)
    // Only a letter that was taken proves that letters go out; a greeting does not.
    return testedAt
      ? judged('met', 'tested', { on: localDateOf(testedAt, 'Asia/Ho_Chi_Minh') })
      : judged('warning', 'not-tested')
  },

  clock: ({ clock }) => {
    const { databaseMs, isSameMachine, isSynchronised } = clock
    if (databaseMs === null) return judged('unknown', 'not-asked')
    const ms = Math.round(databaseMs)
    if (Math.abs(ms) >= CLOCK_UNMET_MS) return judged('unmet', 'apart', { ms })
    if (isSynchronised === false) return judged('unmet', 'not-synchronised', { ms })
    // A database on the same machine has the same clock: that they agree says nothing about the time.
    if (isSynchronised === null && isSameMachine) return judged('unknown', 'same-machine', { ms })
    if (isSynchronised === null) return judged('warning', 'with-database-only', { ms })
    return Math.abs(ms) < CLOCK_MET_MS
      ? judged('met', 'in-step', { ms })
      : judged('warning', 'a-little-apart', { ms })
  },

  disk: ({ disk }) => {
    if (!disk) return judged('unknown', 'not-seen')
    const seen = { gigabytes: Math.floor(disk.freeBytes / GIGABYTE) }
    if (disk.freeBytes < DISK.unmet) return judged('unmet', 'full', seen)
    return disk.freeBytes < DISK.warning ? judged('warning', 'little', seen) : judged('met', 'enough', seen)
  },

  memory: ({ memory }) => {
    if (!memory) return judged('unknown', 'not-seen')
    const seen = {
      available: Math.floor(memory.availableBytes / 1024 ** 2),
      total: Math.floor(memory.totalBytes / 1024 ** 2),
    }
    if (memory.availableBytes < MEMORY.unmet) return judged('unmet', 'full', seen)
    return memory.availableBytes < MEMORY.warning
      ? judged('warning', 'little', seen)
      : judged('met', 'enough', seen)
  },

  backup: ({ backup, now }) => {
    if (!backup) return judged('warning', 'none')
    const hours = Math.floor((now.getTime() - backup.at.getTime()) / 3_600_000)
    return now.getTime() - backup.at.getTime() < BACKUP_FRESH_MS
      ? judged('met', 'fresh', { hours })
      : judged('warning', 'old', { hours })
  },
}

export function judgeFacts(facts: Facts): Finding[] {
  return (Object.keys(JUDGES) as CheckCode[]).map((code) => ({ code, ...JUDGES[code](facts) }))
}

/** F-3. What is not met keeps a contest closed unless somebody says why it may be opened all the same. */
export function needsReason(findings: readonly Pick<Finding, 'state'>[]): boolean {
  return findings.some(({ state }) => state === 'unmet')
}
