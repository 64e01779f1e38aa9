/** Moves the focus to the summary of errors, so that nobody wonders why the same page came back. */
document.querySelector<HTMLElement>('[data-errors]')?.focus()
