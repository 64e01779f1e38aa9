import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { isAlive } from './postgres-directory.ts'

const folder = mkdtempSync(join(tmpdir(), 'hoithi-embedded-'))
const isRoot = process.getuid?.() === 0
const onLinux = process.platform === 'linux'

const open: EmbeddedPostgres[] = []
const owners: ChildProcess[] = []

async function start(directory: string, lines: string[] = []): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ directory, log: (line) => lines.push(line) })
  open.push(postgres)
  return postgres
}

/** Another process of ours on the directory. */
async function startOwner(
  directory: string,
  manner = 'listens',
): Promise<{ owner: ChildProcess; pid: number; url: string }> {
  const script = join(import.meta.dirname, '..', '..', 'tests', 'support', 'postgres-owner.ts')
  const owner = spawn(process.execPath, [script, directory, manner], { stdio: ['ignore', 'pipe', 'inherit'] })
  owners.push(owner)
  const [line] = await once(owner.stdout!, 'data')
  return { owner, ...(JSON.parse(String(line)) as { pid: number; url: string }) }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const keep = (url: string, word: string) =>
  query(url, `CREATE TABLE IF NOT EXISTS kept (word text); INSERT INTO kept VALUES ('${word}')`)
const kept = async (url: string) => (await query(url, 'SELECT word FROM kept')).map((row) => row.word)

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 600; turn += 1) {
    if (await isSo()) return
    await sleep(100)
  }
  assert.fail('waited for a minute in vain')
}

const refusedWith = (code: string) => (error: Error & { code?: string }) => {
  assert.equal(error.code, code, error.message)
  assert.match(error.message, /\n/, 'in both languages')
  return true
}

