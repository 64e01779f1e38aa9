/** What somebody asks of a bench or of the faults; --help says what can be asked, and so does what cannot. */
import { type ParseArgsConfig, parseArgs } from 'node:util'

type Options = NonNullable<ParseArgsConfig['options']> & { help: { type: 'boolean' } }

export function ask<const T extends Options>(options: T, usage: string) {
  const { values } = read(options, usage)
  if (!('help' in values)) return values
  console.log(usage)
  process.exit(0)
}

function read<const T extends Options>(options: T, usage: string) {
  try {
    return parseArgs({ options })
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(2)
  }
}
