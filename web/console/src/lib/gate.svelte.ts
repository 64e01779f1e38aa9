/** What a request lacked and the officer is being asked for now: a session, or a proof of who they are. */
type Lack = 'session' | 'proof'

class Gate {
  wanted = $state<Lack | null>(null)
  #answers: ((given: boolean) => void)[] = []

  /** Resolves when it was given (true), or the officer would rather not (false). Several requests are asked for once. */
  askFor(lack: Lack): Promise<boolean> {
    this.wanted = lack
    return new Promise((resolve) => this.#answers.push(resolve))
  }

  answer(given: boolean): void {
    this.wanted = null
    for (const resolve of this.#answers.splice(0)) resolve(given)
  }
}

export const gate = new Gate()
