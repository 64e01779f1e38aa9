import type { Pool } from './db.ts'
import type { Statement } from './sql.ts'

/** PostgreSQL decides on a plan for good at the sixth time. */
const TIMES = 6

/**
 * Opens every connection a pool may have, and has it plan the statements that go over lists, by running them over empty
 * ones. In a transaction that is undone: nothing is left of it, whatever a statement does with an empty list.
 */
export async function openConnections(pool: Pool, statements: readonly Statement[]): Promise<void> {
  const overLists = statements.filter(goesOverLists)
  const clients = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
  await Promise.all(
    clients.map(async (client) => {
      let broken: Error | undefined
      try {
        await client.query('BEGIN')
        for (const { name, text } of overLists) {
          const values = Array.from({ length: parametersOf(text).size }, () => [])
          for (let time = 0; time < TIMES; time++) await client.query({ name, text, values })
        }
      } finally {
        await client.query('ROLLBACK').catch((error: Error) => {
          broken = error
        })
        client.release(broken)
      }
    }),
  )
}

const parametersOf = (text: string) => new Set(text.match(/\$\d+/g))

/** Whether each of its parameters is a list: `$1::uuid[]`. */
export function goesOverLists({ text }: Statement): boolean {
  const code = text.replace(/--.*$/gm, '')
  const lists = new Set([...code.matchAll(/(\$\d+)::\w+\[\]/g)].map(([, parameter]) => parameter))
  const all = parametersOf(code)
  return all.size > 0 && all.size === lists.size
}
