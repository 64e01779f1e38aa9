/**
 * npm run faults [-- --only NAME,… --quick --json --rounds N --seed S --name NAME]
 *
 * Breaks things under load, and compares every acknowledgement with the database. Prints a table, keeps it in
 * bench/results/; with --json the last line is one JSON object. Ends with 1 where anything acknowledged was lost or counted
 * twice, or where a control, which must lose, lost nothing. What cannot be done on this machine is said as "not run".
 */
import { randomBytes } from 'node:crypto'
import { ask } from '../../bench/ask.ts'
import { aboutThisMachine, keep } from '../../bench/figures.ts'
import { badPaper, doubtfulCommit } from './batch.ts'
import { clockJumps } from './clock.ts'
import { killClosing } from './close-round.ts'
import { killControl } from './control.ts'
import { connectionCut, postgresRestart } from './database.ts'
import { drain } from './drain.ts'
import { emptyResult, type Fault, type Run } from './fault.ts'
import { files } from './files.ts'
import { fullDisk } from './full-disk.ts'
import { fuzz } from './fuzz.ts'
import { Ground, layBase } from './ground.ts'
import { killBoth, killPostgres, killServer } from './kill.ts'
import { phoneClock } from './phone-clock.ts'
import { powerCut, powerCutControl } from './power-cut.ts'
import { NotHere } from './processes.ts'
import { slowClients } from './slow-clients.ts'
import { slowDisk } from './slow-disk.ts'
import { type Outcome, summaryOf, table } from './tell.ts'

const faults: readonly Fault[] = [
  killServer,
  killPostgres,
  killBoth,
  killClosing,
  powerCut,
  postgresRestart,
  connectionCut,
  slowDisk,
  fullDisk,
  clockJumps,
  phoneClock,
  drain,
  badPaper,
  doubtfulCommit,
  slowClients,
  fuzz,
  files,
  killControl,
  powerCutControl,
]

const asked = ask(
  {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seed: { type: 'string' },
    name: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
  `npm run faults -- [--only TÊN,…] [--quick] [--json] [--rounds N] [--seed S] [--name TÊN]

  --only      chỉ thử những lỗi này / only these: ${faults.map(({ name }) => name).join(', ')}
  --quick     mỗi lỗi một lần, ít dữ liệu / each once, on smaller data
  --json      dòng cuối là một đối tượng JSON / the last line is one JSON object
  --rounds    mỗi lỗi bao nhiêu lần / how often each
  --seed      hạt giống: cùng hạt giống, cùng cách phá / same seed, same breaking
  --name      tên tệp kết quả trong bench/results / the name of the file there

Mã thoát 1: có bài mất hoặc tính hai lần / exit code 1: something acknowledged was lost or counted twice.`,
)
const names = asked.only?.split(',') ?? faults.map(({ name }) => name)
const unknown = names.filter((name) => !faults.some((fault) => fault.name === name))
if (unknown.length > 0 || (asked.rounds !== undefined && !/^[1-9]\d*$/.test(asked.rounds))) {
  console.error(
    `there is no fault ${unknown.join(', ')}; there are ${faults.map(({ name }) => name).join(', ')}`,
  )
  process.exit(2)
}

// Each house that a quick run opens would warm itself up for seconds before it says that it is ready.
if (asked.quick) process.env.HOITHI_WARM_UP ??= 'off'

const stack = new AsyncDisposableStack()
let interrupted = false
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => {
    if (interrupted) return
    interrupted = true
    void stack.disposeAsync().finally(() => process.exit(130))
  })

const say = (line: string) => console.error(line)
const at = new Date()
const seed = asked.seed ?? randomBytes(4).toString('hex')
say(`seed ${seed}`)

let laid: Promise<string> | null = null
const base = () => {
  if (!laid) say('laying the data to begin with …')
  laid ??= layBase(stack)
  return laid
}

/** The house that faults share: one after another they find it running, and leave it running. */
let shared: { ground: Promise<Ground>; own: AsyncDisposableStack } | null = null
const embedded = () => {
  if (!shared) {
    const own = new AsyncDisposableStack()
    stack.defer(() => own.disposeAsync())
    shared = { own, ground: base().then((data) => Ground.open(own, { base: data })) }
  }
  return shared.ground
}

const outcomes: Outcome[] = []
for (const fault of faults.filter(({ name }) => names.includes(name))) outcomes.push(await runOne(fault))
const machine = aboutThisMachine()
await stack.disposeAsync()

const summary = summaryOf(outcomes)
const print = asked.json ? say : console.log
print(
  `\n${table(outcomes)}\n\nseed ${seed} · ${Object.entries(machine)
    .map(([what, is]) => `${what} ${is}`)
    .join(' · ')}`,
)
const kept =
  asked.name ?? ['faults', ...(asked.quick ? ['quick'] : []), ...(asked.only ? names : [])].join('-')
if (!interrupted) print(keep(kept, at, { at, seed, machine, ...summary }))
if (asked.json) console.log(JSON.stringify({ at, seed, ...summary }))
process.exitCode = summary.holds ? 0 : 1

async function runOne(fault: Fault): Promise<Outcome> {
  const rounds = Number(asked.rounds ?? (asked.quick ? fault.rounds.quick : fault.rounds.full))
  say(`${fault.name}: ${fault.says} × ${rounds}`)
  const begun = performance.now()
  const result = emptyResult()
  let notRun: string | null = null
  try {
    await using own = new AsyncDisposableStack()
    // Held by both: an interrupt ends what the fault at hand has begun.
    stack.defer(() => own.disposeAsync())
    const run: Run = {
      rounds,
      quick: asked.quick,
      seed: `${seed}/${fault.name}`,
      stack: own,
      say,
      base,
      embedded,
      result,
    }
    await fault.run(run)
  } catch (error) {
    if (interrupted) await new Promise(() => {})
    if (error instanceof NotHere) notRun = error.message
    else {
      result.findings.push({ kind: 'answer', what: `the run broke off: ${(error as Error).message}` })
      // Nobody knows in what state it is.
      await shared?.own.disposeAsync().catch(() => {})
      shared = null
    }
  }
  for (const { kind, what } of result.findings.slice(0, 5)) if (!fault.isControl) say(`  ${kind}: ${what}`)
  if (notRun) say(`  not run: ${notRun}`)
  const seconds = Math.round((performance.now() - begun) / 1000)
  return { name: fault.name, says: fault.says, isControl: fault.isControl ?? false, notRun, seconds, result }
}
