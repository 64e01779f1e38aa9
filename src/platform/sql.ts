/** SQL lives in .sql files, in blocks named `-- name: lock_attempts`; each is prepared once per connection. */
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Statement = { readonly name: string; readonly text: string }

const loaded = new Map<string, Statement>()

/** Every statement of a slice, as far as its modules are loaded. */
export function statementsOf(slice: string): Statement[] {
  return [...loaded.values()].filter(({ name }) => name.startsWith(`${slice}/`))
}

/** The named blocks of the `store.sql` beside the calling module (or of another file there). */
export function loadSql(moduleUrl: string, file = 'store.sql'): (name: string) => Statement {
  const folder = dirname(fileURLToPath(moduleUrl))
  const statements = parseSql(readFileSync(`${folder}/${file}`, 'utf8'), basename(folder))
  for (const statement of statements.values()) loaded.set(statement.name, statement)
  return (name) => {
    const statement = statements.get(name)
    if (!statement) throw new Error(`${folder}/${file} has no block named ${name}`)
    return statement
  }
}

/** Splits a file into its blocks; what stands before the first name is commentary. */
export function parseSql(text: string, slice: string): Map<string, Statement> {
  const blocks = text.split(/^-- name: *(\w+) *$/m)
  const statements = new Map<string, Statement>()
  for (let index = 1; index < blocks.length; index += 2) {
    const name = blocks[index] as string
    if (statements.has(name)) throw new Error(`${slice}: two SQL blocks are named ${name}`)
    statements.set(name, { name: `${slice}/${name}`, text: (blocks[index + 1] as string).trim() })
  }
  return statements
}
