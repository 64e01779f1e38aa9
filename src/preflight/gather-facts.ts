/** What is found when somebody asks whether a contest is ready: in the database, on this machine, at the mail server. */
import { existsSync } from 'node:fs'
import { readFile, statfs } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { findAmbiguities } from '../contests/find-ambiguities.ts'
import { questionCount } from '../contests/model.ts'
import { type MailSettings, viaOf } from '../mail/model.ts'
import { findProof } from '../mail/store.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Pool } from '../platform/db.ts'
import { probeMail } from '../platform/probe-mail.ts'
import { type Banks, keepBanks, paperOf } from '../questions/keep-banks.ts'
import type { Contest, Round } from '../rounds/model.ts'
import { listHeadcounts, listUnits } from '../units/store.ts'
import type { Facts } from './model.ts'
import { countKeys, countOfficers, findBackup, findBestRehearsal } from './store.ts'

export type FactNeeds = {
  keeper: Pool
  clock: Clock
  /** Where the embedded database and the keys are. */
  dataDirectory: string
  isDatabaseHere: boolean
  /** Absent: no mail can be sent. */
  mail?: MailSettings | undefined
}

export async function gatherFacts(needs: FactNeeds, contest: Contest, now: Date): Promise<Facts> {
  const { keeper } = needs
  // Read for this look alone: a round that has not opened may be given other questions yet.
  const banks = keepBanks(keeper)
  const { rules, rounds, authorityId, id, ruleVersion } = contest
  const units = (await listUnits(keeper, id)).filter(({ choosable }) => choosable)
  const headcounts = await listHeadcounts(keeper, id)
  return {
    now,
    rounds,
    papers: await Promise.all(rounds.map((round) => lookAtPapers(banks, contest, round))),
    keys: await countKeys(keeper, id),
    units: { choosable: units.length, withHeadcount: units.filter((unit) => headcounts.has(unit.id)).length },
    countsUnits: rules.collective.length > 0 || rules.prizes.some(({ scope }) => scope === 'collective'),
    ambiguities: findAmbiguities(rules).length,
    support: { hasEmail: Boolean(rules.support.email), hasHours: Boolean(rules.support.hours) },
    officers: await countOfficers(keeper, authorityId),
    rehearsal: await findBestRehearsal(keeper, id, ruleVersion),
    mail: await lookAtMail(needs),
    clock: {
      databaseMs: await compareWithDatabase(needs.clock, keeper),
      isSameMachine: needs.isDatabaseHere,
      isSynchronised: existsSync('/run/systemd/timesync/synchronized') || null,
    },
    disk: await statfs(needs.dataDirectory).then(
      ({ bavail, bsize }) => ({ freeBytes: bavail * bsize }),
      () => null,
    ),
    memory: await lookAtMemory(),
    backup: await findBackup(keeper),
  }
}

/** Draws some papers, as the contest will. */
const DRAWN = 5

async function lookAtPapers(banks: Banks, contest: Contest, round: Round): Promise<Facts['papers'][number]> {
  const { paper } = contest.rules
  const bank = await banks.ofRound(round.id)
  const rows = paper.blueprint.map((row, index) => ({
    row: index + 1,
    wanted: row.count,
    available: bank.questions.filter(
      ({ topic, difficulty, kind }) =>
        (row.topic === undefined || row.topic === topic) &&
        (row.difficulty === undefined || row.difficulty === difficulty) &&
        (row.kinds === undefined || row.kinds.includes(kind)),
    ).length,
  }))
  return { roundNo: round.no, canBeDrawn: canBeDrawn(() => draw(bank, contest)), rows }
}

function draw(bank: Parameters<typeof paperOf>[0], contest: Contest): boolean {
  return Array.from({ length: DRAWN }, (_, no) => no).every((no) => {
    const paper = paperOf(bank, contest.rules.paper, { id: `preflight ${no}`, nonce: Buffer.alloc(16, no) })
    return paper.length === questionCount(contest.rules)
  })
}

function canBeDrawn(tryIt: () => boolean): boolean {
  try {
    return tryIt()
  } catch {
    return false
  }
}

async function lookAtMail({ mail, keeper }: FactNeeds): Promise<Facts['mail']> {
  if (!mail) return { server: 'not-configured', testedAt: null }
  const [server, testedAt] = await Promise.all([probeMail(mail.url), findProof(keeper, viaOf(mail))])
  return { server, testedAt }
}

async function compareWithDatabase(clock: Clock, db: Db): Promise<number | null> {
  try {
    const before = clock.now().getTime()
    const { rows } = await db.query<{ now: Date }>('SELECT clock_timestamp() AS now')
    return rows[0]!.now.getTime() - (before + clock.now().getTime()) / 2
  } catch {
    return null
  }
}

/** What the system could still give; null where it does not say so in the way of Linux. */
async function lookAtMemory(): Promise<Facts['memory']> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '')
  const [, kilobytes] = /^MemAvailable: +(\d+) kB$/m.exec(text) ?? []
  return kilobytes ? { totalBytes: totalmem(), availableBytes: Number(kilobytes) * 1024 } : null
}
