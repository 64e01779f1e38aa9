/**
 * The numbers and letters that Word writes by itself in front of a paragraph. They are nowhere in the text: they are
 * counted here as Word counts them, list by list and level by level.
 */

import { type RunFormat, readRunFormat } from './read-styles.ts'
import { childOf, elementsOf, type XmlNode } from './read-xml.ts'

type Level = { start: number; format: string; text: string; run: RunFormat; restartsAfter: number }
type List = { counters: string; levels: Map<number, Level>; restarts: Map<number, number> }
export type Label = { readonly text: string; readonly run: RunFormat }
export type Numbering = { next(list: string, level: number): Label | null }

const DEEPEST_LEVEL = 8

export function readNumbering(root: XmlNode | null): Numbering {
  const elements = root ? elementsOf(root) : []
  const abstracts = new Map<string, XmlNode>()
  const byStyle = new Map<string, XmlNode>()
  for (const node of elements) {
    if (node.name !== 'w:abstractNum') continue
    abstracts.set(node.attributes['w:abstractNumId'] ?? '', node)
    const style = childOf(node, 'w:styleLink')?.attributes['w:val']
    if (style) byStyle.set(style, node)
  }
  const lists = new Map<string, List>()
  for (const node of elements) {
    if (node.name !== 'w:num') continue
    const counters = childOf(node, 'w:abstractNumId')?.attributes['w:val'] ?? ''
    const named = abstracts.get(counters)
    const style = childOf(named, 'w:numStyleLink')?.attributes['w:val']
    const abstract = (style && byStyle.get(style)) || named
    lists.set(node.attributes['w:numId'] ?? '', readList(node, counters, abstract))
  }
  return countLabels(lists)
}

function readList(node: XmlNode, counters: string, abstract: XmlNode | undefined): List {
  const levels = new Map<number, Level>()
  const restarts = new Map<number, number>()
  for (const level of abstract ? elementsOf(abstract) : [])
    if (level.name === 'w:lvl') levels.set(Number(level.attributes['w:ilvl']), readLevel(level))
  for (const override of elementsOf(node)) {
    if (override.name !== 'w:lvlOverride') continue
    const at = Number(override.attributes['w:ilvl'])
    const level = childOf(override, 'w:lvl')
    if (level) levels.set(at, readLevel(level))
    const start = childOf(override, 'w:startOverride')?.attributes['w:val']
    if (start !== undefined) restarts.set(at, Number(start))
  }
  return { counters, levels, restarts }
}

function readLevel(node: XmlNode): Level {
  const value = (name: string) => childOf(node, name)?.attributes['w:val']
  const restart = value('w:lvlRestart')
  return {
    start: Number(value('w:start') ?? 1),
    format: value('w:numFmt') ?? 'decimal',
    text: value('w:lvlText') ?? '',
    run: readRunFormat(childOf(node, 'w:rPr')),
    restartsAfter: restart === undefined ? Number(node.attributes['w:ilvl']) : Number(restart),
  }
}

function countLabels(lists: Map<string, List>): Numbering {
  /** Lists that are drawn from one definition go on counting together. */
  const counts = new Map<string, Map<number, number>>()
  const restarted = new Set<string>()
  const next = (id: string, at: number): Label | null => {
    const list = lists.get(id)
    const level = list?.levels.get(at)
    if (!list || !level || at > DEEPEST_LEVEL) return null
    const counter = counts.get(list.counters) ?? new Map<number, number>()
    counts.set(list.counters, counter)
    const restart = list.restarts.get(at)
    if (restart !== undefined && !restarted.has(`${id}/${at}`)) counter.set(at, restart - 1)
    restarted.add(`${id}/${at}`)
    counter.set(at, (counter.get(at) ?? level.start - 1) + 1)
    for (const deeper of [...counter.keys()]) {
      const rule = list.levels.get(deeper)?.restartsAfter ?? deeper
      if (deeper > at && rule !== 0 && at < rule) counter.delete(deeper)
    }
    return { text: labelOf(list, level, counter), run: level.run }
  }
  return { next }
}

function labelOf(list: List, level: Level, counter: Map<number, number>): string {
  if (level.format === 'bullet') return level.text ? '•' : ''
  if (level.format === 'none') return level.text.replace(/%[1-9]/g, '')
  return level.text.replace(/%([1-9])/g, (_, no: string) => {
    const of = list.levels.get(Number(no) - 1)
    return of ? numeral(counter.get(Number(no) - 1) ?? of.start, of.format) : ''
  })
}

function numeral(count: number, format: string): string {
  if (format === 'upperLetter') return lettersOf(count)
  if (format === 'lowerLetter') return lettersOf(count).toLowerCase()
  if (format === 'upperRoman') return romanOf(count)
  if (format === 'lowerRoman') return romanOf(count).toLowerCase()
  if (format === 'decimalZero') return String(count).padStart(2, '0')
  return String(count)
}

/** A … Z, then AA, BB, CC as Word does. */
const lettersOf = (count: number): string =>
  count < 1 ? '' : String.fromCharCode(65 + ((count - 1) % 26)).repeat(Math.min(9, Math.ceil(count / 26)))

const ROMAN = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
] as const

function romanOf(count: number): string {
  let rest = Math.min(Math.max(count, 0), 4999)
  let roman = ''
  for (const [value, letters] of ROMAN) {
    for (; rest >= value; rest -= value) roman += letters
  }
  return roman
}
