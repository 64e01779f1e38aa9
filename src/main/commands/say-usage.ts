/** What commander says by itself, English alone: here in both tongues, Vietnamese first. */
import type { Command } from 'commander'

const TITLES: Record<string, string> = {
  'Usage:': 'Cách dùng / usage:',
  'Arguments:': 'Đối số / arguments:',
  'Options:': 'Tùy chọn / options:',
  'Commands:': 'Lệnh / commands:',
}

/** A sentence of commander, and the same in Vietnamese; what is named stands for $1, $2. */
const MISTAKES: readonly (readonly [RegExp, string])[] = [
  [/^missing required argument '(.*?)'/, 'thiếu <$1>'],
  [/^required option '(.*?)' not specified/, 'cần ghi $1'],
  [/^option '(.*?)' argument missing/, 'thiếu giá trị sau $1'],
  [
    /^option '(.*?)' argument '(.*?)' is invalid\. Allowed choices are (.*)\./,
    '$1 không nhận “$2”, chỉ nhận $3',
  ],
  [/^option '(.*?)' cannot be used with option '(.*?)'/, '$1 không dùng cùng $2'],
  [/^unknown option '(.*?)'/, 'không có tùy chọn $1'],
  [/^unknown command '(.*?)'/, 'không có lệnh $1'],
  [/^too many arguments/, 'thừa đối số'],
]

/** To be called before any command is added: they take these settings from the program as they are made. */
export function sayUsage(program: Command): Command {
  return program
    .helpOption('-h, --help', 'hướng dẫn / help')
    .helpCommand('help [command]', 'hướng dẫn về một lệnh / help for a command')
    .configureHelp({ showGlobalOptions: true, styleTitle: (title) => TITLES[title] ?? title })
    .configureOutput({ outputError: (text, write) => write(inBoth(text)) })
}

export function inBoth(text: string): string {
  const said = text.replace(/^error: /, '')
  for (const [form, vietnamese] of MISTAKES) {
    const found = form.exec(said)
    if (found) return `${vietnamese.replace(/\$(\d)/g, (_, no) => found[Number(no)] ?? '')} / ${said}`
  }
  return text
}

/** What a command could not do with a file, where the system says only a code. */
export function sayFault(error: NodeJS.ErrnoException): string {
  const { code, path, message } = error
  if (!path) return message
  if (code === 'ENOENT') return `không có tệp ${path} / there is no file ${path}`
  return `không dùng được ${path} (${code}) / ${path} cannot be used`
}
