/**
 * A rehearsal that was ordered in the console, in a process of its own (docs/rules/preflight.md, F-5): at the lowest priority,
 * so that whoever is taking a paper does not notice, and on a database of its own, which is dropped at the end. It says every
 * second that it is alive, and hears then whether it is still wanted.
 */
import { constants, setPriority } from 'node:os'
import { recordDeed } from '../audit/record-deed.ts'
import { inTransaction, openPool, type Pool } from '../platform/db.ts'
import { type Address, urlOf } from '../platform/pooler.ts'
import type { Progress } from '../rehearsals/model.ts'
import { nameExcluded } from '../rehearsals/rules.ts'
import { type End, endRehearsal, findOrder, sayAlive } from '../rehearsals/store.ts'
import { sumUp } from '../rehearsals/sum-up.ts'
import { watchLoad } from '../rehearsals/watch-load.ts'
import { readBackContest } from '../setup/read-back-contest.ts'
import { makeDatabaseBeside } from './open-database.ts'
import { rehearseOn } from './run-rehearsal.ts'

export type RehearsalOrder = { readonly id: string; readonly owner: Address }

/** One at a time, so one name; what a process that died has left is dropped by the next. */
const DATABASE = 'hoithi_rehearsal_console'
const ALIVE_EVERY_MS = 1_000
/** A contest of a year has 52 weeks; nobody looks at more tables than these. */
const ROUNDS_SHOWN = 12

async function rehearse({ id, owner }: RehearsalOrder): Promise<void> {
  const keeper = openPool(owner, { role: 'hoithi_keeper', size: 2, log: () => {} })
  try {
    const order = await findOrder(keeper, id)
    if (!order) return
    const wanted = keepAlive(keeper, id)
    const end = await carryOut(keeper, owner, order, wanted.tell).catch((error: Error): End => {
      if (wanted.isCancelled()) return { state: 'cancelled' }
      return { state: 'failed', fault: error.message.slice(0, 500) }
    })
    wanted.stop()
    await inTransaction(keeper, async (tx) => {
      const at = new Date()
      if (!(await endRehearsal(tx, id, end, at))) return
      const details = { rehearsal: id, state: end.state, people: order.people }
      const { contestId: subject } = order
      await recordDeed(tx, {
        authorityId: order.authorityId,
        actor: 'system',
        deed: 'rehearsal.ended',
        subject,
        details,
        at,
      })
    })
  } finally {
    await keeper.end()
  }
}

type Order = NonNullable<Awaited<ReturnType<typeof findOrder>>>

async function carryOut(
  keeper: Pool,
  owner: Address,
  { contestId, people, seed }: Order,
  progress: (progress: Progress) => void,
): Promise<End> {
  const file = await readBackContest(keeper, contestId)
  const rules = nameExcluded(file.rules, seed)
  const load = watchLoad()
  const pages: Record<string, string> = {}
  const onlooker = {
    began: load.began,
    over: async (readPage: (path: string) => Promise<string | null>) => {
      const home = `/contests/${rules.slug}`
      const shown: Record<string, string> = {
        contest: home,
        rules: `${home}/rules`,
        statistics: `${home}/statistics`,
      }
      for (const no of [
        'final',
        ...Array(ROUNDS_SHOWN)
          .keys()
          .map((at) => at + 1),
      ])
        shown[`rankings-${no}`] = `${home}/rankings/${no}`
      for (const [name, path] of Object.entries(shown)) {
        const html = await readPage(path)
        if (html) pages[name] = onlyToLookAt(html)
      }
    },
  }
  const beside = await makeDatabaseBeside({ owner, url: urlOf(owner) }, DATABASE, () => {})
  try {
    const options = { people, seed, tell: () => {}, progress, onlooker }
    const rehearsal = await rehearseOn(beside.url, { ...file, rules }, options)
    return { state: 'done', result: sumUp(rehearsal, load.sum()), pages }
  } finally {
    await beside.drop()
  }
}

/** Thrown out of the story where it stands. */
class NotWanted extends Error {}

function keepAlive(keeper: Pool, id: string) {
  let latest: Progress | null = null
  let isWanted = true
  let isCancelled = false
  const timer = setInterval(() => {
    sayAlive(keeper, id, latest).then(
      (heard) => {
        isCancelled = heard?.isCancelled ?? false
        isWanted = heard !== null && !isCancelled
      },
      // A database that is away for a moment says nothing about what is wanted.
      () => {},
    )
  }, ALIVE_EVERY_MS)
  return {
    tell: (progress: Progress) => {
      latest = progress
      if (!isWanted) throw new NotWanted('not wanted any more')
    },
    isCancelled: () => isCancelled,
    stop: () => clearInterval(timer),
  }
}

/** Its links would lead into the contest itself, and its scripts would ask it. */
function onlyToLookAt(html: string): string {
  return html
    .replace(/<script\b[^>]*>[\s\S]*?<\/script>/g, '')
    .replace(/(<a\b[^>]*?)\s+href="[^"]*"/g, '$1')
    .replace(/<(?:form|button|input)\b/g, (tag) => `${tag} inert`)
    .replace(/<body\b[^>]*>/, (body) => `${body}<p class="note" role="note">${SAID}</p>`)
}
const SAID =
  'DIỄN TẬP: người thi và số liệu trên trang này đều là giả lập. / A rehearsal: people and figures are made up.'

// Whoever started it is gone: nobody would stop it.
process.once('disconnect', () => process.exit(1))
setPriority(constants.priority.PRIORITY_LOW)
rehearse(JSON.parse(process.env.HOITHI_REHEARSAL ?? '{}') as RehearsalOrder).then(
  () => process.disconnect?.(),
  (error: Error) => {
    console.error(error.message)
    process.exit(1)
  },
)
