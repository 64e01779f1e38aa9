import type { Command } from 'commander'
import { systemClock } from '../../platform/clock.ts'
import { closeRound } from '../../rankings/close-round.ts'
import { readConfig } from '../config.ts'
import { openHouse, readKeys } from '../house.ts'
import { openDatabase } from '../open-database.ts'
import { printJson, tell } from './print.ts'

export function roundCommands(program: Command): void {
  program
    .command('round')
    .description('Tuần thi / rounds')
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
              : `từ chối / refused: ${outcome.reason}`,
          )
        process.exitCode = outcome.ok ? 0 : 1
      } finally {
        await house.close()
        await database.close()
      }
    })
}
