/** Who is sitting here, and until when. */
import type { Role, SessionView } from '../../../../src/staff/contract.ts'
import { ask } from './ask.ts'

class Session {
  view = $state<SessionView | null>(null)
  /** Whether it is known yet that somebody is, or is not, signed in. */
  isKnown = $state(false)

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
  }

  holds(...roles: Role[]): boolean {
    return this.view?.roles.some(({ role }) => roles.includes(role)) ?? false
  }

  async leave(): Promise<void> {
    await ask('DELETE', '/staff/sessions/current', { isBare: true })
    this.view = null
  }
}

export const session = new Session()
