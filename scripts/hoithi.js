#!/usr/bin/env node
// `npx hoithi …`: hands over to src/main/cli.ts on the pinned Node, whatever Node this one is.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const isWindows = process.platform === 'win32'
const node = join(root, 'node_modules', '.bin', isWindows ? 'node.cmd' : 'node')

if (!existsSync(node)) {
  console.error(
    'Chưa cài đặt xong. Hãy chạy "npm start", hoặc "npm run hoithi -- …", một lần trước đã.\n' +
      'Not installed yet. Run "npm start", or "npm run hoithi -- …", once first.',
  )
  process.exit(2)
}

const child = spawn(node, [join(root, 'src', 'main', 'cli.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  shell: isWindows,
})

// Ctrl-C reaches the child by the terminal itself; we only must not leave before it has cleaned up.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
process.on('SIGINT', () => {
  if (!process.stdin.isTTY) child.kill('SIGINT')
})

// A signal to npx ends the shell between it and us, and nobody else: its end is the signal.
if (process.env.npm_lifecycle_event === 'npx') {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 300).unref()
}

child.on('error', (error) => {
  console.error(error.message)
  process.exit(2)
})
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 2)))
