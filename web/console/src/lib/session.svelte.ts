/** Who is sitting here, and until when; every window of this browser knows the same. */
import type { Role, SessionView } from '../../../../src/staff/contract.ts'
import { ask } from './ask.ts'

/** What one window tells the others: how the session stands, or (null) that it was left. */
const windows = new BroadcastChannel('hoithi-session')

class Session {
  view = $state<SessionView | null>(null)
  /** Whether it is known yet that somebody is, or is not, signed in. */
  isKnown = $state(false)
  /** When what is known of the session was said, by this page's own clock, which does not jump. */
  #heardAt = 0

  constructor() {
    windows.onmessage = ({ data }: MessageEvent<SessionView | null>) => {
      // Somebody else signed in over there: what stands here is not theirs to see.
      if (data && this.view && data.staff.id !== this.view.staff.id) return location.reload()
      this.#hear(data)
    }
  }

  async refresh(): Promise<void> {
    const asked = await ask<SessionView>('GET', '/staff/sessions/current', { isBare: true })
    if (asked.ok) this.#hear(asked.value)
    // A network that is gone for a moment ends no session.
    else if (asked.problem.status === 401) this.view = null
    this.isKnown = true
  }

  #hear(view: SessionView | null): void {
    this.view = view
    this.isKnown = true
    this.#heardAt = performance.now()
  }

  /** Until the session ends if nothing is asked for; by the server's clock, since an office's may be wrong. */
  secondsLeft(): number {
    if (!this.view) return Number.POSITIVE_INFINITY
    const { idleEndsAt, endsAt, now } = this.view
    const left = Math.min(Date.parse(idleEndsAt), Date.parse(endsAt)) - Date.parse(now)
    return Math.ceil((left - (performance.now() - this.#heardAt)) / 1000)
  }

  take(view: SessionView): void {
    this.#hear(view)
    windows.postMessage($state.snapshot(this.view))
  }

  holds(...roles: Role[]): boolean {
    return this.view?.roles.some(({ role }) => roles.includes(role)) ?? false
  }

  async leave(): Promise<void> {
    await ask('DELETE', '/staff/sessions/current', { isBare: true })
    windows.postMessage(null)
    // Anew: nothing of theirs stays in this window.
    location.assign('/console')
  }
}

export const session = new Session()
