/** Who is sitting here, and until when; every window of this browser knows the same. */
import type { Role, SessionView } from '../../../../src/staff/contract.ts'
import { ask } from './ask.ts'

/** What one window tells the others: how the session stands, or (null) that it was left. */
const windows = new BroadcastChannel('hoithi-session')

class Session {
  view = $state<SessionView | null>(null)
  /** Whether it is known yet that somebody is, or is not, signed in. */
  isKnown = $state(false)

  constructor() {
    windows.onmessage = ({ data }: MessageEvent<SessionView | null>) => {
      // Somebody else signed in over there: what stands here is not theirs to see.
      if (data && this.view && data.staff.id !== this.view.staff.id) return location.reload()
      this.view = data
      this.isKnown = true
    }
  }

  async refresh(): Promise<void> {
    const asked = await ask<SessionView>('GET', '/staff/sessions/current', { isBare: true })
    if (asked.ok) this.view = asked.value
    // A network that is gone for a moment ends no session.
    else if (asked.problem.status === 401) this.view = null
    this.isKnown = true
  }

  take(view: SessionView): void {
    this.view = view
    this.isKnown = true
    windows.postMessage($state.snapshot(this.view))
  }

  holds(...roles: Role[]): boolean {
    return this.view?.roles.some(({ role }) => roles.includes(role)) ?? false
  }

  async leave(): Promise<void> {
    await ask('DELETE', '/staff/sessions/current', { isBare: true })
    this.view = null
    windows.postMessage(null)
  }
}

export const session = new Session()
