/** A rehearsal: a database of its own, the real server in process, and a clock that the rehearsal holds. */
import { createHmac, createPrivateKey } from 'node:crypto'
import type { ContestFile } from '../contests/read-contest-file.ts'
import { asArrivedAt } from '../platform/arrival.ts'
import { openPool } from '../platform/db.ts'
import { signingKeyOf } from '../platform/secrets.ts'
import { instantOf, startOfDay } from '../platform/zone.ts'
import { closeRound } from '../rankings/close-round.ts'
import type { Progress } from '../rehearsals/model.ts'
import { type Ask, type Rehearsal, rehearseContest } from '../rehearsals/rehearse-contest.ts'
import { loadContest } from '../setup/load-contest.ts'
import type { Config } from './config.ts'
import { type Keys, openHouse } from './house.ts'
import { makeDatabaseBeside, openDatabase } from './open-database.ts'
import { buildServer } from './server.ts'

type Options = {
  people: number
  seed: number
  keep?: boolean
  tell: (line: string) => void
  progress: (progress: Progress) => void
}

/** Looks on: when a request of the story begins and ends, and, once all is over, what the public would see. */
export type Onlooker = {
  began(at: Date): () => void
  over(readPage: (path: string) => Promise<string | null>): Promise<void>
}

export async function runRehearsal(
  config: Config,
  file: ContestFile,
  { people, seed, keep, tell, progress }: Options,
): Promise<{ rehearsal: Rehearsal; database: string }> {
  const name = `hoithi_rehearsal_${file.rules.slug.replaceAll('-', '_')}`
  const live = await openDatabase(config, tell)
  try {
    const beside = await makeDatabaseBeside(live, name, () => {})
    try {
      return {
        rehearsal: await rehearseOn(beside.url, file, { people, seed, tell, progress }),
        database: name,
      }
    } finally {
      if (!keep) await beside.drop()
    }
  } finally {
    await live.close()
  }
}

/** The rehearsal on a database that is there, migrated and empty. */
export async function rehearseOn(
  url: string,
  file: ContestFile,
  { people, seed, tell, progress, onlooker }: Omit<Options, 'keep'> & { onlooker?: Onlooker },
): Promise<Rehearsal> {
  const { rules } = file
  const entropyFor = (purpose: string) =>
    createHmac('sha256', `hoithi rehearsal ${seed}`).update(purpose).digest()
  // A rehearsal of rounds laid around today stands on a fixed day, or no two would be alike.
  const before = Array.isArray(rules.rounds)
    ? new Date(instantOf(rules.rounds[0]!.opensAt, rules.zone).getTime() - 7 * 86_400_000)
    : new Date(startOfDay('2026-11-23', rules.zone).getTime())
  const keys = seededKeys(entropyFor)
  const clock = { now: () => new Date(before) }

  const owner = openPool(url, { size: 2, log: tell })
  await loadContest({ owner, identityKey: keys.identityKey, entropyFor }, { file, at: before })
  await owner.end()
  const house = await openHouse({ ...keys, url, clock, log: tell })
  const app = await buildServer({ house, withPages: onlooker !== undefined })
  const ask: Ask = async (at, { method, url: path, token, body }) => {
    const ended = onlooker?.began(at)
    const reply = await asArrivedAt(at, () =>
      app.inject({
        method,
        url: path,
        headers: token ? { authorization: `Bearer ${token}` } : {},
        ...(body !== undefined && { payload: body as object }),
      }),
    )
    ended?.()
    return { status: reply.statusCode, body: reply.json() }
  }
  try {
    const rehearsal = await rehearseContest(
      {
        ...house,
        ask,
        tell: progress,
        close: async (round, at) => {
          const outcome = await closeRound({ ...house, pool: house.keeper }, { roundId: round.id, at })
          if (!outcome.ok) throw new Error(`round ${round.no} could not be closed: ${outcome.reason}`)
        },
      },
      // With the file's own rules: the exclusion list is not in the database.
      { contest: { ...house.calendar.contestOf(rules.slug)!, rules }, people, seed },
    )
    const last = house.calendar.contestOf(rules.slug)!.rounds.at(-1)!
    const afterwards = new Date(last.closesAt.getTime() + 86_400_000)
    await onlooker?.over(async (url) => {
      const page = await asArrivedAt(afterwards, () => app.inject({ method: 'GET', url }))
      return page.statusCode === 200 ? page.payload : null
    })
    return rehearsal
  } finally {
    await app.close()
    await house.close()
  }
}

/** Keys that follow from the seed: receipts and hashes of a rehearsal are for nobody, but always the same. */
function seededKeys(entropyFor: (purpose: string) => Buffer): Keys {
  // PKCS #8 of an Ed25519 key is this prefix and the 32 bytes of its seed (RFC 8410).
  const pkcs8 = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    entropyFor('receipt key'),
  ])
  return {
    receiptKey: signingKeyOf(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })),
    identityKey: entropyFor('identity key'),
    sessionKey: entropyFor('session key'),
    staffKey: entropyFor('staff key'),
  }
}
