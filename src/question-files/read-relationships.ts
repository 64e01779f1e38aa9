import { posix } from 'node:path'
import type { Archive } from './open-archive.ts'
import { elementsOf, readXmlTree } from './read-xml.ts'

/** What a part calls by a short name: another part of the archive, or something outside that is never fetched. */
export type Relationship = { readonly type: string; readonly target: string; readonly isOutside: boolean }
export type Relationships = ReadonlyMap<string, Relationship>

export async function readRelationships(archive: Archive, part: string): Promise<Relationships> {
  const name = posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`)
  const found = new Map<string, Relationship>()
  if (!archive.has(name)) return found
  for (const { attributes } of elementsOf(await readXmlTree(name, archive.stream(name)))) {
    const { Id: id, Type: type = '', Target: target = '', TargetMode: mode } = attributes
    if (id === undefined) continue
    const path = target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(part), target)
    found.set(id, {
      type: type.slice(type.lastIndexOf('/') + 1),
      target: path,
      isOutside: mode === 'External',
    })
  }
  return found
}
