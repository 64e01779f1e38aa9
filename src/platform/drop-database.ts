import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'

/**
 * Drops a database with whoever is still in it. PostgreSQL's own vacuum may be in it too; that one leaves by itself
 * within moments, and until then nobody but a superuser is allowed to drop it.
 */
export async function dropDatabase(
  client: Pick<pg.Client, 'query' | 'escapeIdentifier'>,
  name: string,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`)
      return
    } catch (error) {
      if ((error as { code?: string }).code !== '42501' || tries === 50) throw error
      await wait(200)
    }
  }
}
