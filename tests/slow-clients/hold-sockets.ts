/**
 * A program of its own that holds sockets open in one of the ways in which a server is starved of them:
 *   node hold-sockets.ts KIND COUNT PORT
 * It says from which ports when all are open, and lets go of them when its standard input ends.
 */
import { once } from 'node:events'
import { Socket } from 'node:net'

const [kind = '', count = '0', port = '0'] = process.argv.slice(2)

/** Fast enough that the first are still held when the last is opened. */
const AT_ONCE = 1000

const HEAD = 'POST /api/v1/contests/demo/practice HTTP/1.1\r\nHost: localhost\r\n'
const BODY = `${HEAD}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{`
const dribbles: Record<string, string> = {
  head: `${HEAD}X-Slow: ${'y'.repeat(400)}\r\n\r\n`,
  body: 'x'.repeat(500),
}
const first: Record<string, string> = {
  body: BODY,
  // As much as is answered on one connection, and far more than that.
  unread: 'GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(10),
  ahead: 'GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(900),
}

const sockets: Socket[] = []
for (let at = 0; at < Number(count); at += AT_ONCE)
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, Number(count) - at) }, open))

async function open(): Promise<void> {
  const socket = new Socket()
  // Cut by the server sooner or later, and that is what is looked at.
  socket.on('error', () => {})
  // Paused before it is connected, nothing is ever read from it.
  if (kind === 'unread' || kind === 'ahead') socket.pause()
  else socket.resume()
  socket.connect(Number(port), '127.0.0.1')
  await Promise.race([once(socket, 'connect'), once(socket, 'close')])
  const words = first[kind]
  if (words) socket.write(words)
  sockets.push(socket)
}

const slow = dribbles[kind]
let said = 0
if (slow)
  setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write(slow[said % slow.length]!)
    said += 1
  }, 1000)

process.stdin.on('end', () => process.exit(0)).resume()
const ports = sockets.map(({ localPort }) => localPort)
process.stdout.write(`${JSON.stringify(ports)}\n`)
