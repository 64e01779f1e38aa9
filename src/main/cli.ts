/** `npx hoithi …`: the commands of officers and operators. 0 done, 1 refused or false, 2 usage or cannot tell. */
import { Command, CommanderError } from 'commander'
import { capsuleCommands } from './commands/capsule.ts'
import { contestCommands } from './commands/contest.ts'
import { doctorCommand } from './commands/doctor.ts'
import { questionExchangeCommands } from './commands/question-exchange.ts'
import { questionsCommands } from './commands/questions.ts'
import { rosterCommands } from './commands/roster.ts'
import { roundCommands } from './commands/round.ts'
import { sayFault, sayUsage } from './commands/say-usage.ts'
import { staffCommands } from './commands/staff.ts'
import { unitsCommands } from './commands/units.ts'

const program = sayUsage(new Command('hoithi'))
  .description(
    'Hội Thi: cuộc thi trực tuyến của cơ quan nhà nước, từ thể lệ đến kết quả / online contests, from the rulebook to the standings',
  )
  .showHelpAfterError('(hoithi --help: hướng dẫn / help)')
  .exitOverride()

contestCommands(program)
roundCommands(program)
rosterCommands(program)
capsuleCommands(program)
staffCommands(program)
unitsCommands(program)
questionsCommands(program)
questionExchangeCommands(program)
doctorCommand(program)

try {
  await program.parseAsync(process.argv)
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    console.error(sayFault(error as NodeJS.ErrnoException))
    if (process.env.LOG_LEVEL === 'debug') console.error((error as Error).stack)
    process.exitCode = 2
  }
}
// A pool that is slow to close must not hold the terminal.
process.exit()
