/** Two options that say yes and no to the question, in this order; true and false keep theirs on every paper. */
export function isTrueFalse(options: readonly string[]): boolean {
  const [yes = '', no = '', ...others] = options.map((option) =>
    option.normalize('NFC').replace(/[.!]$/, '').trim(),
  )
  return others.length === 0 && /^(đúng|true)$/i.test(yes) && /^(sai|false)$/i.test(no)
}
