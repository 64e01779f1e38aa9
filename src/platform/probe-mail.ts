/** Asks a mail server whether it is there: connects, reads its greeting, says who we are, and leaves. Nothing is sent. */
import { connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'

const WAIT_MS = 5_000

/** `smtp://host:587` or `smtps://host:465`. */
export function probeMail(address: string): Promise<'answers' | 'refuses' | 'unreachable'> {
  const url = new URL(address)
  const isSecure = url.protocol === 'smtps:'
  const port = Number(url.port) || (isSecure ? 465 : 587)
  return new Promise((resolve) => {
    const { hostname: host } = url
    const socket: Socket = isSecure
      ? connectSecurely({ host, port, servername: host })
      : connect({ host, port })
    const end = (answer: 'answers' | 'refuses' | 'unreachable') => {
      socket.removeAllListeners('data')
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(WAIT_MS, () => end('unreachable'))
    socket.on('error', () => end('unreachable'))
    socket.on('close', () => end('unreachable'))
    let heard = ''
    let isGreeted = false
    socket.on('data', (bytes: Buffer) => {
      heard = (heard + bytes.toString('latin1')).slice(-4096)
      // The last line of an answer has a space behind its code.
      const last = /^(\d{3}) [^\n]*\r?\n$/m.exec(heard.slice(heard.lastIndexOf('\n', heard.length - 2) + 1))
      if (!last) return
      heard = ''
      if (!last[1]!.startsWith('2')) return end('refuses')
      if (isGreeted) {
        socket.write('QUIT\r\n')
        return end('answers')
      }
      isGreeted = true
      socket.write('EHLO hoithi\r\n')
    })
  })
}
