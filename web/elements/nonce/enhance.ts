import { forgetDrafts } from '../paper/drafts.ts'

/** Draws the contestant's half of the lot: nobody at the server alone chooses the paper. */
for (const input of document.querySelectorAll<HTMLInputElement>('input[name=nonce]')) {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  input.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
// A second tap while the first is on its way would only ask twice for the same paper.
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('submit', () => {
    // The header that clears a browser's storage works on https alone.
    if (form.action.endsWith('/leave')) forgetDrafts()
    const button = form.querySelector('button')
    if (button) setTimeout(() => (button.disabled = true))
  })
}
// Coming back with the Back button shows the page as it was left: with a dead button.
addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('button')) button.disabled = false
})
