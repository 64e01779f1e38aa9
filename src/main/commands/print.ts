/** How a command speaks: the value asked for on stdout, everything else on stderr. */

export function printJson(value: unknown): Promise<void> {
  // A pipe takes what it can; the process must not end before the reader has the rest.
  return new Promise((resolve, reject) =>
    process.stdout.write(`${JSON.stringify(value)}\n`, (error) => (error ? reject(error) : resolve())),
  )
}

export function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** One line that is written over while work goes on; on anything but a terminal, a line every few seconds. */
export function progress(): (line: string) => void {
  let last = 0
  return (line) => {
    const now = performance.now()
    if (now - last < (process.stderr.isTTY ? 100 : 5000)) return
    last = now
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`)
  }
}

/** A table of text columns; numbers stand to the right. */
export function table(heads: string[], rows: (string | number | null)[][]): string {
  const text = rows.map((row) => row.map((cell) => (cell === null ? '–' : String(cell))))
  const widths = heads.map((head, at) => Math.max(head.length, ...text.map((row) => row[at]!.length)))
  const isNumber = heads.map((_, at) => rows.every((row) => typeof row[at] !== 'string'))
  const line = (cells: string[]) =>
    cells
      .map((cell, at) => (isNumber[at] ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd()
  return [line(heads), widths.map((width) => '─'.repeat(width)).join('  '), ...text.map(line)].join('\n')
}
