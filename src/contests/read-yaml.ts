import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { plainLength } from '../platform/plain-length.ts'
import { explainIssue, type Path } from './explain-issue.ts'
import { type FileError, type Said, say, yamlSlips } from './file-messages.ts'

/** `raw` is what the file says even where the schema refuses it, so that its other files can still be looked at. */
export type YamlRead<Schema extends z.ZodType> = {
  value: z.output<Schema> | undefined
  raw: unknown
  errors: FileError[]
  errorAt: (path: Path, said: Said) => FileError
}

/** Reads a YAML text by a schema. Every fault is named with its line and column, at one reading. */
export function readYaml<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
): YamlRead<Schema> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const errorOn = (offset: number, path: Path, said: Said): FileError => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col, path: pathText(path), ...said }
  }
  const errorAt = (path: Path, said: Said) => errorOn(offsetOf(document, path, false), path, said)
  const broken = document.errors.map((fault) =>
    errorOn(fault.pos[0], [], say.badYaml(yamlSlips[fault.code], firstLine(fault.message))),
  )
  if (broken.length > 0) return { value: undefined, raw: undefined, errors: broken, errorAt }

  let raw: unknown
  try {
    raw = document.toJS({ reviver: plainLength })
  } catch (cause) {
    // An alias without its anchor, or too many of them, is found only here.
    const said = say.badYaml(undefined, firstLine((cause as Error).message))
    return { value: undefined, raw: undefined, errors: [errorOn(0, [], said)], errorAt }
  }
  const parsed = schema.safeParse(raw)
  if (parsed.success) return { value: parsed.data, raw, errors: [], errorAt }
  const errors = parsed.error.issues
    .flatMap((issue) => explainIssue(issue, raw, schema))
    .map(({ path, said, atKey }) => errorOn(offsetOf(document, path, atKey), path, said))
  return {
    value: undefined,
    raw,
    errors: errors.sort((a, b) => a.line - b.line || a.column - b.column),
    errorAt,
  }
}

/** `streams[0].fields[1].label.vi` */
export function pathText(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')
}

/**
 * Where a path stands: a plain value at itself, a group or an empty entry at its name, and what is missing at
 * the nearest part that holds it.
 */
function offsetOf(document: Document.Parsed, path: Path, atKey: boolean): number {
  let node: unknown = document.contents
  let offset = document.contents?.range[0] ?? 0
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (!pair) return offset
      const isLast = index === path.length - 1
      const plain = isScalar(pair.value) && pair.value.value !== null && !(isLast && atKey)
      offset = startOf(plain ? pair.value : pair.key) ?? offset
      node = pair.value
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step]
      offset = startOf(node) ?? offset
    } else return offset
  }
  return offset
}

const startOf = (node: unknown) =>
  isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined
const firstLine = (text: string) => text.split('\n')[0] ?? text
