/**
 * A reviver for JSON and YAML: a `length` that is an object or a list is read as nothing. Checks of how long a text or a list
 * may be look at whatever has a `length`, even where no text stands, and comparing an object with a number may throw (zod 4.6.7).
 */
export const plainLength = (name: unknown, value: unknown): unknown =>
  name === 'length' && typeof value === 'object' ? null : value
