/**
 * The safety net under whatever must be stopped before a process ends: a signal that nobody else listens to, or an exit that
 * forgot. What catches signals itself, as the server does, is left to do it in its own order.
 */
type Kept = { readonly stop: () => Promise<void>; readonly sweep: () => void }

const kept = new Set<Kept>()
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Returns the function that takes it out of the net again. `sweep` runs in the exit itself, where nothing can wait. */
export function keepInNet(stop: () => Promise<void>, sweep: () => void): () => void {
  const entry = { stop, sweep }
  if (kept.size === 0) {
    for (const signal of signals) process.on(signal, onSignal)
    process.on('exit', onExit)
  }
  kept.add(entry)
  return () => {
    if (!kept.delete(entry) || kept.size > 0) return
    for (const signal of signals) process.off(signal, onSignal)
    process.off('exit', onExit)
  }
}

function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return
  // With the last one out of the net nobody listens any more, and the signal ends us as it would have done.
  void Promise.allSettled([...kept].map(({ stop }) => stop())).then(() => process.kill(process.pid, signal))
}

function onExit(): void {
  for (const { sweep } of kept) sweep()
}