describe('the embedded PostgreSQL', () => {
  afterEach(async () => {
    for (const owner of owners.splice(0)) owner.kill('SIGKILL')
    for (const postgres of open.splice(0)) await postgres.stop()
  })
  after(() => rmSync(folder, { recursive: true, force: true }))
  const directory = join(folder, 'data', 'postgres')

  it('is made at the first start: durable, checksummed, Vietnamese, without a network', async () => {
    const postgres = await start(directory)
    const [settings] = await query(
      postgres.url,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
              current_setting('full_page_writes') AS pages, current_setting('data_checksums') AS checksums,
              current_setting('listen_addresses') AS network, current_user AS role, datlocale AS locale
       FROM pg_database WHERE datname = current_database()`,
    )
    assert.deepEqual(settings, {
      fsync: 'on',
      commit: 'on',
      pages: 'on',
      checksums: 'on',
      network: process.platform === 'win32' ? '127.0.0.1' : '',
      role: 'hoithi',
      locale: 'vi-VN',
    })
    const names = await query(
      postgres.url,
      `SELECT name FROM unnest(ARRAY['Đỗ', 'Ánh', 'Dũng', 'Ăn', 'An']) name ORDER BY name`,
    )
    assert.deepEqual(
      names.map(({ name }) => name),
      ['An', 'Ánh', 'Ăn', 'Dũng', 'Đỗ'],
    )
    await keep(postgres.url, 'bài thi')
  })

  it('keeps what was written over a stop, and its passwords to itself', async () => {
    const lines: string[] = []
    const postgres = await start(directory, lines)
    assert.deepEqual(lines, [], 'nothing is made anew')
    assert.deepEqual(await kept(postgres.url), ['bài thi'])
    assert.equal(statSync(join(directory, 'hoithi-passwords.json')).mode & 0o777, 0o600)
    await assert.rejects(query(postgres.url.replace(/:[^:@/]+@/, ':wrong@'), 'SELECT 1'), /password/)
  })

  it('runs as an unprivileged user when we are root', { skip: !isRoot || !onLinux }, async () => {
    const postgres = await start(directory)
    assert.notEqual(statSync(`/proc/${postgres.pid}`).uid, 0)
    assert.notEqual(statSync(directory).uid, 0)
  })

  it('works in a folder that everybody may enter, too', { skip: !isRoot }, async () => {
    const openFolder = join(folder, 'open')
    mkdirSync(openFolder)
    chmodSync(openFolder, 0o755)
    chmodSync(folder, 0o755)
    const postgres = await start(join(openFolder, 'postgres'))
    assert.deepEqual(await query(postgres.url, 'SELECT 1 AS one'), [{ one: 1 }])
    await postgres.stop()
    chmodSync(folder, 0o700)
  })

  it('is started again when it was killed under us, with nothing lost', async () => {
    const lines: string[] = []
    const postgres = await start(directory, lines)
    await keep(postgres.url, 'trước khi chết')
    const before = postgres.pid
    process.kill(before, 'SIGKILL')
    await until(() => postgres.pid !== before)
    assert.ok((await kept(postgres.url)).includes('trước khi chết'))
    assert.match(lines.join(' '), /gone.*back/)
  })

  it('is joined again after our process was killed, and then stopped by the one who joined', async () => {
    const { owner, pid } = await startOwner(directory)
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    assert.ok(isAlive(pid), 'PostgreSQL outlives its owner')
    const postgres = await start(directory)
    assert.equal(postgres.pid, pid)
    await postgres.stop()
    assert.ok(!isAlive(pid))
  })

  it('recovers when both were killed at the same time, however often', async () => {
    for (const word of ['một', 'hai', 'ba']) {
      const { owner, pid, url } = await startOwner(directory)
      await keep(url, word)
      owner.kill('SIGKILL')
      process.kill(pid, 'SIGKILL')
    }
    const postgres = await start(directory)
    const words = await kept(postgres.url)
    for (const word of ['một', 'hai', 'ba']) assert.ok(words.includes(word), word)
  })

  it('stops with its owner on SIGTERM', async () => {
    const { owner, pid } = await startOwner(directory)
    owner.kill('SIGTERM')
    assert.deepEqual(await once(owner, 'exit'), [0, null])
    assert.ok(!isAlive(pid))
    assert.ok(!existsSync(join(directory, 'postmaster.pid')))
  })

  it('stops with an owner that forgot it: by a signal it does not listen to, or by an exit in haste', async () => {
    for (const end of ['signal', 'exit'] as const) {
      const { owner, pid } = await startOwner(directory, end === 'exit' ? 'exits' : 'does not listen')
      if (end === 'signal') owner.kill('SIGTERM')
      await once(owner, 'exit')
      await until(() => !isAlive(pid))
    }
  })

  it('is shared by a second process, and stopped by the last one out, whoever that is', async () => {
    const lines: string[] = []
    const { owner, pid } = await startOwner(directory)
    const first = await start(directory)
    const second = await start(directory, lines)
    assert.deepEqual([first.pid, second.pid], [pid, pid])
    await second.stop()
    assert.match(lines.join(), /goes on running/)
    owner.kill('SIGTERM')
    await once(owner, 'exit')
    assert.ok(isAlive(pid), 'we still use it')
    assert.deepEqual(await query(first.url, 'SELECT 1 AS one'), [{ one: 1 }])
    await first.stop()
    assert.ok(!isAlive(pid))
  })

  it('is made once by two that start at the same moment', async () => {
    const contested = join(folder, 'contested')
    const [one, other] = await Promise.all([start(contested), startOwner(contested)])
    assert.equal(one.pid, other.pid)
  })

  it('is not stopped by one who starts while the last one leaves', async () => {
    let leaving = await start(directory)
    for (let turn = 0; turn < 5; turn += 1) {
      const [next] = await Promise.all([start(directory), leaving.stop()])
      assert.deepEqual(await query(next.url, 'SELECT 1 AS one'), [{ one: 1 }], `turn ${turn}`)
      leaving = next
    }
  })

  it('is made again when the first making was interrupted', async () => {
    const interrupted = join(folder, 'interrupted')
    const { pid } = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
    await until(() => !isAlive(pid!))
    mkdirSync(`${interrupted}.making-${pid}`)
    writeFileSync(join(`${interrupted}.making-${pid}`, 'PG_VERSION'), '18\n')
    mkdirSync(interrupted)
    await start(interrupted)
    assert.ok(!existsSync(`${interrupted}.making-${pid}`))
  })

  it('starts although the number in a stale pid file is now another process', {
    skip: !onLinux,
  }, async () => {
    writeFileSync(
      join(directory, 'postmaster.pid'),
      `${process.pid}\n${directory}\n1\n5432\n/nowhere\n\n1 1\nready\n`,
    )
    const postgres = await start(directory)
    assert.notEqual(postgres.pid, process.pid)
  })

  it('leaves a directory alone that belongs to another PostgreSQL, or to something else', async () => {
    const another = join(folder, 'another')
    mkdirSync(another)
    writeFileSync(join(another, 'PG_VERSION'), '15\n')
    await assert.rejects(start(another), refusedWith('foreign-directory'))
    const papers = join(folder, 'papers')
    mkdirSync(papers)
    writeFileSync(join(papers, 'letter.txt'), 'Kính gửi')
    await assert.rejects(start(papers), refusedWith('foreign-directory'))
    assert.equal(readFileSync(join(papers, 'letter.txt'), 'utf8'), 'Kính gửi')
    await assert.rejects(start(join(papers, 'letter.txt')), refusedWith('foreign-directory'))
  })

  it('says so when the data are of another major version', async () => {
    const later = join(folder, 'later')
    mkdirSync(later)
    writeFileSync(join(later, 'PG_VERSION'), '19\n')
    writeFileSync(join(later, 'hoithi-passwords.json'), '{"admin":"a","owner":"b"}')
    await assert.rejects(start(later), refusedWith('wrong-major-version'))
  })
})
