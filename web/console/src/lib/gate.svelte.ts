/** What a request lacked and the officer is asked for now: a session, a proof of who they are, a second factor to be set up. */
type Lack = 'session' | 'proof' | 'factor'

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
