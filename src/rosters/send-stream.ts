import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
}

/** A file that is written while it is sent. */
export function sendStream(
  reply: FastifyReply,
  file: {
    name: string
    type: keyof typeof TYPES
    first?: Uint8Array | string
    rest: AsyncIterable<Uint8Array | string>
  },
): FastifyReply {
  const { name, type, first, rest } = file
  async function* pieces() {
    if (first !== undefined) yield Buffer.from(first)
    for await (const piece of rest) yield Buffer.from(piece)
  }
  const plain = name.normalize('NFD').replace(/[^\w.-]+/g, '-')
  return reply
    .type(TYPES[type])
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    )
    .send(Readable.from(pieces(), { objectMode: false }))
}
