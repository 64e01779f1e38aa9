/**
 * Work on one subject takes turns in this process, in the order of asking; work on different subjects does not wait.
 * Where a limit is looked up, then something is tried, then the limit is counted, requests that come at once would
 * otherwise all be looked up before any is counted.
 */
export type Turns = <Result>(subjects: readonly string[], work: () => Promise<Result>) => Promise<Result>

export function takeTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  const inTurn = async <Result>(subject: string, work: () => Promise<Result>): Promise<Result> => {
    const before = last.get(subject)
    const mine = (async () => {
      await before?.catch(() => {})
      return work()
    })()
    last.set(subject, mine)
    try {
      return await mine
    } finally {
      if (last.get(subject) === mine) last.delete(subject)
    }
  }
  // Taken in one order by everybody, so that two never wait for each other.
  return (subjects, work) =>
    [...new Set(subjects)].sort().reduceRight((inner, subject) => () => inTurn(subject, inner), work)()
}
