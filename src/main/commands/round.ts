import type { Command } from 'commander'
import { systemClock } from '../../platform/clock.ts'
import { openPool } from '../../platform/db.ts'
import { closeRound } from '../../rankings/close-round.ts'
import { publishRanking } from '../../rankings/publish-ranking.ts'
import { listContests } from '../../rounds/store.ts'
import { readConfig } from '../config.ts'
import { openHouse, readKeys } from '../house.ts'
import { openDatabase } from '../open-database.ts'
import { printJson, tell } from './print.ts'

/** Why a round is not closed, or its standings not published; whoever asks again later may be right then. */
const REFUSED = {
  'no-such-round': 'không có tuần thi này / there is no such round',
  'round-not-over':
    'chưa hết giờ, hoặc chưa qua 130 giây sau giờ đóng / it is not over, or has been for less than 130 seconds',
  'books-closed': 'tuần thi này đã khóa sổ / its books are closed already',
  'books-open': 'chưa khóa sổ, chưa có bảng xếp hạng / its books are open, there are no standings yet',
  'already-published': 'bảng xếp hạng này đã công bố / these standings are published already',
}

export function roundCommands(program: Command): void {
  const rounds = program.command('round').description('Tuần thi / rounds')
  rounds
    .command('close <slug> <no>')
    .description(
      'Khóa sổ một tuần thi đã hết giờ, xếp hạng và công bố theo thể lệ / close the books of a round that is over',
    )
    .option('--json', 'in một giá trị JSON / print one JSON value')
    .addHelpText('after', '\nVí dụ / example:\n  npx hoithi round close hoa-binh-2023 1')
    .action(async (slug: string, no: string, { json }: { json?: boolean }) => {
      const config = readConfig(process.env)
      const database = await openDatabase(config, tell, { mustExist: true })
      const house = await openHouse({
        ...readKeys(config.dataDirectory, config.keysDirectory),
        url: database.owner,
        web: database.web,
        keeper: database.keeper,
        clock: systemClock,
        log: tell,
      })
      try {
        const contest = house.calendar.contestOf(slug)
        const round = contest?.rounds.find((each) => String(each.no) === no)
        if (!contest || !round) {
          if (json) await printJson({ ok: false, reason: contest ? 'no-such-round' : 'no-such-contest' })
          tell(
            contest
              ? `${slug} không có tuần ${no} / has no round ${no}`
              : `không có cuộc thi ${slug} / no contest ${slug}`,
          )
          process.exitCode = 2
          return
        }
        const closing = { roundId: round.id, at: systemClock.now() }
        const outcome = await closeRound({ ...house, pool: house.keeper }, closing)
        if (json) await printJson(outcome)
        else
          tell(
            outcome.ok
              ? `đã khóa sổ tuần ${no} / round ${no} closed`
              : `từ chối / refused: ${REFUSED[outcome.reason]}`,
          )
        process.exitCode = outcome.ok ? 0 : 1
      } finally {
        await house.close()
        await database.close()
      }
    })
  rounds
    .command('publish <slug> <which>')
    .description(
      'Công bố bảng xếp hạng mới nhất của một tuần thi, hoặc chung cuộc (final) / publish the newest standings',
    )
    .requiredOption('--reason <text>', 'lý do / why')
    .requiredOption('--approved-by <name>', 'người thứ hai phê duyệt / the second person')
    .option('--json', 'in một giá trị JSON / print one JSON value')
    .addHelpText(
      'after',
      '\nVí dụ / example:\n  npx hoithi round publish hoa-binh-2023 1 --reason "Hết hạn khiếu nại" --approved-by "Trưởng Ban Tổ chức"',
    )
    .action(
      async (
        slug: string,
        which: string,
        options: { reason: string; approvedBy: string; json?: boolean },
      ) => {
        const config = readConfig(process.env)
        const database = await openDatabase(config, tell, { mustExist: true })
        const keeper = openPool(database.keeper, { role: 'hoithi_keeper', size: 2, log: tell })
        try {
          const at = systemClock.now()
          const contest = (await listContests(keeper, at)).find((each) => each.slug === slug)
          if (!contest || !/^(final|[0-9]{1,3})$/.test(which)) {
            if (options.json)
              await printJson({ ok: false, reason: contest ? 'no-such-round' : 'no-such-contest' })
            tell(`không có / there is no ${slug} ${which}`)
            process.exitCode = 2
            return
          }
          const roundNo = which === 'final' ? null : Number(which)
          const { reason, approvedBy, json } = options
          // Whoever is at the machine has no account here; the second person is a name, as when rules are loaded.
          const actor = `command, ${approvedBy}`
          const outcome = await publishRanking(
            { pool: keeper },
            { contestId: contest.id, roundNo, actor, at, reason },
          )
          if (json) await printJson(outcome)
          else
            tell(
              outcome.ok
                ? `đã công bố / published: ${slug} ${which}, ${outcome.ranking.version}`
                : `từ chối / refused: ${REFUSED[outcome.reason]}`,
            )
          process.exitCode = outcome.ok ? 0 : 1
        } finally {
          await keeper.end()
          await database.close()
        }
      },
    )
}
