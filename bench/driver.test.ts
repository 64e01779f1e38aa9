import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { percentile } from './drive.ts'
import { runWindow, type Window } from './driver.ts'

/** Answers at once, but for one long moment in the middle, in which nobody is answered. */
describe('the driver, on a server that stalls once', () => {
  let server: Server
  let window: Window
  let asked = 0
  let stalledUntil = 0

  before(async () => {
    server = createServer((request, response) => {
      asked += 1
      if (asked === 300) stalledUntil = performance.now() + 600
      const answer = () => response.end('{}')
      request.resume().on('end', () => {
        const wait = stalledUntil - performance.now()
        if (wait > 0) setTimeout(answer, wait)
        else answer()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    window = {
      told: { story: 'echo' },
      port,
      connections: 4,
      requestsPerSecond: null,
      settleMs: 0,
      measureMs: 1500,
    }
  })
  after(() => server.close())

  it('on a schedule counts what would have come meanwhile: the stall is in many answers, not in one each', async () => {
    asked = 0
    const scheduled = await runWindow({ ...window, requestsPerSecond: 300, settleMs: 1000 })
    asked = 0
    const saturated = await runWindow(window)
    assert.deepEqual([scheduled.unexpected, saturated.unexpected], [{}, {}])
    // By chance some more or fewer than 450 come; a stall of 600 ms falls on a third of them.
    const { count } = scheduled.histograms.echo!
    assert.ok(count > 250 && count < 650, `${count} came`)
    const [p80, p99] = [80, 99].map((at) => percentile(scheduled.histograms.echo, at))
    assert.ok(p80! > 100 && p99! > 400, `p80 ${p80} ms, p99 ${p99} ms`)
    // As fast as it is answered, it asks nothing while it waits: four answers are slow, of all there are.
    assert.ok(saturated.histograms.echo!.max > 400_000)
    assert.ok(percentile(saturated.histograms.echo, 80) < p80!)
  })
})

describe('the driver, on a server that refuses and breaks off', () => {
  it('tells how often, and counts none of it as answered', async () => {
    let asked = 0
    const server = createServer((request, response) => {
      asked += 1
      request.resume()
      if (asked % 3 === 0) return void request.socket.destroy()
      response.writeHead(asked % 3 === 1 ? 503 : 200).end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { counts, unexpected } = await runWindow({
      told: { story: 'echo' },
      port,
      connections: 1,
      requestsPerSecond: null,
      settleMs: 0,
      measureMs: 600,
    })
    server.close()
    assert.ok(counts.echo! > 0)
    assert.ok(unexpected['echo 503']! >= counts.echo!)
    assert.deepEqual(
      Object.keys(unexpected).filter((what) => what !== 'echo 503').length,
      1,
      'a reason for the connections that broke',
    )
  })
})
