/** The clock on the page where one checks one's answers, and what happens when it runs out there. */
import { runClock } from './clock-view.ts'
import { readFacts } from './facts.ts'
import { finish } from './finish.ts'

const facts = readFacts()
const over = () => finish(facts.attemptId, facts.receipt, () => {})
if (facts.attemptId) runClock(facts, over)

// A second tap is harmless to the server; here it only must not look as if the first had done nothing.
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', () => {
    for (const button of document.querySelectorAll<HTMLButtonElement>('button[form], form button'))
      setTimeout(() => (button.disabled = true))
  })
}
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload()
})
