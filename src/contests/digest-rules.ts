import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Rulebook } from './model.ts'

/** Whom a list names is known to the database only by keyed hashes (C-4): what is kept and shown has the lists without them. */
export function withoutNames(rules: Rulebook): Rulebook {
  return { ...rules, exclusions: rules.exclusions.map((each) => ({ ...each, values: [] })) }
}

/** By which two rulebooks are known to be the same, whoever their lists name: SHA-256 (hex) of the RFC 8785 form. */
export function digestRules(rules: Rulebook): string {
  return createHash('sha256')
    .update(canonicalize(withoutNames(rules)) ?? '')
    .digest('hex')
}
